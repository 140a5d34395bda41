//! Why a proof cannot be made, read or believed.

use crate::{codec::CodecError, errors::ErrorCode};

/// Why bytes or hashes are not a proof, or a proof does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The proof does not lead to the root it is checked against. Code: `proof-mismatch`.
    #[error("the proof does not match the tree it is checked against")]
    Mismatch,
    /// The proof has more or fewer hashes than its sizes call for. Code: `proof-length`.
    #[error("the proof does not have the number of hashes that its sizes call for")]
    WrongLength,
    /// The proof's format version is not known. Code: `unknown-version`.
    #[error("the proof has an unknown format version")]
    UnknownVersion,
    /// The bytes are not the canonical encoding of a proof. Codes: those of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
}

impl ErrorCode for ProofError {
    fn code(&self) -> &'static str {
        match self {
            Self::Mismatch => "proof-mismatch",
            Self::WrongLength => "proof-length",
            Self::UnknownVersion => "unknown-version",
            Self::Encoding(error) => error.code(),
        }
    }
}

/// Why a proof cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError<E> {
    /// The tree does not have that leaf or size. Code: `out-of-range`.
    #[error("the tree does not have the entry or size asked for")]
    OutOfRange,
    /// The hashes could not be read. Code: `unreadable-tree`; the source tells more.
    #[error("the hashes of the tree could not be read")]
    Reader(#[from] E),
}

impl<E: std::error::Error + 'static> ErrorCode for ProveError<E> {
    fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange => "out-of-range",
            Self::Reader(_) => "unreadable-tree",
        }
    }
}
