//! Where a ledger's bytes are.

use medseal::ledger::store::{
    EmbeddedStore, LedgerStore, MemoryStore, Rest, Row, StoreError, Table, Visitor,
};

/// One of the stores that the library has.
pub(crate) enum Store {
    Memory(MemoryStore),
    Directory(Box<EmbeddedStore>),
}

impl LedgerStore for Store {
    fn read(&self, table: Table, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Memory(store) => store.read(table, number),
            Self::Directory(store) => store.read(table, number),
        }
    }

    fn scan(&self, table: Table, from: u64, visit: &mut Visitor<'_>) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.scan(table, from, visit),
            Self::Directory(store) => store.scan(table, from, visit),
        }
    }

    fn write(&mut self, rows: &[Row<'_>]) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.write(rows),
            Self::Directory(store) => store.write(rows),
        }
    }

    fn write_with_rest(&mut self, rows: &[Row<'_>], rest: &mut Rest<'_>) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.write_with_rest(rows, rest),
            Self::Directory(store) => store.write_with_rest(rows, rest),
        }
    }
}
