//! Where a holder keeps credentials.

use crate::{
    eligibility::{CredentialSchema, EligibilityPolicy, EligibilityRequest},
    error::Result,
    identity::{PublicIdentity, SecretIdentity},
};
use medseal_facade::{self as facade, RevocableCopies, WalletEntry};

/// What a wallet holds of one issuance.
#[uniffi::remote(Record)]
pub struct WalletEntry {
    /// Who certified the values, as a `did:key`.
    pub issuer: String,
    /// The schema's hash.
    pub schema: String,
    /// The schema's name.
    pub name: String,
    /// Copies that can still be shown.
    pub left: u64,
    /// Copies there were.
    pub issued: u64,
    /// From when they are valid, in seconds since 1970.
    pub not_before: u64,
    /// Until when, in seconds since 1970.
    pub expires: u64,
    /// Whether the issuer should be asked for more.
    pub needs_renewal: bool,
}

/// What revokes the copies of one issuance that were not shown.
///
/// Who knows a handle can revoke its copy, and recognises the copy when it is shown: keep handles
/// from logs and from everybody but whoever writes them to the ledger.
#[uniffi::remote(Record)]
pub struct RevocableCopies {
    /// Who certified the values, as a `did:key`.
    pub issuer: String,
    /// The schema's hash.
    pub schema: String,
    /// The schema's name.
    pub name: String,
    /// Until when the copies are valid, in seconds since 1970.
    pub expires: u64,
    /// The ledger on which revoking them counts.
    pub ledger_id: String,
    /// One for each copy, for `Ledger.revokeCredentials`.
    pub handles: Vec<String>,
}

/// A holder's credentials, each copy of which is shown once.
///
/// Its file is encrypted under a secret of the holder's identity. Save it after asking for
/// credentials, after receiving them, and before a presentation is sent: a copy shown twice links
/// both showings.
#[derive(uniffi::Object)]
pub struct Wallet(pub(crate) facade::Wallet);

#[uniffi::export]
impl Wallet {
    /// An empty wallet of an identity.
    ///
    /// Errors: `closed`.
    #[uniffi::constructor]
    pub fn new(holder: &SecretIdentity) -> Result<Self> {
        Ok(Self(facade::Wallet::new(&holder.0)?))
    }

    /// Reads the bytes of a wallet.
    ///
    /// Errors: `closed`; `invalid-wallet`; `wrong-key` if it is another identity's or was altered.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>, holder: &SecretIdentity) -> Result<Self> {
        Ok(Self(facade::Wallet::from_bytes(&bytes, &holder.0)?))
    }

    /// The wallet as it is stored, encrypted.
    ///
    /// Errors: `closed`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// Writes the wallet to a file, in place of the one that is there, in one step.
    ///
    /// Errors: `closed`, or of kind `Storage`; then what was there is unchanged.
    pub fn save(&self, path: String) -> Result<()> {
        Ok(self.0.save(&path)?)
    }

    /// Reads a wallet from a file.
    ///
    /// Errors: as `fromBytes`, and of kind `Storage` if it cannot be read.
    #[uniffi::constructor]
    pub fn load(path: String, holder: &SecretIdentity) -> Result<Self> {
        Ok(Self(facade::Wallet::load(&path, &holder.0)?))
    }

    /// Asks an issuer for copies of a credential, with the challenge it gave; the result goes to
    /// the issuer.
    ///
    /// Errors: `closed`; `invalid-argument`; `credential-request-mismatch` for no copies or more
    /// than 256.
    pub fn request(
        &self,
        schema: &CredentialSchema,
        issuer: &PublicIdentity,
        challenge: Vec<u8>,
        copies: u64,
    ) -> Result<Vec<u8>> {
        Ok(self.0.request(&schema.0, &issuer.0, &challenge, copies)?)
    }

    /// Takes in what an issuer sent, after checking that it certifies the values it says.
    ///
    /// Errors: `closed`; `unexpected-batch`, `invalid-credential`, `commitment-mismatch` and other
    /// codes; the wallet is as before then, and waits on.
    pub fn accept(&self, batch: Vec<u8>) -> Result<()> {
        Ok(self.0.accept(&batch)?)
    }

    /// What the wallet holds.
    ///
    /// Errors: `closed`.
    #[uniffi::method(default(now = None))]
    pub fn entries(&self, now: Option<u64>) -> Result<Vec<WalletEntry>> {
        Ok(self.0.entries(now)?)
    }

    /// What revokes copies that were not shown, should the wallet be stolen or a credential no
    /// longer be wanted: for each issuance, in the order of `entries`. Give the handles to
    /// `Ledger.revokeCredentials`, then to `discardRevoked`.
    ///
    /// Errors: `closed`.
    pub fn revocable(&self) -> Result<Vec<RevocableCopies>> {
        Ok(self.0.revocable()?)
    }

    /// Drops copies that were revoked, so that none of them is shown in vain, and says how many
    /// there were. Save the wallet afterwards.
    ///
    /// Errors: `closed`, `malformed-hex`.
    pub fn discard_revoked(&self, handles: Vec<String>) -> Result<u64> {
        Ok(self.0.discard_revoked(&handles)?)
    }

    /// Forgets issuances that have expired.
    ///
    /// Errors: `closed`.
    #[uniffi::method(default(now = None))]
    pub fn discard_expired(&self, now: Option<u64>) -> Result<()> {
        Ok(self.0.discard_expired(now)?)
    }

    /// Answers a request, if the wallet's values meet its policy. Takes a copy of each credential
    /// out of the wallet for good: **save the wallet before sending the result**. Who asks, and for
    /// what, the caller has shown to the holder before.
    ///
    /// Errors: `closed`; `no-credential`, `policy-not-met`, `policy-mismatch`, `request-expired`;
    /// the wallet is as it was then.
    #[uniffi::method(default(now = None))]
    pub fn present(
        &self,
        policy: &EligibilityPolicy,
        request: &EligibilityRequest,
        now: Option<u64>,
    ) -> Result<Vec<u8>> {
        Ok(self.0.present(&policy.0, &request.0, now)?)
    }

    /// Wipes the wallet's secrets. What was not saved is lost. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}
