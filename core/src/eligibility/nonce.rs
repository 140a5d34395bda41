//! What a verifier accepts once: nonces of its requests, and copies of credentials.

use crate::{
    errors::ErrorCode,
    types::{Sha256Digest, Timestamp},
};
use std::collections::HashMap;

/// Remembers what was accepted until it has expired.
///
/// Everyone who decides for one verifier must share one store: two deciders with a store each would
/// accept one presentation twice.
pub trait NonceStore {
    /// Takes all of these out of circulation, or none: each need be remembered until its time only.
    ///
    /// # Errors
    ///
    /// [`NonceError`] if one was taken before or they cannot be remembered. Nothing is accepted then.
    fn redeem(
        &mut self,
        once: &[(Sha256Digest, Timestamp)],
        now: Timestamp,
    ) -> Result<(), NonceError>;
}

/// A store in memory, of bounded size: about 100 bytes for each thing remembered.
///
/// What it remembers is lost with the process. A verifier that restarts within the lifetime of its
/// requests needs a durable store, or a new signing key for its requests.
#[derive(Debug, Clone)]
pub struct MemoryNonces {
    seen: HashMap<Sha256Digest, Timestamp>,
    capacity: usize,
}

impl MemoryNonces {
    /// An empty store for so many things.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            seen: HashMap::new(),
            capacity,
        }
    }
}

impl Default for MemoryNonces {
    /// An empty store for 200,000 things: a nonce and a copy of 100,000 presentations.
    fn default() -> Self {
        Self::new(200_000)
    }
}

impl NonceStore for MemoryNonces {
    fn redeem(
        &mut self,
        once: &[(Sha256Digest, Timestamp)],
        now: Timestamp,
    ) -> Result<(), NonceError> {
        let mut distinct: Vec<_> = once.iter().map(|(what, _)| what).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let taken = once.iter().any(|(what, _)| self.seen.contains_key(what));
        if taken || distinct.len() < once.len() {
            return Err(NonceError::Replayed);
        }
        if self.seen.len() + once.len() > self.capacity {
            self.seen.retain(|_, expires| *expires > now);
        }
        if self.seen.len() + once.len() > self.capacity {
            return Err(NonceError::Unavailable);
        }
        self.seen.extend(once.iter().copied());
        Ok(())
    }
}

/// Why something cannot be taken out of circulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NonceError {
    /// It was accepted before. Code: `presentation-replayed`.
    #[error("the presentation, or a credential in it, was accepted before")]
    Replayed,
    /// The store is full or cannot be reached. Code: `nonce-store-unavailable`.
    #[error("the store of what was accepted is full or cannot be reached")]
    Unavailable,
}

impl ErrorCode for NonceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Replayed => "presentation-replayed",
            Self::Unavailable => "nonce-store-unavailable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(byte: u8) -> Sha256Digest {
        Sha256Digest::from_bytes([byte; 32])
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_seconds(seconds).unwrap()
    }

    #[test]
    fn all_or_none_and_each_once() {
        let mut store = MemoryNonces::new(3);
        store
            .redeem(&[(what(1), at(10)), (what(2), at(90))], at(1))
            .unwrap();
        let again = store.redeem(&[(what(3), at(10)), (what(2), at(90))], at(1));
        assert_eq!(again, Err(NonceError::Replayed));
        // The refused one left nothing behind.
        store.redeem(&[(what(3), at(10))], at(1)).unwrap();
        let twice = store.redeem(&[(what(4), at(90)), (what(4), at(90))], at(1));
        assert_eq!(twice, Err(NonceError::Replayed));
        assert_eq!(
            store.redeem(&[(what(5), at(90))], at(9)),
            Err(NonceError::Unavailable)
        );
        // At the end of its time, a thing is forgotten: it could not be accepted any more.
        store.redeem(&[(what(5), at(90))], at(10)).unwrap();
        assert_eq!(
            store.redeem(&[(what(2), at(90))], at(10)),
            Err(NonceError::Replayed)
        );
    }
}
