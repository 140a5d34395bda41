//! Where a ledger keeps its bytes: seven tables of rows numbered by 64-bit integers, written in
//! atomic, durable batches.
//!
//! A store understands nothing of what it keeps, and the ledger believes nothing of what it reads:
//! every byte is hashed again when a ledger is opened. A store has to promise two things only: a
//! batch is written whole or not at all, and once [`LedgerStore::write`] has returned, it stays.

#[cfg(feature = "redb")]
mod embedded;
mod memory;
pub(crate) mod rows;

#[cfg(feature = "redb")]
pub use embedded::EmbeddedStore;
pub use memory::MemoryStore;

use crate::errors::ErrorCode;
use std::{io, ops::ControlFlow};

/// A place for a ledger's rows.
///
/// Implement it to keep a ledger in a database of your own.
pub trait LedgerStore {
    /// The row with this number, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be read.
    fn read(&self, table: Table, number: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Visits the rows of a table from number `from` on, in ascending order, until the visitor
    /// breaks.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be read.
    fn scan(&self, table: Table, from: u64, visit: &mut Visitor<'_>) -> Result<(), StoreError>;

    /// Writes all rows, replacing those that exist, or none of them. When it returns without an
    /// error, they outlast a loss of power.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they were not written, or may not have been.
    fn write(&mut self, rows: &[Row<'_>]) -> Result<(), StoreError>;

    /// Writes `rows` and those that `rest` gives as one batch, like [`write`](Self::write). If `rest`
    /// gives none, nothing is written.
    ///
    /// `rest` may have to wait for what it gives. A store that can take `rows` in before, without
    /// their being written yet, should: the ledger hashes meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they were not written, or may not have been. `rest` may not have been asked
    /// then.
    fn write_with_rest(&mut self, rows: &[Row<'_>], rest: &mut Rest<'_>) -> Result<(), StoreError> {
        let Some(rest) = rest() else {
            return Ok(());
        };
        let rest = rest.iter().map(OwnedRow::as_row);
        let rows: Vec<_> = rows.iter().copied().chain(rest).collect();
        self.write(&rows)
    }
}

/// Gives the rows of a batch that were not known when its writing began, or `None` if none of the
/// batch is to be written.
pub type Rest<'a> = dyn FnMut() -> Option<Vec<OwnedRow>> + 'a;

/// Sees the rows of a [`LedgerStore::scan`] one by one.
pub type Visitor<'a> = dyn FnMut(u64, &[u8]) -> ControlFlow<()> + 'a;

/// One row to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The table it belongs to.
    pub table: Table,
    /// Its number in the table.
    pub number: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// One row to be written, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRow {
    /// The table it belongs to.
    pub table: Table,
    /// Its number in the table.
    pub number: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl OwnedRow {
    /// The row without its bytes.
    #[must_use]
    pub fn as_row(&self) -> Row<'_> {
        Row {
            table: self.table,
            number: self.number,
            bytes: &self.bytes,
        }
    }
}

/// The tables of a ledger. `docs/formats/ledger.md` says what their rows hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Table {
    /// Row 0: the version of the layout.
    Meta,
    /// The entries, by index.
    Entries,
    /// The hash tiles: `level · 2⁵⁶ + index`.
    Tiles,
    /// The blocks, by height.
    Blocks,
    /// What each block changed in the state, by height.
    Changes,
    /// The checkpoint notes, by height. A block without one waits for its cosignatures.
    Checkpoints,
    /// The notices kept beside entries, by index of the entry.
    Notices,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 7] = [
        Self::Meta,
        Self::Entries,
        Self::Tiles,
        Self::Blocks,
        Self::Changes,
        Self::Checkpoints,
        Self::Notices,
    ];

    /// The table's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Entries => "entries",
            Self::Tiles => "tiles",
            Self::Blocks => "blocks",
            Self::Changes => "changes",
            Self::Checkpoints => "checkpoints",
            Self::Notices => "notices",
        }
    }
}

/// Why a store cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process, or another part of this one, has the ledger open. Code: `ledger-busy`.
    #[error("the ledger is in use by another process")]
    Busy,
    /// There is no ledger at this place. Code: `no-ledger`.
    #[error("there is no ledger here")]
    Missing,
    /// There already is a ledger at this place. Code: `ledger-exists`.
    #[error("there already is a ledger here")]
    Exists,
    /// The disk or the quota is full. Code: `storage-full`.
    #[error("the storage is full")]
    Full(#[source] io::Error),
    /// The directory or file cannot be written or read by this user. Code: `storage-denied`.
    #[error("the storage cannot be accessed")]
    Denied(#[source] io::Error),
    /// The operating system reports another failure. Code: `storage-failed`.
    #[error("the storage has failed")]
    Io(#[source] io::Error),
    /// The stored bytes are not what was written. Code: `storage-damaged`.
    #[error("the stored data is damaged")]
    Damaged,
    /// The store was written by a version of medseal that this one does not know.
    /// Code: `unknown-storage-version`.
    #[error("the ledger was written by an unknown version")]
    UnknownVersion,
}

impl ErrorCode for StoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::Busy => "ledger-busy",
            Self::Missing => "no-ledger",
            Self::Exists => "ledger-exists",
            Self::Full(_) => "storage-full",
            Self::Denied(_) => "storage-denied",
            Self::Io(_) => "storage-failed",
            Self::Damaged => "storage-damaged",
            Self::UnknownVersion => "unknown-storage-version",
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::NotFound => Self::Missing,
            Kind::AlreadyExists => Self::Exists,
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::Full(error),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Self::Denied(error),
            Kind::InvalidData | Kind::UnexpectedEof => Self::Damaged,
            _ => Self::Io(error),
        }
    }
}
