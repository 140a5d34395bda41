//! What the arenas of the state hold, and how one part points to another.

use super::value::{EMPTY, Hash, StateKey, StateValue};

/// A key with its value.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) key: StateKey,
    pub(super) value: StateValue,
}

/// A subtree with two keys or more. It knows the hashes of both halves, so that changing one of
/// them, or proving something below it, need not visit the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) left: Child,
    pub(super) right: Child,
}

/// A subtree as whatever is above it sees it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Child {
    pub(super) link: Link,
    pub(super) hash: Hash,
}

/// What stands for all keys with some prefix: their hash, and how many they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peak {
    pub(super) keys: usize,
    pub(super) hash: Hash,
}

impl Peak {
    pub(super) const EMPTY: Self = Self {
        keys: 0,
        hash: EMPTY,
    };
}

impl Child {
    pub(super) const EMPTY: Self = Self {
        link: Link::EMPTY,
        hash: EMPTY,
    };
}

impl Default for Leaf {
    fn default() -> Self {
        Self {
            key: StateKey::from_bytes([0; 32]),
            value: StateValue::default(),
        }
    }
}

/// What is at a link.
pub(super) enum Place<'a> {
    Empty,
    Leaf(&'a Leaf),
    Node(&'a Node),
}

/// Where a subtree is: nowhere (0), or the slot of a leaf (top bit set) or node, plus one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Link(u32);

impl Link {
    pub(super) const EMPTY: Self = Self(0);
    const LEAF: u32 = 1 << 31;

    pub(super) const fn leaf(slot: u32) -> Self {
        Self(Self::LEAF | (slot + 1))
    }

    pub(super) const fn node(slot: u32) -> Self {
        Self(slot + 1)
    }

    pub(super) const fn is_leaf(self) -> bool {
        self.0 & Self::LEAF != 0
    }

    pub(super) const fn is_node(self) -> bool {
        !self.is_leaf() && self.0 != 0
    }

    pub(super) const fn slot(self) -> u32 {
        (self.0 & !Self::LEAF).saturating_sub(1)
    }
}
