//! What a ledger's state says of grants and records, at hand or proven to somebody without the ledger.

use crate::{authorities::AuthorityList, error::Result, ledger::Ledger};
use medseal_facade::{self as facade, CheckpointDetails, GrantStatus, LedgerPoint, RecordStatus};

/// What becomes of a grant.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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

/// What a ledger said of some grants and records at one height, with the authorities behind it.
#[derive(uniffi::Object)]
pub struct LedgerState(pub(crate) facade::LedgerState);

#[uniffi::export]
impl LedgerState {
    /// Reads and verifies a proof that `Ledger.proveState` made, by the ledger's authorities.
    ///
    /// Errors: `quorum-not-reached`, `state-proof-mismatch` and other codes of kind
    /// `Cryptographic`; of kind `Malformed`.
    #[uniffi::constructor]
    pub fn verify(proof: Vec<u8>, ledger_id: String, authorities: &AuthorityList) -> Result<Self> {
        let authorities = &authorities.0;
        Ok(Self(facade::LedgerState::verify(
            &proof,
            &ledger_id,
            authorities,
        )?))
    }

    /// The block whose state it is. How old it may be, is for whoever relies on it to say.
    pub fn point(&self) -> Result<LedgerPoint> {
        Ok(self.0.point()?)
    }

    /// The checkpoint over that block, and who signed it.
    pub fn checkpoint(&self) -> Result<CheckpointDetails> {
        Ok(self.0.checkpoint()?)
    }

    /// What becomes of a grant, by its commitment.
    ///
    /// Errors: `not-proven` if the proof does not speak of it; `malformed-hex`.
    pub fn grant_status(&self, commitment: String) -> Result<GrantStatus> {
        Ok(self.0.grant_status(&commitment)?)
    }

    /// What becomes of a version of a record, by its commitment.
    ///
    /// Errors: `not-proven` if the proof does not speak of it; `malformed-hex`.
    pub fn record_status(&self, commitment: String) -> Result<RecordStatus> {
        Ok(self.0.record_status(&commitment)?)
    }
}

#[uniffi::export]
impl Ledger {
    /// What becomes of a grant, by its commitment, at the ledger's last block. Whether a request is
    /// permitted, `decide` says: there is more to it.
    ///
    /// Errors: `closed`, `malformed-hex`.
    pub fn grant_status(&self, commitment: String) -> Result<GrantStatus> {
        Ok(self.0.grant_status(&commitment)?)
    }

    /// What becomes of a version of a record, by its commitment, at the ledger's last block.
    ///
    /// Errors: `closed`, `malformed-hex`.
    pub fn record_status(&self, commitment: String) -> Result<RecordStatus> {
        Ok(self.0.record_status(&commitment)?)
    }

    /// Proves what becomes of grants and of versions of records, by their commitments, to somebody
    /// without the ledger: for `LedgerState.verify`. What is not on the ledger is proven not to be.
    ///
    /// Errors: `closed`, `malformed-hex`; `invalid-argument` for more than 512 facts, of which a
    /// grant that was passed on takes one for each grant above it.
    pub fn prove_state(&self, grants: Vec<String>, records: Vec<String>) -> Result<Vec<u8>> {
        Ok(self.0.prove_state(&grants, &records)?)
    }
}
