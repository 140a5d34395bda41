//! Where things are in a Merkle tree: arithmetic on indices, without any storage or hashing.
//!
//! RFC 9162 §2.1 splits a tree of `n` leaves at the largest power of two below `n`. Everything else
//! follows: which subtrees are complete, which of them a proof names, and how many hashes it has.

use serde::{Deserialize, Serialize};
use std::{fmt, ops::Range};

/// The position of an entry in the ledger, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LeafIndex(u64);

/// The number of entries in a ledger.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TreeSize(u64);

/// A complete subtree: the `2^level` leaves from `offset · 2^level` on. Level 0 is a leaf.
///
/// Its hash never changes once all its leaves are there, in whatever larger tree it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    level: u8,
    offset: u64,
}

impl LeafIndex {
    /// The entry with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The entry's number, counted from zero.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl TreeSize {
    /// A tree without leaves.
    pub const EMPTY: Self = Self(0);

    /// A tree of this many leaves.
    #[must_use]
    pub const fn new(leaves: u64) -> Self {
        Self(leaves)
    }

    /// The number of leaves.
    #[must_use]
    pub const fn leaves(self) -> u64 {
        self.0
    }

    /// Whether a tree of this size has that leaf.
    #[must_use]
    pub const fn contains(self, index: LeafIndex) -> bool {
        index.0 < self.0
    }
}

impl Subtree {
    /// The height of the subtree; it has `2^level` leaves.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.level
    }

    /// How many subtrees of the same level lie to its left.
    #[must_use]
    pub const fn offset(self) -> u64 {
        self.offset
    }

    /// The subtree at this place, if its leaves have 64-bit indices.
    #[must_use]
    pub const fn new(level: u8, offset: u64) -> Option<Self> {
        if level < 64 && offset <= u64::MAX >> level {
            Some(Self { level, offset })
        } else {
            None
        }
    }

    /// The complete subtree that lies over exactly this range, if there is one.
    pub(super) fn complete(range: &Range<u64>) -> Option<Self> {
        let length = range.end.checked_sub(range.start)?;
        if !length.is_power_of_two() || !range.start.is_multiple_of(length) {
            return None;
        }
        let level = u8::try_from(length.trailing_zeros()).ok()?;
        Self::new(level, range.start >> level)
    }
}

/// The complete subtrees, left to right, that the leaves of `range` consist of.
///
/// `range` is the range of some node of an RFC 9162 tree, so its start is a multiple of a power of
/// two not smaller than its length. The node's hash is the fold of theirs from the right.
pub(super) fn subtrees(range: Range<u64>) -> impl DoubleEndedIterator<Item = Subtree> {
    let length = range.end.saturating_sub(range.start);
    // One complete subtree for every bit of the length, the largest first.
    (0..64u8)
        .rev()
        .filter(move |level| length >> level & 1 == 1)
        .map(move |level| {
            let above = length.checked_shr(u32::from(level) + 1).unwrap_or(0);
            Subtree {
                level,
                offset: (range.start >> level) + (above << 1),
            }
        })
}

/// The ranges whose hashes make up the inclusion proof of a leaf, from its sibling to the root's
/// child (RFC 9162 §2.1.3.1).
pub(super) fn inclusion_ranges(index: LeafIndex, size: TreeSize) -> Vec<Range<u64>> {
    let (mut start, mut end) = (0, size.0);
    let mut ranges = Vec::new();
    while end.saturating_sub(start) > 1 {
        let middle = start + split(end - start);
        if index.0 < middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The ranges from which both roots follow, where the older tree is a proper, non-empty prefix of
/// the newer one: first the older tree's last complete subtree, then its siblings upwards.
pub(super) fn prefix_ranges(older: TreeSize, newer: TreeSize) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if older.0 == 0 || older.0 >= newer.0 {
        return ranges;
    }
    let (mut start, mut end) = (0, newer.0);
    while end > older.0 {
        let middle = start + split(end - start);
        if older.0 <= middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    ranges.push(start..end);
    ranges.reverse();
    ranges
}

/// The ranges whose hashes make up the consistency proof between two sizes (RFC 9162 §2.1.4.1).
/// None if the older tree is empty or the sizes are equal.
pub(super) fn consistency_ranges(older: TreeSize, newer: TreeSize) -> Vec<Range<u64>> {
    let mut ranges = prefix_ranges(older, newer);
    // Where the first range is the whole older tree, the verifier has its hash: the older root.
    if older.0.is_power_of_two() && !ranges.is_empty() {
        ranges.remove(0);
    }
    ranges
}

/// On which side of the path the next sibling of a proof lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// How a proof climbs: first `inner` steps where the sibling's side is a bit of the index, then
/// `border` steps along the right edge of the tree, where the sibling is always on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Climb {
    bits: u64,
    inner: u32,
    border: u32,
}

impl Climb {
    /// The climb from a leaf to the root of a tree that has it.
    pub(super) fn of(index: LeafIndex, size: TreeSize) -> Self {
        let last = size.0.saturating_sub(1);
        // Above the highest bit in which the leaf and the last leaf differ, both are on the edge.
        let inner = u64::BITS - (index.0 ^ last).leading_zeros();
        let border = index.0.checked_shr(inner).unwrap_or(0).count_ones();
        Self {
            bits: index.0,
            inner,
            border,
        }
    }

    /// The climb from the last complete subtree of the older tree to the root of the newer one.
    pub(super) fn of_prefix(older: TreeSize, newer: TreeSize) -> Self {
        let level = older.0.trailing_zeros();
        let climb = Self::of(LeafIndex(older.0.saturating_sub(1)), newer);
        Self {
            bits: climb.bits.checked_shr(level).unwrap_or(0),
            inner: climb.inner.saturating_sub(level),
            border: climb.border,
        }
    }

    /// The number of siblings on the way.
    pub(super) fn length(self) -> usize {
        usize::try_from(self.inner + self.border).unwrap_or(usize::MAX)
    }

    /// The sides of the siblings, from the bottom up.
    pub(super) fn sides(self) -> impl Iterator<Item = Side> {
        (0..self.inner + self.border).map(move |step| {
            if step < self.inner && self.bits >> step & 1 == 0 {
                Side::Right
            } else {
                Side::Left
            }
        })
    }
}

/// The number of hashes in the inclusion proof of a leaf, or `None` if the tree does not have it.
pub(super) fn inclusion_length(index: LeafIndex, size: TreeSize) -> Option<usize> {
    size.contains(index)
        .then(|| Climb::of(index, size).length())
}

/// The number of hashes in a consistency proof, or `None` if the newer tree is the smaller one.
pub(super) fn consistency_length(older: TreeSize, newer: TreeSize) -> Option<usize> {
    if older > newer {
        None
    } else if older == TreeSize::EMPTY || older == newer {
        Some(0)
    } else {
        let seed = usize::from(!older.0.is_power_of_two());
        Some(seed + Climb::of_prefix(older, newer).length())
    }
}

/// The largest power of two smaller than `leaves`, which is at least two.
const fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

impl fmt::Display for LeafIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TreeSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests;
