//! Credentials on a ledger: its state, revocation, proofs of status.

use crate::bytes::Output;
use crate::ledger::Ledger;
use crate::numbers::Unsigned;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A state of a ledger.
#[napi(object)]
pub struct LedgerPoint {
    /// The ledger.
    pub ledger_id: String,
    /// The height of its block.
    #[napi(ts_type = "bigint | number")]
    pub height: Unsigned,
    /// The root of its authenticated state there.
    pub state_root: String,
    /// The block's time, in seconds since 1970.
    #[napi(ts_type = "bigint | number")]
    pub time: Unsigned,
}

#[napi]
impl Ledger {
    /// The state at the ledger's last block, for
    /// `EligibilityRequest.issue`.
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Promise<LedgerPoint>")]
    pub fn point(&self) -> AsyncTask<Work<facade::LedgerPoint, LedgerPoint>> {
        let inner = self.inner.clone();
        off_loop(move || inner.point())
    }

    /// Revokes copies of credentials, for good, and says how many were not revoked before. Their
    /// issuer can, and their holder, whose wallet may be stolen.
    ///
    /// @throws `closed`, `malformed-hex`; of kind `Conflict` or `Storage`.
    #[napi(
        ts_args_type = "by: SecretIdentity, handles: Array<string>, now?: bigint | number | null",
        ts_return_type = "Promise<bigint>"
    )]
    pub fn revoke_credentials(
        &self,
        by: &SecretIdentity,
        handles: Vec<String>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<u64, Unsigned>> {
        let inner = self.inner.clone();
        let by = by.inner();
        off_loop(move || inner.revoke_credentials(&by, &handles, now.map(|now| now.0)))
    }

    /// Proves whether credentials are revoked, for a verifier without a ledger
    /// (`EligibilityVerifier.verifyWithProof`).
    ///
    /// @throws `closed`, `malformed-hex`; of kind `Storage`.
    #[napi(
        ts_args_type = "handles: Array<string>",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn prove_status(&self, handles: Vec<String>) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        off_loop(move || inner.prove_status(&handles))
    }
}

impl From<LedgerPoint> for facade::LedgerPoint {
    fn from(record: LedgerPoint) -> Self {
        Self {
            ledger_id: record.ledger_id,
            height: record.height.0,
            state_root: record.state_root,
            time: record.time.0,
        }
    }
}

impl From<facade::LedgerPoint> for LedgerPoint {
    fn from(record: facade::LedgerPoint) -> Self {
        Self {
            ledger_id: record.ledger_id,
            height: Unsigned(record.height),
            state_root: record.state_root,
            time: Unsigned(record.time),
        }
    }
}
