//! Credentials on a ledger: revoked, and proven not to be.

use super::Ledger;
use crate::{error::Result, identity::SecretIdentity};
use medseal_facade::LedgerPoint;

/// A state of a ledger.
#[uniffi::remote(Record)]
pub struct LedgerPoint {
    /// The ledger.
    pub ledger_id: String,
    /// The height of its block.
    pub height: u64,
    /// The root of its authenticated state there.
    pub state_root: String,
    /// The block's time, in seconds since 1970.
    pub time: u64,
}

#[uniffi::export]
impl Ledger {
    /// The ledger's state now, for `EligibilityRequest.issue`.
    ///
    /// Errors: `closed`.
    pub fn point(&self) -> Result<LedgerPoint> {
        Ok(self.0.point()?)
    }

    /// Revokes copies of credentials, for good, and says how many were not revoked before. Their
    /// issuer can, and their holder, whose wallet may be stolen.
    ///
    /// Errors: `closed`, `malformed-hex`; of kind `Conflict` or `Storage`.
    #[uniffi::method(default(now = None))]
    pub fn revoke_credentials(
        &self,
        by: &SecretIdentity,
        handles: Vec<String>,
        now: Option<u64>,
    ) -> Result<u64> {
        Ok(self.0.revoke_credentials(&by.0, &handles, now)?)
    }

    /// Proves whether credentials are revoked, for a verifier without a ledger
    /// (`EligibilityVerifier.verifyWithProof`).
    ///
    /// Errors: `closed`, `malformed-hex`; of kind `Storage`.
    pub fn prove_status(&self, handles: Vec<String>) -> Result<Vec<u8>> {
        Ok(self.0.prove_status(&handles)?)
    }
}
