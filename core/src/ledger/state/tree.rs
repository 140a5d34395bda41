//! The state in memory.

use super::arena::Arena;
use super::node::{Leaf, Link, Node, Place};
use super::proof::{StateProof, Terminal};
use super::value::{
    EMPTY, Hash, StateError, StateKey, StateRoot, StateValue, leaf_hash, node_hash,
};
use rayon::prelude::*;

/// The authenticated map, in memory. Rebuilt from the ledger's blocks when it is opened.
#[derive(Debug, Clone)]
pub struct StateTree {
    root: Link,
    leaves: Arena<Leaf>,
    nodes: Arena<Node>,
}

/// What takes a change of the state back.
#[derive(Debug, Clone)]
#[must_use]
pub struct StateUndo(Vec<(StateKey, Option<StateValue>)>);

impl StateTree {
    /// The state that holds nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            root: Link::EMPTY,
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
        if self.leaves.len().saturating_add(changes.len()) > MAX_KEYS {
            return Err(StateError::Full);
        }
        // Reversed, sorted stably, duplicates dropped: of equal keys the last one stays.
        changes.reverse();
        changes.sort_by_key(|(key, _)| *key);
        changes.dedup_by_key(|(key, _)| *key);
        let changes = self.place(changes);
        let mut undo = Vec::with_capacity(changes.len());
        self.root = self.update(self.root, 0, &changes, &mut undo);
        Ok(StateUndo(undo))
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
        StateRoot::from_bytes(self.hash(self.root))
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
        let terminal = match self.descend(key, |sibling| siblings.push(self.hash(sibling))) {
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
        let mut pending = vec![self.root];
        std::iter::from_fn(move || {
            loop {
                match self.at(pending.pop()?) {
                    Place::Empty => {}
                    Place::Leaf(leaf) => return Some((&leaf.key, &leaf.value)),
                    Place::Node(node) => pending.extend([node.right, node.left]),
                }
            }
        })
    }

    /// The memory the tree takes, in bytes, without the values' own bytes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.leaves.memory() + self.nodes.memory()
    }

    /// Walks towards a key, and hands over the sibling of each step; returns the leaf it meets.
    fn descend(&self, key: &StateKey, mut sibling: impl FnMut(Link)) -> Option<&Leaf> {
        let mut link = self.root;
        for depth in 0.. {
            match self.at(link) {
                Place::Empty => return None,
                Place::Leaf(leaf) => return Some(leaf),
                Place::Node(node) if key.bit(depth) => {
                    sibling(node.left);
                    link = node.right;
                }
                Place::Node(node) => {
                    sibling(node.right);
                    link = node.left;
                }
            }
        }
        None
    }

    /// Hashes the new leaves, with all processors where it pays, and gives each a slot.
    fn place(&mut self, changes: Vec<(StateKey, Option<StateValue>)>) -> Vec<Change> {
        let leaf = |(key, value): (StateKey, Option<StateValue>)| {
            let leaf = value.map(|value| Leaf {
                key,
                hash: leaf_hash(&key, &value.digest()),
                value,
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
            .map(|(key, leaf)| Change {
                key,
                leaf: leaf.map(|leaf| Link::leaf(self.leaves.insert(leaf))),
            })
            .collect()
    }

    /// Applies changes, sorted by key and all below `link`, and returns what takes its place.
    fn update(
        &mut self,
        link: Link,
        depth: usize,
        changes: &[Change],
        undo: &mut Vec<(StateKey, Option<StateValue>)>,
    ) -> Link {
        let (left, right) = match (self.at(link), changes) {
            (_, []) => return link,
            (Place::Empty, [change]) => {
                undo.push((change.key, None));
                return change.leaf.unwrap_or(Link::EMPTY);
            }
            (Place::Leaf(leaf), [change]) if leaf.key == change.key => {
                let old = self.leaves.remove(link.slot());
                undo.push((change.key, Some(old.value)));
                return change.leaf.unwrap_or(Link::EMPTY);
            }
            (Place::Empty, _) => (Link::EMPTY, Link::EMPTY),
            (Place::Leaf(leaf), _) if leaf.key.bit(depth) => (Link::EMPTY, link),
            (Place::Leaf(_), _) => (link, Link::EMPTY),
            (Place::Node(node), _) => (node.left, node.right),
        };
        let middle = changes.partition_point(|change| !change.key.bit(depth));
        let (lower, upper) = changes.split_at(middle);
        let left = self.update(left, depth + 1, lower, undo);
        let right = self.update(right, depth + 1, upper, undo);
        self.join(link, left, right)
    }

    /// Makes a node over two subtrees in the place of `link`, unless one key or none is below it.
    fn join(&mut self, link: Link, left: Link, right: Link) -> Link {
        let only = match (left, right) {
            (Link::EMPTY, only) | (only, Link::EMPTY) if !only.is_node() => Some(only),
            _ => None,
        };
        if let Some(only) = only {
            if link.is_node() {
                self.nodes.remove(link.slot());
            }
            return only;
        }
        let node = Node {
            hash: node_hash(&self.hash(left), &self.hash(right)),
            left,
            right,
        };
        if link.is_node() {
            if let Some(place) = self.nodes.get_mut(link.slot()) {
                *place = node;
            }
            link
        } else {
            Link::node(self.nodes.insert(node))
        }
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

    fn hash(&self, link: Link) -> Hash {
        match self.at(link) {
            Place::Empty => EMPTY,
            Place::Leaf(leaf) => leaf.hash,
            Place::Node(node) => node.hash,
        }
    }
}

impl Default for StateTree {
    fn default() -> Self {
        Self::new()
    }
}

/// A change with the slot of its new leaf, or none to remove the key.
struct Change {
    key: StateKey,
    leaf: Option<Link>,
}

/// Below this many keys, hashed keys make far fewer than the 2^31 nodes that links can tell apart.
const MAX_KEYS: usize = 1 << 29;

/// From this many changes on, starting other threads costs less than it saves.
const PARALLEL_CHANGES: usize = 256;
