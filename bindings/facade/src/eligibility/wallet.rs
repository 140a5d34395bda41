//! Wallets: what a holder keeps credentials in.

use super::{policy::EligibilityPolicy, request::EligibilityRequest, schema::CredentialSchema};
use crate::{
    error::Result,
    files::{self, Existing, Readers},
    guard::guard,
    handle::Exclusive,
    identity::SecretIdentity,
    public_identity::PublicIdentity,
    text,
};
use medseal::eligibility::{self, CredentialBatch, IssuerChallenge, WalletSecret};
use std::{fmt, path::Path};

/// A holder's credentials, each copy of which is shown once. A handle.
///
/// Its file is encrypted under a secret of the holder's identity. Save it after asking for
/// credentials, after receiving them, and before a presentation is sent: a copy shown twice links
/// both showings.
#[derive(Clone)]
pub struct Wallet(Exclusive<eligibility::Wallet>);

/// What a wallet holds of one issuance.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Clone, PartialEq, Eq)]
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
    /// One for each copy, for [`Ledger::revoke_credentials`](crate::Ledger::revoke_credentials).
    pub handles: Vec<String>,
}

/// Shows no handle.
impl fmt::Debug for RevocableCopies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocableCopies")
            .field("schema", &self.schema)
            .field("handles", &self.handles.len())
            .finish_non_exhaustive()
    }
}

