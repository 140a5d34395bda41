//! What can go wrong with a ledger's directory.

use crate::{
    errors::ErrorCode,
    ledger::{SealError, SignerStateError, store::StoreError},
    nonces::NonceFileError,
};
use std::io;

/// Why a ledger's directory cannot be made or used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerDirectoryError {
    /// The directory holds something that is no ledger. Code: `directory-not-empty`.
    #[error("the directory is not empty")]
    NotEmpty,
    /// The origin is not one word without `+`, of at most 255 bytes. Code: `invalid-origin`.
    #[error("the ledger's public name must be one word without +")]
    Origin,
    /// `ledger.json` is something else. Code: `invalid-ledger-description`.
    #[error("the directory's ledger.json is no description of a ledger")]
    Description,
    /// The identity is no authority of the ledger. Code: `not-an-authority`.
    #[error("the identity is no authority of this ledger")]
    NotAnAuthority,
    /// The first block cannot be sealed. Codes: those of [`SealError`].
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What an authority signed cannot be remembered, or is not remembered. Codes: those of
    /// [`SignerStateError`].
    #[error(transparent)]
    Signer(#[from] SignerStateError),
    /// What was permitted cannot be remembered. Codes: those of [`NonceFileError`].
    #[error(transparent)]
    Nonces(#[from] NonceFileError),
    /// The file system fails. Codes: those of [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) type Result<T> = std::result::Result<T, LedgerDirectoryError>;

/// A failure of the file system around a store: there, a missing directory is no missing ledger.
pub(super) fn storage(error: io::Error) -> LedgerDirectoryError {
    LedgerDirectoryError::Store(match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StoreError::Denied(error),
        _ => error.into(),
    })
}

impl ErrorCode for LedgerDirectoryError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotEmpty => "directory-not-empty",
            Self::Origin => "invalid-origin",
            Self::Description => "invalid-ledger-description",
            Self::NotAnAuthority => "not-an-authority",
            Self::Seal(error) => error.code(),
            Self::Signer(error) => error.code(),
            Self::Nonces(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
