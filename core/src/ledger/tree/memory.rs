//! The tree in memory.

use super::{LeafHash, MissingSubtree, SubtreeReader, TreeHash, TreeHead, range_hash};
use crate::ledger::index::{LeafIndex, Subtree, TreeSize, subtrees};
use crate::ledger::proof::{ConsistencyProof, InclusionProof, ProveError};
use crate::ledger::tile::{Tile, TileId};
use std::{ops::Range, sync::OnceLock};

/// An append-only tree in memory that keeps the hash of every complete subtree: 64 bytes per leaf.
///
/// Appending costs the hashes that RFC 9162 makes necessary and no other. Proofs about the whole
/// tree cost none but those along its ragged right edge, once after it has grown.
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
    /// The hashes along the right edge, if a proof has asked for them since the tree last changed:
    /// for each place where a complete subtree of the whole begins, the hash from there to the end.
    edge: OnceLock<Vec<(u64, TreeHash)>>,
}

impl MemoryTree {
    /// A tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a leaf and returns its index.
    pub fn append(&mut self, leaf: LeafHash) -> LeafIndex {
        self.edge.take();
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
        self.edge.take();
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
        self.range(0..size.leaves())
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

    /// The hash from `start` to the end of the tree, if a complete subtree begins there.
    fn along_edge(&self, start: u64) -> Option<TreeHash> {
        let edge = self.edge.get_or_init(|| {
            let mut edge: Vec<(u64, TreeHash)> = Vec::new();
            for subtree in subtrees(0..self.size).rev() {
                let Ok(left) = self.subtree(subtree) else {
                    break;
                };
                let hash = edge
                    .last()
                    .map_or(left, |(_, right)| TreeHash::node(&left, right));
                edge.push((subtree.offset() << subtree.level(), hash));
            }
            edge
        });
        edge.iter()
            .find_map(|(place, hash)| (*place == start).then_some(*hash))
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

    fn range(&self, range: Range<u64>) -> Result<TreeHash, MissingSubtree> {
        let at_edge = range.end == self.size && Subtree::complete(&range).is_none();
        match at_edge.then(|| self.along_edge(range.start)).flatten() {
            Some(hash) => Ok(hash),
            None => range_hash(self, range),
        }
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
