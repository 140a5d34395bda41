//! Losses of power at every write, and a disk that fills up.

use crate::{
    REPLAYED, UNAVAILABLE, at,
    disk::{Disk, Operation, apply},
    once,
};
use medseal::nonces::{DurableNonces, NonceStore};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rayon::prelude::*;

/// What a loss of power can leave of what was written since the last flush: nothing, all, or any
/// part of it, torn.
fn crash(durable: &[u8], unsynced: &[Operation], seed: u64) -> Vec<u8> {
    let rng = &mut StdRng::seed_from_u64(seed);
    let mut bytes = durable.to_vec();
    for operation in unsynced {
        let mut operation = operation.clone();
        let keep = match seed % 4 {
            0 => false,
            1 => true,
            _ => rng.random_bool(0.6),
        };
        if let Operation::Write(_, data) = &mut operation
            && seed % 4 == 3
            && rng.random_bool(0.3)
        {
            data.truncate(rng.random_range(0..=data.len()));
        }
        if keep {
            apply(&mut bytes, &operation);
        }
    }
    bytes
}

#[test]
fn threat_14_what_was_accepted_survives_a_loss_of_power_at_any_write() {
    // Batches of two groups each; some things expire on the way, and are removed.
    let disk = Disk::default();
    let mut store = DurableNonces::with_backend(disk.clone()).unwrap();
    let until = |index: u64| {
        let is_early = index < 14 && index.is_multiple_of(3);
        if is_early { 150 } else { 10_000 }
    };
    let mut acknowledged = vec![(disk.log().len(), 0)];
    for number in 1..=12 {
        let thing = |index| vec![once(index, until(index))];
        let groups = [thing(2 * number), thing(2 * number + 1)];
        let redeemed = store.redeem_each(&groups, at(100 + 10 * (number / 7 * 7)));
        assert_eq!(redeemed, [Ok(()), Ok(())]);
        acknowledged.push((disk.log().len(), number));
    }
    let log = disk.log();
    let (mut durable, mut unsynced, mut images) = (Vec::new(), Vec::new(), 0);
    for (position, operation) in log.iter().enumerate() {
        let last = acknowledged
            .iter()
            .rev()
            .find(|(when, _)| *when <= position);
        let seeds = if unsynced.is_empty() { 0..1 } else { 0..16 };
        images += seeds.end;
        seeds.into_par_iter().for_each(|seed| {
            let image = crash(&durable, &unsynced, position as u64 * 16 + seed);
            let opened = DurableNonces::with_backend(Disk::of(image));
            let Some((_, last)) = last else {
                return;
            };
            let mut store = opened.unwrap_or_else(|error| panic!("operation {position}: {error}"));
            for index in 2..2 * last + 2 {
                // What has expired meanwhile may be forgotten, and is not accepted for that.
                let again = store.redeem(&[once(index, until(index))], at(100));
                assert!(
                    again.is_err(),
                    "operation {position}, seed {seed}, thing {index}"
                );
                assert!(again == REPLAYED || until(index) == 150, "thing {index}");
            }
            // And it goes on.
            assert_eq!(store.redeem(&[once(999, 10_000)], at(200)), Ok(()));
            assert_eq!(store.redeem(&[once(999, 10_000)], at(200)), REPLAYED);
        });
        match operation {
            Operation::Sync => {
                unsynced.iter().for_each(|one| apply(&mut durable, one));
                unsynced.clear();
            }
            operation => unsynced.push(operation.clone()),
        }
    }
    assert!(images > 1_000, "only {images} images");
}

#[test]
fn threat_14_on_a_full_disk_nothing_is_accepted() {
    let disk = Disk::default();
    let mut store = DurableNonces::with_backend(disk.clone()).unwrap();
    assert_eq!(store.redeem(&[once(1, 90)], at(1)), Ok(()));
    disk.fill();
    // Which group was refused for what: all that would have been accepted, for the disk.
    let groups = [vec![once(2, 90)], vec![once(1, 90)], vec![once(3, 90)]];
    let redeemed = store.redeem_each(&groups, at(1));
    assert!(redeemed.iter().all(Result::is_err));
    assert_eq!((redeemed[0], redeemed[2]), (UNAVAILABLE, UNAVAILABLE));
    // It stays so until the store is opened anew, and nothing that was accepted is lost.
    assert_eq!(store.redeem(&[once(4, 90)], at(1)), UNAVAILABLE);
    drop(store);
    let mut store = DurableNonces::with_backend(Disk::of(disk.bytes())).unwrap();
    assert_eq!(store.redeem(&[once(1, 90)], at(1)), REPLAYED);
    assert_eq!(store.redeem(&[once(4, 90)], at(1)), Ok(()));
}
