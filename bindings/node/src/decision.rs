//! Decisions: whether consent allows an access, and the proof of it.

use crate::access_permit::AccessPermit;
use crate::authority_list::AuthorityList;
use crate::bytes::{Input, Output};
use crate::decision_point::StatedView;
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// What a custodian demands, whoever asks. `custodian` must be given.
#[napi(object, object_to_js = false)]
pub struct DecisionRules {
    /// The custodian's identifier: requests addressed to anybody else are denied.
    pub custodian: String,
    /// How old the ledger's last block may be, in seconds; without it, 600.
    #[napi(ts_type = "bigint | number")]
    pub maximum_view_age: Option<Unsigned>,
    /// The least height of the ledger's last block; without it, 0.
    #[napi(ts_type = "bigint | number")]
    pub minimum_height: Option<Unsigned>,
    /// How far clocks may be apart, in seconds; without it, 60.
    #[napi(ts_type = "bigint | number")]
    pub clock_skew: Option<Unsigned>,
    /// How long a permit is good for, in seconds; without it, 3,600.
    #[napi(ts_type = "bigint | number")]
    pub permit_lifetime: Option<Unsigned>,
    /// The same for emergency access, in seconds, at most four hours; without it, 3,600.
    #[napi(ts_type = "bigint | number")]
    pub break_glass_lifetime: Option<Unsigned>,
}

/// A decision that others can check: what was asked and decided, on which state of the ledger,
/// signed by the custodian.
#[napi]
pub struct Decision {
    inner: facade::Decision,
}

/// What a decision says.
#[napi(object, object_from_js = false)]
pub struct DecisionDetails {
    /// Whether access was permitted.
    pub is_permit: bool,
    /// The code of every reason of a denial.
    pub reasons: Vec<String>,
    /// What a permit obliges to.
    pub obligations: Vec<String>,
    /// When a permit is void, in seconds since 1970.
    pub expires: Option<u64>,
    /// Who decided, as a `did:key`.
    pub decider: String,
    /// The ledger it was decided on.
    pub ledger_id: String,
    /// The height of the block it was decided on.
    pub height: u64,
    /// When, in seconds since 1970.
    pub decided: u64,
    /// The record.
    pub record_id: String,
    /// What for.
    pub purpose: String,
}

#[napi]
impl Decision {
    /// Reads a decision and verifies its signatures. Whether it follows from the ledger, see
    /// `verify`.
    ///
    /// @throws kind `Malformed` or `Cryptographic`, by what is wrong.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<Decision>"
    )]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::Decision, Decision>> {
        off_loop(move || facade::Decision::from_bytes(&bytes))
    }

    /// The decision as it is stored and sent.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// What the decision says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<DecisionDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(DecisionDetails::from)
    }

    /// Decides again on the ledger's state that comes with the decision, which the authorities must
    /// stand behind.
    ///
    /// @throws `decision-differs`, `unexpected-decider`, `quorum-not-reached` and other codes of kind
    /// `Cryptographic`.
    #[napi(
        ts_args_type = "authorities: AuthorityList",
        ts_return_type = "Promise<void>"
    )]
    pub fn verify(&self, authorities: &AuthorityList) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        let authorities = authorities.inner();
        off_loop(move || inner.verify(&authorities))
    }

    /// Decides again on a view of the ledger that the caller trusts, such as one from its own copy:
    /// what is decided must be what was decided.
    ///
    /// @throws `decision-differs`, `unexpected-decider`.
    #[napi(ts_args_type = "view: StatedView", ts_return_type = "Promise<void>")]
    pub fn replay(&self, view: &StatedView) -> AsyncTask<Work<(), ()>> {
        let (inner, view) = (self.inner.clone(), view.inner());
        off_loop(move || inner.replay(&view))
    }

    /// The permit, once, where the decision was made.
    ///
    /// @throws `access-denied` with every reason; `closed` if it was taken before or the decision came from
    /// elsewhere.
    #[napi]
    pub fn take_permit(&self, env: Env) -> napi::Result<AccessPermit> {
        let result = self.inner.take_permit();
        result.or_throw(env).map(AccessPermit::from)
    }
}

impl From<DecisionRules> for facade::DecisionRules {
    fn from(record: DecisionRules) -> Self {
        Self {
            custodian: record.custodian,
            maximum_view_age: record.maximum_view_age.map(|value| value.0),
            minimum_height: record.minimum_height.map(|value| value.0),
            clock_skew: record.clock_skew.map(|value| value.0),
            permit_lifetime: record.permit_lifetime.map(|value| value.0),
            break_glass_lifetime: record.break_glass_lifetime.map(|value| value.0),
        }
    }
}

impl From<facade::Decision> for Decision {
    fn from(inner: facade::Decision) -> Self {
        Self { inner }
    }
}

impl From<facade::DecisionDetails> for DecisionDetails {
    fn from(record: facade::DecisionDetails) -> Self {
        Self {
            is_permit: record.is_permit,
            reasons: record.reasons,
            obligations: record.obligations,
            expires: record.expires,
            decider: record.decider,
            ledger_id: record.ledger_id,
            height: record.height,
            decided: record.decided,
            record_id: record.record_id,
            purpose: record.purpose,
        }
    }
}
