//! Why nothing is presented, or what is presented is not accepted.

use crate::{
    codec::CodecError,
    eligibility::{policy::PolicyError, prove::ProveError},
    errors::{EntropyError, ErrorCode},
};

/// Why a wallet presents nothing. Nothing left it then, and it is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PresentError {
    /// The request is for another policy. Code: `policy-mismatch`.
    #[error("the request is for another policy")]
    Policy,
    /// The request has ended, or is from the future. Code: `request-expired`.
    #[error("the request cannot be answered at this time")]
    Expired,
    /// There is no valid copy of a credential that the policy asks for. Code: `no-credential`.
    #[error("the wallet has no copy left of a credential that the policy asks for")]
    NoCredential,
    /// The holder's values do not meet the policy. Code: `policy-not-met`.
    #[error("the certified values do not meet the policy")]
    NotMet,
    /// The policy means nothing that can be proven on this day. Code: that of [`PolicyError`].
    #[error(transparent)]
    Refused(#[from] PolicyError),
    /// The proof could not be made. Code: that of [`ProveError`].
    #[error(transparent)]
    Proof(#[from] ProveError),
    /// The presentation would be too large. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for PresentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Policy => "policy-mismatch",
            Self::Expired => "request-expired",
            Self::NoCredential => "no-credential",
            Self::NotMet => "policy-not-met",
            Self::Refused(error) => error.code(),
            Self::Proof(error) => error.code(),
            Self::Encoding(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}

/// Why a presentation is not accepted. Of what is wrong with it nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PresentationError {
    /// It does not show that its holder is eligible, here and now. Code: `not-eligible`.
    #[error("the presentation does not show eligibility")]
    NotEligible,
    /// The verifier itself cannot decide: it knows no recent enough state of the ledger, cannot
    /// look up a status, or cannot remember what it accepts. Code: `verifier-unavailable`.
    #[error("the verifier cannot decide at this time")]
    Unavailable,
}

impl ErrorCode for PresentationError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotEligible => "not-eligible",
            Self::Unavailable => "verifier-unavailable",
        }
    }
}
