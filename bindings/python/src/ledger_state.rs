//! What a ledger's state says of grants and records, at hand or proven to somebody without the ledger.

use crate::{
    authority_list::AuthorityList,
    buffers::{self, Input},
    checkpoint::CheckpointDetails,
    eligibility::LedgerPoint,
    errors::Outcome,
    ledger::Ledger,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What becomes of a grant.
    GrantStatus {
        /// `active`; `revoked`, the grant itself or one that it was passed on from; or `unknown`: it is
        /// not on the ledger.
        status: String,
        /// The patient.
        controller: Option<String>,
        /// Who made it: the patient, or the grantee who passed it on.
        issuer: Option<String>,
        /// The commitment of the grant it was passed on from, if it was.
        parent: Option<String>,
        /// The number of its entry on the ledger.
        index: Option<u64>,
        /// The height of the block that ended it, the earliest if there are several.
        revoked: Option<u64>,
    }
}

record! {
    /// What becomes of a version of a record.
    RecordStatus {
        /// `current`; `replaced` by a newer version; `erased`; or `unknown`: it is not on the ledger.
        status: String,
        /// The patient.
        controller: Option<String>,
        /// Who anchored it.
        author: Option<String>,
        /// The number of its entry on the ledger.
        index: Option<u64>,
        /// The commitment of the version it replaces.
        previous: Option<String>,
        /// The commitment of the version that replaces it.
        replaced_by: Option<String>,
        /// The height of the block that erased it.
        erased: Option<u64>,
    }
}

/// What a ledger said of some grants and records at one height, with the authorities behind it.
///
/// >>> from medseal import Ledger, LedgerState, SecretIdentity
/// >>> ledger = Ledger.in_memory([SecretIdentity.generate()], "hospital.example/ledger")
/// >>> unknown = "00" * 32
/// >>> proof = ledger.prove_state([unknown], [])
/// >>> state = LedgerState.verify(proof, ledger.details().ledger_id, ledger.authorities())
/// >>> state.grant_status(unknown).status
/// 'unknown'
#[pyclass(frozen, module = "medseal")]
pub(crate) struct LedgerState(facade::LedgerState);

#[pymethods]
impl LedgerState {
    /// Reads and verifies a proof that `Ledger.prove_state()` made, by the ledger's authorities.
    ///
    /// Raises `CryptographicError` or `MalformedError`.
    #[staticmethod]
    fn verify(
        py: Python<'_>,
        proof: Input,
        ledger_id: &str,
        authorities: &AuthorityList,
    ) -> Outcome<Self> {
        let (proof, authorities) = (proof.as_slice(), &authorities.0);
        let verified = py.detach(|| facade::LedgerState::verify(proof, ledger_id, authorities));
        Ok(Self(verified?))
    }

    /// The block whose state it is. How old it may be, is for whoever relies on it to say.
    fn point(&self) -> Outcome<LedgerPoint> {
        Ok(self.0.point()?.into())
    }

    /// The checkpoint over that block, and who signed it.
    fn checkpoint(&self) -> Outcome<CheckpointDetails> {
        Ok(self.0.checkpoint()?.into())
    }

    /// What becomes of a grant, by its commitment.
    ///
    /// Raises `CryptographicError`, with the code `not-proven`, if the proof does not speak of it.
    fn grant_status(&self, commitment: &str) -> Outcome<GrantStatus> {
        Ok(self.0.grant_status(commitment)?.into())
    }

    /// What becomes of a version of a record, by its commitment.
    ///
    /// Raises `CryptographicError`, with the code `not-proven`, if the proof does not speak of it.
    fn record_status(&self, commitment: &str) -> Outcome<RecordStatus> {
        Ok(self.0.record_status(commitment)?.into())
    }
}

#[pymethods]
impl Ledger {
    /// What becomes of a grant, by its commitment, at the ledger's last block. Whether a request is
    /// permitted, `decide()` says: there is more to it.
    fn grant_status(&self, py: Python<'_>, commitment: &str) -> Outcome<GrantStatus> {
        Ok(py.detach(|| self.0.grant_status(commitment))?.into())
    }

    /// What becomes of a version of a record, by its commitment, at the ledger's last block.
    fn record_status(&self, py: Python<'_>, commitment: &str) -> Outcome<RecordStatus> {
        Ok(py.detach(|| self.0.record_status(commitment))?.into())
    }

    /// Proves what becomes of grants and of versions of records, by their commitments, to somebody
    /// without the ledger: for `LedgerState.verify()`. What is not on the ledger is proven not to be.
    /// At most 512 facts, of which a grant that was passed on takes one for each grant above it.
    fn prove_state<'py>(
        &self,
        py: Python<'py>,
        grants: Vec<String>,
        records: Vec<String>,
    ) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &py.detach(|| self.0.prove_state(&grants, &records))?)
    }
}
