//! Blocks that were not cosigned before a crash, and rows that lie about where a block stands: no
//! checkpoint covers these, so each is compared with what follows from the entries.

use crate::{
    corruption::{defects, rows, store_of},
    support::cbor::{field, parse, write},
    world::World,
};
use ciborium::Value;
use medseal::{
    errors::ErrorCode,
    ledger::{LeafHash, Ledger, store::MemoryStore, store::Table},
    types::NoProgress,
};

type Rows = Vec<(Table, u64, Vec<u8>)>;

/// The rows of a ledger whose last block, the third, has no cosignatures: those of two entries that
/// are signed, it has the ones named.
fn waiting(submitted: &[usize]) -> Rows {
    let mut world = World::new();
    let patient = world.person(2);
    world.seal().unwrap();
    world.pass(60);
    let signed = [1, 2].map(|number| world.sign(&patient, patient.record(number)));
    for number in submitted {
        let entry = signed[*number].as_bytes();
        world.ledger.submit(entry, world.now).unwrap();
    }
    world.signers.clear();
    assert_eq!(world.seal().unwrap_err().code(), "quorum-not-reached");
    rows(&world.ledger.into_store())
}

fn row(rows: &mut Rows, table: Table, number: u64) -> &mut Vec<u8> {
    let found = rows
        .iter_mut()
        .find(|row| (row.0, row.1) == (table, number));
    &mut found.unwrap().2
}

/// Changes a field of the last entry, which states how the block leaves the ledger, and the hash of
/// that entry in the tile.
fn restate(rows: &mut Rows, name: &str, change: impl FnOnce(&mut Value)) {
    let entries = rows.iter().filter(|row| row.0 == Table::Entries);
    let last = entries.map(|row| row.1).max().unwrap();
    let bytes = row(rows, Table::Entries, last);
    let mut entry = parse(bytes);
    let parts = entry.as_array_mut().unwrap();
    let mut body = parse(parts[0].as_bytes().unwrap());
    change(field(field(&mut body, "state"), name));
    parts[0] = Value::Bytes(write(&body));
    *bytes = write(&entry);
    let leaf = LeafHash::of(bytes);
    let tile = row(rows, Table::Tiles, 0);
    let at = tile.len() - 32;
    tile[at..].copy_from_slice(leaf.as_bytes());
}

fn opened(rows: &Rows) -> Result<Ledger<MemoryStore>, &'static str> {
    Ledger::open(store_of(rows), &mut NoProgress).map_err(|error| error.code())
}

fn refused(rows: &Rows) {
    assert_eq!(opened(rows).err(), Some("storage-damaged"));
}

fn other_hash(value: &mut Value) {
    let mut hash = value.as_bytes().unwrap().clone();
    hash[0] ^= 1;
    *value = Value::Bytes(hash);
}

#[test]
fn a_block_that_waits_is_taken_up_as_it_is_stored() {
    for submitted in [&[][..], &[0, 1], &[1]] {
        let rows = waiting(submitted);
        assert!(opened(&rows).unwrap().has_outstanding_block());
        assert!(defects(&store_of(&rows)).is_empty());
    }
}

#[test]
fn a_block_that_waits_states_the_root_of_its_own_entries() {
    let mut rows = waiting(&[0, 1]);
    restate(&mut rows, "state_root", other_hash);
    refused(&rows);
    assert_eq!(defects(&store_of(&rows)), ["state-root-mismatch"].into());
}

#[test]
fn a_block_that_waits_is_not_older_than_the_one_before() {
    let mut rows = waiting(&[]);
    restate(&mut rows, "time", |time| {
        let stated: u64 = time.as_integer().unwrap().try_into().unwrap();
        *time = (stated - 61).into();
    });
    refused(&rows);
    assert_eq!(defects(&store_of(&rows)), ["state-entry-wrong"].into());
}

#[test]
fn a_block_that_waits_follows_the_checkpoint_before_it() {
    let mut rows = waiting(&[]);
    restate(&mut rows, "previous", other_hash);
    refused(&rows);
    assert_eq!(defects(&store_of(&rows)), ["checkpoint-link-broken"].into());
}

/// All is right with a block of the second entry; but the first stands before it, and in no block.
#[test]
fn a_block_that_waits_begins_where_the_one_before_ends() {
    let (mut rows, mut second) = (waiting(&[0, 1]), waiting(&[1]));
    let mut block = parse(row(&mut second, Table::Blocks, 2));
    for name in ["first", "size"] {
        let value = field(&mut block, name);
        let stated: u64 = value.as_integer().unwrap().try_into().unwrap();
        *value = (stated + 1).into();
    }
    *row(&mut rows, Table::Blocks, 2) = write(&block);
    let last = second.iter().filter(|row| row.0 == Table::Entries);
    let (_, number, state) = last.max_by_key(|row| row.1).unwrap().clone();
    *row(&mut rows, Table::Entries, number + 1) = state;
    refused(&rows);
}

#[test]
fn a_sealed_block_begins_where_the_one_before_ends() {
    let mut world = World::new();
    world.person(2);
    world.seal().unwrap();
    let mut rows = rows(&world.ledger.into_store());
    opened(&rows).unwrap();
    let bytes = row(&mut rows, Table::Blocks, 1);
    let mut block = parse(bytes);
    let first = field(&mut block, "first");
    let stated: u64 = first.as_integer().unwrap().try_into().unwrap();
    *first = (stated + 1).into();
    // As many links as entries are left.
    let links = field(&mut block, "links");
    *links = Value::Bytes(links.as_bytes().unwrap()[8..].to_vec());
    *bytes = write(&block);
    refused(&rows);
}
