//! Why a policy is not accepted.

use crate::{eligibility::json::Fault, errors::ErrorCode};

/// Why a policy cannot be read, or is refused because no proof of it could be relied on. The text
/// is the place in the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The document is not of the expected form or version. Code: `invalid-policy`.
    #[error("this is not a medseal policy: {0}")]
    Malformed(Fault),
    /// The policy names a schema that is not known here. Code: `unknown-schema`.
    #[error("at {0}: no schema with this hash is known")]
    UnknownSchema(String),
    /// The policy names a credential or attribute that there is not. Code: `unknown-attribute`.
    #[error("at {0}: there is no such credential or attribute")]
    UnknownAttribute(String),
    /// The test does not suit what the attribute is. Code: `wrong-attribute-kind`.
    #[error("at {0}: the attribute is of another kind")]
    Kind(String),
    /// The unit is not the schema's, or a sum mixes units. Code: `unit-mismatch`.
    #[error("at {0}: the unit is not the one that is certified")]
    Unit(String),
    /// The code system is not the schema's. Code: `unknown-code-system`.
    #[error("at {0}: the code system is not the one that is certified")]
    CodeSystem(String),
    /// A code is not one of its system, or a subtree is asked for where codes spell no tree.
    /// Code: `unknown-code`.
    #[error("at {0}: the code or subtree is not one that can be told from what is certified")]
    UnknownCode(String),
    /// No certified value could meet the condition. Code: `unsatisfiable-condition`.
    #[error("at {0}: no value that can be certified meets this condition")]
    Unsatisfiable(String),
    /// A sum could leave the numbers that proofs are sound for. Code: `policy-overflow`.
    #[error("at {0}: the sum could become too large for a sound proof")]
    Overflow(String),
    /// More conditions, alternatives or codes than a proof may have. Code: `policy-too-large`.
    #[error("at {0}: the policy has more conditions, alternatives or codes than a proof may have")]
    TooLarge(String),
}

impl From<Fault> for PolicyError {
    fn from(fault: Fault) -> Self {
        Self::Malformed(fault)
    }
}

impl ErrorCode for PolicyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "invalid-policy",
            Self::UnknownSchema(_) => "unknown-schema",
            Self::UnknownAttribute(_) => "unknown-attribute",
            Self::Kind(_) => "wrong-attribute-kind",
            Self::Unit(_) => "unit-mismatch",
            Self::CodeSystem(_) => "unknown-code-system",
            Self::UnknownCode(_) => "unknown-code",
            Self::Unsatisfiable(_) => "unsatisfiable-condition",
            Self::Overflow(_) => "policy-overflow",
            Self::TooLarge(_) => "policy-too-large",
        }
    }
}
