//! The durable store of what was accepted, through the public API only: threat row 14 where a
//! verifier crashes, runs out of disk, or runs twice.
#![cfg(feature = "redb")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

mod crashes;
mod disk;
mod file;
mod processes;

use medseal::{
    nonces::{NonceError, Once},
    types::{Sha256Digest, Timestamp},
};

const REPLAYED: Result<(), NonceError> = Err(NonceError::Replayed);
const UNAVAILABLE: Result<(), NonceError> = Err(NonceError::Unavailable);

/// The thing of this number, remembered until so many seconds after the start of 1970.
fn once(number: u64, until: u64) -> Once {
    let mut what = [7; 32];
    what[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    (Sha256Digest::from_bytes(what), at(until))
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}
