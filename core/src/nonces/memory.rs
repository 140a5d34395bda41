//! A store that forgets when its process ends.

use super::{NonceError, NonceStore, Once, distinct};
use crate::types::{Sha256Digest, Timestamp};
use std::collections::HashMap;

/// A store in memory, of bounded size: about 100 bytes for each thing remembered.
///
/// What it remembers is lost with the process. Whoever restarts within the lifetime of its requests
/// needs `DurableNonces`, or a new key or rule by which earlier requests are no good.
#[derive(Debug, Clone)]
pub struct MemoryNonces {
    seen: HashMap<Sha256Digest, Timestamp>,
    /// What expired until then may have been forgotten.
    forgotten: Option<Timestamp>,
    capacity: usize,
}

impl MemoryNonces {
    /// An empty store for so many things.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            seen: HashMap::new(),
            forgotten: None,
            capacity,
        }
    }

    fn take(&mut self, once: &[Once], now: Timestamp) -> Result<(), NonceError> {
        let taken = once.iter().any(|(what, _)| self.seen.contains_key(what));
        if taken || !distinct(once) {
            return Err(NonceError::Replayed);
        }
        if self.seen.len() + once.len() > self.capacity {
            self.forget(now);
        }
        let forgotten = once
            .iter()
            .any(|(_, expires)| Some(*expires) <= self.forgotten);
        if forgotten || self.seen.len() + once.len() > self.capacity {
            return Err(NonceError::Unavailable);
        }
        self.seen.extend(once.iter().copied());
        Ok(())
    }

    fn forget(&mut self, now: Timestamp) {
        let forgotten = &mut self.forgotten;
        self.seen.retain(|_, expires| {
            let keep = *expires > now;
            if !keep {
                *forgotten = (*forgotten).max(Some(*expires));
            }
            keep
        });
    }
}

impl Default for MemoryNonces {
    /// An empty store for 200,000 things: a nonce and a copy of 100,000 presentations.
    fn default() -> Self {
        Self::new(200_000)
    }
}

impl NonceStore for MemoryNonces {
    fn redeem_each(&mut self, groups: &[Vec<Once>], now: Timestamp) -> Vec<Result<(), NonceError>> {
        groups.iter().map(|once| self.take(once, now)).collect()
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

    #[test]
    fn a_clock_set_back_brings_nothing_back() {
        let mut store = MemoryNonces::new(1);
        store.redeem(&[(what(1), at(10))], at(1)).unwrap();
        store.redeem(&[(what(2), at(90))], at(50)).unwrap();
        // The first was forgotten; at its own time it is refused nevertheless.
        let again = store.redeem(&[(what(1), at(10))], at(5));
        assert_eq!(again, Err(NonceError::Unavailable));
    }

    #[test]
    fn a_group_is_refused_for_what_one_before_it_took() {
        let mut store = MemoryNonces::default();
        let groups = [
            vec![(what(1), at(9)), (what(2), at(9))],
            vec![(what(3), at(9)), (what(2), at(9))],
            vec![(what(3), at(9))],
        ];
        let redeemed = store.redeem_each(&groups, at(1));
        assert_eq!(redeemed, [Ok(()), Err(NonceError::Replayed), Ok(())]);
    }
}
