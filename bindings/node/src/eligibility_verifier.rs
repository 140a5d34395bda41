//! Verifiers: who decides about presentations.

use crate::authority_list::AuthorityList;
use crate::bytes::Input;
use crate::eligibility_policy::EligibilityPolicy;
use crate::eligibility_request::{EligibilityRequest, EligibilityRequestArgument};
use crate::errors::OrThrow;
use crate::ledger::Ledger;
use crate::ledger_credentials::LedgerPoint;
use crate::numbers::Unsigned;
use crate::public_identity::PublicIdentity;
use crate::watch::Watch;
use crate::work::{List, Work, off_loop, watched};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// Decides about presentations, and accepts none twice. A handle.
///
/// It remembers in memory what it accepted: keep one for as long as its requests can be answered.
/// `EligibilityVerifier.open` remembers in a file. Everyone who decides for one verifier must use one of
/// them: two would accept one thing twice.
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

/// A presentation with the request that it answers, for `EligibilityVerifier.verifyBatch`.
#[napi(object, object_to_js = false)]
pub struct EligibilityAnswer {
    /// What the holder sent.
    #[napi(ts_type = "Uint8Array")]
    pub presentation: Input,
    /// What was asked.
    #[napi(ts_type = "EligibilityRequest")]
    pub request: EligibilityRequestArgument,
}

/// What was decided about one presentation of a batch: `eligible` or a `refusal`, never both.
#[napi(object, object_from_js = false)]
pub struct EligibilityVerdict {
    /// What was established, if the holder is eligible.
    pub eligible: Option<Eligible>,
    /// The code of the refusal otherwise, without detail: `not-eligible`, or `verifier-unavailable`
    /// if the verifier itself could not decide.
    pub refusal: Option<String>,
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

    /// A verifier that remembers what it accepted in a file, which is begun if it is not there. What
    /// is accepted is in the file, safe from a loss of power, before anybody hears of it.
    ///
    /// The file is held until the verifier is closed: nobody else can open it. Never restore an old
    /// copy of it: what was accepted since would be accepted once more.
    ///
    /// @throws `nonce-store-busy` if somebody else has it open; `storage-denied`, `storage-damaged` and
    /// other codes of kind `Storage`.
    #[napi(
        ts_args_type = "path: string, verifier: PublicIdentity, audience: string, policy: EligibilityPolicy",
        ts_return_type = "Promise<EligibilityVerifier>"
    )]
    pub fn open(
        path: String,
        verifier: &PublicIdentity,
        audience: String,
        policy: &EligibilityPolicy,
    ) -> AsyncTask<Work<facade::EligibilityVerifier, EligibilityVerifier>> {
        let verifier = verifier.inner();
        let policy = policy.inner();
        off_loop(move || facade::EligibilityVerifier::open(&path, &verifier, &audience, &policy))
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

    /// Decides about many presentations at once, at a fraction of the cost of deciding one by one:
    /// about each exactly what `verify` would decide, were they verified in this order. There is a
    /// verdict for each, in their order. At most 16,384; other work of this verifier and of the ledger
    /// goes on meanwhile.
    ///
    /// `onProgress` is told how many are done, and of how many. What is accepted is remembered all
    /// together, at the end: where this rejects, nothing was accepted.
    ///
    /// @throws `invalid-argument` for more than that; `cancelled`; `closed`.
    #[napi(
        ts_args_type = "answers: Array<EligibilityAnswer>, ledger: Ledger, now?: bigint | number | null, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<Array<EligibilityVerdict>>"
    )]
    pub fn verify_batch(
        &self,
        answers: Vec<EligibilityAnswer>,
        ledger: &Ledger,
        now: Option<Unsigned>,
        options: Option<Watch>,
    ) -> AsyncTask<Work<Vec<facade::EligibilityVerdict>, List<EligibilityVerdict>>> {
        let inner = self.inner.clone();
        let ledger = ledger.inner.clone();
        watched(options, move |watch| {
            inner.verify_batch(&answered(answers), &ledger, watch, now.map(|now| now.0))
        })
    }

    /// Decides about many presentations at once on one proof of the status of all their credentials:
    /// `Ledger.proveStatus` of all their `statusHandles`.
    ///
    /// @throws as `verifyBatch`, and what is wrong with the proof.
    #[napi(
        ts_args_type = "answers: Array<EligibilityAnswer>, statusProof: Uint8Array, authorities: AuthorityList, now?: bigint | number | null, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<Array<EligibilityVerdict>>"
    )]
    pub fn verify_batch_with_proof(
        &self,
        answers: Vec<EligibilityAnswer>,
        status_proof: Input,
        authorities: &AuthorityList,
        now: Option<Unsigned>,
        options: Option<Watch>,
    ) -> AsyncTask<Work<Vec<facade::EligibilityVerdict>, List<EligibilityVerdict>>> {
        let inner = self.inner.clone();
        let authorities = authorities.inner();
        watched(options, move |watch| {
            inner.verify_batch_with_proof(
                &answered(answers),
                &status_proof,
                &authorities,
                watch,
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

    /// Lets go of the file, or forgets what was accepted if there is none. Closing twice is fine.
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

fn answered(answers: Vec<EligibilityAnswer>) -> Vec<facade::EligibilityAnswer> {
    let answer = |answer: EligibilityAnswer| facade::EligibilityAnswer {
        presentation: answer.presentation.to_vec(),
        request: answer.request.0,
    };
    answers.into_iter().map(answer).collect()
}

impl From<facade::EligibilityVerdict> for EligibilityVerdict {
    fn from(record: facade::EligibilityVerdict) -> Self {
        Self {
            eligible: record.eligible.map(Eligible::from),
            refusal: record.refusal,
        }
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
