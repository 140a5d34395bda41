//! What a ledger tells about itself and about a patient, and what proves it.

use super::{Ledger, details::LedgerDetails};
use crate::{
    arguments::{Seconds, seconds},
    authority_list::AuthorityList,
    buffers,
    disclosure::DisclosureLog,
    errors::Outcome,
    identity::SecretIdentity,
    ledger_entry::LedgerEntry,
    receipt::Receipt,
};
use pyo3::{prelude::*, types::PyBytes};

#[pymethods]
impl Ledger {
    /// The ledger at its last block.
    fn details(&self, py: Python<'_>) -> Outcome<LedgerDetails> {
        Ok(py.detach(|| self.0.details())?.into())
    }

    /// The ledger's authorities, as its own entries name them. Whoever verifies takes them from
    /// elsewhere.
    fn authorities(&self, py: Python<'_>) -> Outcome<AuthorityList> {
        Ok(py.detach(|| self.0.authorities())?.into())
    }

    /// Seals what is waiting, or an empty block if the last one is older than a minute.
    #[pyo3(signature = (*, now = None))]
    fn refresh(&self, py: Python<'_>, now: Option<Seconds>) -> Outcome {
        let now = seconds(now);
        Ok(py.detach(|| self.0.refresh(now))?)
    }

    /// The last block's checkpoint with its cosignatures, as a signed note (C2SP).
    fn checkpoint(&self, py: Python<'_>) -> Outcome<String> {
        Ok(py.detach(|| self.0.checkpoint())?)
    }

    /// The proof that the ledger still begins as it was when it had `older_size` entries, for
    /// `LedgerFollower.accept()`.
    fn consistency_proof<'py>(
        &self,
        py: Python<'py>,
        older_size: u64,
    ) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &py.detach(|| self.0.consistency_proof(older_size))?)
    }

    /// The entry with this number, with every signature in it verified.
    ///
    /// Raises `MalformedError`, with the code `out-of-range`, if there is none.
    fn entry(&self, py: Python<'_>, index: u64) -> Outcome<LedgerEntry> {
        Ok(py.detach(|| self.0.entry(index))?.into())
    }

    /// The entries from number `begin` up to, and without, number `end`, at most 1,000, each with
    /// every signature in it verified. There are as many as `details().size`, and what stands below
    /// never changes: whoever wants them all takes them in runs.
    ///
    /// Raises `MalformedError`, with the code `out-of-range` unless all of them are there.
    fn entries(&self, py: Python<'_>, begin: u64, end: u64) -> Outcome<Vec<LedgerEntry>> {
        let entries = py.detach(|| self.0.entries(begin, end))?;
        Ok(entries.into_iter().map(Into::into).collect())
    }

    /// The receipt for the entry with this number, under the last block's checkpoint: also long after
    /// the step that made the entry, and for whoever lost the receipt of then.
    ///
    /// Raises `MalformedError`, with the code `out-of-range`, if there is none.
    fn receipt(&self, py: Python<'_>, index: u64) -> Outcome<Receipt> {
        Ok(py.detach(|| self.0.receipt(index))?.into())
    }

    /// Everything the ledger holds about a patient, read with the patient's key.
    fn disclosure_log(&self, py: Python<'_>, patient: &SecretIdentity) -> Outcome<DisclosureLog> {
        let patient = &patient.0;
        Ok(py.detach(|| self.0.disclosure_log(patient))?.into())
    }

    /// The same as evidence that the patient can verify elsewhere, with `DisclosureLog.verify()`.
    /// `patient_id` is the patient's identifier; what the entries are about stays sealed to the
    /// patient.
    fn disclosure_evidence<'py>(
        &self,
        py: Python<'py>,
        patient_id: &str,
    ) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &py.detach(|| self.0.disclosure_evidence(patient_id))?)
    }
}
