//! The state in memory.

use super::arena::Arena;
use super::changes::{StateChanges, StateUndo};
use super::node::{Child, Leaf, Link, Node, Place};
use super::proof::{StateProof, Terminal};
use super::value::{Hash, StateError, StateKey, StateRoot, StateValue, leaf_hash, node_hash};
use rayon::prelude::*;
use std::hint::black_box;

/// The authenticated map, in memory. Rebuilt from the ledger's blocks when it is opened.
#[derive(Debug, Clone)]
pub struct StateTree {
    root: Child,
    leaves: Arena<Leaf>,
    nodes: Arena<Node>,
}

impl StateTree {
    /// The state that holds nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            root: Child::EMPTY,
            leaves: Arena::new(),
            nodes: Arena::new(),
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
        if self.leaves.len().saturating_add(keys) > MAX_KEYS {
            return Err(StateError::Full);
        }
        Ok(())
    }

    /// Applies changes for which there is [room](Self::check_room).
    pub(crate) fn apply_sorted(&mut self, changes: StateChanges) -> StateUndo {
        let changes = self.place(changes.0);
        self.visit(&changes);
        let mut undo = Vec::with_capacity(changes.len());
        self.root = self.update(self.root, 0, &changes, &mut undo);
        StateUndo(undo)
    }

    /// Takes a change back, and gives it as it was.
    pub(crate) fn withdraw(&mut self, undo: StateUndo) -> StateChanges {
        // The walk goes through the keys in order, and so does what it leaves.
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
        StateRoot::from_bytes(self.root.hash)
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.leaves.len()
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
        let mut pending = vec![self.root.link];
        std::iter::from_fn(move || {
            loop {
                match self.at(pending.pop()?) {
                    Place::Empty => {}
                    Place::Leaf(leaf) => return Some((&leaf.key, &leaf.value)),
                    Place::Node(node) => pending.extend([node.right.link, node.left.link]),
                }
            }
        })
    }

    /// The memory the tree takes, in bytes, without the values' own bytes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.leaves.memory() + self.nodes.memory()
    }

    /// Walks towards a key, and hands over the hash beside each step; returns the leaf it meets.
    fn descend(&self, key: &StateKey, mut sibling: impl FnMut(Hash)) -> Option<&Leaf> {
        let mut link = self.root.link;
        for depth in 0.. {
            match self.at(link) {
                Place::Empty => return None,
                Place::Leaf(leaf) => return Some(leaf),
                Place::Node(node) if key.bit(depth) => {
                    sibling(node.left.hash);
                    link = node.right.link;
                }
                Place::Node(node) => {
                    sibling(node.right.hash);
                    link = node.left.link;
                }
            }
        }
        None
    }

    /// Hashes the new leaves, with all processors where it pays, and gives each a slot.
    fn place(&mut self, changes: Vec<(StateKey, Option<StateValue>)>) -> Vec<Change> {
        let leaf = |(key, value): (StateKey, Option<StateValue>)| {
            let leaf = value.map(|value| {
                let hash = leaf_hash(&key, &value.digest());
                (Leaf { key, value }, hash)
            });
            (key, leaf)
        };
        let hashed: Vec<_> = if changes.len() < PARALLEL_CHANGES {
            changes.into_iter().map(leaf).collect()
        } else {
            changes.into_par_iter().map(leaf).collect()
        };
        hashed
            .into_iter()
            .map(|(key, leaf)| {
                let leaf = leaf.map(|(leaf, hash)| Child {
                    link: Link::leaf(self.leaves.insert(leaf)),
                    hash,
                });
                Change {
                    key,
                    leaf: leaf.unwrap_or(Child::EMPTY),
                }
            })
            .collect()
    }

    /// Looks at everything that changes will pass. One path is as many visits to memory as it has
    /// steps, each of which waits for the one before; taken level by level, those of different paths
    /// wait together, and whoever takes the paths after this finds them in the cache.
    fn visit(&self, changes: &[Change]) {
        let start = |change: &Change| (self.root.link, change.key);
        let mut paths: Vec<_> = changes.iter().map(start).collect();
        for depth in 0.. {
            paths.retain_mut(|(link, key)| match self.at(*link) {
                Place::Node(node) if key.bit(depth) => {
                    *link = node.right.link;
                    true
                }
                Place::Node(node) => {
                    *link = node.left.link;
                    true
                }
                Place::Leaf(leaf) => {
                    black_box(&leaf.key.as_bytes().first());
                    false
                }
                Place::Empty => false,
            });
            if paths.is_empty() {
                break;
            }
        }
    }

    /// Applies changes, sorted by key and all below `place`, and returns what takes its place.
    fn update(
        &mut self,
        place: Child,
        depth: usize,
        changes: &[Change],
        undo: &mut Vec<(StateKey, Option<StateValue>)>,
    ) -> Child {
        let (left, right) = match (self.at(place.link), changes) {
            (_, []) => return place,
            (Place::Empty, [change]) => {
                undo.push((change.key, None));
                return change.leaf;
            }
            (Place::Leaf(leaf), [change]) if leaf.key == change.key => {
                let old = self.leaves.remove(place.link.slot());
                undo.push((change.key, Some(old.value)));
                return change.leaf;
            }
            (Place::Empty, _) => (Child::EMPTY, Child::EMPTY),
            (Place::Leaf(leaf), _) if leaf.key.bit(depth) => (Child::EMPTY, place),
            (Place::Leaf(_), _) => (place, Child::EMPTY),
            (Place::Node(node), _) => (node.left, node.right),
        };
        let middle = changes.partition_point(|change| !change.key.bit(depth));
        let (lower, upper) = changes.split_at(middle);
        let left = self.update(left, depth + 1, lower, undo);
        let right = self.update(right, depth + 1, upper, undo);
        self.join(place.link, left, right)
    }

    /// Makes a node over two subtrees in the place of `link`, unless one key or none is below it.
    fn join(&mut self, link: Link, left: Child, right: Child) -> Child {
        let only = match (left.link, right.link) {
            (Link::EMPTY, only) if !only.is_node() => Some(right),
            (only, Link::EMPTY) if !only.is_node() => Some(left),
            _ => None,
        };
        if let Some(only) = only {
            if link.is_node() {
                self.nodes.remove(link.slot());
            }
            return only;
        }
        let hash = node_hash(&left.hash, &right.hash);
        let node = Node { left, right };
        if !link.is_node() {
            let link = Link::node(self.nodes.insert(node));
            return Child { link, hash };
        }
        if let Some(place) = self.nodes.get_mut(link.slot()) {
            *place = node;
        }
        Child { link, hash }
    }

    fn at(&self, link: Link) -> Place<'_> {
        let place = if link.is_leaf() {
            self.leaves.get(link.slot()).map(Place::Leaf)
        } else if link.is_node() {
            self.nodes.get(link.slot()).map(Place::Node)
        } else {
            None
        };
        place.unwrap_or(Place::Empty)
    }
}

impl Default for StateTree {
    fn default() -> Self {
        Self::new()
    }
}

/// A change with its new leaf, which has a slot already; empty to remove the key.
struct Change {
    key: StateKey,
    leaf: Child,
}

/// Below this many keys, hashed keys make far fewer than the 2^31 nodes that links can tell apart.
const MAX_KEYS: usize = 1 << 29;

/// From this many changes on, waking other threads costs less than it saves: hashing the leaves of
/// an ordinary block takes no longer than waking one.
const PARALLEL_CHANGES: usize = 2_000;
