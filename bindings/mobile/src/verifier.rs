//! Who asks whether somebody is eligible, and learns no more.

use crate::{
    authorities::AuthorityList,
    eligibility::{EligibilityPolicy, EligibilityRequest},
    error::Result,
    identity::PublicIdentity,
    ledger::Ledger,
};
use medseal_facade::{self as facade, Eligible, LedgerPoint};

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

/// Decides about presentations, and accepts none twice.
///
/// It remembers in memory what it accepted: keep one for as long as its requests can be answered.
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

    /// Forgets what was accepted. Closing twice is fine.
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
