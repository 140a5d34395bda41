//! Threat rows 8, 11 and 20, as far as the ledger answers them.

use crate::world::{Person, World, commitment, erase, revoke};
use medseal::domain;
use medseal::errors::ErrorCode;
use medseal::ledger::store::{LedgerStore, MemoryStore, Table};
use medseal::ledger::{Action, AdmissionError, GrantStatus, Ledger};
use medseal::types::{Commitment, NoProgress, Salt};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;

/// A database restored from a backup: the signer remembers what it signed after that.
#[test]
fn threat_08_a_restored_snapshot_is_not_signed_for() {
    let mut world = World::new();
    let patient = world.person(2);
    world.submit(&patient, patient.grants(20)).unwrap();
    world.seal().unwrap();
    let snapshot = store_of(&world);
    world.submit(&patient, revoke(20)).unwrap();
    world.seal().unwrap();
    let seen = world.ledger.last_block().checkpoint().clone();

    let mut restored = Ledger::open(snapshot, &mut NoProgress).unwrap();
    assert_eq!(
        restored.view().grant_status(&commitment(20)),
        GrantStatus::Active
    );
    // An empty block, as many entries as before, or more: nothing gets a signature again.
    let refused = restored
        .seal_block(world.now, &mut world.signers)
        .unwrap_err();
    assert_eq!(refused.code(), "signer-rollback");

    for more in 1..4 {
        let snapshot = truncated(&world.ledger, 1);
        let mut restored = Ledger::open(snapshot, &mut NoProgress).unwrap();
        for number in 0..more {
            let entry = world.sign(&patient, patient.grants(50 + number));
            restored.submit(entry.as_bytes(), world.now).unwrap();
        }
        let refused = restored
            .seal_block(world.now, &mut world.signers)
            .unwrap_err();
        assert_eq!(refused.code(), "signer-contradiction", "{more} entries");
        // And whoever has seen the later checkpoint does not follow back.
        let authorities = world
            .ledger
            .authorities()
            .for_origin(seen.checkpoint().origin().clone());
        let authorities = authorities.unwrap();
        assert!(
            authorities
                .verify(restored.last_block().checkpoint())
                .is_ok()
        );
        assert!(
            restored
                .consistency_proof(seen.checkpoint().head().size)
                .is_err()
        );
    }
}

/// Every order of granting, revoking, erasing, opening and sealing: an access is admitted exactly if
/// the grant stands and the record is there at that moment, sealed or not.
#[test]
fn threat_11_an_access_never_outruns_a_revocation() {
    let mut orders = 0;
    permutations(
        &mut vec!["grant", "revoke", "access", "seal", "erase", "other access"],
        0,
        &mut |order| {
            orders += 1;
            let mut world = World::new();
            let (lab, patient, clinic) = (world.person(1), world.person(2), world.person(3));
            world.submit(&lab, patient.record(10)).unwrap();
            world.seal().unwrap();
            let (mut granted, mut revoked, mut erased) = (false, false, false);
            for (event, step) in (100..).zip(order) {
                match *step {
                    "grant" => {
                        world.submit(&patient, patient.grants(20)).unwrap();
                        granted = true;
                    }
                    "revoke" => {
                        let outcome = world.submit(&patient, revoke(20));
                        assert_eq!(outcome.is_ok(), granted);
                        revoked |= granted;
                    }
                    "erase" => {
                        world.submit(&patient, erase(10)).unwrap();
                        erased = true;
                    }
                    "seal" => {
                        world.seal().unwrap();
                    }
                    _ => {
                        let outcome = world.submit(&clinic, patient.access(event, 20, 10));
                        let expected = match (granted, revoked, erased) {
                            (false, ..) => Some(AdmissionError::UnknownGrant),
                            (_, true, _) => Some(AdmissionError::GrantRevoked),
                            (.., true) => Some(AdmissionError::RecordErased),
                            _ => None,
                        };
                        assert_eq!(outcome.err(), expected, "{order:?}");
                    }
                }
            }
            world.seal().unwrap();
            let status = world.ledger.view().grant_status(&commitment(20));
            assert_eq!(
                matches!(status, GrantStatus::Revoked { .. }),
                revoked,
                "{order:?}"
            );
        },
    );
    assert_eq!(orders, 720);
}

/// An access signed before the revocation and held back until after it.
#[test]
fn threat_11_an_old_signature_does_not_help() {
    let mut world = World::new();
    let (lab, patient, clinic) = (world.person(1), world.person(2), world.person(3));
    world.submit(&lab, patient.record(10)).unwrap();
    world.submit(&patient, patient.grants(20)).unwrap();
    world.seal().unwrap();
    let held_back = world.sign(&clinic, patient.access(30, 20, 10));
    world.pass(5);
    world.submit(&patient, revoke(20)).unwrap();
    world.seal().unwrap();
    let outcome = world.ledger.submit(held_back.as_bytes(), world.now);
    assert_eq!(outcome, Err(AdmissionError::GrantRevoked));
}

