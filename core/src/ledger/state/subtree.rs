//! A subtree of the state: all keys that begin with the same four bits. It has memory of its own, so
//! that threads can change several at once.

use super::arena::Arena;
use super::crown::DEPTH;
use super::node::{Child, Leaf, Link, Node, Peak, Place};
use super::value::{Hash, StateKey, StateValue, leaf_hash, node_hash};
use std::hint::black_box;

#[derive(Debug, Clone)]
pub(super) struct Subtree {
    root: Child,
    leaves: Arena<Leaf>,
    nodes: Arena<Node>,
}

impl Subtree {
    pub(super) const EMPTY: Self = Self {
        root: Child::EMPTY,
        leaves: Arena::new(),
        nodes: Arena::new(),
    };

    /// What is seen of it from above.
    pub(super) fn peak(&self) -> Peak {
        Peak {
            keys: self.leaves.len(),
            hash: self.root.hash,
        }
    }

    /// Applies changes by ascending key, all of them of this subtree, and returns what takes them
    /// back, by ascending key, too.
    pub(super) fn apply(
        &mut self,
        changes: Vec<(StateKey, Option<StateValue>)>,
    ) -> Vec<(StateKey, Option<StateValue>)> {
        let changes = self.place(changes);
        self.visit(&changes);
        let mut undo = Vec::with_capacity(changes.len());
        self.root = self.update(self.root, DEPTH, &changes, &mut undo);
        undo
    }

    /// All keys and values, in the order of the keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&StateKey, &StateValue)> {
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

    pub(super) fn memory(&self) -> usize {
        self.leaves.memory() + self.nodes.memory()
    }

    /// Walks towards a key, and hands over the hash beside each step; returns the leaf it meets.
    pub(super) fn descend(&self, key: &StateKey, mut sibling: impl FnMut(Hash)) -> Option<&Leaf> {
        let mut link = self.root.link;
        for depth in DEPTH.. {
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

    /// Hashes the new leaves and gives each a slot.
    fn place(&mut self, changes: Vec<(StateKey, Option<StateValue>)>) -> Vec<Change> {
        let mut placed = Vec::with_capacity(changes.len());
        for (key, value) in changes {
            let leaf = value.map_or(Child::EMPTY, |value| {
                let hash = leaf_hash(&key, &value.digest());
                let link = Link::leaf(self.leaves.insert(Leaf { key, value }));
                Child { link, hash }
            });
            placed.push(Change { key, leaf });
        }
        placed
    }

    /// Looks at everything that changes will pass. One path is as many visits to memory as it has
    /// steps, each of which waits for the one before; taken level by level, those of different paths
    /// wait together, and whoever takes the paths after this finds them in the cache.
    fn visit(&self, changes: &[Change]) {
        let start = |change: &Change| (self.root.link, change.key);
        let mut paths: Vec<_> = changes.iter().map(start).collect();
        for depth in DEPTH.. {
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

/// A change with its new leaf, which has a slot already; empty to remove the key.
struct Change {
    key: StateKey,
    leaf: Child,
}
