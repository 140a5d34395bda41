//! Signed grants without keys: what custodians and auditors read.

use crate::bytes::{Input, Output};
use crate::errors::OrThrow;
use crate::grant::GrantTerms;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// The signed grants from a patient's own to the one in use, without any key: what goes with a
/// request to the custodian. As private as what the grants say.
#[napi]
pub struct GrantChain {
    inner: facade::GrantChain,
}

/// One signed grant (COSE over CWT claims).
#[napi]
pub struct SignedGrant {
    inner: facade::SignedGrant,
}

/// What a signed grant says.
#[napi(object, object_from_js = false)]
pub struct SignedGrantDetails {
    /// The grant's identifier.
    pub grant_id: String,
    /// The salted commitment by which a ledger knows it.
    pub commitment: String,
    /// The digest by which a grant passed on from it names it.
    pub digest: String,
    /// The digest of the grant it was passed on from, if it was.
    pub parent: Option<String>,
    /// The ledger it is good on.
    pub ledger_id: String,
    /// The patient.
    pub controller: String,
    /// Who signed it, as a `did:key`.
    pub issuer: String,
    /// Who may use it.
    pub grantee: String,
    /// The key it must be used with, as a `did:key`.
    pub grantee_key: String,
    /// When it was signed, in seconds since 1970.
    pub issued: u64,
    /// What is granted.
    pub terms: GrantTerms,
}

#[napi]
impl GrantChain {
    /// Reads the grants and verifies every signature and link: each is signed by the grantee of the
    /// one before and grants no more. That the first is the patient's own, and that none was
    /// revoked, the ledger tells.
    ///
    /// @throws kind `Malformed`, `Cryptographic` or `Denied`, by what is wrong.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<GrantChain>"
    )]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::GrantChain, GrantChain>> {
        off_loop(move || facade::GrantChain::from_bytes(&bytes))
    }

    /// The grants as they are stored and sent.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// What each grant says, the patient's own first and the one in use last.
    #[napi(getter)]
    pub fn grants(&self, env: Env) -> napi::Result<Vec<SignedGrantDetails>> {
        let grants = self.inner.grants().or_throw(env)?;
        Ok(grants.into_iter().map(SignedGrantDetails::from).collect())
    }
}

impl GrantChain {
    pub(crate) fn inner(&self) -> facade::GrantChain {
        self.inner.clone()
    }
}

#[napi]
impl SignedGrant {
    /// Reads one grant with the salt that travels beside it, and verifies its signature by the key
    /// that it names. Whether it may stand where it stands, a `GrantChain` tells.
    ///
    /// @throws `malformed-grant`, `wrong-salt`, `invalid-signature` and other codes of kind `Malformed` or
    /// `Cryptographic`; `invalid-argument` for a salt that is not 32 bytes long.
    #[napi(
        ts_args_type = "bytes: Uint8Array, salt: Uint8Array",
        ts_return_type = "Promise<SignedGrant>"
    )]
    pub fn from_bytes(
        bytes: Input,
        salt: Input,
    ) -> AsyncTask<Work<facade::SignedGrant, SignedGrant>> {
        off_loop(move || facade::SignedGrant::from_bytes(&bytes, &salt))
    }

    /// What the grant says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<SignedGrantDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(SignedGrantDetails::from)
    }
}

impl From<facade::GrantChain> for GrantChain {
    fn from(inner: facade::GrantChain) -> Self {
        Self { inner }
    }
}

impl From<facade::SignedGrant> for SignedGrant {
    fn from(inner: facade::SignedGrant) -> Self {
        Self { inner }
    }
}

impl From<facade::SignedGrantDetails> for SignedGrantDetails {
    fn from(record: facade::SignedGrantDetails) -> Self {
        Self {
            grant_id: record.grant_id,
            commitment: record.commitment,
            digest: record.digest,
            parent: record.parent,
            ledger_id: record.ledger_id,
            controller: record.controller,
            issuer: record.issuer,
            grantee: record.grantee,
            grantee_key: record.grantee_key,
            issued: record.issued,
            terms: GrantTerms::from(record.terms),
        }
    }
}
