//! Files, with the errors of this crate.

use crate::error::{FacadeError, Result};
use medseal_files::{OutputFile, ReadError};
use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};
use zeroize::Zeroizing;

pub(crate) use medseal_files::{Existing, Readers};

/// An output that is there whole or not at all.
pub(crate) struct Output(OutputFile);

impl Output {
    /// Begins an output. Fails at once where the target could not be made, and for devices and
    /// pipes, which would show what is not verified yet.
    pub(crate) fn create(target: &Path, readers: Readers, existing: Existing) -> Result<Self> {
        let output = OutputFile::create(target, readers, existing).map_err(FacadeError::writing)?;
        if output.is_released_at_once() {
            return Err(FacadeError::writing(io::ErrorKind::NotSeekable.into()).into());
        }
        Ok(Self(output))
    }

    /// Lets `write` write the file, and gives the file its name.
    pub(crate) fn write<T, E>(
        mut self,
        write: impl FnOnce(&mut File) -> std::result::Result<T, E>,
    ) -> Result<T>
    where
        crate::Error: From<E>,
    {
        let file = self.0.seekable();
        let file = file.ok_or_else(|| FacadeError::writing(io::ErrorKind::NotSeekable.into()))?;
        let written = write(file)?;
        self.0.commit().map_err(FacadeError::writing)?;
        Ok(written)
    }
}

/// Writes a small file.
pub(crate) fn write(
    target: &Path,
    readers: Readers,
    existing: Existing,
    content: &[u8],
) -> Result<()> {
    let output = Output::create(target, readers, existing)?;
    output.write(|file| file.write_all(content).map_err(FacadeError::writing))
}

/// Opens a file for reading. A directory is refused here, not at the first read.
pub(crate) fn open(path: &Path) -> Result<File> {
    Ok(medseal_files::open(path).map_err(FacadeError::reading)?)
}

/// Reads a small file. The buffer is wiped when it is dropped.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    Ok(medseal_files::read_small(path, limit).map_err(unread)?)
}

/// Reads a small file of text. The buffer is wiped when it is dropped.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<Zeroizing<String>> {
    Ok(medseal_files::read_text(path, limit).map_err(unread)?)
}

fn unread(error: ReadError) -> FacadeError {
    match error {
        ReadError::Io(error) => FacadeError::reading(error),
        _ => FacadeError::FileUnsuitable,
    }
}
