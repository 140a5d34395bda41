//! A ledger in one file on this machine, in the embedded database redb.
//!
//! The rows of every table are keyed by ascending numbers, which is the order redb writes fastest.
//! Each batch is one transaction: a crash at any point leaves the file as it was before the batch or
//! after it. It is committed in two phases, with the file synchronised after each, unless nothing in
//! it can be chosen by users of the ledger: see ADR 81.

use super::{LedgerStore, OwnedRow, Rest, Row, StoreError, Table, Visitor};
use redb::{
    Builder, CommitError, CursorError, Database, DatabaseError, Durability, ReadableDatabase,
    StorageBackend, StorageError, TableDefinition, TableError, TransactionError, WriteTransaction,
};
use std::{
    ops::{Bound, ControlFlow},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Keeps a ledger in the file `ledger.redb` of a directory.
///
/// Only one process can have it open at a time.
pub struct EmbeddedStore {
    /// There until the store is dropped.
    database: Option<Database>,
}

impl EmbeddedStore {
    /// The name of the file in the ledger's directory.
    pub const FILE_NAME: &'static str = "ledger.redb";

    /// Makes an empty store in a directory, which is made, too, if it does not exist. A store that is
    /// there already is opened; whether it holds a ledger is for [`Ledger::create`] to say.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] if it is open elsewhere; otherwise what the file system says.
    ///
    /// [`Ledger::create`]: crate::ledger::Ledger::create
    pub fn create(directory: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(directory)?;
        let path = directory.join(Self::FILE_NAME);
        if path.try_exists()? {
            return Self::open(directory);
        }
        // The file gets its name when it is complete, so that no crash leaves half a database; as a
        // link, so that it never takes the place of one that another process has made meanwhile.
        let draft = directory.join(format!(".{}.{}", Self::FILE_NAME, std::process::id()));
        let _ = std::fs::remove_file(&draft);
        let made = guarded(|| Ok(Self::builder().create(&draft)?)).and_then(|database| {
            std::fs::hard_link(&draft, &path)?;
            Ok(database)
        });
        let _ = std::fs::remove_file(&draft);
        let database = made?;
        #[cfg(unix)]
        std::fs::File::open(directory)?.sync_all()?;
        Ok(Self::over(database))
    }

    /// Opens the store of a directory.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] if there is none, [`StoreError::Busy`] if it is open elsewhere,
    /// [`StoreError::Damaged`] if the file is not a database that redb wrote.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join(Self::FILE_NAME);
        if !path.try_exists()? {
            return Err(StoreError::Missing);
        }
        guarded(|| Ok(Self::over(Self::builder().open(&path)?)))
    }

    /// Opens or makes a store in storage of your own.
    ///
    /// # Errors
    ///
    /// As of [`EmbeddedStore::open`].
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self, StoreError> {
        guarded(|| Ok(Self::over(Self::builder().create_with_backend(backend)?)))
    }

    fn over(database: Database) -> Self {
        Self {
            database: Some(database),
        }
    }

    fn database(&self) -> Result<&Database, StoreError> {
        self.database.as_ref().ok_or(StoreError::Damaged)
    }

    fn builder() -> Builder {
        let mut builder = Builder::new();
        builder.set_cache_size(CACHE_BYTES);
        builder
    }
}

impl Drop for EmbeddedStore {
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

impl std::fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmbeddedStore")
    }
}

impl LedgerStore for EmbeddedStore {
    fn read(&self, table: Table, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        guarded(
            || match self.database()?.begin_read()?.open_table(definition(table)) {
                Ok(table) => Ok(table.get(number)?.map(|bytes| bytes.value().to_vec())),
                Err(TableError::TableDoesNotExist(_)) => Ok(None),
                Err(error) => Err(error.into()),
            },
        )
    }

