//! Where a signer's states are: in files named for the key and the ledger they belong to.

use super::{FileSignerState, SignerStateError};
use crate::ledger::verifier_key::VerifierKey;
use std::{
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
};

impl FileSignerState {
    /// Creates the state of a signer that has signed nothing yet as the file `STEM.HHHHHHHH.signed`
    /// of a directory, and gives its path.
    ///
    /// The digits are the id of `key`: the signer's key under the ledger's origin as its name. By
    /// them, and by nothing else, the file is found again.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create); [`SignerStateError::Exists`] also if the directory has a state of
    /// this key under another stem.
    pub(crate) fn create_in(
        directory: &Path,
        stem: &OsStr,
        key: &VerifierKey,
    ) -> Result<(Self, PathBuf), SignerStateError> {
        if !states(directory, key)?.is_empty() {
            return Err(SignerStateError::Exists);
        }
        let mut name = OsString::from(stem);
        name.push(suffix(key));
        let path = directory.join(name);
        Ok((Self::create(&path)?, path))
    }

    /// Opens the state of a signer that [`create_in`](Self::create_in) made in this directory,
    /// whatever its stem is now.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open); [`SignerStateError::Ambiguous`] if the directory has two: a copy
    /// knows less than was signed.
    pub(crate) fn open_in(directory: &Path, key: &VerifierKey) -> Result<Self, SignerStateError> {
        let found = match states(directory, key) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            found => found?,
        };
        match found.as_slice() {
            [] => Err(SignerStateError::Missing),
            [path] => Self::open(path),
            _ => Err(SignerStateError::Ambiguous),
        }
    }
}

fn suffix(key: &VerifierKey) -> String {
    format!(".{:08x}.signed", key.key_id())
}

fn states(directory: &Path, key: &VerifierKey) -> io::Result<Vec<PathBuf>> {
    let here = Path::new(".");
    let directory = if directory.as_os_str().is_empty() {
        here
    } else {
        directory
    };
    let suffix = suffix(key);
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().ends_with(&suffix) {
            found.push(entry.path());
        }
    }
    Ok(found)
}
