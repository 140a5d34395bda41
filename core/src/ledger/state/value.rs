//! Keys, values and roots of the state, and how they are hashed.

use crate::domain::{Label, STATE_KEY, STATE_LEAF, STATE_NODE};
use crate::errors::ErrorCode;
use crate::types::{Sha256Digest, bytes::byte_values, id::labelled_sha256};
use sha2::{Digest, Sha256, block_api::compress256};

byte_values! {
    /// The key of one fact in the state: a hash, so that keys are spread evenly.
    StateKey[32];
    /// The hash over the whole state.
    StateRoot[32];
}

/// What the state holds under a key: up to 8 KiB of bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct StateValue(Box<[u8]>);

impl StateKey {
    /// The key of a fact of this kind about this identifier.
    #[must_use]
    pub fn new(kind: u8, identifier: &[u8]) -> Self {
        Self::from_bytes(labelled_sha256(STATE_KEY, &[&[kind], identifier]))
    }

    /// The bit that decides at `depth` whether the key lies left (0) or right (1).
    pub(super) fn bit(&self, depth: usize) -> bool {
        self.as_bytes()
            .get(depth / 8)
            .is_some_and(|byte| byte << (depth % 8) & 0x80 != 0)
    }

    /// Whether both keys lie in the same subtree `depth` below the root.
    pub(super) fn shares_prefix(&self, other: &Self, depth: usize) -> bool {
        (0..depth).all(|at| self.bit(at) == other.bit(at))
    }
}

impl StateRoot {
    /// The root of the state that holds nothing.
    pub const EMPTY: Self = Self::from_bytes(EMPTY);
}

impl StateValue {
    /// The longest value, in bytes.
    pub const MAX_LEN: usize = 8 * 1024;

    /// A value of these bytes.
    ///
    /// # Errors
    ///
    /// [`StateError::ValueTooLong`] if there are more than [`StateValue::MAX_LEN`].
    pub fn new(bytes: &[u8]) -> Result<Self, StateError> {
        if bytes.len() <= Self::MAX_LEN {
            Ok(Self(bytes.into()))
        } else {
            Err(StateError::ValueTooLong)
        }
    }

    /// The value's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The hash that stands for the value in its leaf.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::from_bytes(Sha256::digest(&self.0).into())
    }
}

/// Why the state cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// A value is longer than 8 KiB. Code: `state-value-too-long`.
    #[error("a value of the state is longer than 8 KiB")]
    ValueTooLong,
    /// The state would hold more than 2^29 keys. Code: `state-full`.
    #[error("the state cannot hold more keys")]
    Full,
}

impl ErrorCode for StateError {
    fn code(&self) -> &'static str {
        match self {
            Self::ValueTooLong => "state-value-too-long",
            Self::Full => "state-full",
        }
    }
}

/// The hash of a subtree.
pub(super) type Hash = [u8; 32];

/// The hash of a subtree without keys.
pub(super) const EMPTY: Hash = [0; 32];

pub(super) fn leaf_hash(key: &StateKey, value: &Sha256Digest) -> Hash {
    pair_hash(STATE_LEAF, key.as_bytes(), value.as_bytes())
}

pub(super) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    pair_hash(STATE_NODE, left, right)
}

/// `SHA-256(label ‖ 0x00 ‖ left ‖ right)`, laid out and padded (FIPS 180-4, 5.1.1) as the two blocks
/// it is: most of the time the state takes is spent here.
fn pair_hash(label: Label, left: &Hash, right: &Hash) -> Hash {
    let mut blocks = [[0; 64]; 2];
    let message = blocks.as_flattened_mut();
    let mut length = 0;
    for part in [label.as_bytes(), &[0], left, right, &[0x80]] {
        if let Some(place) = message.get_mut(length..length + part.len()) {
            place.copy_from_slice(part);
        }
        length += part.len();
    }
    let bits = (length as u64 - 1) * 8;
    if let Some(place) = message.last_chunk_mut() {
        *place = bits.to_be_bytes();
    }
    let mut state = INITIAL;
    compress256(&mut state, &blocks);
    let mut hash = EMPTY;
    for (place, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
        *place = word.to_be_bytes();
    }
    hash
}

/// Where SHA-256 begins (FIPS 180-4, 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The longest label with which a pair is two blocks: beside it there are one byte, two hashes, one
/// bit in a byte, and the length in eight.
const MAX_LABEL: usize = 128 - 1 - 2 * 32 - 1 - 8;
const _: () = assert!(STATE_LEAF.as_bytes().len() <= MAX_LABEL);
const _: () = assert!(STATE_NODE.as_bytes().len() <= MAX_LABEL);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_blocks_are_the_labelled_hash() {
        for (left, right) in [([7; 32], [9; 32]), (EMPTY, [0xff; 32]), ([0x80; 32], EMPTY)] {
            for label in [STATE_LEAF, STATE_NODE] {
                assert_eq!(
                    pair_hash(label, &left, &right),
                    labelled_sha256(label, &[&left, &right])
                );
            }
        }
    }
}
