//! A controller's trail: one hash chain over all entries that concern one identity.
//!
//! Each such entry moves the trail on by one link,
//! `head' = SHA-256(TRAIL_LINK ‖ 0x00 ‖ head ‖ leaf hash of the entry)`, and the state proves count
//! and head at every block. A patient who holds the trail's state at two checkpoints, and is shown
//! the entries in between, can therefore tell that none was left out, added or moved.

use super::{entry::Version1, tree::LeafHash};
use crate::{
    domain::TRAIL_LINK,
    errors::ErrorCode,
    types::{Sha256Digest, id::labelled_sha256},
};
use serde::{Deserialize, Serialize};

/// How far a controller's trail has come: the value the state holds for it.
///
/// A controller of whom no entry speaks has no such value; [`TrailState::EMPTY`] stands for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailState {
    version: Version1,
    /// How many entries concern the controller.
    pub count: u64,
    /// Index of the last of them.
    pub last: Option<u64>,
    /// Hash over all of them, in order.
    pub head: Sha256Digest,
}

impl TrailState {
    /// The trail without entries.
    pub const EMPTY: Self = Self {
        version: Version1,
        count: 0,
        last: None,
        head: Sha256Digest::from_bytes([0; 32]),
    };

    /// The trail with one more entry.
    #[must_use]
    pub fn extended(&self, index: u64, leaf: &LeafHash) -> Self {
        let link = labelled_sha256(TRAIL_LINK, &[self.head.as_bytes(), leaf.as_bytes()]);
        Self {
            version: Version1,
            count: self.count.saturating_add(1),
            last: Some(index),
            head: Sha256Digest::from_bytes(link),
        }
    }

    /// Verifies that `entries` (index and leaf hash, oldest first) are exactly those between this
    /// state of the trail and a later one.
    ///
    /// Both states must have been proven to be in the ledger's state at their checkpoints, and each
    /// leaf hash computed from the entry shown. Of the indices this verifies that they ascend, and the
    /// last one; exactly where an earlier entry stands is told by its inclusion proof.
    ///
    /// ```
    /// use medseal::ledger::{LeafHash, TrailState};
    ///
    /// let (first, second) = (LeafHash::of(b"first"), LeafHash::of(b"second"));
    /// let now = TrailState::EMPTY.extended(4, &first).extended(9, &second);
    /// assert!(TrailState::EMPTY.verify_until(&now, [(4, first), (9, second)]).is_ok());
    /// assert!(TrailState::EMPTY.verify_until(&now, [(9, second)]).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`TrailError`] if an entry is missing, added, altered or moved.
    pub fn verify_until(
        &self,
        later: &Self,
        entries: impl IntoIterator<Item = (u64, LeafHash)>,
    ) -> Result<(), TrailError> {
        let mut state = self.clone();
        for (index, leaf) in entries {
            if state.last.is_some_and(|last| index <= last) {
                return Err(TrailError);
            }
            state = state.extended(index, &leaf);
        }
        if state == *later {
            Ok(())
        } else {
            Err(TrailError)
        }
    }
}

/// The entries shown are not all the entries there are. Code: `incomplete-trail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the entries shown are not exactly those the ledger holds for this identity")]
pub struct TrailError;

impl ErrorCode for TrailError {
    fn code(&self) -> &'static str {
        "incomplete-trail"
    }
}
