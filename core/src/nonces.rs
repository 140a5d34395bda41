//! What may be used once: nonces of requests, and copies of credentials.
//!
//! Whoever decides takes what it accepts out of circulation before anybody hears of the decision.
//! [`MemoryNonces`] forgets when its process ends; [`DurableNonces`] keeps a file.
//!
//! A store forgets a thing only at a time at which it could not be accepted any more, and remembers
//! until when it has forgotten: if the clock is set back afterwards, what it may have forgotten is
//! not accepted again.

#[cfg(feature = "redb")]
mod durable;
mod memory;

#[cfg(feature = "redb")]
pub use durable::{DurableNonces, NonceFileError};
pub use memory::MemoryNonces;

use crate::{
    errors::ErrorCode,
    types::{Sha256Digest, Timestamp},
};

/// Something that may be used once, as a digest, and until when that has to be remembered.
pub type Once = (Sha256Digest, Timestamp);

/// Remembers what was accepted until it has expired.
///
/// Everyone who decides for one verifier or audience must share one store: two deciders with a store
/// each would accept one thing twice.
pub trait NonceStore {
    /// Takes several groups out of circulation, in their order: of each group all, or nothing. There
    /// is a result for each; those that are good are remembered, for good, when this returns.
    ///
    /// A group is refused if something in it was taken before, also by an earlier one of these
    /// groups, or cannot be remembered.
    fn redeem_each(&mut self, groups: &[Vec<Once>], now: Timestamp) -> Vec<Result<(), NonceError>>;

    /// Takes all of these out of circulation, or none.
    ///
    /// # Errors
    ///
    /// [`NonceError`] if one was taken before or they cannot be remembered. Nothing is accepted then.
    fn redeem(&mut self, once: &[Once], now: Timestamp) -> Result<(), NonceError> {
        let redeemed = self.redeem_each(&[once.to_vec()], now);
        redeemed
            .into_iter()
            .next()
            .unwrap_or(Err(NonceError::Unavailable))
    }
}

/// Why something cannot be taken out of circulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NonceError {
    /// It was accepted before. Code: `already-accepted`.
    #[error("the request, or a credential shown in answer to it, was accepted before")]
    Replayed,
    /// The store is full, cannot be reached, or may have forgotten it.
    /// Code: `nonce-store-unavailable`.
    #[error("the store of what was accepted is full or cannot be reached")]
    Unavailable,
}

impl ErrorCode for NonceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Replayed => "already-accepted",
            Self::Unavailable => "nonce-store-unavailable",
        }
    }
}

/// Whether no two of these are the same.
fn distinct(once: &[Once]) -> bool {
    let mut all: Vec<_> = once.iter().map(|(what, _)| what).collect();
    all.sort_unstable();
    all.windows(2).all(|pair| pair.first() != pair.last())
}
