//! A store that outlasts its process and a loss of power: a file, in the embedded database redb.
//!
//! What is taken together is one transaction, on the disk before anybody hears of it. Expired things
//! are removed a few at a time, with what is added.

mod error;
mod tables;

pub use error::NonceFileError;

use super::{NonceError, NonceStore, Once};
use crate::{random::os_rng, types::Timestamp};
use rand_core::Rng;
use redb::{
    Builder, Database, Durability, ReadableDatabase, ReadableTableMetadata, StorageBackend,
    WriteTransaction, backends::FileBackend,
};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};
use tables::{ENDS, META, SEEN, Tables, VERSION};

/// Keeps what was accepted in a file, of bounded size: about 150 bytes for each thing remembered.
///
/// One process can have the file open at a time; deciders in several processes cannot share it.
/// **Never restore an old copy of it**, nor move it away: what was accepted since would be accepted
/// once more. After a failure of the disk everything is refused until the file is opened anew.
pub struct DurableNonces {
    /// There until the store is dropped.
    database: Option<Database>,
    capacity: u64,
}

impl DurableNonces {
    /// For how many things there is room, unless it is set: the nonces and copies of two million
    /// presentations.
    pub const DEFAULT_CAPACITY: u64 = 4_000_000;

    /// Opens the file, or begins it if there is none.
    ///
    /// # Errors
    ///
    /// [`NonceFileError::Busy`] if it is open elsewhere, [`NonceFileError::Damaged`] if it is
    /// something else; otherwise what the file system says.
    pub fn open(path: &Path) -> Result<Self, NonceFileError> {
        if !path.try_exists()? {
            begin(path)?;
        }
        guarded(|| Self::over(builder().open(path)?))
    }

    /// Opens or begins a store in storage of your own.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self, NonceFileError> {
        guarded(|| {
            let is_new = backend.len()? == 0;
            let database = builder().create_with_backend(backend)?;
            if is_new {
                inscribe(&database)?;
            }
            Self::over(database)
        })
    }

    /// The same store with room for so many things.
    #[must_use]
    pub fn with_capacity(mut self, capacity: u64) -> Self {
        self.capacity = capacity;
        self
    }

    /// How many things are remembered, expired ones that were not removed yet included.
    ///
    /// # Errors
    ///
    /// [`NonceFileError`] if the file cannot be read.
    pub fn len(&self) -> Result<u64, NonceFileError> {
        guarded(|| Ok(self.database()?.begin_read()?.open_table(SEEN)?.len()?))
    }

    /// Whether nothing is remembered.
    ///
    /// # Errors
    ///
    /// As [`len`](Self::len).
    pub fn is_empty(&self) -> Result<bool, NonceFileError> {
        Ok(self.len()? == 0)
    }

    fn over(database: Database) -> Result<Self, NonceFileError> {
        let transaction = database.begin_read()?;
        let version = match transaction.open_table(META) {
            Ok(meta) => meta.get(VERSION)?.map(|version| version.value()),
            Err(_) => None,
        };
        match version {
            Some(1) => {}
            Some(_) => return Err(NonceFileError::UnknownVersion),
            None => return Err(NonceFileError::Damaged),
        }
        drop(transaction);
        Ok(Self {
            database: Some(database),
            capacity: Self::DEFAULT_CAPACITY,
        })
    }

    fn database(&self) -> Result<&Database, NonceFileError> {
        self.database.as_ref().ok_or(NonceFileError::Damaged)
    }

    /// Decides about all groups in one transaction. What cannot be committed is not accepted.
    fn take(
        &self,
        groups: &[Vec<Once>],
        now: Timestamp,
    ) -> Result<Vec<Result<(), NonceError>>, NonceFileError> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let transaction = durable(self.database()?)?;
        let redeemed = {
            let mut tables = Tables::open(&transaction, self.capacity)?;
            groups
                .iter()
                .map(|once| tables.take(once, now))
                .collect::<Result<Vec<_>, NonceFileError>>()?
        };
        if redeemed.iter().any(Result::is_ok) {
            transaction.commit()?;
        } else {
            transaction.abort()?;
        }
        Ok(redeemed)
    }
}

impl NonceStore for DurableNonces {
    fn redeem_each(&mut self, groups: &[Vec<Once>], now: Timestamp) -> Vec<Result<(), NonceError>> {
        guarded(|| self.take(groups, now))
            .unwrap_or_else(|_| vec![Err(NonceError::Unavailable); groups.len()])
    }
}

impl Drop for DurableNonces {
    fn drop(&mut self) {
        // Closing writes, and a damaged file can make that panic. All that was acknowledged is on
        // the disk already.
        let database = self.database.take();
        let _ = guarded(|| {
            drop(database);
            Ok(())
        });
    }
}

impl std::fmt::Debug for DurableNonces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DurableNonces")
    }
}

/// Makes the file. It gets its name when it is complete, so that no crash leaves half a database; as
/// a link, so that it never takes the place of one that another process has made meanwhile.
fn begin(path: &Path) -> Result<(), NonceFileError> {
    let draft = draft(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    // Who showed copies to whom is between them.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&draft)?;
    let made = guarded(|| {
        inscribe(&builder().create_with_backend(FileBackend::new(file)?)?)?;
        match fs::hard_link(&draft, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            linked => Ok(linked?),
        }
    });
    let _ = fs::remove_file(&draft);
    made?;
    #[cfg(unix)]
    File::open(directory(path))?.sync_all()?;
    Ok(())
}

/// Writes what makes a database a store of nonces.
fn inscribe(database: &Database) -> Result<(), NonceFileError> {
    let transaction = durable(database)?;
    transaction.open_table(SEEN)?;
    transaction.open_table(ENDS)?;
    transaction.open_table(META)?.insert(VERSION, 1)?;
    Ok(transaction.commit()?)
}

/// A transaction that is on the disk when it is committed. In two phases: holders choose some of
/// what makes up a copy's digest (ADR 81).
fn durable(database: &Database) -> Result<WriteTransaction, NonceFileError> {
    let mut transaction = database.begin_write()?;
    transaction
        .set_durability(Durability::Immediate)
        .map_err(|_| NonceFileError::Damaged)?;
    transaction.set_two_phase_commit(true);
    Ok(transaction)
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// A name in the same directory that nobody else takes.
fn draft(path: &Path) -> Result<PathBuf, NonceFileError> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let unique = os_rng().map_err(io::Error::other)?.next_u64();
    let mut draft = OsString::from(".");
    draft.push(name);
    draft.push(format!(".{unique:016x}"));
    Ok(directory(path).join(draft))
}

/// The directory a file is in, `.` for a bare name.
fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Some damage makes redb panic instead of reporting it; either way it is damage.
fn guarded<T>(work: impl FnOnce() -> Result<T, NonceFileError>) -> Result<T, NonceFileError> {
    // What was shared with the work is the database, which refuses service after a panic.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(NonceFileError::Damaged))
}

/// Memory for pages: what is looked up is new, mostly, and scattered all over.
const CACHE_BYTES: usize = 16 * 1024 * 1024;
