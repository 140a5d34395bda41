//! Stores that take a block in and do not keep it: nothing is lost, and the same block comes again.

use crate::world::{Person, SharedStore, World};
use medseal::errors::ErrorCode;
use medseal::ledger::fsck::fsck;
use medseal::ledger::store::{
    LedgerStore, MemoryStore, OwnedRow, Rest, Row, StoreError, Table, Visitor,
};
use medseal::types::NoProgress;
use std::{cell::Cell, rc::Rc};

/// When the next write fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    Never,
    BeforeTheRest,
    AfterTheRest,
}

/// A store that fails once when it is told to.
struct Failing {
    store: SharedStore,
    next: Rc<Cell<Failure>>,
}

impl LedgerStore for Failing {
    fn read(&self, table: Table, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.read(table, number)
    }

    fn scan(&self, table: Table, from: u64, visit: &mut Visitor<'_>) -> Result<(), StoreError> {
        self.store.scan(table, from, visit)
    }

    fn write(&mut self, rows: &[Row<'_>]) -> Result<(), StoreError> {
        self.store.write(rows)
    }

    fn write_with_rest(&mut self, rows: &[Row<'_>], rest: &mut Rest<'_>) -> Result<(), StoreError> {
        let failed = || StoreError::Io(std::io::Error::other("told to fail"));
        match self.next.replace(Failure::Never) {
            Failure::Never => self.store.write_with_rest(rows, rest),
            Failure::BeforeTheRest => Err(failed()),
            Failure::AfterTheRest => rest().map_or(Ok(()), |_| Err(failed())),
        }
    }
}

#[test]
fn a_block_that_was_not_stored_is_proposed_again_as_it_was() {
    // What the ledger comes to if nothing fails: the clock and all randomness are the same.
    let reference = sealed_with(Failure::Never);
    for failure in [Failure::BeforeTheRest, Failure::AfterTheRest] {
        assert!(sealed_with(failure) == reference, "{failure:?}");
    }
}

/// Every row that a ledger has, whose second block failed first in this way.
fn sealed_with(failure: Failure) -> Vec<(Table, u64, Vec<u8>)> {
    let next = Rc::new(Cell::new(Failure::Never));
    let shared = SharedStore::default();
    let mut world = World::with_store(Failing {
        store: shared.clone(),
        next: next.clone(),
    });
    let patient: Person = world.person(2);
    world.pass(1);
    world.seal().unwrap();
    // Enough that leaves are hashed by several threads, some of them over older values.
    for number in 0..300 {
        world.submit(&patient, patient.record(number)).unwrap();
    }
    let root = world.ledger.view().root();
    let proposed_at = world.now;
    if failure != Failure::Never {
        next.set(failure);
        assert_eq!(world.seal().unwrap_err().code(), "storage-failed");
        assert_eq!(world.ledger.last_block().state_root(), root);
        assert_eq!(world.ledger.view().height(), 1);
        assert!(world.ledger.has_outstanding_block());
        world.pass(30);
    }
    world.seal().unwrap();
    assert_eq!(world.ledger.last_block().time(), proposed_at);
    assert!(world.ledger.last_block().state_root() != root);
    let report = fsck(world.ledger.store(), &mut NoProgress).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);

    let mut rows = all_rows(&shared);
    // The cosignature tells when it was made.
    rows.retain(|(table, ..)| *table != Table::Checkpoints);
    rows
}

fn all_rows(store: &impl LedgerStore) -> Vec<(Table, u64, Vec<u8>)> {
    let mut rows = Vec::new();
    for table in Table::ALL {
        let visit: &mut Visitor<'_> = &mut |number, bytes| {
            rows.push((table, number, bytes.to_vec()));
            std::ops::ControlFlow::Continue(())
        };
        store.scan(table, 0, visit).unwrap();
    }
    rows
}

fn rows_and_rest(store: &mut impl LedgerStore) {
    let row = |number, bytes| Row {
        table: Table::Entries,
        number,
        bytes,
    };
    let rest = OwnedRow {
        table: Table::Tiles,
        number: 7,
        bytes: b"rest".to_vec(),
    };
    // No rest: nothing is written, and the store goes on.
    store
        .write_with_rest(&[row(0, b"none")], &mut || None)
        .unwrap();
    assert_eq!(store.read(Table::Entries, 0).unwrap(), None);
    store
        .write_with_rest(&[row(0, b"row"), row(1, b"row")], &mut || {
            Some(vec![rest.clone()])
        })
        .unwrap();
    assert_eq!(
        store.read(Table::Entries, 1).unwrap().as_deref(),
        Some(&b"row"[..])
    );
    assert_eq!(
        store.read(Table::Tiles, 7).unwrap().as_deref(),
        Some(&b"rest"[..])
    );
}

#[test]
fn stores_write_rows_and_the_rest_together_or_not_at_all() {
    rows_and_rest(&mut MemoryStore::new());
    #[cfg(feature = "redb")]
    {
        let disk = crate::disk::Disk::default();
        rows_and_rest(&mut medseal::ledger::store::EmbeddedStore::with_backend(disk).unwrap());
    }
}

/// Rows at a table's end are taken in another way than those before it.
#[cfg(feature = "redb")]
#[test]
fn rows_come_to_their_places_whatever_is_there_already() {
    let disk = crate::disk::Disk::default();
    let mut embedded = medseal::ledger::store::EmbeddedStore::with_backend(disk).unwrap();
    let mut model = MemoryStore::new();
    let batches: [Vec<u64>; 6] = [
        (100..150).collect(),
        (150..400).collect(),
        (0..40).collect(),
        // Into a gap, over what is there, and beyond the end.
        (60..450).collect(),
        (440..470).rev().collect(),
        vec![500, 470, 501, 501, 480],
    ];
    for (batch, numbers) in batches.iter().enumerate() {
        let texts: Vec<_> = (numbers.iter())
            .map(|number| format!("{batch} {number} {}", "x".repeat(300)))
            .collect();
        let rows: Vec<_> = (numbers.iter().zip(&texts))
            .flat_map(|(number, text)| {
                [Table::Entries, Table::Notices].map(|table| Row {
                    table,
                    number: *number,
                    bytes: text.as_bytes(),
                })
            })
            .collect();
        embedded.write(&rows).unwrap();
        model.write(&rows).unwrap();
        assert_eq!(all_rows(&embedded), all_rows(&model), "batch {batch}");
    }
}
