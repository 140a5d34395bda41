//! Proofs about the tree: an entry is in it (inclusion), a later tree extends an earlier one
//! (consistency). RFC 9162 §2.1.3 and §2.1.4.
//!
//! A proof that exists has exactly as many hashes as its sizes call for; verifying recomputes the
//! root. Index and sizes are part of the proof but are believed only as far as they agree with the
//! [`TreeHead`]s it is verified against.

use super::index::{
    Climb, LeafIndex, Side, TreeSize, consistency_length, consistency_ranges, inclusion_length,
    inclusion_ranges,
};
use super::tree::{LeafHash, SubtreeReader, TreeHash, TreeHead};

mod error;
mod wire;

pub use error::{ProofError, ProveError};

/// Shows that a tree of a given size has a given leaf at a given index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    index: LeafIndex,
    size: TreeSize,
    path: Vec<TreeHash>,
}

/// Shows that a tree is the beginning of a later, larger one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    older: TreeSize,
    newer: TreeSize,
    path: Vec<TreeHash>,
}

impl InclusionProof {
    /// A proof from its parts, the hashes from the leaf's sibling to the root's child.
    ///
    /// # Errors
    ///
    /// [`ProofError::WrongLength`] unless there are exactly as many hashes as index and size call
    /// for, which is never the case if the tree does not have the index.
    pub fn new(index: LeafIndex, size: TreeSize, path: Vec<TreeHash>) -> Result<Self, ProofError> {
        if inclusion_length(index, size) != Some(path.len()) {
            return Err(ProofError::WrongLength);
        }
        Ok(Self { index, size, path })
    }

    /// Makes the proof from the hashes of complete subtrees, wherever they are kept.
    ///
    /// # Errors
    ///
    /// [`ProveError`] if the tree of that size has no such leaf, or the reader fails.
    pub fn from_reader<R: SubtreeReader>(
        reader: &R,
        index: LeafIndex,
        size: TreeSize,
    ) -> Result<Self, ProveError<R::Error>> {
        if !size.contains(index) {
            return Err(ProveError::OutOfRange);
        }
        let path = inclusion_ranges(index, size)
            .into_iter()
            .map(|range| reader.range(range))
            .collect::<Result<_, _>>()?;
        Ok(Self { index, size, path })
    }

    /// The index of the leaf.
    #[must_use]
    pub const fn index(&self) -> LeafIndex {
        self.index
    }

    /// The size of the tree.
    #[must_use]
    pub const fn size(&self) -> TreeSize {
        self.size
    }

    /// The hashes, from the leaf's sibling to the root's child.
    #[must_use]
    pub fn path(&self) -> &[TreeHash] {
        &self.path
    }

    /// Verifies that the tree with this head has `leaf` at [`index`](Self::index).
    ///
    /// # Errors
    ///
    /// [`ProofError::Mismatch`] if it does not, or the head is of another size.
    pub fn verify(&self, leaf: LeafHash, head: &TreeHead) -> Result<(), ProofError> {
        if self.size == head.size && self.root(leaf) == head.root {
            Ok(())
        } else {
            Err(ProofError::Mismatch)
        }
    }

    fn root(&self, leaf: LeafHash) -> TreeHash {
        whole_root(leaf.into(), &self.path, Climb::of(self.index, self.size))
    }
}

impl ConsistencyProof {
    /// A proof from its parts, in the order of RFC 9162 §2.1.4.1.
    ///
    /// # Errors
    ///
    /// [`ProofError::WrongLength`] unless there are exactly as many hashes as the sizes call for,
    /// which is never the case if `older` is larger than `newer`. Between equal sizes, and from the
    /// empty tree, that is none.
    pub fn new(older: TreeSize, newer: TreeSize, path: Vec<TreeHash>) -> Result<Self, ProofError> {
        if consistency_length(older, newer) != Some(path.len()) {
            return Err(ProofError::WrongLength);
        }
        Ok(Self { older, newer, path })
    }

    /// Makes the proof from the hashes of complete subtrees, wherever they are kept.
    ///
    /// # Errors
    ///
    /// [`ProveError`] if `older` is larger than `newer`, or the reader fails.
    pub fn from_reader<R: SubtreeReader>(
        reader: &R,
        older: TreeSize,
        newer: TreeSize,
    ) -> Result<Self, ProveError<R::Error>> {
        if older > newer {
            return Err(ProveError::OutOfRange);
        }
        let path = consistency_ranges(older, newer)
            .into_iter()
            .map(|range| reader.range(range))
            .collect::<Result<_, _>>()?;
        Ok(Self { older, newer, path })
    }

    /// The size of the earlier tree.
    #[must_use]
    pub const fn older(&self) -> TreeSize {
        self.older
    }

    /// The size of the later tree.
    #[must_use]
    pub const fn newer(&self) -> TreeSize {
        self.newer
    }

    /// The hashes, in the order of RFC 9162 §2.1.4.1.
    #[must_use]
    pub fn path(&self) -> &[TreeHash] {
        &self.path
    }

    /// Verifies that the tree with head `newer` begins with the tree with head `older`.
    ///
    /// # Errors
    ///
    /// [`ProofError::Mismatch`] if it does not, or a head is of another size.
    pub fn verify(&self, older: &TreeHead, newer: &TreeHead) -> Result<(), ProofError> {
        if self.older != older.size || self.newer != newer.size {
            return Err(ProofError::Mismatch);
        }
        let consistent = if self.older == TreeSize::EMPTY {
            // Every tree begins with the empty one; there is nothing to climb from.
            older.root == TreeHash::of_empty_tree()
                && (self.newer != TreeSize::EMPTY || newer.root == older.root)
        } else {
            // The seed is the older tree's last complete subtree. Where that is the whole of it,
            // the proof leaves it out.
            let (seed, path) = match self.path.split_first() {
                Some((seed, path)) if !self.older.leaves().is_power_of_two() => (*seed, path),
                _ => (older.root, self.path.as_slice()),
            };
            let climb = Climb::of_prefix(self.older, self.newer);
            prefix_root(seed, path, climb) == older.root
                && whole_root(seed, path, climb) == newer.root
        };
        consistent.then_some(()).ok_or(ProofError::Mismatch)
    }
}

/// The root that a climb from `seed` reaches.
pub(super) fn whole_root(seed: TreeHash, path: &[TreeHash], climb: Climb) -> TreeHash {
    path.iter()
        .zip(climb.sides())
        .fold(seed, |hash, (sibling, side)| match side {
            Side::Left => TreeHash::node(sibling, &hash),
            Side::Right => TreeHash::node(&hash, sibling),
        })
}

/// The root of the older tree, met on the same climb: what lies to the right is later growth.
pub(super) fn prefix_root(seed: TreeHash, path: &[TreeHash], climb: Climb) -> TreeHash {
    path.iter()
        .zip(climb.sides())
        .filter(|(_, side)| *side == Side::Left)
        .fold(seed, |hash, (sibling, _)| TreeHash::node(sibling, &hash))
}

#[cfg(test)]
mod tests;