    fn scan(&self, table: Table, from: u64, visit: &mut Visitor<'_>) -> Result<(), StoreError> {
        let rows =
            guarded(
                || match self.database()?.begin_read()?.open_table(definition(table)) {
                    Ok(table) => Ok(Some(table.range(from..)?)),
                    Err(TableError::TableDoesNotExist(_)) => Ok(None),
                    Err(error) => Err(error.into()),
                },
            )?;
        let Some(mut rows) = rows else {
            return Ok(());
        };
        // A row is copied out before anybody sees it: damage can also show when it is looked at.
        let mut bytes = Vec::new();
        let mut next = |bytes: &mut Vec<u8>| {
            guarded(|| {
                let Some(row) = rows.next().transpose()? else {
                    return Ok(None);
                };
                bytes.clear();
                bytes.extend_from_slice(row.1.value());
                Ok(Some(row.0.value()))
            })
        };
        while let Some(number) = next(&mut bytes)? {
            if visit(number, &bytes) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, rows: &[Row<'_>]) -> Result<(), StoreError> {
        self.write_with_rest(rows, &mut || Some(Vec::new()))
    }

    /// Takes `rows` into the transaction before it asks for the rest.
    fn write_with_rest(&mut self, rows: &[Row<'_>], rest: &mut Rest<'_>) -> Result<(), StoreError> {
        guarded(|| {
            let mut transaction = self.database()?.begin_write()?;
            transaction
                .set_durability(Durability::Immediate)
                .map_err(|_| StoreError::Damaged)?;
            insert(&transaction, rows)?;
            let Some(rest) = rest() else {
                return Ok(transaction.abort()?);
            };
            let rest: Vec<_> = rest.iter().map(OwnedRow::as_row).collect();
            insert(&transaction, &rest)?;
            let chosen_by_users = |row: &Row<'_>| row.table != Table::Checkpoints;
            transaction.set_two_phase_commit(rows.iter().chain(&rest).any(chosen_by_users));
            Ok(transaction.commit()?)
        })
    }
}

fn insert(transaction: &WriteTransaction, rows: &[Row<'_>]) -> Result<(), StoreError> {
    for table in Table::ALL {
        let rows: Vec<_> = rows.iter().filter(|row| row.table == table).collect();
        if rows.is_empty() {
            continue;
        }
        let mut table = transaction.open_table(definition(table))?;
        let appended = match rows.as_slice() {
            [_] => 0,
            rows => append(&mut table, rows)?,
        };
        for row in rows.iter().skip(appended) {
            table.insert(row.number, row.bytes)?;
        }
    }
    Ok(())
}

/// Takes rows in at the end of a table, until one does not belong there, and tells how many it took.
/// A page is made of many rows at once; an insertion looks for the page and changes it, row by row.
fn append(
    table: &mut redb::Table<'_, u64, &'static [u8]>,
    rows: &[&Row<'_>],
) -> Result<usize, StoreError> {
    let mut end = table.upper_bound_mut(Bound::<u64>::Unbounded)?;
    let mut taken = 0;
    for row in rows {
        match end.insert_before(row.number, row.bytes) {
            Ok(()) => taken += 1,
            Err(CursorError::UnorderedKey) => break,
            Err(CursorError::Storage(error)) => return Err(error.into()),
            Err(_) => return Err(StoreError::Damaged),
        }
    }
    end.close()?;
    Ok(taken)
}

/// Some damage makes redb panic instead of reporting it; either way it is damage.
fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    // What was shared with the work is the database, which refuses service after a panic.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(StoreError::Damaged))
}

fn definition(table: Table) -> TableDefinition<'static, u64, &'static [u8]> {
    TableDefinition::new(table.name())
}

impl From<StorageError> for StoreError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Io(error) => error.into(),
            // An earlier failure of the disk: what has been written since is not known.
            StorageError::PreviousIo | StorageError::DatabaseClosed => {
                Self::Io(std::io::Error::other("an earlier operation failed"))
            }
            _ => Self::Damaged,
        }
    }
}

impl From<DatabaseError> for StoreError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => Self::Busy,
            DatabaseError::UpgradeRequired(_) => Self::UnknownVersion,
            DatabaseError::Storage(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}

impl From<TransactionError> for StoreError {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Storage(error) => error.into(),
            _ => Self::Busy,
        }
    }
}

impl From<TableError> for StoreError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Storage(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}

impl From<CommitError> for StoreError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            _ => Self::Damaged,
        }
    }
}

/// Memory for pages: the ledger reads its rows in order, so a small cache serves as well as a large.
const CACHE_BYTES: usize = 16 * 1024 * 1024;
