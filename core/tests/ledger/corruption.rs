//! Stored bytes that change are found, whichever they are.

use crate::world::{World, genesis, revoke, signer, start};
use medseal::errors::ErrorCode;
use medseal::ledger::fsck::{FsckReport, fsck};
use medseal::ledger::store::{LedgerStore, MemoryStore, Row, Table};
use medseal::ledger::{Ledger, SignedEntry};
use medseal::types::NoProgress;
use std::{collections::BTreeSet, ops::ControlFlow};

/// A ledger with all kinds of rows, of so many rounds.
fn filled(rounds: u64) -> MemoryStore {
    let mut world = World::new();
    let (lab, patient, clinic) = (world.person(1), world.person(2), world.person(3));
    world.seal().unwrap();
    for number in 0..rounds {
        let entry = world.sign(&lab, patient.record(number));
        let notice = vec![number as u8; 40];
        world
            .ledger
            .submit_with_notice(entry.as_bytes(), notice, world.now)
            .unwrap();
        world
            .submit(&patient, patient.grants(100 + number))
            .unwrap();
        world
            .submit(&clinic, patient.access(200 + number, 100 + number, number))
            .unwrap();
        world.pass(60);
        world.seal().unwrap();
    }
    world.submit(&patient, revoke(100)).unwrap();
    world.seal().unwrap();
    world.ledger.into_store()
}

pub(crate) fn rows(store: &MemoryStore) -> Vec<(Table, u64, Vec<u8>)> {
    let mut rows = Vec::new();
    for table in Table::ALL {
        let visit = &mut |number, bytes: &[u8]| {
            rows.push((table, number, bytes.to_vec()));
            ControlFlow::Continue(())
        };
        store.scan(table, 0, visit).unwrap();
    }
    rows
}

pub(crate) fn store_of(rows: &[(Table, u64, Vec<u8>)]) -> MemoryStore {
    let mut store = MemoryStore::new();
    let row = |(table, number, bytes): &(Table, u64, Vec<u8>)| {
        store
            .write(&[Row {
                table: *table,
                number: *number,
                bytes,
            }])
            .unwrap();
    };
    rows.iter().for_each(row);
    store
}

/// What is wrong with a store: the code of the error, or those of all findings.
pub(crate) fn defects(store: &MemoryStore) -> BTreeSet<&'static str> {
    match fsck(store, &mut NoProgress) {
        Ok(FsckReport { findings, .. }) => findings
            .iter()
            .map(|finding| finding.defect.code())
            .collect(),
        Err(error) => [error.code()].into(),
    }
}

#[test]
fn an_untouched_ledger_is_clean() {
    let store = filled(4);
    let report = fsck(&store, &mut NoProgress).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.blocks, report.outstanding), (7, false));
    let ledger = Ledger::open(store, &mut NoProgress).unwrap();
    assert_eq!(report.ledger, Some(ledger.id()));
    assert_eq!(report.entries, ledger.last_block().size().leaves());
}

#[test]
fn threat_09_every_flipped_bit_is_found() {
    let rows = rows(&filled(1));
    let mut flips = 0;
    for (at, (table, number, bytes)) in rows.iter().enumerate() {
        // Every byte of every row, one bit of each.
        for place in 0..bytes.len() {
            let mut damaged = rows.clone();
            damaged[at].2[place] ^= 1 << (place % 8);
            let defects = defects(&store_of(&damaged));
            assert!(!defects.is_empty(), "{table:?} {number} byte {place}");
            flips += 1;
        }
    }
    assert!(flips > 6_000, "{flips}");
}

#[test]
fn threat_09_rows_that_go_or_come_are_found() {
    let rows = rows(&filled(4));
    for at in 0..rows.len() {
        let (table, number, _) = rows[at];
        let mut fewer = rows.clone();
        fewer.remove(at);
        let last = rows
            .iter()
            .filter(|row| row.0 == table)
            .map(|row| row.1)
            .max()
            == Some(number);
        let found = defects(&store_of(&fewer));
        if table == Table::Checkpoints && last {
            // Then the last block is one that waits for its cosignatures.
            assert_eq!(found, BTreeSet::new());
        } else {
            assert!(!found.is_empty(), "{table:?} {number}");
        }
        let mut more = rows.clone();
        more.push((table, number + 1000, vec![0xf6]));
        assert_eq!(defects(&store_of(&more)), ["stray-row"].into(), "{table:?}");
    }
}

