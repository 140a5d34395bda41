//! A trail is shown in the order of the ledger.

use medseal::ledger::{LeafHash, TrailState};

#[test]
fn the_entries_of_a_trail_ascend() {
    let (first, second) = (LeafHash::of(b"first"), LeafHash::of(b"second"));
    let later = TrailState::EMPTY.extended(4, &first).extended(9, &second);
    let shown = |index| TrailState::EMPTY.verify_until(&later, [(index, first), (9, second)]);
    assert!(shown(4).is_ok());
    // The hash covers the entries and not their places: these could be said to be anywhere.
    for index in [9, 10, u64::MAX] {
        assert!(shown(index).is_err(), "{index}");
    }
    // Nothing is added below what has been seen.
    let seen = TrailState::EMPTY.extended(4, &first);
    let later = seen.extended(9, &second);
    assert!(seen.verify_until(&later, [(9, second)]).is_ok());
    let back = seen.extended(3, &second);
    assert!(seen.verify_until(&back, [(3, second)]).is_err());
}
