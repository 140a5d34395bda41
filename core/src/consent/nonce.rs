//! Where the nonces of permitted requests are kept, so that none is permitted twice.

use super::request::RequestNonce;
use crate::{errors::ErrorCode, keys::VerifyingKey, types::Timestamp};
use std::collections::HashMap;

/// Remembers which requests were permitted until they have expired.
///
/// Everyone who decides for one audience must share one store: two deciders with a store each would
/// permit one request twice.
pub trait NonceStore {
    /// Takes a nonce out of circulation; it need be remembered until `expires` only. Nonces of
    /// different grantees are different nonces.
    ///
    /// # Errors
    ///
    /// [`NonceError`] if it was taken before or cannot be remembered. Nothing is permitted then.
    fn redeem(
        &mut self,
        grantee: &VerifyingKey,
        nonce: &RequestNonce,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), NonceError>;
}

/// A store in memory, of bounded size: about 200 bytes for each nonce.
///
/// What it remembers is lost with the process. A decider that restarts within the lifetime of a
/// request needs a durable store, or a rule that refuses requests issued before it started.
#[derive(Debug, Clone)]
pub struct MemoryNonces {
    seen: HashMap<(VerifyingKey, RequestNonce), Timestamp>,
    capacity: usize,
}

impl MemoryNonces {
    /// An empty store of at most so many nonces.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            seen: HashMap::new(),
            capacity,
        }
    }
}

impl Default for MemoryNonces {
    /// An empty store of at most 100,000 nonces.
    fn default() -> Self {
        Self::new(100_000)
    }
}

impl NonceStore for MemoryNonces {
    fn redeem(
        &mut self,
        grantee: &VerifyingKey,
        nonce: &RequestNonce,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), NonceError> {
        let key = (*grantee, *nonce);
        if self.seen.contains_key(&key) {
            return Err(NonceError::Replayed);
        }
        if self.seen.len() >= self.capacity {
            self.seen.retain(|_, expires| *expires > now);
        }
        if self.seen.len() >= self.capacity {
            return Err(NonceError::Unavailable);
        }
        self.seen.insert(key, expires);
        Ok(())
    }
}

/// Why a nonce cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NonceError {
    /// The nonce was taken before. Code: `request-replayed`.
    #[error("the request was permitted before")]
    Replayed,
    /// The store is full or cannot be reached. Code: `nonce-store-unavailable`.
    #[error("the store of used requests is full or cannot be reached")]
    Unavailable,
}

impl ErrorCode for NonceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Replayed => "request-replayed",
            Self::Unavailable => "nonce-store-unavailable",
        }
    }
}
