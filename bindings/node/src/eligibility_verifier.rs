//! Verifiers: who decides about presentations.

use crate::authority_list::AuthorityList;
use crate::bytes::Input;
use crate::eligibility_policy::EligibilityPolicy;
use crate::eligibility_request::EligibilityRequest;
use crate::errors::OrThrow;
use crate::ledger::Ledger;
use crate::ledger_credentials::LedgerPoint;
use crate::numbers::Unsigned;
use crate::public_identity::PublicIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// Decides about presentations, and accepts none twice. A handle.
///
/// It remembers in memory what it accepted: keep one for as long as its requests can be answered.
#[napi]
pub struct EligibilityVerifier {
    inner: facade::EligibilityVerifier,
}

/// That a holder was found eligible, and what was established.
#[napi(object, object_from_js = false)]
pub struct Eligible {
    /// The hash of the policy that is met.
    pub policy: String,
    /// The credentials of the policy, by its names for them, in order.
    pub credentials: Vec<String>,
    /// Who certified each of them, as a `did:key`.
    pub issuers: Vec<String>,
    /// The holder's pseudonym, where the policy asks for one enrolment. Whoever enrols holders
    /// refuses one that is enrolled already.
    pub pseudonym: Option<String>,
    /// The state of the ledger in which no credential was revoked.
    pub ledger: LedgerPoint,
    /// When that was decided, in seconds since 1970.
    pub time: u64,
}

#[napi]
impl EligibilityVerifier {
    /// A verifier with this key, at this audience, for this policy.
    #[napi(
        constructor,
        ts_args_type = "verifier: PublicIdentity, audience: string, policy: EligibilityPolicy"
    )]
    pub fn new(
        env: Env,
        verifier: &PublicIdentity,
        audience: String,
        policy: &EligibilityPolicy,
    ) -> napi::Result<Self> {
        let result =
            facade::EligibilityVerifier::new(&verifier.inner(), &audience, &policy.inner());
        result.or_throw(env).map(Self::from)
    }

    /// Decides about a presentation on a ledger's last block.
    ///
    /// @throws `not-eligible`, without detail, also for what was accepted before; `verifier-unavailable` if
    /// the ledger is older than the request asks for; `closed`.
    #[napi(
        ts_args_type = "presentation: Uint8Array, request: EligibilityRequest, ledger: Ledger, now?: bigint | number | null",
        ts_return_type = "Promise<Eligible>"
    )]
    pub fn verify(
        &self,
        presentation: Input,
        request: &EligibilityRequest,
        ledger: &Ledger,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Eligible, Eligible>> {
        let inner = self.inner.clone();
        let request = request.inner();
        let ledger = ledger.inner.clone();
        off_loop(move || inner.verify(&presentation, &request, &ledger, now.map(|now| now.0)))
    }

    /// Decides about a presentation on a proof of its credentials' status
    /// (`Ledger.proveStatus`), which the ledger's authorities must stand behind.
    ///
    /// @throws as `verify`, and what is wrong with the proof.
    #[napi(
        ts_args_type = "presentation: Uint8Array, request: EligibilityRequest, statusProof: Uint8Array, authorities: AuthorityList, now?: bigint | number | null",
        ts_return_type = "Promise<Eligible>"
    )]
    pub fn verify_with_proof(
        &self,
        presentation: Input,
        request: &EligibilityRequest,
        status_proof: Input,
        authorities: &AuthorityList,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Eligible, Eligible>> {
        let inner = self.inner.clone();
        let request = request.inner();
        let authorities = authorities.inner();
        off_loop(move || {
            inner.verify_with_proof(
                &presentation,
                &request,
                &status_proof,
                &authorities,
                now.map(|now| now.0),
            )
        })
    }

    /// The handles whose status decides about a presentation: what a verifier without a ledger asks
    /// a node to prove.
    ///
    /// @throws kind `Malformed` if the presentation cannot be read.
    #[napi(
        ts_args_type = "presentation: Uint8Array",
        ts_return_type = "Promise<Array<string>>"
    )]
    pub fn status_handles(presentation: Input) -> AsyncTask<Work<Vec<String>, Vec<String>>> {
        off_loop(move || facade::EligibilityVerifier::status_handles(&presentation))
    }

    /// Forgets what was accepted. Closing twice is fine.
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

impl From<facade::EligibilityVerifier> for EligibilityVerifier {
    fn from(inner: facade::EligibilityVerifier) -> Self {
        Self { inner }
    }
}

impl From<facade::Eligible> for Eligible {
    fn from(record: facade::Eligible) -> Self {
        Self {
            policy: record.policy,
            credentials: record.credentials,
            issuers: record.issuers,
            pseudonym: record.pseudonym,
            ledger: LedgerPoint::from(record.ledger),
            time: record.time,
        }
    }
}
