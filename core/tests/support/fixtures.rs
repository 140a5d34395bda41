//! What several integration tests share.

use medseal::keys::{SealingSuite, SecretIdentity};
use medseal::types::{CategoryCode, Timestamp};
use rand::{SeedableRng, rngs::StdRng};

/// The time at which all tests happen.
pub const NOW: Timestamp = Timestamp::EPOCH;

/// A generator that gives the same bytes in every run.
pub fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// The same identity in every run.
pub fn identity(seed: u64) -> SecretIdentity {
    SecretIdentity::generate_with_rng(SealingSuite::XWing, &mut rng(seed))
}

/// The category with this code.
pub fn category(code: &str) -> CategoryCode {
    code.parse().unwrap()
}