/// Somebody who has all of the ledger's bytes and knows that a record is one of 1,001 values.
#[test]
fn threat_20_a_dictionary_finds_no_value_on_the_ledger() {
    let mut world = World::new();
    let (lab, patient) = (world.person(1), world.person(2));
    let secret = value(54);
    let salt = Salt::from_bytes([0x5a; 32]);
    let anchor = |record| Action::Anchor {
        record,
        controller: patient.id,
        previous: None,
    };
    let salted = Commitment::new(domain::RECORD_COMMITMENT, &salt, secret.as_bytes());
    world.submit(&lab, anchor(salted)).unwrap();
    let event = Commitment::new(domain::EVENT_COMMITMENT, &salt, secret.as_bytes());
    let expires = world.now.plus(medseal::types::Duration::from_hours(1));
    world
        .submit(
            &lab,
            Action::BreakGlass {
                event,
                controller: patient.id,
                expires,
            },
        )
        .unwrap();
    world.seal().unwrap();
    assert_eq!(guess(&world), None);

    // The same attack finds the value at once when there is no salt, or a known one.
    let bare: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    world
        .submit(&lab, anchor(Commitment::from_bytes(bare)))
        .unwrap();
    world.seal().unwrap();
    assert_eq!(guess(&world), Some(secret.clone()));

    let mut world = World::new();
    let lab = world.person(1);
    let empty = Salt::from_bytes([0; 32]);
    let unsalted = Commitment::new(domain::RECORD_COMMITMENT, &empty, secret.as_bytes());
    world.submit(&lab, anchor(unsalted)).unwrap();
    world.seal().unwrap();
    assert_eq!(guess(&world), Some(secret));
}

/// A laboratory value as a manifest might hold it.
fn value(tenths: u32) -> String {
    format!("glucose {}.{} mmol/L", tenths / 10, tenths % 10)
}

/// Tries every value, hashed in every way the formats know, on every byte of the ledger.
fn guess(world: &World<MemoryStore>) -> Option<String> {
    let mut bytes = Vec::new();
    let store = world.ledger.store();
    for table in Table::ALL {
        let visit = &mut |_, row: &[u8]| {
            bytes.extend_from_slice(row);
            ControlFlow::Continue(())
        };
        store.scan(table, 0, visit).unwrap();
    }
    let on_the_ledger: std::collections::HashSet<&[u8]> = bytes.windows(32).collect();
    (0..=1000).map(value).find(|value| {
        let labelled = domain::ALL.iter().flat_map(|label| {
            let unsalted = Sha256::new()
                .chain_update(label.as_bytes())
                .chain_update([0])
                .chain_update(value)
                .finalize();
            let empty = Commitment::new(*label, &Salt::from_bytes([0; 32]), value.as_bytes());
            [<[u8; 32]>::from(unsalted), *empty.as_bytes()]
        });
        labelled
            .chain([Sha256::digest(value).into()])
            .any(|hash: [u8; 32]| on_the_ledger.contains(&hash[..]))
    })
}

fn permutations<'a>(items: &mut Vec<&'a str>, from: usize, visit: &mut impl FnMut(&[&'a str])) {
    if from == items.len() {
        visit(items);
        return;
    }
    for at in from..items.len() {
        items.swap(from, at);
        permutations(items, from + 1, visit);
        items.swap(from, at);
    }
}

/// A copy of the world's store.
fn store_of(world: &World<MemoryStore>) -> MemoryStore {
    world.ledger.store().clone()
}

/// What the store was `blocks` blocks ago.
fn truncated(ledger: &Ledger<MemoryStore>, blocks: u64) -> MemoryStore {
    let last = ledger.last_block().height() - blocks;
    let mut store = MemoryStore::new();
    let size = ledger.block(last).unwrap().unwrap().size().leaves();
    for table in [
        Table::Meta,
        Table::Entries,
        Table::Blocks,
        Table::Changes,
        Table::Checkpoints,
    ] {
        let end = match table {
            Table::Entries => size,
            _ => last + 1,
        };
        let mut rows = Vec::new();
        let visit = &mut |number, row: &[u8]| {
            if number < end {
                rows.push((number, row.to_vec()));
            }
            ControlFlow::Continue(())
        };
        ledger.store().scan(table, 0, visit).unwrap();
        for (number, bytes) in &rows {
            let row = medseal::ledger::store::Row {
                table,
                number: *number,
                bytes,
            };
            store.write(&[row]).unwrap();
        }
    }
    store
}

/// A person's key is what counts, not the name somebody gives.
#[test]
fn another_persons_name_does_not_help() {
    let mut world = World::new();
    let (patient, thief) = (world.person(2), world.person(3));
    world.submit(&patient, patient.grants(20)).unwrap();
    let posing = Person {
        id: patient.id,
        ..thief
    };
    let outcome = world.submit(&posing, patient.grants(21));
    assert_eq!(outcome, Err(AdmissionError::NotTheController));
    assert_eq!(
        world.submit(&posing, revoke(20)),
        Err(AdmissionError::NotTheIssuer)
    );
}
