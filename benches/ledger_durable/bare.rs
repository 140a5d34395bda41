//! The database without a ledger.

use medseal::ledger::store::Table;
use redb::{Database, Durability, TableDefinition};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// The same database without a ledger.
pub(crate) struct Bare {
    database: Database,
    path: std::path::PathBuf,
}

impl Bare {
    pub(crate) fn create(path: &Path) -> Self {
        let mut builder = Database::builder();
        builder.set_cache_size(16 * 1024 * 1024);
        Self {
            database: builder.create(path).unwrap(),
            path: path.to_owned(),
        }
    }

    /// Block, the record of what is about to be signed, checkpoint: what a ledger must flush one
    /// after the other, and no more.
    pub(crate) fn write_in_order(&self, rows: &[(Table, u64, Vec<u8>)]) {
        let (checkpoint, block): (Vec<_>, Vec<_>) = rows
            .iter()
            .cloned()
            .partition(|row| row.0 == Table::Checkpoints);
        let draft = self.path.with_extension("new");
        let record = self.path.with_extension("record");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut file = File::create(&draft).unwrap();
                file.write_all(&checkpoint[0].2).unwrap();
                file.sync_all().unwrap();
            });
            self.write(&block, true);
        });
        std::fs::rename(&draft, &record).unwrap();
        let directory = File::open(record.parent().unwrap()).unwrap();
        directory.sync_all().unwrap();
        self.write(&checkpoint, false);
    }

    pub(crate) fn write(&self, rows: &[(Table, u64, Vec<u8>)], in_two_phases: bool) {
        let mut transaction = self.database.begin_write().unwrap();
        transaction.set_durability(Durability::Immediate).unwrap();
        transaction.set_two_phase_commit(in_two_phases);
        for table in Table::ALL {
            let definition: TableDefinition<'_, u64, &[u8]> = TableDefinition::new(table.name());
            let mut open = transaction.open_table(definition).unwrap();
            for (_, number, bytes) in rows.iter().filter(|row| row.0 == table) {
                open.insert(number, bytes.as_slice()).unwrap();
            }
        }
        transaction.commit().unwrap();
    }

    pub(crate) fn length(&self) -> u64 {
        std::fs::metadata(&self.path).unwrap().len()
    }
}
