//! The one error, and the classes of exception it becomes.

mod kinds;

use medseal::{consent::Denial, errors::ErrorCode, exchange::ExchangeError};
use std::{fmt, io};

/// What every function here gives back.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The stable code, the same in every language; `docs/errors.md` lists all of them.
    pub code: &'static str,
    /// The class of exception.
    pub kind: Kind,
    /// A sentence for a person. It holds nothing out of a record, a key or a grant.
    pub message: String,
    /// Of a refusal (`access-denied`), the code of every reason; otherwise empty.
    pub reasons: Vec<String>,
}

/// What kind of failure a code is: one class of exception each, the same in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An argument or input is not well formed, or over a limit.
    Malformed,
    /// A key does not fit, a signature or proof does not verify, or bytes were altered.
    Cryptographic,
    /// Consent does not allow it. `reasons` says why, where there are several.
    Denied,
    /// The ledger, or the state of what it is asked of, does not admit it.
    Conflict,
    /// Reading or writing failed.
    Storage,
    /// The caller stopped the work.
    Cancelled,
    /// The handle was closed.
    Closed,
    /// Not the caller's doing: a fault of medseal or of the machine.
    Internal,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Malformed,
        Self::Cryptographic,
        Self::Denied,
        Self::Conflict,
        Self::Storage,
        Self::Cancelled,
        Self::Closed,
        Self::Internal,
    ];

    /// The kind of an error code, or `None` for a text that is no code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        kinds::TABLE
            .iter()
            .find(|(_, codes)| codes.contains(&code))
            .map(|(kind, _)| *kind)
    }

    /// All codes of this kind.
    #[must_use]
    pub fn codes(self) -> &'static [&'static str] {
        kinds::TABLE
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or(&[], |(_, codes)| codes)
    }

    /// The kind's name, as its exception is called in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "Malformed",
            Self::Cryptographic => "Cryptographic",
            Self::Denied => "Denied",
            Self::Conflict => "Conflict",
            Self::Storage => "Storage",
            Self::Cancelled => "Cancelled",
            Self::Closed => "Closed",
            Self::Internal => "Internal",
        }
    }
}

/// What can go wrong here and not in the library.
#[derive(Debug)]
#[non_exhaustive]
pub enum FacadeError {
    /// The handle was closed. Code: `closed`.
    Closed,
    /// A fault inside of medseal, caught before it could end the process. Code: `internal`.
    Internal,
    /// An argument is not one of the texts or lengths that are possible. Code: `invalid-argument`.
    Argument(&'static str),
    /// The receipt is for something else. Code: `receipt-mismatch`.
    ReceiptMismatch,
    /// The proof is good and does not speak of what is asked. Code: `not-proven`.
    NotProven,
    /// There is no file of this name. Code: `file-not-found`.
    FileNotFound(io::Error),
    /// The file cannot be read by this user, or is a directory. Code: `file-not-readable`.
    FileNotReadable(io::Error),
    /// The file or its directory cannot be written by this user. Code: `file-not-writable`.
    FileNotWritable(io::Error),
    /// The file exists and is not overwritten. Code: `file-exists`.
    FileExists,
    /// The file is longer than any of its kind, or is not text where it must be.
    /// Code: `file-unsuitable`.
    FileUnsuitable,
    /// The disk or the quota is full. Code: `disk-full`.
    DiskFull,
    /// The operating system reports another failure of a file. Code: `file-failed`.
    FileFailed(io::Error),
}

impl FacadeError {
    /// A file could not be opened or read.
    pub(crate) fn reading(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::FileNotFound(error),
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotADirectory => Self::FileNotReadable(error),
            _ => Self::FileFailed(error),
        }
    }

    /// A file could not be made or written.
    pub(crate) fn writing(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::FileExists,
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::DiskFull,
            io::ErrorKind::NotFound
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::NotSeekable => Self::FileNotWritable(error),
            _ => Self::FileFailed(error),
        }
    }
}

impl fmt::Display for FacadeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("this object was closed"),
            Self::Internal => f.write_str("medseal met a fault of its own; please report it"),
            Self::Argument(what) => f.write_str(what),
            Self::ReceiptMismatch => f.write_str("the receipt is for something else"),
            Self::NotProven => f.write_str("the proof does not speak of what is asked"),
            Self::FileNotFound(error) => write!(f, "there is no such file: {error}"),
            Self::FileNotReadable(error) => write!(f, "the file cannot be read: {error}"),
            Self::FileNotWritable(error) => write!(f, "the file cannot be written: {error}"),
            Self::FileExists => f.write_str("the file exists and is not overwritten"),
            Self::FileUnsuitable => f.write_str("the file is too long, or is not UTF-8 text"),
            Self::DiskFull => f.write_str("there is no room left on the disk"),
            Self::FileFailed(error) => write!(f, "the file failed: {error}"),
        }
    }
}

impl std::error::Error for FacadeError {}

impl ErrorCode for FacadeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Internal => "internal",
            Self::Argument(_) => "invalid-argument",
            Self::ReceiptMismatch => "receipt-mismatch",
            Self::NotProven => "not-proven",
            Self::FileNotFound(_) => "file-not-found",
            Self::FileNotReadable(_) => "file-not-readable",
            Self::FileNotWritable(_) => "file-not-writable",
            Self::FileExists => "file-exists",
            Self::FileUnsuitable => "file-unsuitable",
            Self::DiskFull => "disk-full",
            Self::FileFailed(_) => "file-failed",
        }
    }
}

impl<E: ErrorCode + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        let code = error.code();
        Self {
            code,
            kind: Kind::of(code).unwrap_or(Kind::Internal),
            message: sentence(&error),
            reasons: reasons(&error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The error's own sentence, and the operating system's reason if that is the cause. What a
/// caller's stream gave as its reason is the caller's to know, and stays out.
fn sentence(error: &dyn std::error::Error) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>()
            && io.get_ref().is_none()
        {
            return format!("{error}: {io}");
        }
        cause = inner.source();
    }
    error.to_string()
}

fn reasons<E: std::error::Error + 'static>(error: &E) -> Vec<String> {
    let any: &(dyn std::error::Error + 'static) = error;
    let denial = match any.downcast_ref::<ExchangeError>() {
        Some(ExchangeError::Denied(denial)) => Some(denial),
        _ => any.downcast_ref::<Denial>(),
    };
    denial.map_or_else(Vec::new, |denial| {
        let codes = denial.reasons().iter().map(|reason| reason.code());
        codes.map(str::to_owned).collect()
    })
}
