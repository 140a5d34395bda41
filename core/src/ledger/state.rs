//! The authenticated state: a map from keys to values under one root hash, with short proofs that a
//! key has a certain value, or that it has none.
//!
//! The map is a binary Merkle tree over the 256 bits of the key. A subtree without keys has the hash
//! of 32 zero bytes; a subtree with exactly one key is that key's leaf, whatever its height; any
//! other is a node over its two halves. The shape follows from the set of keys alone, so the root
//! does not depend on the order in which they were written.
//!
//! ```text
//! key   = SHA-256(STATE_KEY  ‖ 0 ‖ kind ‖ identifier)
//! leaf  = SHA-256(STATE_LEAF ‖ 0 ‖ key ‖ SHA-256(value))
//! node  = SHA-256(STATE_NODE ‖ 0 ‖ left ‖ right)
//! ```
//!
//! Keys are hashes, so nobody can choose them to make the tree deep; the labels keep keys, leaves
//! and nodes apart. Whoever holds a checkpoint's root needs a proof of a few hundred bytes to learn
//! that a grant is active, or that a record was never erased.
//!
//! ```
//! use medseal::ledger::{StateKey, StateTree, StateValue};
//!
//! let mut state = StateTree::new();
//! let (grant, other) = (StateKey::new(3, b"a grant"), StateKey::new(3, b"another"));
//! let root = state.apply([(grant, Some(StateValue::new(b"active")?))])?;
//!
//! assert_eq!(state.prove(&grant).verify(&root, &grant)?, Some(&b"active"[..]));
//! assert_eq!(state.prove(&other).verify(&root, &other)?, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arena;
mod changes;
mod crown;
mod node;
mod proof;
mod subtree;
mod tree;
mod update;
mod value;

pub(crate) use changes::StateChanges;
pub use changes::StateUndo;
pub use proof::{StateProof, StateProofError};
pub use tree::StateTree;
pub(crate) use update::{MadePart, StatePart, StateUpdate};
pub use value::{StateError, StateKey, StateRoot, StateValue};

#[cfg(test)]
mod tests;
