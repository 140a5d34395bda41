//! File arguments, and reading what they name.

use crate::error::{CliError, Result};
use medseal_files::ReadError;
use std::{
    ffi::OsString,
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// A file argument: a path, or `-` for standard input or output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileArg {
    Standard,
    Path(PathBuf),
}

impl FileArg {
    /// Opens it for reading front to back.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read + Send>> {
        match self {
            Self::Standard => Ok(Box::new(io::stdin())),
            Self::Path(path) => open(path).map(|file| Box::new(file) as Box<dyn Read + Send>),
        }
    }
}

impl From<OsString> for FileArg {
    fn from(argument: OsString) -> Self {
        if argument == "-" {
            Self::Standard
        } else {
            Self::Path(argument.into())
        }
    }
}

impl fmt::Display for FileArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("-"),
            Self::Path(path) => path.display().fmt(f),
        }
    }
}

/// Opens a file for reading. A directory is refused here, not at the first read.
pub(crate) fn open(path: &Path) -> Result<File> {
    medseal_files::open(path).map_err(|error| CliError::reading(path, &error))
}

/// Reads a file that can only be small. The buffer is wiped when it is dropped.
pub(crate) fn read_small(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    medseal_files::read_small(path, limit).map_err(|error| unread(path, &error))
}

/// Reads a small file of text.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<Zeroizing<String>> {
    medseal_files::read_text(path, limit).map_err(|error| unread(path, &error))
}

fn unread(path: &Path, error: &ReadError) -> CliError {
    let path_shown = path.display();
    match error {
        ReadError::Io(error) => CliError::reading(path, error),
        ReadError::NotText => CliError::new("not-text", format!("{path_shown} is not UTF-8 text")),
        _ => {
            let sentence = format!("{path_shown} is longer than any file of its kind");
            CliError::new("file-too-large", sentence)
        }
    }
}
