//! What the ledger's state says, proven to somebody who has no ledger.
//!
//! A block's last entry states the root of the authenticated state. A receipt for that entry carries
//! the cosigned checkpoint; proofs under the root carry single facts. Together they show to anyone
//! with the authorities' public keys what the ledger knew, and did not know, at one height.

use super::error::AuditError;
use crate::{
    codec::{self, CodecError, Limits},
    errors::ErrorCode,
    ledger::{
        Authorities, EntryBody, Fact, LeafIndex, Ledger, Receipt, SignedEntry, StateKey,
        StateProof, StateRoot, VerifiedCheckpoint, store::LedgerStore,
    },
    types::{LedgerId, Timestamp, Version1},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

/// Proofs of facts at the ledger's last block, as bytes that anyone can verify.
///
/// # Errors
///
/// [`AuditError::Proof`] if the ledger cannot be read; [`AuditError::Encoding`] for more keys than
/// fit.
pub fn prove_state<S: LedgerStore>(
    ledger: &Ledger<S>,
    keys: &[StateKey],
) -> Result<Vec<u8>, AuditError> {
    let size = ledger.last_block().size().leaves();
    let last = size.checked_sub(1).ok_or(AuditError::Incomplete)?;
    let receipt = ledger.receipt(LeafIndex::new(last)).map_err(proof_error)?;
    let proofs = keys.iter().map(|key| {
        let proof = ledger.state_proof(key).to_bytes()?;
        Ok(ProvenKey {
            key: *key.as_bytes(),
            proof: ByteBuf::from(proof),
        })
    });
    let wire = Wire {
        version: Version1,
        receipt: receipt.to_string(),
        proofs: proofs.collect::<Result<_, CodecError>>()?,
    };
    Ok(codec::encode(&wire)?)
}

/// Facts of the ledger's state at one height, verified under a quorum of the authorities.
#[derive(Debug, Clone)]
pub struct VerifiedState {
    ledger: LedgerId,
    checkpoint: VerifiedCheckpoint,
    height: u64,
    time: Timestamp,
    root: StateRoot,
    facts: BTreeMap<StateKey, Option<Vec<u8>>>,
}

impl VerifiedState {
    /// The longest evidence that is read, in bytes.
    pub const MAX_LEN: usize = 1 << 20;

    /// Verifies the bytes that [`prove_state`] made, against the authorities of `ledger`.
    ///
    /// # Errors
    ///
    /// [`AuditError`] if the authorities do not stand behind it, or any proof does not hold.
    pub fn verify(
        evidence: &[u8],
        ledger: LedgerId,
        authorities: &Authorities,
    ) -> Result<Self, AuditError> {
        let wire: Wire = codec::decode(evidence, LIMITS)?;
        let receipt = Receipt::parse(wire.receipt.as_bytes()).map_err(proof_error)?;
        let entry = receipt.entry().ok_or(AuditError::Incomplete)?;
        let checkpoint = receipt.verify(entry, authorities).map_err(proof_error)?;
        let entry = SignedEntry::decode(entry).map_err(proof_error)?;
        let EntryBody::State(state) = entry.body() else {
            return Err(AuditError::Incomplete);
        };
        // Only the last entry of the checkpoint's tree speaks of the checkpoint's state.
        if receipt.index().number().checked_add(1) != Some(checkpoint.head().size.leaves()) {
            return Err(AuditError::Incomplete);
        }
        let mut facts = BTreeMap::new();
        for proven in &wire.proofs {
            let key = StateKey::from_bytes(proven.key);
            let proof = StateProof::from_bytes(&proven.proof).map_err(proof_error)?;
            let value = proof.verify(&state.state_root, &key).map_err(proof_error)?;
            facts.insert(key, value.map(<[u8]>::to_vec));
        }
        let (height, time, root) = (state.height, state.time, state.state_root);
        Ok(Self {
            ledger,
            checkpoint,
            height,
            time,
            root,
            facts,
        })
    }

    /// The ledger.
    #[must_use]
    pub const fn ledger(&self) -> LedgerId {
        self.ledger
    }

    /// The checkpoint, as the authorities cosigned it.
    #[must_use]
    pub const fn checkpoint(&self) -> &VerifiedCheckpoint {
        &self.checkpoint
    }

    /// The height of the block whose state this is.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.height
    }

    /// That block's time.
    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// The root of the state.
    #[must_use]
    pub const fn root(&self) -> StateRoot {
        self.root
    }

    /// A fact about an identifier: `Ok(None)` if the ledger provably has none.
    ///
    /// # Errors
    ///
    /// [`AuditError::Incomplete`] if the evidence does not speak of it.
    pub fn fact<F: Fact>(&self, identifier: &[u8]) -> Result<Option<F>, AuditError> {
        match self.facts.get(&F::KIND.key(identifier)) {
            None => Err(AuditError::Incomplete),
            Some(None) => Ok(None),
            Some(Some(value)) => Ok(Some(F::from_value(value)?)),
        }
    }
}

pub(super) fn proof_error(error: impl ErrorCode) -> AuditError {
    AuditError::Proof(error.code())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: Version1,
    receipt: String,
    proofs: Vec<ProvenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvenKey {
    #[serde(with = "serde_bytes")]
    key: [u8; 32],
    proof: ByteBuf,
}

const LIMITS: Limits = Limits {
    bytes: VerifiedState::MAX_LEN,
    depth: 4,
    items: 4096,
};
