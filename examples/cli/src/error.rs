//! The one error of the command: a stable code and a sentence.

use medseal::{errors::ErrorCode, exchange::ExchangeError};
use std::{fmt, io, path::Path};

/// Why a command failed. Shown as `error[code]: sentence`.
///
/// Codes come from the library's [`ErrorCode`] wherever the library failed; what only a command
/// can meet (files, terminals, the command line itself) has codes of its own, listed in
/// `docs/cli.md`. No sentence holds anything out of a record, a key or a grant.
#[derive(Debug)]
pub(crate) struct CliError {
    code: &'static str,
    sentence: String,
    hint: Option<String>,
}

/// The result of everything a command does.
pub(crate) type Result<T> = std::result::Result<T, CliError>;

impl CliError {
    pub(crate) fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            hint: None,
        }
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An error of the library while it read `input` and wrote `output`: says which of the two.
    pub(crate) fn between(
        error: impl ErrorCode,
        input: impl fmt::Display,
        output: impl fmt::Display,
    ) -> Self {
        if error.code() == "write-failed" {
            Self::from(error).about(output)
        } else {
            Self::from(error).about(input)
        }
    }

    /// An error of a step on a ledger: about the ledger if it could not write or sign, otherwise
    /// about what the step was for.
    pub(crate) fn on_ledger(
        error: ExchangeError,
        ledger: &Path,
        subject: impl fmt::Display,
    ) -> Self {
        match error {
            ExchangeError::Block(_) | ExchangeError::Store(_) => {
                Self::from(error).about(ledger.display())
            }
            error => Self::from(error).about(subject),
        }
    }

    /// Says which file the error is about.
    #[must_use]
    pub(crate) fn about(mut self, what: impl fmt::Display) -> Self {
        self.sentence = format!("{what}: {}", self.sentence);
        self
    }

    #[cfg(test)]
    pub(crate) const fn code(&self) -> &'static str {
        self.code
    }

    /// `path` could not be read.
    pub(crate) fn reading(path: &Path, error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::NotFound => "file-not-found",
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotADirectory => "not-readable",
            _ => "io",
        };
        Self::new(code, format!("{} cannot be read: {error}", path.display()))
    }

    /// `path` could not be written.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Self {
        let sentence = format!("{} cannot be written: {error}", path.display());
        Self::new(writing_code(error), sentence)
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.sentence)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl<E: ErrorCode> From<E> for CliError {
    /// The library's code and sentence. Where the cause is a failed read or write, the operating
    /// system's reason is more use than "reading failed", so it is added and decides the code.
    fn from(error: E) -> Self {
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            if let Some(io) = inner.downcast_ref::<io::Error>() {
                let code = match (error.code(), writing_code(io)) {
                    (code @ "read-failed", _) | (code, "io") => code,
                    (_, code) => code,
                };
                return Self::new(code, format!("{error}: {io}"));
            }
            cause = inner.source();
        }
        Self::new(error.code(), error.to_string())
    }
}

fn writing_code(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "disk-full"
        }
        io::ErrorKind::AlreadyExists => "file-exists",
        io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::NotADirectory => "not-writable",
        io::ErrorKind::BrokenPipe => "broken-pipe",
        _ => "io",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_s_code_is_kept_and_the_system_s_reason_wins_where_it_says_more() {
        let error = CliError::from(medseal::keys::KeyFileError::WrongPassphrase);
        assert_eq!(error.code(), "wrong-passphrase");
        let text = error.hint("try another").to_string();
        assert!(text.starts_with("error[wrong-passphrase]: the passphrase"));
        assert!(text.ends_with("\nhint: try another"));
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(CliError::writing(Path::new("x"), &full).code(), "disk-full");
    }
}
