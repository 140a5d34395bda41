//! Threat row 9: whatever a crash leaves on the disk, no acknowledged block is lost, nothing false
//! is taken for true, and the ledger can go on.

use crate::disk::{Disk, Operation, apply};
use crate::world::{Person, World, authority_key, authority_name, genesis, start};
use medseal::errors::ErrorCode;
use medseal::ledger::fsck::fsck;
use medseal::ledger::store::EmbeddedStore;
use medseal::ledger::{CheckpointSigner, Ledger, SignedHead, SignerState, TreeHead};
use medseal::types::{Duration, NoProgress};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use rayon::prelude::*;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A ledger on a recorded disk; blocks and where in the log each of them was acknowledged.
struct Recorded {
    disk: Disk,
    acknowledged: Vec<(usize, TreeHead)>,
}

fn signer_on(state: impl SignerState + Send + 'static) -> CheckpointSigner {
    CheckpointSigner::new(authority_name(0).parse().unwrap(), authority_key(0), state)
}

fn record(blocks: u64) -> Recorded {
    let disk = Disk::default();
    let store = EmbeddedStore::with_backend(disk.clone()).unwrap();
    let mut signers = vec![signer_on(disk.signer_state())];
    let ledger = Ledger::create(store, &genesis(), start(), &mut signers).unwrap();
    let mut acknowledged = vec![(disk.log_len(), ledger.last_block().head())];
    let mut world = World {
        ledger,
        now: start(),
        signers,
        rng: StdRng::seed_from_u64(3),
    };
    let patient = world.person(2);
    for number in 0..blocks {
        // Few entries, or more than a page of the database holds.
        for entry in 0..[2, 2, 2, 16][number as usize % 4] {
            let action = patient.record(number * 100 + entry);
            let entry = world.sign(&patient, action);
            let notice = vec![number as u8; 300];
            world
                .ledger
                .submit_with_notice(entry.as_bytes(), notice, world.now)
                .unwrap();
        }
        world.pass(1);
        world.seal().unwrap();
        acknowledged.push((disk.log_len(), world.ledger.last_block().head()));
    }
    Recorded { disk, acknowledged }
}

/// One way in which a crash can leave what was written since the last flush: any part of it, in any
/// order, each write whole or torn.
fn crash(durable: &[u8], unsynced: &[Operation], variant: usize, rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = durable.to_vec();
    let mut kept: Vec<Operation> = match variant {
        0 => Vec::new(),
        1 => unsynced.to_vec(),
        // Everything but one write.
        2..6 => {
            let mut kept = unsynced.to_vec();
            if !kept.is_empty() {
                kept.remove(rng.random_range(0..kept.len()));
            }
            kept
        }
        _ => unsynced
            .iter()
            .filter(|_| rng.random_bool(0.5))
            .cloned()
            .collect(),
    };
    if variant % 3 == 2 {
        kept.shuffle(rng);
    }
    for operation in &mut kept {
        if let Operation::Write(_, data) = operation
            && variant >= 2
            && rng.random_bool(0.3)
        {
            // Torn inside a sector or between two.
            let cut = rng.random_range(0..=data.len());
            data.truncate(if variant.is_multiple_of(2) {
                cut
            } else {
                cut / 512 * 512
            });
        }
        apply(&mut bytes, operation);
    }
    bytes
}

