//! Identities and records, put on a ledger and taken off it.

use super::Ledger;
use crate::{
    arguments::{Seconds, each, seconds},
    errors::Outcome,
    identity::SecretIdentity,
    receipt::Receipt,
    sealed_header::SealedHeader,
};
use pyo3::prelude::*;

#[pymethods]
impl Ledger {
    /// Registers an identity, or its current key, unless the ledger knows it already. Identities
    /// are registered on the way when they first write to the ledger; a grantee that only asks has
    /// to be registered before.
    #[pyo3(signature = (identity, *, now = None))]
    fn register(&self, py: Python<'_>, identity: &SecretIdentity, now: Option<Seconds>) -> Outcome {
        let (identity, now) = (&identity.0, seconds(now));
        Ok(py.detach(|| self.0.register(identity, now))?)
    }

    /// Anchors a sealed record and gives its author's receipt. `previous` is the header of the
    /// version it replaces.
    #[pyo3(signature = (author, header, previous = None, *, now = None))]
    fn anchor(
        &self,
        py: Python<'_>,
        author: &SecretIdentity,
        header: &SealedHeader,
        previous: Option<&SealedHeader>,
        now: Option<Seconds>,
    ) -> Outcome<Receipt> {
        let (author, header, now) = (&author.0, &header.0, seconds(now));
        let previous = previous.map(|header| &header.0);
        Ok(py
            .detach(|| self.0.anchor(author, header, previous, now))?
            .into())
    }

    /// Anchors many first versions in one block; the receipts are in the order of the headers.
    /// Where one is refused, those before it wait for the next block.
    #[pyo3(signature = (author, headers, *, now = None))]
    fn anchor_all(
        &self,
        py: Python<'_>,
        author: &SecretIdentity,
        headers: Vec<Py<SealedHeader>>,
        now: Option<Seconds>,
    ) -> Outcome<Vec<Receipt>> {
        let (author, headers) = (&author.0, each(&headers, |one| &one.0));
        let now = seconds(now);
        let receipts = py.detach(|| self.0.anchor_all(author, &headers, now))?;
        Ok(receipts.into_iter().map(Into::into).collect())
    }

    /// Puts the tombstone of one version of a record on the ledger and gives its receipt. Then
    /// every custodian destroys what it holds and attests it, and `ErasureReceipt` joins both.
    #[pyo3(signature = (patient, commitment, *, now = None))]
    fn erase(
        &self,
        py: Python<'_>,
        patient: &SecretIdentity,
        commitment: &str,
        now: Option<Seconds>,
    ) -> Outcome<Receipt> {
        let (patient, now) = (&patient.0, seconds(now));
        Ok(py.detach(|| self.0.erase(patient, commitment, now))?.into())
    }
}
