//! The facade's one error as an exception of the host, a subclass for each kind.

use medseal_facade::{Error, Kind};

/// What every function here gives back.
pub(crate) type Result<T> = std::result::Result<T, MedsealError>;

/// Why something failed: the subclass says what kind of failure it is, `code` exactly which.
///
/// `explanation` is a sentence for a person; it holds nothing out of a record, a key or a grant.
/// `reasons` are the codes of all reasons of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum MedsealError {
    /// An argument or input is not well formed, or over a limit.
    #[error("{explanation}")]
    Malformed {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
    /// A key does not fit, a signature or proof does not verify, or bytes were altered.
    #[error("{explanation}")]
    Cryptographic {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
    /// Consent does not allow it. `reasons` says why, where there are several.
    #[error("{explanation}")]
    Denied {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// The codes of the refusal's reasons.
        reasons: Vec<String>,
    },
    /// The ledger, or the state of what it is asked of, does not admit it.
    #[error("{explanation}")]
    Conflict {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
    /// Reading or writing failed.
    #[error("{explanation}")]
    Storage {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
    /// The caller stopped the work.
    #[error("{explanation}")]
    Cancelled {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
    /// The object was closed.
    #[error("{explanation}")]
    Closed {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
    /// Not the caller's doing: a fault of medseal or of the machine.
    #[error("{explanation}")]
    Internal {
        /// The stable code, the same in every language.
        code: String,
        /// A sentence for a person.
        explanation: String,
        /// Of a refusal, the codes of its reasons.
        reasons: Vec<String>,
    },
}

impl From<Error> for MedsealError {
    fn from(error: Error) -> Self {
        let (code, explanation, reasons) = (error.code.to_owned(), error.message, error.reasons);
        match error.kind {
            Kind::Malformed => Self::Malformed {
                code,
                explanation,
                reasons,
            },
            Kind::Cryptographic => Self::Cryptographic {
                code,
                explanation,
                reasons,
            },
            Kind::Denied => Self::Denied {
                code,
                explanation,
                reasons,
            },
            Kind::Conflict => Self::Conflict {
                code,
                explanation,
                reasons,
            },
            Kind::Storage => Self::Storage {
                code,
                explanation,
                reasons,
            },
            Kind::Cancelled => Self::Cancelled {
                code,
                explanation,
                reasons,
            },
            Kind::Closed => Self::Closed {
                code,
                explanation,
                reasons,
            },
            Kind::Internal => Self::Internal {
                code,
                explanation,
                reasons,
            },
        }
    }
}
