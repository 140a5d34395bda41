//! A ledger in memory: for tests, for trying things out, and for whoever brings durability.

use super::{LedgerStore, Row, StoreError, Table, Visitor};
use std::{collections::BTreeMap, ops::ControlFlow};

/// Keeps the rows in memory. What it holds is lost with it.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    rows: BTreeMap<(Table, u64), Vec<u8>>,
}

impl MemoryStore {
    /// A store without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes of all rows together.
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }
}

impl LedgerStore for MemoryStore {
    fn read(&self, table: Table, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.get(&(table, number)).cloned())
    }

    fn scan(&self, table: Table, from: u64, visit: &mut Visitor<'_>) -> Result<(), StoreError> {
        for ((_, number), bytes) in self.rows.range((table, from)..=(table, u64::MAX)) {
            if visit(*number, bytes) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    fn write(&mut self, rows: &[Row<'_>]) -> Result<(), StoreError> {
        for row in rows {
            self.rows
                .insert((row.table, row.number), row.bytes.to_vec());
        }
        Ok(())
    }
}
