//! Why a credential cannot be issued, read or accepted.

use crate::{
    codec::CodecError,
    eligibility::encoding::ValueError,
    errors::{EntropyError, ErrorCode},
    keys::{SealingError, SignatureError},
};

/// Why a credential, or a batch of them, is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// The encoding is not acceptable. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The credential is of a version or suite that this one does not know. Code: `unknown-version`.
    #[error("the credential is of an unknown version or suite")]
    Version,
    /// The headers, times or number of commitments are not those of a credential.
    /// Code: `invalid-credential`.
    #[error("this is not a medseal credential")]
    Malformed,
    /// The issuer is not one that is trusted here. Code: `untrusted-issuer`.
    #[error("the credential's issuer is not one that is trusted here")]
    Issuer,
    /// The signature does not verify. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The sealed values do not open. Code: `wrong-key`.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// A batch is not the answer to what the wallet asked for, or its copies share what must be
    /// fresh. Code: `unexpected-batch`.
    #[error("the batch of credentials is not what the wallet asked for")]
    Unexpected,
    /// A commitment is not to the values that came with it. Code: `commitment-mismatch`.
    #[error("the credential does not certify the values that came with it")]
    Commitment,
}

impl ErrorCode for CredentialError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Version => "unknown-version",
            Self::Malformed => "invalid-credential",
            Self::Issuer => "untrusted-issuer",
            Self::Signature(error) => error.code(),
            Self::Sealing(error) => error.code(),
            Self::Unexpected => "unexpected-batch",
            Self::Commitment => "commitment-mismatch",
        }
    }
}

/// Why an issuer does not issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The encoding of the request is not acceptable. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The request is of a version that this one does not know. Code: `unknown-version`.
    #[error("the request for credentials is of an unknown version")]
    Version,
    /// The request is for another issuer, schema or challenge, or for no or too many copies.
    /// Code: `credential-request-mismatch`.
    #[error("the request for credentials does not answer this challenge")]
    Mismatch,
    /// The proof of the link secret does not verify. Code: `invalid-link-proof`.
    #[error("the proof of the holder's link secret is not valid")]
    LinkProof,
    /// The person is registered here with another link secret. Code: `link-changed`.
    #[error("the person is registered with another link secret")]
    LinkChanged,
    /// A value cannot be certified. Code: `invalid-value`.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The values cannot be sealed to the holder. Code: `wrong-key`.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for IssueError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Version => "unknown-version",
            Self::Mismatch => "credential-request-mismatch",
            Self::LinkProof => "invalid-link-proof",
            Self::LinkChanged => "link-changed",
            Self::Value(error) => error.code(),
            Self::Sealing(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}
