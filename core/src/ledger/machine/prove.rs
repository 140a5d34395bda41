//! Proofs of what the ledger holds, at its last block.

use super::{Ledger, ProofRequestError};
use crate::{
    ledger::{
        facts::FactKind,
        index::{LeafIndex, TreeSize},
        proof::{ConsistencyProof, InclusionProof},
        receipt::Receipt,
        state::{StateKey, StateProof},
        store::{LedgerStore, StoreError},
    },
    types::Commitment,
};

impl<S: LedgerStore> Ledger<S> {
    /// Proves that the entry at `index` is in the tree of the last block.
    ///
    /// # Errors
    ///
    /// [`ProofRequestError::Prove`] if there is no sealed entry at this index.
    pub fn inclusion_proof(&self, index: LeafIndex) -> Result<InclusionProof, ProofRequestError> {
        Ok(self.tree.inclusion_proof(index, self.last.size())?)
    }

    /// The receipt of an entry: the entry, its inclusion proof and the last block's checkpoint.
    ///
    /// # Errors
    ///
    /// [`ProofRequestError`] if there is no sealed entry at this index, or it cannot be read.
    pub fn receipt(&self, index: LeafIndex) -> Result<Receipt, ProofRequestError> {
        let proof = self.inclusion_proof(index)?;
        let entry = self.entry(index)?.ok_or(StoreError::Damaged)?;
        let receipt = Receipt::new(proof, self.last.checkpoint().clone())?;
        Ok(receipt.with_entry(entry.as_bytes()))
    }

    /// Proves that the tree of `older` leaves is the beginning of the tree of the last block.
    ///
    /// # Errors
    ///
    /// [`ProofRequestError::Prove`] if the tree is smaller than that.
    pub fn consistency_proof(
        &self,
        older: TreeSize,
    ) -> Result<ConsistencyProof, ProofRequestError> {
        Ok(self.tree.consistency_proof(older, self.last.size())?)
    }

    /// Proves what the state of the last block says about a key, or that it says nothing.
    #[must_use]
    pub fn state_proof(&self, key: &StateKey) -> StateProof {
        self.state.prove(key)
    }

    /// Proves the status of a grant and of all grants above it, lowest first: a grant is active if
    /// none of them is revoked.
    #[must_use]
    pub fn grant_proofs(&self, grant: &Commitment) -> Vec<(Commitment, StateProof)> {
        let lineage = self.view().grant_lineage(grant);
        let proven = lineage.into_iter().map(|(commitment, _)| commitment);
        let proven = if self.view().grant(grant).is_some() {
            proven.collect()
        } else {
            vec![*grant]
        };
        proven
            .into_iter()
            .map(|grant| {
                (
                    grant,
                    self.state_proof(&FactKind::Grant.key(grant.as_bytes())),
                )
            })
            .collect()
    }
}