impl Wallet {
    /// An empty wallet of an identity.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn new(holder: &SecretIdentity) -> Result<Self> {
        guard("Wallet.new", || {
            let secret = WalletSecret::of(&*holder.open()?);
            Ok(Self(Exclusive::new(eligibility::Wallet::new(secret))))
        })
    }

    /// Reads the bytes of a wallet.
    ///
    /// # Errors
    ///
    /// `closed`; `invalid-wallet`; `wrong-key` if it is another identity's or was altered.
    pub fn from_bytes(bytes: &[u8], holder: &SecretIdentity) -> Result<Self> {
        guard("Wallet.from_bytes", || {
            let secret = WalletSecret::of(&*holder.open()?);
            let wallet = eligibility::Wallet::from_bytes(bytes, secret)?;
            Ok(Self(Exclusive::new(wallet)))
        })
    }

    /// The wallet as it is stored, encrypted.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("Wallet.to_bytes", || {
            self.0.step(|wallet| Ok(wallet.to_bytes()?))
        })
    }

    /// Writes the wallet to a file, in place of the one that is there, in one step.
    ///
    /// # Errors
    ///
    /// `closed`, or of kind `Storage`; then what was there is unchanged.
    pub fn save(&self, path: &str) -> Result<()> {
        guard("Wallet.save", || {
            let bytes = self.0.step(|wallet| Ok(wallet.to_bytes()?))?;
            files::write(Path::new(path), Readers::Owner, Existing::Replace, &bytes)
        })
    }

    /// Reads a wallet from a file.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes), and of kind `Storage` if it cannot be read.
    pub fn load(path: &str, holder: &SecretIdentity) -> Result<Self> {
        guard("Wallet.load", || {
            let secret = WalletSecret::of(&*holder.open()?);
            let bytes = files::read(Path::new(path), MAX_WALLET)?;
            let wallet = eligibility::Wallet::from_bytes(&bytes, secret)?;
            Ok(Self(Exclusive::new(wallet)))
        })
    }

    /// Asks an issuer for copies of a credential, with the challenge it gave; the result goes to the
    /// issuer.
    ///
    /// # Errors
    ///
    /// `closed`; `invalid-argument`; `credential-request-mismatch` for no copies or more than 256.
    pub fn request(
        &self,
        schema: &CredentialSchema,
        issuer: &PublicIdentity,
        challenge: &[u8],
        copies: u64,
    ) -> Result<Vec<u8>> {
        guard("Wallet.request", || {
            let challenge = text::array(challenge, "a challenge is 32 bytes long")?;
            let challenge = IssuerChallenge::from_bytes(challenge);
            let copies = usize::try_from(copies).unwrap_or(usize::MAX);
            let (schema, issuer) = (schema.core(), issuer.core().verifying_key());
            self.0.step(|wallet| {
                let request = wallet.request(schema, issuer, challenge, copies)?;
                Ok(request.as_bytes().to_vec())
            })
        })
    }

    /// Takes in what an issuer sent, after checking that it certifies the values it says.
    ///
    /// # Errors
    ///
    /// `closed`; `unexpected-batch`, `invalid-credential`, `commitment-mismatch` and other codes;
    /// the wallet is as before then, and waits on.
    pub fn accept(&self, batch: &[u8]) -> Result<()> {
        guard("Wallet.accept", || {
            let batch = CredentialBatch::from_bytes(batch)?;
            self.0.step(|wallet| Ok(wallet.accept(&batch)?))
        })
    }

    /// What the wallet holds.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn entries(&self, now: Option<u64>) -> Result<Vec<WalletEntry>> {
        guard("Wallet.entries", || {
            let now = text::time(now)?;
            self.0
                .step(|wallet| Ok(wallet.entries(now).iter().map(entry).collect()))
        })
    }

    /// What revokes copies that were not shown, should the wallet be stolen or a credential no longer
    /// be wanted: for each issuance, in the order of [`entries`](Self::entries). When they are
    /// revoked, [`discard_revoked`](Self::discard_revoked).
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn revocable(&self) -> Result<Vec<RevocableCopies>> {
        guard("Wallet.revocable", || {
            self.0
                .step(|wallet| Ok(wallet.revocable().iter().map(revocable).collect()))
        })
    }

    /// Drops copies that were revoked, so that none of them is shown in vain, and says how many there
    /// were. Save the wallet afterwards.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`.
    pub fn discard_revoked(&self, handles: &[String]) -> Result<u64> {
        guard("Wallet.discard_revoked", || {
            let handles = handles.iter().map(|handle| Ok(handle.parse()?));
            let handles = handles.collect::<Result<Vec<_>>>()?;
            self.0
                .step(|wallet| Ok(wallet.discard_revoked(&handles) as u64))
        })
    }

    /// Forgets issuances that have expired.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn discard_expired(&self, now: Option<u64>) -> Result<()> {
        guard("Wallet.discard_expired", || {
            let now = text::time(now)?;
            self.0.step(|wallet| {
                wallet.discard_expired(now);
                Ok(())
            })
        })
    }

    /// Answers a request, if the wallet's values meet its policy. Takes a copy of each credential
    /// out of the wallet for good: **save the wallet before sending the result**. Who asks, and for
    /// what, the caller has shown to the holder before.
    ///
    /// # Errors
    ///
    /// `closed`; `no-credential`, `policy-not-met`, `policy-mismatch`, `request-expired`; the wallet
    /// is as it was then.
    pub fn present(
        &self,
        policy: &EligibilityPolicy,
        request: &EligibilityRequest,
        now: Option<u64>,
    ) -> Result<Vec<u8>> {
        guard("Wallet.present", || {
            let now = text::time(now)?;
            self.0.step(|wallet| {
                let shown = wallet.present(policy.core(), request.core(), now)?;
                Ok(shown.as_bytes().to_vec())
            })
        })
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

fn entry(entry: &eligibility::WalletEntry) -> WalletEntry {
    WalletEntry {
        issuer: entry.issuer.did_key(),
        schema: entry.schema.to_string(),
        name: entry.name.clone(),
        left: entry.left as u64,
        issued: entry.issued as u64,
        not_before: entry.validity.not_before().seconds(),
        expires: entry.validity.expires().seconds(),
        needs_renewal: entry.needs_renewal,
    }
}

fn revocable(copies: &eligibility::RevocableCopies) -> RevocableCopies {
    RevocableCopies {
        issuer: copies.issuer.did_key(),
        schema: copies.schema.to_string(),
        name: copies.name.clone(),
        expires: copies.validity.expires().seconds(),
        ledger_id: copies.registry.to_string(),
        handles: copies.handles.iter().map(ToString::to_string).collect(),
    }
}

/// The longest wallet that is read: 64 MiB and what is around them.
const MAX_WALLET: usize = (64 << 20) + 1024;
