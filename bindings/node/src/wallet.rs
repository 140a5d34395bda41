//! Wallets: what a holder keeps credentials in.

use crate::bytes::{Input, Output};
use crate::credential_schema::CredentialSchema;
use crate::eligibility_policy::EligibilityPolicy;
use crate::eligibility_request::EligibilityRequest;
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::public_identity::PublicIdentity;
use crate::secret_identity::SecretIdentity;
use crate::work::{List, Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A holder's credentials, each copy of which is shown once. A handle.
///
/// Its file is encrypted under a secret of the holder's identity. Save it after asking for
/// credentials, after receiving them, and before a presentation is sent: a copy shown twice links
/// both showings.
#[napi]
pub struct Wallet {
    inner: facade::Wallet,
}

/// What a wallet holds of one issuance.
#[napi(object, object_from_js = false)]
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
#[napi(object, object_from_js = false)]
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

#[napi]
impl Wallet {
    /// An empty wallet of an identity.
    ///
    /// @throws `closed`.
    #[napi(constructor, ts_args_type = "holder: SecretIdentity")]
    pub fn new(env: Env, holder: &SecretIdentity) -> napi::Result<Self> {
        let result = facade::Wallet::new(&holder.inner());
        result.or_throw(env).map(Self::from)
    }

    /// Reads the bytes of a wallet.
    ///
    /// @throws `closed`; `invalid-wallet`; `wrong-key` if it is another identity's or was altered.
    #[napi(
        ts_args_type = "bytes: Uint8Array, holder: SecretIdentity",
        ts_return_type = "Promise<Wallet>"
    )]
    pub fn from_bytes(
        bytes: Input,
        holder: &SecretIdentity,
    ) -> AsyncTask<Work<facade::Wallet, Wallet>> {
        let holder = holder.inner();
        off_loop(move || facade::Wallet::from_bytes(&bytes, &holder))
    }

    /// The wallet as it is stored, encrypted.
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Promise<Buffer>")]
    pub fn to_bytes(&self) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        off_loop(move || inner.to_bytes())
    }

    /// Writes the wallet to a file, in place of the one that is there, in one step.
    ///
    /// @throws `closed`, or of kind `Storage`; then what was there is unchanged.
    #[napi(ts_args_type = "path: string", ts_return_type = "Promise<void>")]
    pub fn save(&self, path: String) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.save(&path))
    }

    /// Reads a wallet from a file.
    ///
    /// @throws as `fromBytes`, and of kind `Storage` if it cannot be read.
    #[napi(
        ts_args_type = "path: string, holder: SecretIdentity",
        ts_return_type = "Promise<Wallet>"
    )]
    pub fn load(path: String, holder: &SecretIdentity) -> AsyncTask<Work<facade::Wallet, Wallet>> {
        let holder = holder.inner();
        off_loop(move || facade::Wallet::load(&path, &holder))
    }

    /// Asks an issuer for copies of a credential, with the challenge it gave; the result goes to the
    /// issuer.
    ///
    /// @throws `closed`; `invalid-argument`; `credential-request-mismatch` for no copies or more than 256.
    #[napi(
        ts_args_type = "schema: CredentialSchema, issuer: PublicIdentity, challenge: Uint8Array, copies: bigint | number",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn request(
        &self,
        schema: &CredentialSchema,
        issuer: &PublicIdentity,
        challenge: Input,
        copies: Unsigned,
    ) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        let schema = schema.inner();
        let issuer = issuer.inner();
        off_loop(move || inner.request(&schema, &issuer, &challenge, copies.0))
    }

    /// Takes in what an issuer sent, after checking that it certifies the values it says.
    ///
    /// @throws `closed`; `unexpected-batch`, `invalid-credential`, `commitment-mismatch` and other codes;
    /// the wallet is as before then, and waits on.
    #[napi(ts_args_type = "batch: Uint8Array", ts_return_type = "Promise<void>")]
    pub fn accept(&self, batch: Input) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.accept(&batch))
    }

    /// What the wallet holds.
    ///
    /// @throws `closed`.
    #[napi(
        ts_args_type = "now?: bigint | number | null",
        ts_return_type = "Promise<Array<WalletEntry>>"
    )]
    pub fn entries(
        &self,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<Vec<facade::WalletEntry>, List<WalletEntry>>> {
        let inner = self.inner.clone();
        off_loop(move || inner.entries(now.map(|now| now.0)))
    }

    /// What revokes copies that were not shown, should the wallet be stolen or a credential no longer
    /// be wanted: for each issuance, in the order of `entries`. Give the handles to
    /// `Ledger.revokeCredentials`, then to `discardRevoked`.
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Promise<Array<RevocableCopies>>")]
    pub fn revocable(
        &self,
    ) -> AsyncTask<Work<Vec<facade::RevocableCopies>, List<RevocableCopies>>> {
        let inner = self.inner.clone();
        off_loop(move || inner.revocable())
    }

    /// Drops copies that were revoked, so that none of them is shown in vain, and says how many there
    /// were. Save the wallet afterwards.
    ///
    /// @throws `closed`, `malformed-hex`.
    #[napi(
        ts_args_type = "handles: Array<string>",
        ts_return_type = "Promise<bigint>"
    )]
    pub fn discard_revoked(&self, handles: Vec<String>) -> AsyncTask<Work<u64, Unsigned>> {
        let inner = self.inner.clone();
        off_loop(move || inner.discard_revoked(&handles))
    }

    /// Forgets issuances that have expired.
    ///
    /// @throws `closed`.
    #[napi(
        ts_args_type = "now?: bigint | number | null",
        ts_return_type = "Promise<void>"
    )]
    pub fn discard_expired(&self, now: Option<Unsigned>) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.discard_expired(now.map(|now| now.0)))
    }

    /// Answers a request, if the wallet's values meet its policy. Takes a copy of each credential
    /// out of the wallet for good: **save the wallet before sending the result**. Who asks, and for
    /// what, the caller has shown to the holder before.
    ///
    /// @throws `closed`; `no-credential`, `policy-not-met`, `policy-mismatch`, `request-expired`; the wallet
    /// is as it was then.
    #[napi(
        ts_args_type = "policy: EligibilityPolicy, request: EligibilityRequest, now?: bigint | number | null",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn present(
        &self,
        policy: &EligibilityPolicy,
        request: &EligibilityRequest,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        let policy = policy.inner();
        let request = request.inner();
        off_loop(move || inner.present(&policy, &request, now.map(|now| now.0)))
    }

    /// Wipes the wallet's secrets. What was not saved is lost. Closing twice is fine.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn close(&self) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || {
            inner.close();
            Ok(())
        })
    }

    /// Whether it was closed.
    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn is_closed(&self) -> AsyncTask<Work<bool, bool>> {
        let inner = self.inner.clone();
        off_loop(move || Ok(inner.is_closed()))
    }
}

impl From<facade::Wallet> for Wallet {
    fn from(inner: facade::Wallet) -> Self {
        Self { inner }
    }
}

impl From<facade::WalletEntry> for WalletEntry {
    fn from(record: facade::WalletEntry) -> Self {
        Self {
            issuer: record.issuer,
            schema: record.schema,
            name: record.name,
            left: record.left,
            issued: record.issued,
            not_before: record.not_before,
            expires: record.expires,
            needs_renewal: record.needs_renewal,
        }
    }
}

impl From<facade::RevocableCopies> for RevocableCopies {
    fn from(copies: facade::RevocableCopies) -> Self {
        Self {
            issuer: copies.issuer,
            schema: copies.schema,
            name: copies.name,
            expires: copies.expires,
            ledger_id: copies.ledger_id,
            handles: copies.handles,
        }
    }
}