/// Opens what a crash left. Everything acknowledged must be there; and unless `only_open`, the
/// signer, who remembers what it signed, must be able to seal the next block.
fn reopen(
    image: Vec<u8>,
    acknowledged: &[TreeHead],
    signed: Option<SignedHead>,
    only_open: bool,
) -> Result<(), String> {
    let opened = EmbeddedStore::with_backend(Disk::of(image))
        .map_err(|error| error.code())
        .and_then(|store| Ledger::open(store, &mut NoProgress).map_err(|error| error.code()));
    let mut ledger = match opened {
        Ok(ledger) => ledger,
        // Nothing was acknowledged yet: there may be no ledger, but there is nothing else.
        Err("no-ledger" | "storage-damaged") if acknowledged.is_empty() => return Ok(()),
        Err(code) => return Err(format!("acknowledged blocks are gone: {code}")),
    };
    for (height, head) in (0..).zip(acknowledged) {
        let block = ledger.block(height).ok().flatten();
        if block.map(|block| block.head()) != Some(*head) {
            return Err(format!("block {height} is not the one acknowledged"));
        }
    }
    if only_open {
        return Ok(());
    }
    let report = fsck(ledger.store(), &mut NoProgress).map_err(|error| error.to_string())?;
    if let Some(finding) = report.findings.first() {
        return Err(finding.to_string());
    }
    let mut memory = Disk::default();
    if let Some(head) = signed {
        memory.record(&head).unwrap();
    }
    let later = start().plus(Duration::from_seconds(1000));
    match ledger.seal_block(later, &mut [signer_on(memory)]) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("the ledger cannot go on: {error}")),
    }
}

#[test]
fn threat_09_ten_thousand_crashes_lose_nothing() {
    let Recorded { disk, acknowledged } = record(11);
    let log = disk.log();
    let mut rng = StdRng::seed_from_u64(9);
    let (mut durable, mut unsynced) = (Vec::new(), Vec::new());
    let (mut signed, mut images) = (None, 0);
    for (at, operation) in log.iter().enumerate() {
        let heads: Vec<_> = acknowledged
            .iter()
            .filter(|(when, _)| *when <= at)
            .map(|(_, head)| *head)
            .collect();
        let variants = if unsynced.is_empty() { 1 } else { VARIANTS };
        let crashes: Vec<_> = (0..variants)
            .map(|variant| (variant, rng.random::<u64>()))
            .collect();
        let failure = crashes.par_iter().find_map_any(|(variant, seed)| {
            let rng = &mut StdRng::seed_from_u64(*seed);
            let image = crash(&durable, &unsynced, *variant, rng);
            let only_open = !variant.is_multiple_of(4);
            reopen(image, &heads, signed.clone(), only_open)
                .err()
                .map(|error| {
                    format!(
                        "operation {at} of {}, variant {variant}: {error}",
                        log.len()
                    )
                })
        });
        assert_eq!(failure, None);
        images += crashes.len();
        match operation {
            Operation::Sync => {
                unsynced.iter().for_each(|one| apply(&mut durable, one));
                unsynced.clear();
            }
            Operation::Signed(head) => signed = Some(head.clone()),
            operation => unsynced.push(operation.clone()),
        }
    }
    println!("{images} images of {} operations", log.len());
    assert!(
        images >= 10_000,
        "only {images} images of {} operations",
        log.len()
    );
}

/// Damage that no crash makes: bits that flip while the ledger lies on the disk.
#[test]
fn threat_09_flipped_bits_in_the_file_are_found_or_harmless() {
    let Recorded { disk, acknowledged } = record(4);
    let bytes = disk.bytes();
    let heads: Vec<_> = acknowledged.iter().map(|(_, head)| *head).collect();
    let (found, harmless) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    (0..2_000u64).into_par_iter().for_each(|seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut image = bytes.clone();
        // Most of the file is empty; most flips go where something is.
        let at = if seed.is_multiple_of(4) {
            rng.random_range(0..image.len())
        } else {
            used[rng.random_range(0..used.len())]
        };
        image[at] ^= 1 << (seed % 8);
        let clean = || {
            let store = EmbeddedStore::with_backend(Disk::of(image)).ok()?;
            fsck(&store, &mut NoProgress)
                .ok()
                .filter(|report| report.is_clean())?;
            Ledger::open(store, &mut NoProgress).ok()
        };
        match clean() {
            None => found.fetch_add(1, Ordering::Relaxed),
            Some(ledger) => {
                // Said to be clean: then everything acknowledged is there.
                for (height, head) in (0..).zip(&heads) {
                    assert_eq!(
                        ledger.block(height).unwrap().unwrap().head(),
                        *head,
                        "byte {at}"
                    );
                }
                harmless.fetch_add(1, Ordering::Relaxed)
            }
        };
    });
    println!(
        "{} found, {} harmless",
        found.load(Ordering::Relaxed),
        harmless.load(Ordering::Relaxed)
    );
    assert!(found.load(Ordering::Relaxed) > 300);
}

