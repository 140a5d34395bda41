//! Proofs as deterministic CBOR.

use super::{ConsistencyProof, InclusionProof, ProofError};
use crate::codec::{self, CodecError, Limits};
use crate::ledger::index::{LeafIndex, TreeSize};
use crate::ledger::tree::TreeHash;
use serde::{Deserialize, Serialize};

impl InclusionProof {
    /// The proof's canonical encoding.
    ///
    /// # Errors
    ///
    /// None that occurs: a proof always has an encoding.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodecError> {
        codec::encode(&InclusionWire {
            version: VERSION,
            index: self.index,
            size: self.size,
            path: self.path.clone(),
        })
    }

    /// Reads a proof from its canonical encoding.
    ///
    /// # Errors
    ///
    /// [`ProofError::Encoding`], [`ProofError::UnknownVersion`] or [`ProofError::WrongLength`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofError> {
        let wire: InclusionWire = codec::decode(bytes, LIMITS)?;
        check_version(wire.version)?;
        Self::new(wire.index, wire.size, wire.path)
    }
}

impl ConsistencyProof {
    /// The proof's canonical encoding.
    ///
    /// # Errors
    ///
    /// None that occurs: a proof always has an encoding.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodecError> {
        codec::encode(&ConsistencyWire {
            version: VERSION,
            older: self.older,
            newer: self.newer,
            path: self.path.clone(),
        })
    }

    /// Reads a proof from its canonical encoding.
    ///
    /// # Errors
    ///
    /// [`ProofError::Encoding`], [`ProofError::UnknownVersion`] or [`ProofError::WrongLength`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofError> {
        let wire: ConsistencyWire = codec::decode(bytes, LIMITS)?;
        check_version(wire.version)?;
        Self::new(wire.older, wire.newer, wire.path)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InclusionWire {
    version: u64,
    index: LeafIndex,
    size: TreeSize,
    path: Vec<TreeHash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsistencyWire {
    version: u64,
    older: TreeSize,
    newer: TreeSize,
    path: Vec<TreeHash>,
}

fn check_version(version: u64) -> Result<(), ProofError> {
    if version == VERSION {
        Ok(())
    } else {
        Err(ProofError::UnknownVersion)
    }
}

const VERSION: u64 = 1;

/// The longest proof has 64 hashes of 34 bytes.
const LIMITS: Limits = Limits {
    bytes: 2304,
    depth: 2,
    items: 80,
};
