//! Randomness from the operating system.
//!
//! Functions that need randomness take it as an argument (`*_with_rng`), so that vectors can be
//! reproduced; the convenient form beside them draws from here.

use crate::errors::EntropyError;
use rand::{SeedableRng, rngs::StdRng, rngs::SysRng};

/// A cryptographic generator freshly seeded by the operating system.
///
/// # Errors
///
/// [`EntropyError`] if the operating system has no randomness to give.
pub fn os_rng() -> Result<StdRng, EntropyError> {
    StdRng::try_from_rng(&mut SysRng).map_err(|_| EntropyError)
}
