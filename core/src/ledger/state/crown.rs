//! What is above the subtrees of the state: sixteen of them, by the first four bits of the keys.

use super::node::Peak;
use super::value::{Hash, StateKey, node_hash};

/// The hashes from the root down to the subtrees. There are few: all are made again after a change.
#[derive(Debug, Clone)]
pub(super) struct Crown {
    /// As in a heap: the root at 1, the halves of `place` at `2 · place` and `2 · place + 1`. What is
    /// never set holds no key.
    places: [Peak; 2 * SUBTREES],
}

impl Crown {
    pub(super) const EMPTY: Self = Self {
        places: [Peak::EMPTY; 2 * SUBTREES],
    };

    pub(super) fn root(&self) -> Peak {
        self.at(ROOT)
    }

    /// The subtree a key belongs to.
    pub(super) fn subtree_of(key: &StateKey) -> usize {
        (0..DEPTH).fold(0, |above, depth| 2 * above + usize::from(key.bit(depth)))
    }

    /// Sets the peak of a subtree. The hashes above it are as before until [`join`](Self::join).
    pub(super) fn set(&mut self, subtree: usize, peak: Peak) {
        if let Some(place) = self.places.get_mut(SUBTREES + subtree) {
            *place = peak;
        }
    }

    /// Makes all hashes above the subtrees.
    pub(super) fn join(&mut self) {
        for place in (ROOT..SUBTREES).rev() {
            let (left, right) = self.halves(place);
            let peak = match (left.keys, right.keys) {
                (0, 0 | 1) => right,
                (1, 0) => left,
                (left_keys, right_keys) => Peak {
                    keys: left_keys.saturating_add(right_keys),
                    hash: node_hash(&left.hash, &right.hash),
                },
            };
            if let Some(place) = self.places.get_mut(place) {
                *place = peak;
            }
        }
    }

    /// Walks towards a key, and hands over the hash beside each step; returns the subtree in which
    /// the walk goes on, or `None` if it ends where no key is.
    pub(super) fn descend(&self, key: &StateKey, mut sibling: impl FnMut(Hash)) -> Option<usize> {
        let mut place = ROOT;
        for depth in 0..DEPTH {
            let (left, right) = self.halves(place);
            let turn = match self.at(place).keys {
                0 => return None,
                // One key is alone here, and its leaf stands for all: no step, only the way to it.
                1 => right.keys == 1,
                _ if key.bit(depth) => {
                    sibling(left.hash);
                    true
                }
                _ => {
                    sibling(right.hash);
                    false
                }
            };
            place = 2 * place + usize::from(turn);
        }
        place.checked_sub(SUBTREES)
    }

    fn halves(&self, place: usize) -> (Peak, Peak) {
        (self.at(2 * place), self.at(2 * place + 1))
    }

    fn at(&self, place: usize) -> Peak {
        self.places.get(place).copied().unwrap_or(Peak::EMPTY)
    }
}

/// How many bits of a key decide which subtree it is in.
pub(super) const DEPTH: usize = 4;

/// How many subtrees there are.
pub(super) const SUBTREES: usize = 1 << DEPTH;

const ROOT: usize = 1;
