//! Bytes from a stranger, at every door of the library: no panic, and memory in proportion.
//!
//! Threat row 16: lengths that lie, deep nesting, bombs of allocation. Each door gets one kilobyte that
//! claims a gibibyte in every way the encodings have, while all allocations of the thread are counted.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod allocations;
mod doors;
mod lies;

use allocations::peak_during;
use doors::DOORS;

const CAP: usize = 1024 * 1024;

#[test]
fn threat_16_a_kilobyte_that_claims_a_gibibyte_stays_below_a_mebibyte() {
    for (lie, bytes) in lies::all() {
        assert!(bytes.len() <= 2048, "{lie} is not small");
        for (door, enter) in DOORS {
            let peak = peak_during(|| enter(&bytes));
            assert!(peak < CAP, "{door} took {peak} bytes for {lie}");
        }
    }
}

#[test]
fn threat_16_nesting_of_any_depth_is_refused_and_not_followed() {
    for depth in [10, 1_000, 60_000] {
        for opener in [b"\x81".as_slice(), b"\xa1\x60", b"[", b"{\"a\":"] {
            let bytes = opener.repeat(depth);
            for (_, enter) in DOORS {
                enter(&bytes);
            }
        }
    }
}

#[test]
fn the_counter_of_allocations_counts() {
    let peak = peak_during(|| drop(std::hint::black_box(vec![0u8; 3 * CAP])));
    assert!((3 * CAP..4 * CAP).contains(&peak), "{peak}");
}
