//! Checkpoints, and following a ledger from outside.

use crate::{
    authority_list::AuthorityList, buffers::Input, errors::Outcome, handle::handle, records::record,
};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// A checkpoint that a quorum of the authorities stands behind.
    CheckpointDetails {
        /// The ledger's public name.
        origin: String,
        /// How many entries there are.
        size: u64,
        /// The root of the tree over all entries, as hexadecimal text.
        root: String,
        /// The digest by which the ledger's next block names this checkpoint.
        link: String,
        /// Who signed it.
        cosigners: Vec<CosignerDetails> => each,
    }
}

record! {
    /// An authority's signature on a checkpoint.
    CosignerDetails {
        /// The authority's name.
        name: String,
        /// When it signed, in seconds since 1970.
        time: u64,
    }
}

handle! {
    /// Watches a ledger from outside and never lets itself be told two stories.
    ///
    /// Keep the text of the last checkpoint it accepted, and resume with it: `kept_checkpoint`.
    LedgerFollower {
        #[new]
        #[pyo3(signature = (authorities, kept_checkpoint = None))]
        fn new(
            py: Python<'_>,
            authorities: &AuthorityList,
            kept_checkpoint: Option<&str>,
        ) -> Outcome<Self> {
            let authorities = &authorities.0;
            let follower = py.detach(|| facade::LedgerFollower::new(authorities, kept_checkpoint));
            Ok(Self(follower?))
        }

        /// How many entries the checkpoint accepted last has: what a consistency proof has to start
        /// from.
        #[getter]
        fn size(&self, py: Python<'_>) -> Outcome<u64> {
            Ok(py.detach(|| self.0.size())?)
        }

        /// Accepts a checkpoint that extends the last one, with the proof that it does.
        ///
        /// Raises `CryptographicError` or `ConflictError`, with the code `split-view` if the
        /// authorities signed two histories, of which `evidence()` then tells.
        #[pyo3(signature = (checkpoint, consistency_proof = None))]
        fn accept(
            &self,
            py: Python<'_>,
            checkpoint: &str,
            consistency_proof: Option<Input>,
        ) -> Outcome<CheckpointDetails> {
            let proof = consistency_proof.as_ref().map(Input::as_slice);
            Ok(py.detach(|| self.0.accept(checkpoint, proof))?.into())
        }

        /// Follows the ledger under other authorities from now on, as an entry of the ledger replaced
        /// them (`LedgerEntry`, kind `authorities`). Verify first that the entry is under a checkpoint
        /// accepted here.
        ///
        /// Raises `CryptographicError`, with the code `other-origin`, if they are another ledger's.
        fn replace_authorities(&self, py: Python<'_>, authorities: &AuthorityList) -> Outcome {
            let authorities = &authorities.0;
            Ok(py.detach(|| self.0.replace_authorities(authorities))?)
        }

        /// The evidence of the last split view found: a text that convicts the authorities before
        /// anybody who knows their keys.
        fn evidence(&self, py: Python<'_>) -> Outcome<Option<String>> {
            Ok(py.detach(|| self.0.evidence())?)
        }

        /// Verifies evidence of a split view and names the authorities that signed both histories.
        #[staticmethod]
        fn verify_evidence(
            py: Python<'_>,
            evidence: &str,
            authorities: &AuthorityList,
        ) -> Outcome<Vec<String>> {
            let authorities = &authorities.0;
            Ok(py.detach(|| facade::LedgerFollower::verify_evidence(evidence, authorities))?)
        }
    }
}
