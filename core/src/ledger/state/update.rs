//! A change of the state under way: a part for each subtree, which any thread can make.

use super::changes::{StateChanges, StateUndo};
use super::crown::Crown;
use super::node::Peak;
use super::subtree::Subtree;
use super::value::{StateKey, StateRoot, StateValue};

/// A change of the state whose parts are being made. The state's root fits what the state holds
/// again after [`settle`](Self::settle).
#[must_use]
pub(crate) struct StateUpdate<'a> {
    crown: &'a mut Crown,
    /// For each part what takes it back, once it is made.
    undo: Vec<Vec<(StateKey, Option<StateValue>)>>,
    missing: usize,
}

/// Changes of one subtree, to be made.
#[must_use]
pub(crate) struct StatePart<'a> {
    number: usize,
    subtree: &'a mut Subtree,
    changes: Vec<(StateKey, Option<StateValue>)>,
}

/// Changes of one subtree that have been made.
#[must_use]
pub(crate) struct MadePart {
    number: usize,
    peak: Peak,
    undo: Vec<(StateKey, Option<StateValue>)>,
}

impl<'a> StateUpdate<'a> {
    pub(super) fn begin(
        crown: &'a mut Crown,
        subtrees: &'a mut [Subtree],
        changes: StateChanges,
    ) -> (Self, Vec<StatePart<'a>>) {
        let mut changes = changes.0.into_iter().peekable();
        let mut parts = Vec::with_capacity(subtrees.len());
        let undo = subtrees.iter().map(|_| Vec::new()).collect();
        for (number, subtree) in subtrees.iter_mut().enumerate() {
            let here = |(key, _): &(StateKey, _)| Crown::subtree_of(key) == number;
            let changes: Vec<_> = std::iter::from_fn(|| changes.next_if(here)).collect();
            if !changes.is_empty() {
                parts.push(StatePart {
                    number,
                    subtree,
                    changes,
                });
            }
        }
        let update = Self {
            crown,
            undo,
            missing: parts.len(),
        };
        (update, parts)
    }

    /// How many parts have not been taken in yet.
    pub(crate) fn missing(&self) -> usize {
        self.missing
    }

    /// Takes in a part that has been made.
    pub(crate) fn take(&mut self, part: MadePart) {
        self.crown.set(part.number, part.peak);
        if let Some(undo) = self.undo.get_mut(part.number) {
            *undo = part.undo;
            self.missing = self.missing.saturating_sub(1);
        }
    }

    /// Makes the hashes above the parts, and returns the root.
    pub(crate) fn settle(&mut self) -> StateRoot {
        self.crown.join();
        StateRoot::from_bytes(self.crown.root().hash)
    }

    /// What takes back all that has been made, by ascending key.
    pub(crate) fn into_undo(self) -> StateUndo {
        StateUndo(self.undo.into_iter().flatten().collect())
    }
}

impl StatePart<'_> {
    /// Makes the part's changes.
    pub(crate) fn make(self) -> MadePart {
        let undo = self.subtree.apply(self.changes);
        MadePart {
            number: self.number,
            peak: self.subtree.peak(),
            undo,
        }
    }
}
