//! Why the file cannot be used.

use crate::errors::ErrorCode;
use redb::{CommitError, DatabaseError, StorageError, TableError, TransactionError};
use std::io;

/// Why the file of what was accepted cannot be opened or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NonceFileError {
    /// Another process, or another part of this one, has the file open. Code: `nonce-store-busy`.
    #[error("the record of what was accepted is in use by another process or verifier")]
    Busy,
    /// The disk or the quota is full. Code: `storage-full`.
    #[error("the storage is full")]
    Full(#[source] io::Error),
    /// The file or its directory is not there or cannot be written by this user.
    /// Code: `storage-denied`.
    #[error("the storage cannot be accessed")]
    Denied(#[source] io::Error),
    /// The operating system reports another failure. Code: `storage-failed`.
    #[error("the storage has failed")]
    Io(#[source] io::Error),
    /// The file is no record of what was accepted, or is damaged. Code: `storage-damaged`.
    #[error("the file is no record of what was accepted, or is damaged")]
    Damaged,
    /// The file was written by a version of medseal that this one does not know.
    /// Code: `unknown-storage-version`.
    #[error("the record of what was accepted was written by an unknown version")]
    UnknownVersion,
}

impl ErrorCode for NonceFileError {
    fn code(&self) -> &'static str {
        match self {
            Self::Busy => "nonce-store-busy",
            Self::Full(_) => "storage-full",
            Self::Denied(_) => "storage-denied",
            Self::Io(_) => "storage-failed",
            Self::Damaged => "storage-damaged",
            Self::UnknownVersion => "unknown-storage-version",
        }
    }
}

impl From<io::Error> for NonceFileError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full(error),
            Kind::NotFound
            | Kind::PermissionDenied
            | Kind::ReadOnlyFilesystem
            | Kind::IsADirectory
            | Kind::NotADirectory => Self::Denied(error),
            Kind::InvalidData | Kind::UnexpectedEof => Self::Damaged,
            _ => Self::Io(error),
        }
    }
}

impl From<io::ErrorKind> for NonceFileError {
    fn from(kind: io::ErrorKind) -> Self {
        io::Error::from(kind).into()
    }
}

impl From<StorageError> for NonceFileError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Io(error) => error.into(),
            // An earlier failure of the disk: what has been written since is not known.
            StorageError::PreviousIo | StorageError::DatabaseClosed => {
                Self::Io(io::Error::other("an earlier operation failed"))
            }
            _ => Self::Damaged,
        }
    }
}

impl From<DatabaseError> for NonceFileError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => Self::Busy,
            DatabaseError::UpgradeRequired(_) => Self::UnknownVersion,
            DatabaseError::Storage(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}

impl From<TransactionError> for NonceFileError {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => error.into(),
            _ => Self::Busy,
        }
    }
}

impl From<TableError> for NonceFileError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}

impl From<CommitError> for NonceFileError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}