#[test]
fn threat_09_a_full_disk_is_an_error_and_loses_nothing() {
    for (kind, code) in [
        (ErrorKind::StorageFull, "storage-full"),
        (ErrorKind::PermissionDenied, "storage-denied"),
    ] {
        let disk = Disk::default();
        let store = EmbeddedStore::with_backend(disk.clone()).unwrap();
        let mut signers = vec![signer_on(disk.signer_state())];
        let ledger = Ledger::create(store, &genesis(), start(), &mut signers).unwrap();
        let mut world = World {
            ledger,
            now: start(),
            signers,
            rng: StdRng::seed_from_u64(3),
        };
        let patient = world.person(2);
        world.seal().unwrap();
        disk.limit(disk.bytes().len() as u64, kind);

        let mut number = 0;
        let (acknowledged, error) = loop {
            let last = world.ledger.last_block().clone();
            for _ in 0..8 {
                number += 1;
                let entry = world.sign(&patient, patient.record(number));
                let notice = vec![7; 60_000];
                world
                    .ledger
                    .submit_with_notice(entry.as_bytes(), notice, world.now)
                    .unwrap();
            }
            if let Err(error) = world.seal() {
                break (last, error);
            }
        };
        assert_eq!(error.code(), code);
        assert_eq!(*world.ledger.last_block(), acknowledged);
        // Again: still an error, still nothing lost, and nobody is told otherwise.
        assert!(["storage-failed", code].contains(&world.seal().unwrap_err().code()));
        drop(world.ledger);

        // Space again.
        let store = EmbeddedStore::with_backend(Disk::of(disk.bytes())).unwrap();
        let mut ledger = Ledger::open(store, &mut NoProgress).unwrap();
        assert_eq!(*ledger.last_block(), acknowledged);
        ledger.seal_block(world.now, &mut world.signers).unwrap();
        assert!(fsck(ledger.store(), &mut NoProgress).unwrap().is_clean());
    }
}

#[test]
fn a_place_that_is_no_directory_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, b"mine").unwrap();
    let error = EmbeddedStore::create(&file.join("ledger")).unwrap_err();
    assert_eq!(error.code(), "storage-failed");
    let error = EmbeddedStore::open(directory.path()).unwrap_err();
    assert_eq!(error.code(), "no-ledger");
    std::fs::write(
        directory.path().join(EmbeddedStore::FILE_NAME),
        b"something else",
    )
    .unwrap();
    let error = EmbeddedStore::open(directory.path()).unwrap_err();
    assert_eq!(error.code(), "storage-damaged");
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}

#[test]
fn a_ledger_in_a_directory_is_there_when_it_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("new").join("ledger");
    let mut world = World::with_store(EmbeddedStore::create(&place).unwrap());
    let patient: Person = world.person(2);
    world.seal().unwrap();
    let block = world.ledger.last_block().clone();

    // One at a time, in this process as in others.
    assert_eq!(
        EmbeddedStore::open(&place).unwrap_err().code(),
        "ledger-busy"
    );
    assert_eq!(
        EmbeddedStore::create(&place).unwrap_err().code(),
        "ledger-busy"
    );
    drop(world);
    let store = EmbeddedStore::create(&place).unwrap();
    let again = Ledger::create(store, &genesis(), start(), &mut []).unwrap_err();
    assert_eq!(again.code(), "ledger-exists");
    let ledger = Ledger::open(EmbeddedStore::open(&place).unwrap(), &mut NoProgress).unwrap();
    assert_eq!(*ledger.last_block(), block);
    assert!(ledger.view().identity(&patient.id).is_some());
    let names: Vec<_> = std::fs::read_dir(&place)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names, [EmbeddedStore::FILE_NAME]);
}

/// Ways in which each point of the log can crash.
const VARIANTS: usize = 44;
