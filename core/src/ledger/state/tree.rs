//! The state in memory.

use super::changes::{StateChanges, StateUndo};
use super::crown::{Crown, SUBTREES};
use super::node::Leaf;
use super::proof::{StateProof, Terminal};
use super::subtree::Subtree;
use super::update::{StatePart, StateUpdate};
use super::value::{Hash, StateError, StateKey, StateRoot, StateValue};
use rayon::prelude::*;

/// The authenticated map, in memory. Rebuilt from the ledger's blocks when it is opened.
#[derive(Debug, Clone)]
pub struct StateTree {
    crown: Crown,
    subtrees: [Subtree; SUBTREES],
}

impl StateTree {
    /// The state that holds nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            crown: Crown::EMPTY,
            subtrees: [const { Subtree::EMPTY }; SUBTREES],
        }
    }

    /// Writes (`Some`) and removes (`None`) values in one go and returns the new root. Of several
    /// changes to one key the last counts.
    ///
    /// Paths that changes share are hashed once, so one large batch costs less than many small ones.
    ///
    /// # Errors
    ///
    /// [`StateError::Full`], before anything is changed.
    pub fn apply(
        &mut self,
        changes: impl IntoIterator<Item = (StateKey, Option<StateValue>)>,
    ) -> Result<StateRoot, StateError> {
        self.apply_undoable(changes).map(|_| self.root())
    }

    /// Like [`apply`](Self::apply), and returns what [`undo`](Self::undo) needs to take it back.
    ///
    /// # Errors
    ///
    /// [`StateError::Full`], before anything is changed.
    pub fn apply_undoable(
        &mut self,
        changes: impl IntoIterator<Item = (StateKey, Option<StateValue>)>,
    ) -> Result<StateUndo, StateError> {
        let mut changes: Vec<_> = changes.into_iter().collect();
        self.check_room(changes.len())?;
        // Reversed, sorted stably, duplicates dropped: of equal keys the last one stays.
        changes.reverse();
        changes.sort_by_key(|(key, _)| *key);
        changes.dedup_by_key(|(key, _)| *key);
        Ok(self.apply_sorted(StateChanges(changes)))
    }

    /// Whether so many keys can be added.
    ///
    /// # Errors
    ///
    /// [`StateError::Full`] if not.
    pub(crate) fn check_room(&self, keys: usize) -> Result<(), StateError> {
        if self.len().saturating_add(keys) > MAX_KEYS {
            return Err(StateError::Full);
        }
        Ok(())
    }

    /// Applies changes for which there is [room](Self::check_room), with all processors where it
    /// pays.
    pub(crate) fn apply_sorted(&mut self, changes: StateChanges) -> StateUndo {
        let many = changes.len() >= PARALLEL_CHANGES;
        let (mut update, parts) = self.begin(changes);
        if many {
            let made: Vec<_> = parts.into_par_iter().map(StatePart::make).collect();
            made.into_iter().for_each(|part| update.take(part));
        } else {
            for part in parts {
                update.take(part.make());
            }
        }
        update.settle();
        update.into_undo()
    }

    /// Begins to apply changes for which there is [room](Self::check_room). Each part is to be made,
    /// on any thread, and taken into the update, which is settled then.
    pub(crate) fn begin(&mut self, changes: StateChanges) -> (StateUpdate<'_>, Vec<StatePart<'_>>) {
        StateUpdate::begin(&mut self.crown, &mut self.subtrees, changes)
    }

    /// Takes a change back, and gives it as it was.
    pub(crate) fn withdraw(&mut self, undo: StateUndo) -> StateChanges {
        // What takes a change back comes in the order of the keys, as the change did.
        StateChanges(self.apply_sorted(StateChanges(undo.0)).0)
    }

    /// Takes a change back. Only the latest change that is not yet taken back can be.
    ///
    /// # Errors
    ///
    /// [`StateError::Full`] cannot occur for a change of this tree: its keys fitted before.
    pub fn undo(&mut self, undo: StateUndo) -> Result<StateRoot, StateError> {
        self.apply(undo.0)
    }

    /// The hash over the whole state.
    #[must_use]
    pub fn root(&self) -> StateRoot {
        StateRoot::from_bytes(self.crown.root().hash)
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.crown.root().keys
    }

    /// Whether the state holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &StateKey) -> Option<&StateValue> {
        let leaf = self.descend(key, |_| ())?;
        (leaf.key == *key).then_some(&leaf.value)
    }

    /// Proves what value a key has, or that it has none.
    #[must_use]
    pub fn prove(&self, key: &StateKey) -> StateProof {
        let mut siblings = Vec::new();
        let terminal = match self.descend(key, |sibling| siblings.push(sibling)) {
            None => Terminal::Empty,
            Some(leaf) if leaf.key == *key => Terminal::Member(leaf.value.clone()),
            Some(leaf) => Terminal::Other {
                key: leaf.key,
                value: leaf.value.digest(),
            },
        };
        siblings.reverse();
        StateProof::from_walk(siblings, terminal)
    }

    /// All keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&StateKey, &StateValue)> {
        self.subtrees.iter().flat_map(Subtree::iter)
    }

    /// The memory the tree takes, in bytes, without the values' own bytes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.subtrees.iter().map(Subtree::memory).sum()
    }

    /// Walks towards a key, and hands over the hash beside each step; returns the leaf it meets.
    fn descend(&self, key: &StateKey, mut sibling: impl FnMut(Hash)) -> Option<&Leaf> {
        let subtree = self.crown.descend(key, &mut sibling)?;
        self.subtrees.get(subtree)?.descend(key, sibling)
    }
}

impl Default for StateTree {
    fn default() -> Self {
        Self::new()
    }
}

/// Below this many keys, hashed keys make far fewer than the 2^31 nodes that links can tell apart.
const MAX_KEYS: usize = 1 << 29;

/// From this many changes on, waking other threads costs less than it saves.
const PARALLEL_CHANGES: usize = 2_000;
