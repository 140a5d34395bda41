//! Files that are there whole or not at all.

use crate::error::{FacadeError, Result};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};
use tempfile::{Builder, NamedTempFile};
use zeroize::Zeroizing;

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner only: keys and opened records.
    Owner,
    /// Whoever the process's umask allows: what is meant to be passed on.
    Umask,
}

/// What happens to a file that has the target's name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It is replaced when the new one is complete.
    Replace,
    /// It stays, and the operation fails.
    Refuse,
}

/// An output that collects its bytes beside the target and takes its name in one step. Dropped
/// before, it leaves nothing.
pub(crate) struct OutputFile<'a> {
    target: &'a Path,
    existing: Existing,
    file: NamedTempFile,
}

impl<'a> OutputFile<'a> {
    /// Begins an output. Fails at once where the target could not be made.
    pub(crate) fn create(target: &'a Path, readers: Readers, existing: Existing) -> Result<Self> {
        match fs::metadata(target) {
            Ok(found) if found.is_dir() => {
                return Err(FacadeError::writing(io::ErrorKind::IsADirectory.into()).into());
            }
            Ok(_) if existing == Existing::Refuse => return Err(FacadeError::FileExists.into()),
            _ => {}
        }
        let mut builder = Builder::new();
        builder.prefix(".medseal-").suffix(".tmp");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(
            match readers {
                Readers::Owner => 0o600,
                Readers::Umask => 0o666,
            },
        ));
        #[cfg(not(unix))]
        let _ = readers;
        let file = builder
            .tempfile_in(directory(target))
            .map_err(FacadeError::writing)?;
        Ok(Self {
            target,
            existing,
            file,
        })
    }

    /// Where to write.
    pub(crate) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Brings everything to the disk and gives the file its name.
    pub(crate) fn commit(self) -> Result<()> {
        let target = self.target;
        self.file
            .as_file()
            .sync_all()
            .map_err(FacadeError::writing)?;
        match self.existing {
            Existing::Replace => self.file.persist(target),
            Existing::Refuse => self.file.persist_noclobber(target),
        }
        .map_err(|error| FacadeError::writing(error.error))?;
        // The name must survive a crash too. Not every system lets a directory be opened.
        match File::open(directory(target)) {
            Ok(directory) => Ok(directory.sync_all().map_err(FacadeError::writing)?),
            Err(_) => Ok(()),
        }
    }
}

/// Writes a small file.
pub(crate) fn write(
    target: &Path,
    readers: Readers,
    existing: Existing,
    content: &[u8],
) -> Result<()> {
    let mut output = OutputFile::create(target, readers, existing)?;
    output
        .file()
        .write_all(content)
        .map_err(FacadeError::writing)?;
    output.commit()
}

/// Opens a file for reading. A directory is refused here, not at the first read.
pub(crate) fn open(path: &Path) -> Result<File> {
    let file = File::open(path).map_err(FacadeError::reading)?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(FacadeError::reading(io::ErrorKind::IsADirectory.into()).into());
    }
    Ok(file)
}

/// Reads a small file. The buffer is wiped when it is dropped.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    let file = open(path)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    let length = usize::try_from(length).unwrap_or(usize::MAX).min(limit);
    // Secrets may be in here: one allocation, so that growing leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + 1));
    file.take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(FacadeError::reading)?;
    if bytes.len() > limit {
        return Err(FacadeError::FileUnsuitable.into());
    }
    Ok(bytes)
}

/// Reads a small file of text. The buffer is wiped when it is dropped.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<Zeroizing<String>> {
    let mut bytes = read(path, limit)?;
    String::from_utf8(std::mem::take(&mut *bytes))
        .map(Zeroizing::new)
        .map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            FacadeError::FileUnsuitable.into()
        })
}

/// The directory a file is in, `.` for a bare name.
pub(crate) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