#[test]
fn each_kind_of_damage_has_its_name() {
    let rows = rows(&filled(4));
    let changed = |table, number, change: &dyn Fn(&mut Vec<u8>)| {
        let mut rows = rows.clone();
        let row = rows
            .iter_mut()
            .find(|row| (row.0, row.1) == (table, number))
            .unwrap();
        change(&mut row.2);
        defects(&store_of(&rows))
    };
    let flip_last = |bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() ^= 1;
    let expect = |found: BTreeSet<&str>, code: &str| assert!(found.contains(code), "{found:?}");
    expect(
        changed(Table::Meta, 0, &flip_last),
        "unknown-storage-version",
    );
    expect(changed(Table::Entries, 7, &flip_last), "entry-damaged");
    expect(
        changed(Table::Entries, 7, &flip_last),
        "checkpoint-mismatch",
    );
    expect(changed(Table::Tiles, 0, &flip_last), "tile-mismatch");
    expect(
        changed(Table::Blocks, 2, &|bytes| bytes.truncate(9)),
        "block-damaged",
    );
    expect(changed(Table::Changes, 2, &flip_last), "changes-mismatch");
    expect(changed(Table::Notices, 6, &flip_last), "notice-damaged");
    let signature = |note: &mut Vec<u8>| {
        let at = note.len() - 20;
        note[at] = if note[at] == b'A' { b'B' } else { b'A' };
    };
    expect(
        changed(Table::Checkpoints, 3, &signature),
        "checkpoint-unsigned",
    );
}

/// An authority that rewrites history keeps all its own rows consistent; what it cannot make is an
/// entry that the rules admit.
#[test]
fn entries_that_broke_the_rules_are_found() {
    let rows = rows(&filled(4));
    // Another signer's grant in the place of the patient's own: valid in itself.
    let mut world = World::new();
    let (lab, patient) = (world.person(1), world.person(2));
    let forged = world.sign(&lab, patient.grants(100));
    let mut rows = rows.clone();
    let row = rows
        .iter_mut()
        .find(|row| (row.0, row.1) == (Table::Entries, 8))
        .unwrap();
    assert!(SignedEntry::decode(&row.2).unwrap().statement().is_some());
    row.2 = forged.as_bytes().to_vec();
    let found = defects(&store_of(&rows));
    assert!(found.contains("entry-not-admissible"), "{found:?}");
}

#[test]
fn opening_believes_nothing_that_does_not_hash() {
    let rows = rows(&filled(4));
    for table in [Table::Entries, Table::Changes, Table::Blocks, Table::Meta] {
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.0 == table) {
            let mut damaged = rows.clone();
            let middle = row.2.len() / 2;
            damaged[at].2[middle] ^= 4;
            // The trails' links alone are not hashed; they are checked when a trail is verified.
            if let Err(error) = Ledger::open(store_of(&damaged), &mut NoProgress) {
                assert!(
                    [
                        "storage-damaged",
                        "bad-checkpoint",
                        "unknown-storage-version"
                    ]
                    .contains(&error.code()),
                );
            } else {
                assert_eq!(table, Table::Blocks);
            }
        }
    }
}

#[test]
fn work_on_a_ledger_can_be_cancelled() {
    let store = filled(4);
    let mut stop = |_, _| ControlFlow::Break(());
    assert_eq!(fsck(&store, &mut stop).unwrap_err().code(), "cancelled");
    assert_eq!(
        Ledger::open(store, &mut stop).unwrap_err().code(),
        "cancelled"
    );
    let empty = MemoryStore::new();
    assert_eq!(
        fsck(&empty, &mut NoProgress).unwrap_err().code(),
        "no-ledger"
    );
    Ledger::create(empty, &genesis(), start(), &mut [signer(0)]).unwrap();
}
