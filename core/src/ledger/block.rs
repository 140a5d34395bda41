//! A sealed block: some entries, what the state was after them, and who vouches for it.

use super::{
    checkpoint::{Checkpoint, CheckpointError, Origin, SignedCheckpoint},
    entry::StateEntry,
    index::{LeafIndex, TreeSize},
    state::StateRoot,
    tree::TreeHead,
};
use crate::types::{Sha256Digest, Timestamp};
use std::ops::Range;

/// A block that a quorum of the authorities has cosigned.
///
/// Its entries are those from [`first`](Self::first) up to the size of its tree; the last of them is
/// its [`StateEntry`], which links it to the block before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub(super) first: u64,
    pub(super) state: StateEntry,
    pub(super) checkpoint: SignedCheckpoint,
}

impl Block {
    /// What stands before the first block: a tree without entries.
    pub(super) fn none(origin: Origin, time: Timestamp) -> Result<Self, CheckpointError> {
        let checkpoint = Checkpoint::new(origin, TreeHead::empty());
        Ok(Self {
            first: 0,
            state: StateEntry::new(0, time, None, StateRoot::EMPTY),
            checkpoint: SignedCheckpoint::unsigned(checkpoint)?,
        })
    }

    /// The link the next block has to carry: none, if this stands before the first.
    pub(super) fn link(&self) -> Option<Sha256Digest> {
        (self.size() != TreeSize::EMPTY).then(|| self.checkpoint.checkpoint().link())
    }

    /// How many blocks are before it.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.state.height
    }

    /// The block's time.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.state.time
    }

    /// Index of its first entry.
    #[must_use]
    pub fn first(&self) -> LeafIndex {
        LeafIndex::new(self.first)
    }

    /// Size and root of the tree with the block.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.checkpoint.checkpoint().head()
    }

    /// Size of the tree with the block.
    #[must_use]
    pub fn size(&self) -> TreeSize {
        self.head().size
    }

    /// The indices of its entries, the last one included.
    #[must_use]
    pub fn entries(&self) -> Range<u64> {
        self.first..self.size().leaves()
    }

    /// Root of the authenticated state after the block.
    #[must_use]
    pub fn state_root(&self) -> StateRoot {
        self.state.state_root
    }

    /// Link to the checkpoint of the block before.
    #[must_use]
    pub fn previous(&self) -> Option<Sha256Digest> {
        self.state.previous
    }

    /// The block's last entry as it was read from the tree.
    #[must_use]
    pub fn state_entry(&self) -> &StateEntry {
        &self.state
    }

    /// The checkpoint with the authorities' cosignatures.
    #[must_use]
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }
}
