//! The status of credentials on a ledger.

use super::Ledger;
use crate::{
    arguments::{Seconds, seconds},
    buffers,
    eligibility::LedgerPoint,
    errors::Outcome,
    identity::SecretIdentity,
};
use pyo3::{prelude::*, types::PyBytes};

#[pymethods]
impl Ledger {
    /// The state at the ledger's last block, for `EligibilityRequest.issue()`.
    fn point(&self, py: Python<'_>) -> Outcome<LedgerPoint> {
        Ok(py.detach(|| self.0.point())?.into())
    }

    /// Revokes copies of credentials, for good, and says how many were not revoked before. Their
    /// issuer can, and their holder, whose wallet may be stolen.
    #[pyo3(signature = (by, handles, *, now = None))]
    fn revoke_credentials(
        &self,
        py: Python<'_>,
        by: &SecretIdentity,
        handles: Vec<String>,
        now: Option<Seconds>,
    ) -> Outcome<u64> {
        let (by, now) = (&by.0, seconds(now));
        Ok(py.detach(|| self.0.revoke_credentials(by, &handles, now))?)
    }

    /// Proves whether credentials are revoked, for a verifier without a ledger:
    /// `EligibilityVerifier.verify_with_proof()`.
    fn prove_status<'py>(
        &self,
        py: Python<'py>,
        handles: Vec<String>,
    ) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &py.detach(|| self.0.prove_status(&handles))?)
    }
}
