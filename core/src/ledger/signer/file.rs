//! A signer's state in a file, one step ahead of the ledger's database and apart from it.

use super::{SignedHead, SignerState, SignerStateError};
use crate::ledger::checkpoint::{Checkpoint, parse_decimal};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// A signer's state in a file of its own, locked while it is open.
///
/// Each record is written to a second file, which then takes the first one's place, and both file
/// and directory are flushed: after a crash the state is the old or the new one, never a mixture.
/// Keep it out of the backups of the ledger's database. Restoring both together would undo what it
/// is for.
#[derive(Debug)]
pub struct FileSignerState {
    path: PathBuf,
    last: Option<SignedHead>,
    /// What the second file holds, flushed, if anything.
    prepared: Option<SignedHead>,
    /// Held for its lock, which ends with it.
    _lock: File,
}

impl FileSignerState {
    /// Creates the state of a signer that has signed nothing yet.
    ///
    /// # Errors
    ///
    /// [`SignerStateError::Exists`] if the file exists: a signer's memory is never overwritten;
    /// [`SignerStateError::Busy`] if another process uses it; [`SignerStateError::Io`].
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, SignerStateError> {
        let path = path.into();
        let lock = lock(&path)?;
        if path.try_exists()? {
            return Err(SignerStateError::Exists);
        }
        draft(&path, &format!("{HEADER}{NOTHING}"))?;
        adopt(&path)?;
        Ok(Self {
            path,
            last: None,
            prepared: None,
            _lock: lock,
        })
    }

    /// Opens the state of a signer.
    ///
    /// # Errors
    ///
    /// [`SignerStateError::Missing`] if the file does not exist, which must never be taken for "has
    /// signed nothing"; [`SignerStateError::Busy`] if another process uses it;
    /// [`SignerStateError::Damaged`]; [`SignerStateError::Io`].
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, SignerStateError> {
        let path = path.into();
        if !path.try_exists()? {
            return Err(SignerStateError::Missing);
        }
        let lock = lock(&path)?;
        let mut text = String::new();
        let read = File::open(&path)?.take(MAX_LEN).read_to_string(&mut text);
        match read {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(SignerStateError::Damaged);
            }
            read => read?,
        };
        Ok(Self {
            last: parse(&text)?,
            prepared: None,
            path,
            _lock: lock,
        })
    }
}

impl SignerState for FileSignerState {
    fn last_signed(&self) -> Result<Option<SignedHead>, SignerStateError> {
        Ok(self.last.clone())
    }

    fn prepare(&mut self, head: &SignedHead) {
        if self.last.as_ref() != Some(head) {
            self.prepared = None;
            if draft(&self.path, &text(head)).is_ok() {
                self.prepared = Some(head.clone());
            }
        }
    }

    fn record(&mut self, head: &SignedHead) -> Result<(), SignerStateError> {
        if self.last.as_ref() == Some(head) {
            return Ok(());
        }
        if self.prepared.take().as_ref() != Some(head) {
            draft(&self.path, &text(head))?;
        }
        adopt(&self.path)?;
        self.last = Some(head.clone());
        Ok(())
    }
}

/// The state's text: a header, and below it height and checkpoint, or that nothing was signed yet.
fn parse(text: &str) -> Result<Option<SignedHead>, SignerStateError> {
    let body = text.strip_prefix(HEADER).ok_or(SignerStateError::Damaged)?;
    if body == NOTHING {
        return Ok(None);
    }
    let (height, checkpoint) = body.split_once('\n').ok_or(SignerStateError::Damaged)?;
    let height = parse_decimal(height).ok_or(SignerStateError::Damaged)?;
    let checkpoint: Checkpoint = checkpoint.parse().map_err(|_| SignerStateError::Damaged)?;
    Ok(Some(SignedHead {
        origin: checkpoint.origin().clone(),
        height,
        head: checkpoint.head(),
    }))
}

/// Takes the lock file beside the state; the state itself is replaced and cannot carry a lock.
fn lock(path: &Path) -> Result<File, SignerStateError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside(path, ".lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SignerStateError::Busy),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn text(head: &SignedHead) -> String {
    let checkpoint = Checkpoint::new(head.origin.clone(), head.head);
    format!("{HEADER}{}\n{checkpoint}", head.height)
}

/// Writes `text` to the second file beside `path`, durably. Nothing is in force by that.
fn draft(path: &Path, text: &str) -> Result<(), SignerStateError> {
    let mut file = File::create(beside(path, ".new"))?;
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}

/// Puts the second file in the place of the one at `path`, atomically and durably.
fn adopt(path: &Path) -> Result<(), SignerStateError> {
    fs::rename(beside(path, ".new"), path)?;
    sync_directory(path)
}

/// The new name is durable only once the directory is. Other systems than Unix have no handle on a
/// directory to flush; there the rename is as durable as the file system makes it.
fn sync_directory(path: &Path) -> Result<(), SignerStateError> {
    if cfg!(unix) {
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

const HEADER: &str = "medseal signer state 1\n";
const NOTHING: &str = "nothing signed yet\n";
const MAX_LEN: u64 = 1024;
