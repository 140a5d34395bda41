//! Proofs about the state: a key has this value, or has none.

use super::value::{EMPTY, Hash, StateKey, StateRoot, StateValue, leaf_hash, node_hash};
use crate::codec::{self, CodecError, Limits};
use crate::errors::ErrorCode;
use crate::types::Sha256Digest;
use serde::{Deserialize, Serialize};

/// Shows what value a key has in the state under a root, or that it has none.
///
/// The proof carries the value, but not the key: the verifier says which key it asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateProof {
    /// From the deepest to the root's child.
    siblings: Vec<Hash>,
    terminal: Terminal,
}

/// What the walk from the root towards the key ends at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Terminal {
    /// The key's own leaf.
    Member(StateValue),
    /// A subtree without keys.
    Empty,
    /// The leaf of another key, alone in the subtree where the asked one would be.
    Other { key: StateKey, value: Sha256Digest },
}

impl StateProof {
    /// The proof of a walk through a well-formed tree.
    pub(super) const fn from_walk(siblings: Vec<Hash>, terminal: Terminal) -> Self {
        Self { siblings, terminal }
    }

    /// Verifies the proof against a root, and returns the key's value, or `None` if it shows that
    /// the key has none.
    ///
    /// # Errors
    ///
    /// [`StateProofError::Mismatch`] if the proof does not lead to the root or is about another key.
    pub fn verify(
        &self,
        root: &StateRoot,
        key: &StateKey,
    ) -> Result<Option<&[u8]>, StateProofError> {
        let (hash, value) = match &self.terminal {
            Terminal::Member(value) => (leaf_hash(key, &value.digest()), Some(value.as_bytes())),
            Terminal::Empty => (EMPTY, None),
            Terminal::Other { key: other, value } => {
                if other == key || !other.shares_prefix(key, self.siblings.len()) {
                    return Err(StateProofError::Mismatch);
                }
                (leaf_hash(other, value), None)
            }
        };
        let depths = (0..self.siblings.len()).rev();
        let reached = self
            .siblings
            .iter()
            .zip(depths)
            .fold(hash, |hash, (sibling, depth)| {
                if key.bit(depth) {
                    node_hash(sibling, &hash)
                } else {
                    node_hash(&hash, sibling)
                }
            });
        if reached == *root.as_bytes() {
            Ok(value)
        } else {
            Err(StateProofError::Mismatch)
        }
    }

    /// The proof's canonical encoding.
    ///
    /// # Errors
    ///
    /// None that occurs: a proof always has an encoding.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodecError> {
        codec::encode(&Wire {
            version: VERSION,
            siblings: self.siblings.iter().copied().map(digest).collect(),
            terminal: match &self.terminal {
                Terminal::Member(value) => WireTerminal::Member(value.as_bytes().to_vec()),
                Terminal::Empty => WireTerminal::Empty,
                Terminal::Other { key, value } => WireTerminal::Other {
                    key: *key,
                    value: *value,
                },
            },
        })
    }

    /// Reads a proof from its canonical encoding.
    ///
    /// # Errors
    ///
    /// [`StateProofError`]: the encoding or version, or a shape that no tree has.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateProofError> {
        let wire: Wire = codec::decode(bytes, LIMITS)?;
        if wire.version != VERSION {
            return Err(StateProofError::UnknownVersion);
        }
        let siblings: Vec<_> = wire.siblings.iter().map(|hash| *hash.as_bytes()).collect();
        // Beside a lone leaf or an empty subtree there is something: else both would be one.
        if siblings.len() > 256 || siblings.first() == Some(&EMPTY) {
            return Err(StateProofError::Shape);
        }
        let terminal = match wire.terminal {
            WireTerminal::Member(value) => {
                Terminal::Member(StateValue::new(&value).map_err(|_| StateProofError::Shape)?)
            }
            WireTerminal::Empty => Terminal::Empty,
            WireTerminal::Other { key, value } => Terminal::Other { key, value },
        };
        Ok(Self { siblings, terminal })
    }
}

/// Why bytes are not a proof about the state, or a proof does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateProofError {
    /// The proof does not lead to the root, or is about another key. Code: `state-proof-mismatch`.
    #[error("the proof does not match the state it is checked against")]
    Mismatch,
    /// No state has a proof of this shape. Code: `state-proof-shape`.
    #[error("no state has a proof of this shape")]
    Shape,
    /// The proof's format version is not known. Code: `unknown-version`.
    #[error("the proof has an unknown format version")]
    UnknownVersion,
    /// The bytes are not the canonical encoding of a proof. Codes: those of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
}

impl ErrorCode for StateProofError {
    fn code(&self) -> &'static str {
        match self {
            Self::Mismatch => "state-proof-mismatch",
            Self::Shape => "state-proof-shape",
            Self::UnknownVersion => "unknown-version",
            Self::Encoding(error) => error.code(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u64,
    siblings: Vec<Sha256Digest>,
    terminal: WireTerminal,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum WireTerminal {
    Member(#[serde(with = "serde_bytes")] Vec<u8>),
    Empty,
    Other { key: StateKey, value: Sha256Digest },
}

const fn digest(hash: Hash) -> Sha256Digest {
    Sha256Digest::from_bytes(hash)
}

const VERSION: u64 = 1;

/// 256 siblings of 34 bytes and the longest value, with room for the names.
const LIMITS: Limits = Limits {
    bytes: 256 * 34 + StateValue::MAX_LEN + 128,
    depth: 3,
    items: 280,
};
