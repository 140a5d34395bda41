//! The Merkle tree over the entries (RFC 9162 §2.1, SHA-256), and the one kept in memory.

use super::index::{Subtree, TreeSize, subtrees};
use crate::{errors::ErrorCode, types::bytes::byte_values};
use sha2::{Digest, Sha256};
use std::ops::Range;

mod memory;

pub use memory::MemoryTree;

byte_values! {
    /// The hash of one entry as a leaf: `SHA-256(0x00 ‖ entry)`.
    LeafHash[32];
    /// The hash of a whole tree or subtree: `SHA-256(0x01 ‖ left ‖ right)`, or a leaf's own hash.
    TreeHash[32];
}

/// The size and root of a tree: what a checkpoint states and every proof is checked against.
///
/// The two belong together. A root alone does not tell how many leaves are below it, and a proof
/// checked against a size taken from elsewhere proves nothing about the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TreeHead {
    /// The number of leaves.
    pub size: TreeSize,
    /// The hash over all of them.
    pub root: TreeHash,
}

/// A source of the hashes of complete subtrees: the tree in memory, or stored tiles.
pub trait SubtreeReader {
    /// Why a hash could not be read.
    type Error: std::error::Error;

    /// The hash of a complete subtree.
    ///
    /// # Errors
    ///
    /// The source's own error if it does not have it.
    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, Self::Error>;

    /// The hash over a range of leaves that is a node of some tree: a complete subtree, or what a
    /// tree has at its ragged right edge (RFC 9162 `MTH`).
    ///
    /// A source that keeps hashes of the right edge gives them here; any other computes them.
    ///
    /// # Errors
    ///
    /// The source's own error if it does not have the subtrees that make up the range.
    fn range(&self, range: Range<u64>) -> Result<TreeHash, Self::Error>
    where
        Self: Sized,
    {
        range_hash(self, range)
    }
}

impl LeafHash {
    /// The leaf hash of an entry's bytes.
    #[must_use]
    pub fn of(entry: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update([0x00]);
        hash.update(entry);
        Self(hash.finalize().into())
    }
}

impl TreeHash {
    /// The hash of the node over two subtrees.
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        // One contiguous message: the hasher then copies nothing but the last, short block.
        let mut message = [0x01; 65];
        let (left_half, right_half) = message[1..].split_at_mut(32);
        left_half.copy_from_slice(&left.0);
        right_half.copy_from_slice(&right.0);
        Self(Sha256::digest(message).into())
    }

    /// The root of the tree without leaves: the SHA-256 of nothing.
    #[must_use]
    pub fn of_empty_tree() -> Self {
        Self(Sha256::digest([]).into())
    }
}

impl From<LeafHash> for TreeHash {
    fn from(leaf: LeafHash) -> Self {
        Self(leaf.0)
    }
}

impl TreeHead {
    /// The head of the tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            size: TreeSize::EMPTY,
            root: TreeHash::of_empty_tree(),
        }
    }
}

/// Computes [`SubtreeReader::range`] from complete subtrees.
fn range_hash<R: SubtreeReader>(reader: &R, range: Range<u64>) -> Result<TreeHash, R::Error> {
    if let Some(subtree) = Subtree::complete(&range) {
        return reader.subtree(subtree);
    }
    let mut hash = None;
    for subtree in subtrees(range).rev() {
        let left = reader.subtree(subtree)?;
        hash = Some(match hash {
            None => left,
            Some(right) => TreeHash::node(&left, &right),
        });
    }
    Ok(hash.unwrap_or_else(TreeHash::of_empty_tree))
}

/// The tree has not grown far enough to have this subtree. Code: `missing-subtree`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tree does not have all leaves of the subtree")]
pub struct MissingSubtree;

impl ErrorCode for MissingSubtree {
    fn code(&self) -> &'static str {
        "missing-subtree"
    }
}
