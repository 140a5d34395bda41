//! File arguments, and reading what they name.

use crate::error::{CliError, Result};
use std::{
    ffi::OsString,
    fmt,
    fs::File,
    io::{self, BufReader, Read},
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
    let file = File::open(path).map_err(|error| CliError::reading(path, &error))?;
    let is_directory = file.metadata().is_ok_and(|metadata| metadata.is_dir());
    if is_directory {
        let error = io::Error::from(io::ErrorKind::IsADirectory);
        return Err(CliError::reading(path, &error));
    }
    Ok(file)
}

/// Reads a file that can only be small. The buffer is wiped when it is dropped.
pub(crate) fn read_small(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    let mut file = BufReader::new(open(path)?).take(limit as u64 + 1);
    // Secrets may be in here: one allocation, so that growing leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit.min(1 << 20) + 1));
    file.read_to_end(&mut bytes)
        .map_err(|error| CliError::reading(path, &error))?;
    if bytes.len() > limit {
        let sentence = format!("{} is longer than any file of its kind", path.display());
        return Err(CliError::new("file-too-large", sentence));
    }
    Ok(bytes)
}

/// Reads a small file of text.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<Zeroizing<String>> {
    let mut bytes = read_small(path, limit)?;
    String::from_utf8(std::mem::take(&mut *bytes))
        .map(Zeroizing::new)
        .map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            CliError::new("not-text", format!("{} is not UTF-8 text", path.display()))
        })
}
