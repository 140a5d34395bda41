//! Reading small files, which may hold secrets.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
};
use zeroize::Zeroizing;

/// Why a small file was not read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system says no.
    Io(io::Error),
    /// The file is longer than any of its kind.
    TooLong,
    /// The file is not UTF-8 text.
    NotText,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the file cannot be read: {error}"),
            Self::TooLong => f.write_str("the file is longer than any of its kind"),
            Self::NotText => f.write_str("the file is not UTF-8 text"),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Opens a file for reading. A directory is refused here, not at the first read.
///
/// # Errors
///
/// What the operating system says; [`io::ErrorKind::IsADirectory`].
pub fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

/// Reads a file that can only be small: at most `limit` bytes. The buffer is wiped when it is
/// dropped.
///
/// # Errors
///
/// [`ReadError::TooLong`] and [`ReadError::Io`].
pub fn read_small(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let file = open(path)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let mut length = usize::try_from(length).unwrap_or(usize::MAX).min(limit);
    if length == 0 {
        // A pipe does not say how much will come.
        length = limit.min(1 << 20);
    }
    // Secrets may be in here: one allocation, so that growing leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(ReadError::TooLong);
    }
    Ok(bytes)
}

/// Reads a small file of text. The buffer is wiped when it is dropped.
///
/// # Errors
///
/// As [`read_small`], and [`ReadError::NotText`].
pub fn read_text(path: &Path, limit: usize) -> Result<Zeroizing<String>, ReadError> {
    let mut bytes = read_small(path, limit)?;
    String::from_utf8(std::mem::take(&mut *bytes))
        .map(Zeroizing::new)
        .map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            ReadError::NotText
        })
}
