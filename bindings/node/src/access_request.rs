//! Requests for access, and breaking the glass.

use crate::bytes::{Input, Output};
use crate::errors::OrThrow;
use crate::grant::Grant;
use crate::numbers::Unsigned;
use crate::sealed_header::SealedHeader;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::{AsyncTask, FromNapiRef, FromNapiValue};
use napi::{Env, sys};
use napi_derive::napi;

/// A signed request to open one record, addressed to one custodian.
#[napi]
pub struct AccessRequest {
    inner: facade::AccessRequest,
}

/// What a request says.
#[napi(object, object_from_js = false)]
pub struct AccessRequestDetails {
    /// The ledger it relies on.
    pub ledger_id: String,
    /// Who is asked to decide.
    pub custodian: String,
    /// Who asks, as a `did:key`.
    pub grantee_key: String,
    /// The commitment of the grant it relies on.
    pub grant_commitment: String,
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// What for, as an HL7 purpose-of-use code.
    pub purpose: String,
    /// The reason stated when the glass was broken, if it was.
    pub reason: Option<String>,
    /// When it was made, in seconds since 1970.
    pub issued: u64,
    /// Until when it may be presented, in seconds since 1970.
    pub expires: u64,
}

/// A reason for emergency access that the ledger recorded. Needed for every request for the purpose
/// `BTG`.
#[napi]
pub struct BreakGlass {
    inner: facade::BreakGlass,
}

#[napi]
impl AccessRequest {
    /// Signs a request, good for five minutes. `custodian` is the identifier of whoever decides.
    /// Without a purpose, the only one the grant has.
    ///
    /// @throws `closed`, `malformed-hex`, `unknown-purpose`; `break-glass-reason` if a statement is missing
    /// or out of place.
    #[napi(
        constructor,
        ts_args_type = "holder: SecretIdentity, grant: Grant, header: SealedHeader, custodian: string, purpose?: string | null, breakGlass?: BreakGlass | null, now?: bigint | number | null"
    )]
    pub fn new(
        env: Env,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: String,
        purpose: Option<String>,
        break_glass: Option<BreakGlassArgument>,
        now: Option<Unsigned>,
    ) -> napi::Result<Self> {
        let break_glass = break_glass.map(|argument| argument.0);
        let result = facade::AccessRequest::new(
            &holder.inner(),
            &grant.inner(),
            &header.inner(),
            &custodian,
            purpose.as_deref(),
            break_glass.as_ref(),
            now.map(|now| now.0),
        );
        result.or_throw(env).map(Self::from)
    }

    /// Reads a request and verifies its signature.
    ///
    /// @throws kind `Malformed`, or `invalid-signature`.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<AccessRequest>"
    )]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::AccessRequest, AccessRequest>> {
        off_loop(move || facade::AccessRequest::from_bytes(&bytes))
    }

    /// The request as it is sent.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// What the request says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<AccessRequestDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(AccessRequestDetails::from)
    }
}

impl AccessRequest {
    pub(crate) fn inner(&self) -> facade::AccessRequest {
        self.inner.clone()
    }
}

impl From<facade::AccessRequest> for AccessRequest {
    fn from(inner: facade::AccessRequest) -> Self {
        Self { inner }
    }
}

impl From<facade::AccessRequestDetails> for AccessRequestDetails {
    fn from(record: facade::AccessRequestDetails) -> Self {
        Self {
            ledger_id: record.ledger_id,
            custodian: record.custodian,
            grantee_key: record.grantee_key,
            grant_commitment: record.grant_commitment,
            record_id: record.record_id,
            commitment: record.commitment,
            purpose: record.purpose,
            reason: record.reason,
            issued: record.issued,
            expires: record.expires,
        }
    }
}

impl BreakGlass {
    pub(crate) fn inner(&self) -> facade::BreakGlass {
        self.inner.clone()
    }
}

impl From<facade::BreakGlass> for BreakGlass {
    fn from(inner: facade::BreakGlass) -> Self {
        Self { inner }
    }
}

/// The same, where it may be left out.
pub struct BreakGlassArgument(pub(crate) facade::BreakGlass);

impl FromNapiValue for BreakGlassArgument {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class.
        let value = unsafe { BreakGlass::from_napi_ref(env, value) }?;
        Ok(Self(value.inner()))
    }
}
