//! The Merkle tree over the entries (RFC 9162 §2.1, SHA-256), and the one kept in memory.

use super::index::{LeafIndex, Subtree, TreeSize, subtrees};
use super::proof::{ConsistencyProof, InclusionProof, ProveError};
use super::tile::{Tile, TileId};
use crate::{errors::ErrorCode, types::bytes::byte_values};
use sha2::{Digest, Sha256};
use std::ops::Range;

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
}

/// An append-only tree in memory that keeps the hash of every complete subtree: 64 bytes per leaf.
///
/// Appending costs the hashes that RFC 9162 makes necessary and no other; proofs cost none but
/// those along the ragged right edge.
///
/// ```
/// use medseal::ledger::{LeafHash, LeafIndex, MemoryTree};
///
/// let mut tree = MemoryTree::new();
/// for entry in ["first", "second", "third"] {
///     tree.append(LeafHash::of(entry.as_bytes()));
/// }
/// let proof = tree.inclusion_proof(LeafIndex::new(1), tree.size())?;
/// proof.verify(LeafHash::of(b"second"), &tree.head())?;
/// assert!(proof.verify(LeafHash::of(b"forged"), &tree.head()).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    size: u64,
    /// `rows[level][offset]` is the hash of the complete subtree at that place.
    rows: Vec<Vec<TreeHash>>,
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

impl MemoryTree {
    /// A tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a leaf and returns its index.
    pub fn append(&mut self, leaf: LeafHash) -> LeafIndex {
        let index = self.size;
        let (mut hash, mut offset) = (TreeHash::from(leaf), index);
        for level in 0.. {
            if self.rows.len() == level {
                self.rows.push(Vec::new());
            }
            let Some(row) = self.rows.get_mut(level) else {
                break;
            };
            row.push(hash);
            // A subtree at an odd offset completes the one above it.
            let (1, [.., left, right]) = (offset & 1, row.as_slice()) else {
                break;
            };
            hash = TreeHash::node(left, right);
            offset >>= 1;
        }
        self.size += 1;
        LeafIndex::new(index)
    }

    /// Takes back the leaves from `size` on, as if they had never been appended. Does nothing if
    /// there are no more than `size`.
    pub fn truncate(&mut self, size: TreeSize) {
        self.size = self.size.min(size.leaves());
        let mut kept = self.size;
        for row in &mut self.rows {
            row.truncate(usize::try_from(kept).unwrap_or(usize::MAX));
            kept >>= 1;
        }
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> TreeSize {
        TreeSize::new(self.size)
    }

    /// Size and root of the tree as it is now.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size(),
            // The tree has all its own complete subtrees.
            root: self
                .root_at(self.size())
                .unwrap_or_else(|_| TreeHash::of_empty_tree()),
        }
    }

    /// The root the tree had when it was `size` leaves large.
    ///
    /// # Errors
    ///
    /// [`MissingSubtree`] if it is not that large yet.
    pub fn root_at(&self, size: TreeSize) -> Result<TreeHash, MissingSubtree> {
        range_hash(self, 0..size.leaves())
    }

    /// The hash of a leaf.
    #[must_use]
    pub fn leaf(&self, index: LeafIndex) -> Option<LeafHash> {
        let hash = self.subtree(Subtree::new(0, index.number())?).ok()?;
        Some(LeafHash(hash.0))
    }

    /// Proves that the tree of `size` leaves has the leaf at `index`.
    ///
    /// # Errors
    ///
    /// [`ProveError::OutOfRange`] unless `index < size ≤` the tree's size.
    pub fn inclusion_proof(
        &self,
        index: LeafIndex,
        size: TreeSize,
    ) -> Result<InclusionProof, ProveError<MissingSubtree>> {
        if size.leaves() > self.size {
            return Err(ProveError::OutOfRange);
        }
        InclusionProof::from_reader(self, index, size)
    }

    /// Proves that the tree of `older` leaves is a prefix of the tree of `newer` leaves.
    ///
    /// # Errors
    ///
    /// [`ProveError::OutOfRange`] unless `older ≤ newer ≤` the tree's size.
    pub fn consistency_proof(
        &self,
        older: TreeSize,
        newer: TreeSize,
    ) -> Result<ConsistencyProof, ProveError<MissingSubtree>> {
        if newer.leaves() > self.size {
            return Err(ProveError::OutOfRange);
        }
        ConsistencyProof::from_reader(self, older, newer)
    }

    /// The hash tile of that name, or `None` if the tree has not grown that far.
    #[must_use]
    pub fn tile(&self, id: TileId) -> Option<Tile> {
        let row = self.rows.get(usize::from(id.row()))?;
        let start = usize::try_from(id.first_hash()).ok()?;
        let end = start.checked_add(usize::from(id.width()))?;
        Tile::new(row.get(start..end)?.to_vec()).ok()
    }

    /// The memory the tree takes, in bytes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.rows
            .iter()
            .map(|row| row.capacity() * TreeHash::LEN)
            .sum()
    }
}

impl SubtreeReader for MemoryTree {
    type Error = MissingSubtree;

    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, MissingSubtree> {
        usize::try_from(subtree.offset())
            .ok()
            .and_then(|offset| self.rows.get(usize::from(subtree.level()))?.get(offset))
            .copied()
            .ok_or(MissingSubtree)
    }
}

impl Extend<LeafHash> for MemoryTree {
    fn extend<I: IntoIterator<Item = LeafHash>>(&mut self, leaves: I) {
        for leaf in leaves {
            self.append(leaf);
        }
    }
}

impl FromIterator<LeafHash> for MemoryTree {
    fn from_iter<I: IntoIterator<Item = LeafHash>>(leaves: I) -> Self {
        let mut tree = Self::new();
        tree.extend(leaves);
        tree
    }
}

/// The hash over a range of leaves that is a node of the tree (RFC 9162 `MTH`).
pub(super) fn range_hash<R: SubtreeReader>(
    reader: &R,
    range: Range<u64>,
) -> Result<TreeHash, R::Error> {
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
