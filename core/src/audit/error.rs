//! What can go wrong when reading the trail of accesses and erasures.

use crate::{
    codec::CodecError,
    errors::{EntropyError, ErrorCode},
    keys::{SealingError, SignatureError},
};

/// Why an event, a notice, an attestation or a receipt is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// Not the encoding of what was expected. Codes: those of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// A signature does not hold. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// A notice does not open with this key. Code: `wrong-key`.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// The parts of an erasure receipt are not about the same record and ledger.
    /// Code: `erasure-mismatch`.
    #[error("the parts of the erasure receipt do not belong together")]
    ErasureMismatch,
    /// An erasure receipt has no custodian's attestation, or too many. Code: `no-attestation`.
    #[error("an erasure receipt needs between one and 64 custodians' attestations")]
    NoAttestation,
    /// The ledger's proof in a receipt does not hold. Codes: those of the proof.
    #[error("the ledger's proof does not hold")]
    Proof(&'static str),
    /// The entries shown are not all the ledger holds. Code: `incomplete-trail`.
    #[error("entries were removed from the disclosure log, added to it, or altered")]
    Incomplete,
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for AuditError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Signature(error) => error.code(),
            Self::Sealing(error) => error.code(),
            Self::ErasureMismatch => "erasure-mismatch",
            Self::NoAttestation => "no-attestation",
            Self::Proof(code) => code,
            Self::Incomplete => "incomplete-trail",
            Self::Entropy(error) => error.code(),
        }
    }
}
