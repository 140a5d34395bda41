//! What a verifier asks.

use crate::bytes::{Input, Output};
use crate::eligibility_policy::EligibilityPolicy;
use crate::errors::OrThrow;
use crate::ledger_credentials::LedgerPoint;
use crate::numbers::Unsigned;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::{AsyncTask, FromNapiRef, FromNapiValue};
use napi::{Env, sys};
use napi_derive::napi;

/// A verifier's signed request to show eligibility under a policy.
#[napi]
pub struct EligibilityRequest {
    inner: facade::EligibilityRequest,
}

/// What a request says, to be shown to the holder.
#[napi(object, object_from_js = false)]
pub struct EligibilityRequestDetails {
    /// Who asks, as a `did:key`.
    pub verifier: String,
    /// Whom presentations are for: a place of the verifier's.
    pub audience: String,
    /// The hash of the policy.
    pub policy: String,
    /// The oldest state of the ledger that is acceptable.
    pub ledger: LedgerPoint,
    /// When it was made, in seconds since 1970.
    pub issued: u64,
    /// Until when it may be answered, in seconds since 1970.
    pub expires: u64,
}

#[napi]
impl EligibilityRequest {
    /// Signs a request. `audience` is a place of the verifier's, such as
    /// `https://trial.example.org/screening`; `ledger` the state in which credentials must not be
    /// revoked. It may be answered for `lifetime` seconds, at most a day; without it, an hour.
    ///
    /// @throws `closed`, `invalid-eligibility-request`, `request-lifetime`, `malformed-hex`.
    #[napi(
        ts_args_type = "verifier: SecretIdentity, policy: EligibilityPolicy, audience: string, ledger: LedgerPoint, lifetime?: bigint | number | null, now?: bigint | number | null",
        ts_return_type = "Promise<EligibilityRequest>"
    )]
    pub fn issue(
        verifier: &SecretIdentity,
        policy: &EligibilityPolicy,
        audience: String,
        ledger: LedgerPoint,
        lifetime: Option<Unsigned>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::EligibilityRequest, EligibilityRequest>> {
        let verifier = verifier.inner();
        let policy = policy.inner();
        let ledger = facade::LedgerPoint::from(ledger);
        off_loop(move || {
            facade::EligibilityRequest::issue(
                &verifier,
                &policy,
                &audience,
                &ledger,
                lifetime.map(|lifetime| lifetime.0),
                now.map(|now| now.0),
            )
        })
    }

    /// Reads a request and verifies its signature.
    ///
    /// @throws kind `Malformed`, or `invalid-signature`.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<EligibilityRequest>"
    )]
    pub fn from_bytes(
        bytes: Input,
    ) -> AsyncTask<Work<facade::EligibilityRequest, EligibilityRequest>> {
        off_loop(move || facade::EligibilityRequest::from_bytes(&bytes))
    }

    /// The request as it is sent.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// What the request says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<EligibilityRequestDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(EligibilityRequestDetails::from)
    }
}

impl EligibilityRequest {
    pub(crate) fn inner(&self) -> facade::EligibilityRequest {
        self.inner.clone()
    }
}

/// A request inside of an object.
pub struct EligibilityRequestArgument(pub(crate) facade::EligibilityRequest);

impl FromNapiValue for EligibilityRequestArgument {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class.
        let value = unsafe { EligibilityRequest::from_napi_ref(env, value) }?;
        Ok(Self(value.inner()))
    }
}

impl From<facade::EligibilityRequest> for EligibilityRequest {
    fn from(inner: facade::EligibilityRequest) -> Self {
        Self { inner }
    }
}

impl From<facade::EligibilityRequestDetails> for EligibilityRequestDetails {
    fn from(record: facade::EligibilityRequestDetails) -> Self {
        Self {
            verifier: record.verifier,
            audience: record.audience,
            policy: record.policy,
            ledger: LedgerPoint::from(record.ledger),
            issued: record.issued,
            expires: record.expires,
        }
    }
}
