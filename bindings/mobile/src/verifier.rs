//! Who asks whether somebody is eligible, and learns no more.

use crate::{
    authorities::AuthorityList,
    eligibility::{EligibilityPolicy, EligibilityRequest},
    error::Result,
    identity::PublicIdentity,
    ledger::Ledger,
    watch::Watch,
};
use medseal_facade::{self as facade, EligibilityVerdict, Eligible, LedgerPoint};
use std::sync::Arc;

/// That a holder was found eligible, and what was established.
#[uniffi::remote(Record)]
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
#[derive(uniffi::Record)]
pub struct EligibilityAnswer {
    /// What the holder sent.
    pub presentation: Vec<u8>,
    /// What was asked.
    pub request: Arc<EligibilityRequest>,
}

/// What was decided about one presentation of a batch: `eligible` or a `refusal`, never both.
#[uniffi::remote(Record)]
pub struct EligibilityVerdict {
    /// What was established, if the holder is eligible.
    pub eligible: Option<Eligible>,
    /// The code of the refusal otherwise, without detail: `not-eligible`, or `verifier-unavailable`
    /// if the verifier itself could not decide.
    pub refusal: Option<String>,
}

/// Decides about presentations, and accepts none twice.
///
/// It remembers in memory what it accepted: keep one for as long as its requests can be answered.
/// `EligibilityVerifier.open` remembers in a file. Everyone who decides for one verifier must use
/// one of them: two would accept one thing twice.
#[derive(uniffi::Object)]
pub struct EligibilityVerifier(pub(crate) facade::EligibilityVerifier);

#[uniffi::export]
impl EligibilityVerifier {
    /// A verifier with this key, at this audience, for this policy.
    #[uniffi::constructor]
    pub fn new(
        verifier: &PublicIdentity,
        audience: String,
        policy: &EligibilityPolicy,
    ) -> Result<Self> {
        Ok(Self(facade::EligibilityVerifier::new(
            &verifier.0,
            &audience,
            &policy.0,
        )?))
    }

    /// A verifier that remembers what it accepted in a file, which is begun if it is not there. What
    /// is accepted is in the file, safe from a loss of power, before anybody hears of it.
    ///
    /// The file is held until the verifier is closed: nobody else can open it. Never restore an old
    /// copy of it: what was accepted since would be accepted once more.
    ///
    /// Errors: `nonce-store-busy` if somebody else has it open; `storage-denied`, `storage-damaged`
    /// and other codes of kind `Storage`.
    #[uniffi::constructor]
    pub fn open(
        path: String,
        verifier: &PublicIdentity,
        audience: String,
        policy: &EligibilityPolicy,
    ) -> Result<Self> {
        Ok(Self(facade::EligibilityVerifier::open(
            &path,
            &verifier.0,
            &audience,
            &policy.0,
        )?))
    }

    /// Decides about a presentation on a ledger's last block.
    ///
    /// Errors: `not-eligible`, without detail, also for what was accepted before;
    /// `verifier-unavailable` if the ledger is older than the request asks for; `closed`.
    #[uniffi::method(default(now = None))]
    pub fn verify(
        &self,
        presentation: Vec<u8>,
        request: &EligibilityRequest,
        ledger: &Ledger,
        now: Option<u64>,
    ) -> Result<Eligible> {
        Ok(self.0.verify(&presentation, &request.0, &ledger.0, now)?)
    }

    /// Decides about a presentation on a proof of its credentials' status (`Ledger.proveStatus`),
    /// which the ledger's authorities must stand behind.
    ///
    /// Errors: as `verify`, and what is wrong with the proof.
    #[uniffi::method(default(now = None))]
    pub fn verify_with_proof(
        &self,
        presentation: Vec<u8>,
        request: &EligibilityRequest,
        status_proof: Vec<u8>,
        authorities: &AuthorityList,
        now: Option<u64>,
    ) -> Result<Eligible> {
        Ok(self.0.verify_with_proof(
            &presentation,
            &request.0,
            &status_proof,
            &authorities.0,
            now,
        )?)
    }

    /// Decides about many presentations at once, at a fraction of the cost of deciding one by one:
    /// about each exactly what `verify` would decide, were they verified in this order. There is a
    /// verdict for each, in their order. At most 16,384; other work of this verifier and of the
    /// ledger goes on meanwhile.
    ///
    /// `watch` is told how many are done. What is accepted is remembered all together, at the end:
    /// where this fails or is cancelled, nothing was accepted.
    ///
    /// Errors: `invalid-argument` for more than that; `cancelled`; `closed`.
    #[uniffi::method(default(now = None))]
    pub fn verify_batch(
        &self,
        answers: Vec<EligibilityAnswer>,
        ledger: &Ledger,
        watch: Watch,
        now: Option<u64>,
    ) -> Result<Vec<EligibilityVerdict>> {
        Ok(self
            .0
            .verify_batch(&answered(answers), &ledger.0, &watch.into(), now)?)
    }

    /// Decides about many presentations at once on one proof of the status of all their
    /// credentials: `Ledger.proveStatus` of all their `statusHandles`.
    ///
    /// Errors: as `verifyBatch`, and what is wrong with the proof.
    #[uniffi::method(default(now = None))]
    pub fn verify_batch_with_proof(
        &self,
        answers: Vec<EligibilityAnswer>,
        status_proof: Vec<u8>,
        authorities: &AuthorityList,
        watch: Watch,
        now: Option<u64>,
    ) -> Result<Vec<EligibilityVerdict>> {
        Ok(self.0.verify_batch_with_proof(
            &answered(answers),
            &status_proof,
            &authorities.0,
            &watch.into(),
            now,
        )?)
    }

    /// Lets go of the file, or forgets what was accepted if there is none. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// The handles whose status decides about a presentation: what a verifier without a ledger asks a
/// node to prove.
///
/// Errors: of kind `Malformed` if the presentation cannot be read.
#[uniffi::export]
pub fn status_handles(presentation: Vec<u8>) -> Result<Vec<String>> {
    Ok(facade::EligibilityVerifier::status_handles(&presentation)?)
}

fn answered(answers: Vec<EligibilityAnswer>) -> Vec<facade::EligibilityAnswer> {
    let answer = |answer: EligibilityAnswer| facade::EligibilityAnswer {
        presentation: answer.presentation,
        request: answer.request.0.clone(),
    };
    answers.into_iter().map(answer).collect()
}
