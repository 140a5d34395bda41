//! What a verifier is given, and what it says.

use super::request::EligibilityRequest;
use crate::ledger::LedgerPoint;
use medseal::{
    eligibility::{self, PresentationError},
    errors::ErrorCode,
};

/// A presentation with the request that it answers, for
/// [`EligibilityVerifier::verify_batch`](crate::EligibilityVerifier::verify_batch).
#[derive(Debug, Clone)]
pub struct EligibilityAnswer {
    /// What the holder sent.
    pub presentation: Vec<u8>,
    /// What was asked.
    pub request: EligibilityRequest,
}

/// What was decided about one presentation of a batch: `eligible` or a `refusal`, never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibilityVerdict {
    /// What was established, if the holder is eligible.
    pub eligible: Option<Eligible>,
    /// The code of the refusal otherwise, without detail: `not-eligible`, or `verifier-unavailable`
    /// if the verifier itself could not decide.
    pub refusal: Option<String>,
}

/// That a holder was found eligible, and what was established.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl EligibilityVerdict {
    pub(super) fn of(decided: Result<eligibility::Eligible, PresentationError>) -> Self {
        match decided {
            Ok(eligible) => Self {
                eligible: Some(Eligible::of(&eligible)),
                refusal: None,
            },
            Err(refusal) => Self {
                eligible: None,
                refusal: Some(refusal.code().to_owned()),
            },
        }
    }
}

impl Eligible {
    pub(super) fn of(eligible: &eligibility::Eligible) -> Self {
        let issuers = eligible.issuers().iter();
        let (credentials, issuers) = issuers
            .map(|(name, key)| (name.clone(), key.did_key()))
            .unzip();
        Self {
            policy: eligible.policy().to_string(),
            credentials,
            issuers,
            pseudonym: eligible.pseudonym().map(ToString::to_string),
            ledger: LedgerPoint::of(eligible.ledger()),
            time: eligible.time().seconds(),
        }
    }
}
