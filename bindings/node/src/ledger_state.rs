//! What a ledger's state says of grants and records, at hand or proven to somebody without the ledger.

use crate::authority_list::AuthorityList;
use crate::bytes::{Input, Output};
use crate::checkpoint::CheckpointDetails;
use crate::errors::OrThrow;
use crate::ledger::Ledger;
use crate::ledger_credentials::LedgerPoint;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// What a ledger said of some grants and records at one height, with the authorities behind it.
#[napi]
pub struct LedgerState {
    inner: facade::LedgerState,
}

/// What becomes of a grant.
#[napi(object, object_from_js = false)]
pub struct GrantStatus {
    /// `active`; `revoked`, the grant itself or one that it was passed on from; or `unknown`: it is
    /// not on the ledger.
    pub status: String,
    /// The patient.
    pub controller: Option<String>,
    /// Who made it: the patient, or the grantee who passed it on.
    pub issuer: Option<String>,
    /// The commitment of the grant it was passed on from, if it was.
    pub parent: Option<String>,
    /// The number of its entry on the ledger.
    pub index: Option<u64>,
    /// The height of the block that ended it, the earliest if there are several.
    pub revoked: Option<u64>,
}

/// What becomes of a version of a record.
#[napi(object, object_from_js = false)]
pub struct RecordStatus {
    /// `current`; `replaced` by a newer version; `erased`; or `unknown`: it is not on the ledger.
    pub status: String,
    /// The patient.
    pub controller: Option<String>,
    /// Who anchored it.
    pub author: Option<String>,
    /// The number of its entry on the ledger.
    pub index: Option<u64>,
    /// The commitment of the version it replaces.
    pub previous: Option<String>,
    /// The commitment of the version that replaces it.
    pub replaced_by: Option<String>,
    /// The height of the block that erased it.
    pub erased: Option<u64>,
}

#[napi]
impl LedgerState {
    /// Reads and verifies a proof that `Ledger.proveState` made, by the ledger's authorities.
    ///
    /// @throws `quorum-not-reached`, `state-proof-mismatch` and other codes of kind `Cryptographic`; of
    /// kind `Malformed`.
    #[napi(
        ts_args_type = "proof: Uint8Array, ledgerId: string, authorities: AuthorityList",
        ts_return_type = "Promise<LedgerState>"
    )]
    pub fn verify(
        proof: Input,
        ledger_id: String,
        authorities: &AuthorityList,
    ) -> AsyncTask<Work<facade::LedgerState, LedgerState>> {
        let authorities = authorities.inner();
        off_loop(move || facade::LedgerState::verify(&proof, &ledger_id, &authorities))
    }

    /// The block whose state it is. How old it may be, is for whoever relies on it to say.
    #[napi(getter)]
    pub fn point(&self, env: Env) -> napi::Result<LedgerPoint> {
        let result = self.inner.point();
        result.or_throw(env).map(LedgerPoint::from)
    }

    /// The checkpoint over that block, and who signed it.
    #[napi(getter)]
    pub fn checkpoint(&self, env: Env) -> napi::Result<CheckpointDetails> {
        let result = self.inner.checkpoint();
        result.or_throw(env).map(CheckpointDetails::from)
    }

    /// What becomes of a grant, by its commitment.
    ///
    /// @throws `not-proven` if the proof does not speak of it; `malformed-hex`.
    #[napi(ts_args_type = "commitment: string")]
    pub fn grant_status(&self, env: Env, commitment: String) -> napi::Result<GrantStatus> {
        let result = self.inner.grant_status(&commitment);
        result.or_throw(env).map(GrantStatus::from)
    }

    /// What becomes of a version of a record, by its commitment.
    ///
    /// @throws `not-proven` if the proof does not speak of it; `malformed-hex`.
    #[napi(ts_args_type = "commitment: string")]
    pub fn record_status(&self, env: Env, commitment: String) -> napi::Result<RecordStatus> {
        let result = self.inner.record_status(&commitment);
        result.or_throw(env).map(RecordStatus::from)
    }
}

#[napi]
impl Ledger {
    /// What becomes of a grant, by its commitment, at the ledger's last block. Whether a request is
    /// permitted, `decide` says: there is more to it.
    ///
    /// @throws `closed`, `malformed-hex`.
    #[napi(
        ts_args_type = "commitment: string",
        ts_return_type = "Promise<GrantStatus>"
    )]
    pub fn grant_status(
        &self,
        commitment: String,
    ) -> AsyncTask<Work<facade::GrantStatus, GrantStatus>> {
        let inner = self.inner.clone();
        off_loop(move || inner.grant_status(&commitment))
    }

    /// What becomes of a version of a record, by its commitment, at the ledger's last block.
    ///
    /// @throws `closed`, `malformed-hex`.
    #[napi(
        ts_args_type = "commitment: string",
        ts_return_type = "Promise<RecordStatus>"
    )]
    pub fn record_status(
        &self,
        commitment: String,
    ) -> AsyncTask<Work<facade::RecordStatus, RecordStatus>> {
        let inner = self.inner.clone();
        off_loop(move || inner.record_status(&commitment))
    }

    /// Proves what becomes of grants and of versions of records, by their commitments, to somebody
    /// without the ledger: for `LedgerState.verify`. What is not on the ledger is proven not to be.
    ///
    /// @throws `closed`, `malformed-hex`; `invalid-argument` for more than 512 facts, of which a grant that
    /// was passed on takes one for each grant above it.
    #[napi(
        ts_args_type = "grants: Array<string>, records: Array<string>",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn prove_state(
        &self,
        grants: Vec<String>,
        records: Vec<String>,
    ) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        off_loop(move || inner.prove_state(&grants, &records))
    }
}

impl From<facade::LedgerState> for LedgerState {
    fn from(inner: facade::LedgerState) -> Self {
        Self { inner }
    }
}

impl From<facade::GrantStatus> for GrantStatus {
    fn from(record: facade::GrantStatus) -> Self {
        Self {
            status: record.status,
            controller: record.controller,
            issuer: record.issuer,
            parent: record.parent,
            index: record.index,
            revoked: record.revoked,
        }
    }
}

impl From<facade::RecordStatus> for RecordStatus {
    fn from(record: facade::RecordStatus) -> Self {
        Self {
            status: record.status,
            controller: record.controller,
            author: record.author,
            index: record.index,
            previous: record.previous,
            replaced_by: record.replaced_by,
            erased: record.erased,
        }
    }
}
