//! The file: begun, opened again, bounded, and refused where it is something else.

use crate::{REPLAYED, UNAVAILABLE, at, once};
use medseal::{
    errors::ErrorCode,
    ledger::store::EmbeddedStore,
    nonces::{DurableNonces, MemoryNonces, NonceStore},
};
use proptest::prelude::*;
use std::{fs, path::Path};

fn code(path: &Path) -> &'static str {
    DurableNonces::open(path).map_or_else(|error| error.code(), |_| "opened")
}

#[test]
fn threat_14_what_was_accepted_is_remembered_in_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen 🧪");
    let mut store = DurableNonces::open(&path).unwrap();
    assert!(store.is_empty().unwrap());
    let groups = [
        vec![once(1, 90), once(2, 900)],
        vec![once(3, 90), once(2, 900)],
        vec![once(4, 90), once(4, 90)],
        vec![once(3, 90)],
    ];
    let redeemed = store.redeem_each(&groups, at(1));
    assert_eq!(redeemed, [Ok(()), REPLAYED, REPLAYED, Ok(())]);
    assert_eq!(store.len().unwrap(), 3);
    drop(store);
    let mut store = DurableNonces::open(&path).unwrap();
    for number in 1..=3 {
        assert_eq!(store.redeem(&[once(number, 900)], at(1)), REPLAYED);
    }
    assert_eq!(store.redeem(&[once(4, 90)], at(1)), Ok(()));
    // Nothing but the file is left in its directory.
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen");
    drop(DurableNonces::open(&path).unwrap());
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_cannot_be_used_is_told_before_anything_is_decided() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    assert_eq!(code(&at("nowhere/seen")), "storage-denied");
    assert_eq!(code(directory.path()), "storage-denied");
    fs::write(at("text"), "{\"medseal_seen\":1,\"until\":{}}".repeat(500)).unwrap();
    assert_eq!(code(&at("text")), "storage-damaged");
    fs::write(at("empty"), "").unwrap();
    assert_eq!(code(&at("empty")), "storage-damaged");
    // A ledger is such a database, too, and stays what it is.
    drop(EmbeddedStore::create(directory.path()).unwrap());
    assert_eq!(code(&at("ledger.redb")), "storage-damaged");
    drop(EmbeddedStore::open(directory.path()).unwrap());
    let _held = DurableNonces::open(&at("seen")).unwrap();
    assert_eq!(code(&at("seen")), "nonce-store-busy");
}

#[cfg(target_os = "linux")]
#[test]
fn where_nothing_can_be_written_nothing_is_begun() {
    // Not even the superuser makes files in there.
    assert_eq!(code(Path::new("/proc/seen")), "storage-denied");
}

#[test]
fn it_is_bounded_and_forgets_only_what_has_expired() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen");
    let mut store = DurableNonces::open(&path).unwrap().with_capacity(3);
    assert_eq!(store.redeem(&[once(1, 10), once(2, 90)], at(1)), Ok(()));
    assert_eq!(
        store.redeem(&[once(3, 90), once(4, 90)], at(1)),
        UNAVAILABLE
    );
    assert_eq!(store.redeem(&[once(3, 90)], at(9)), Ok(()));
    assert_eq!(store.redeem(&[once(4, 90)], at(9)), UNAVAILABLE);
    assert_eq!(store.redeem(&[once(4, 90)], at(10)), Ok(()));
    assert_eq!(store.len().unwrap(), 3);
    for number in 2..=4 {
        assert_eq!(store.redeem(&[once(number, 90)], at(10)), REPLAYED);
    }
    // The clock is set back to a time at which the forgotten one was good; so does a restart.
    assert_eq!(store.redeem(&[once(1, 10)], at(5)), UNAVAILABLE);
    drop(store);
    let mut store = DurableNonces::open(&path).unwrap();
    assert_eq!(store.redeem(&[once(1, 10)], at(5)), UNAVAILABLE);
}

#[test]
fn a_hundred_thousand_things_take_no_more_than_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen");
    let mut store = DurableNonces::open(&path).unwrap();
    for block in 0..25 {
        let group = |number| vec![once(number, 10_000 + number), once(!number, 20_000)];
        let groups: Vec<_> = (block * 2_000..(block + 1) * 2_000).map(group).collect();
        assert!(store.redeem_each(&groups, at(1)).iter().all(Result::is_ok));
    }
    assert_eq!(store.len().unwrap(), 100_000);
    drop(store);
    let each = fs::metadata(&path).unwrap().len() / 100_000;
    assert!(each <= 250, "{each} bytes for each");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The file decides what the memory decides, opened anew at any time.
    #[test]
    fn file_and_memory_agree(
        steps in prop::collection::vec(
            (prop::collection::vec((0u64..12, 50u64..60), 1..4), 0u64..40, any::<bool>()),
            1..20,
        )
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("seen");
        let mut file = DurableNonces::open(&path).unwrap();
        let mut memory = MemoryNonces::default();
        for (things, now, reopen) in steps {
            let group: Vec<_> = things.into_iter().map(|(number, until)| once(number, until)).collect();
            prop_assert_eq!(file.redeem(&group, at(now)), memory.redeem(&group, at(now)));
            if reopen {
                drop(file);
                file = DurableNonces::open(&path).unwrap();
            }
        }
    }
}
