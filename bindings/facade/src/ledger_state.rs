//! What a ledger's state says of grants and records, at hand or proven to somebody without the ledger.

mod status;
#[cfg(test)]
mod tests;

pub use status::{GrantStatus, RecordStatus};

use crate::{
    authority_list::AuthorityList,
    checkpoint::CheckpointDetails,
    error::{FacadeError, Result},
    guard::guard,
    ledger::{Ledger, LedgerPoint},
};
use medseal::{
    audit::{VerifiedState, prove_state},
    ledger::{Fact, GrantFact, RecordFact},
    types::Commitment,
};
use status::{grant_status, record_status};
use std::sync::Arc;

/// What a ledger said of some grants and records at one height, with the authorities behind it.
#[derive(Debug, Clone)]
pub struct LedgerState(Arc<VerifiedState>);

/// What fits into a proof that is read.
const FACTS_AT_ONCE: usize = 512;

impl Ledger {
    /// What becomes of a grant, by its commitment, at the ledger's last block. Whether a request is
    /// permitted, [`decide`](Self::decide) says: there is more to it.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`.
    pub fn grant_status(&self, commitment: &str) -> Result<GrantStatus> {
        guard("Ledger.grant_status", || {
            let commitment = commitment.parse()?;
            self.step(|exchange| grant_status(&exchange.ledger().view(), &commitment))
        })
    }

    /// What becomes of a version of a record, by its commitment, at the ledger's last block.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`.
    pub fn record_status(&self, commitment: &str) -> Result<RecordStatus> {
        guard("Ledger.record_status", || {
            let commitment = commitment.parse()?;
            self.step(|exchange| record_status(&exchange.ledger().view(), &commitment))
        })
    }

    /// Proves what becomes of grants and of versions of records, by their commitments, to somebody
    /// without the ledger: for [`LedgerState::verify`]. What is not on the ledger is proven not to be.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`; `invalid-argument` for more than 512 facts, of which a grant that was
    /// passed on takes one for each grant above it.
    pub fn prove_state(&self, grants: &[String], records: &[String]) -> Result<Vec<u8>> {
        guard("Ledger.prove_state", || {
            let (grants, records) = (parsed(grants)?, parsed(records)?);
            self.step(|exchange| {
                let (ledger, mut keys) = (exchange.ledger(), Vec::new());
                for grant in &grants {
                    keys.push(GrantFact::KIND.key(grant.as_bytes()));
                    let lineage = ledger.view().grant_lineage(grant).into_iter();
                    keys.extend(lineage.map(|(one, _)| GrantFact::KIND.key(one.as_bytes())));
                }
                keys.extend(
                    records
                        .iter()
                        .map(|one| RecordFact::KIND.key(one.as_bytes())),
                );
                keys.sort_unstable();
                keys.dedup();
                if keys.len() > FACTS_AT_ONCE {
                    return Err(FacadeError::Argument("at most 512 facts at once").into());
                }
                Ok(prove_state(ledger, &keys)?)
            })
        })
    }
}

impl LedgerState {
    /// Reads and verifies a proof that [`Ledger::prove_state`] made, by the ledger's authorities.
    ///
    /// # Errors
    ///
    /// `quorum-not-reached`, `state-proof-mismatch` and other codes of kind `Cryptographic`; of kind
    /// `Malformed`.
    pub fn verify(proof: &[u8], ledger_id: &str, authorities: &AuthorityList) -> Result<Self> {
        guard("LedgerState.verify", || {
            let state = VerifiedState::verify(proof, ledger_id.parse()?, authorities.core())?;
            Ok(Self(Arc::new(state)))
        })
    }

    /// The block whose state it is. How old it may be, is for whoever relies on it to say.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn point(&self) -> Result<LedgerPoint> {
        guard("LedgerState.point", || {
            Ok(LedgerPoint {
                ledger_id: self.0.ledger().to_string(),
                height: self.0.height(),
                state_root: self.0.root().to_string(),
                time: self.0.time().seconds(),
            })
        })
    }

    /// The checkpoint over that block, and who signed it.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn checkpoint(&self) -> Result<CheckpointDetails> {
        guard("LedgerState.checkpoint", || {
            Ok(CheckpointDetails::of(self.0.checkpoint()))
        })
    }

    /// What becomes of a grant, by its commitment.
    ///
    /// # Errors
    ///
    /// `not-proven` if the proof does not speak of it; `malformed-hex`.
    pub fn grant_status(&self, commitment: &str) -> Result<GrantStatus> {
        guard("LedgerState.grant_status", || {
            grant_status(&*self.0, &commitment.parse()?)
        })
    }

    /// What becomes of a version of a record, by its commitment.
    ///
    /// # Errors
    ///
    /// `not-proven` if the proof does not speak of it; `malformed-hex`.
    pub fn record_status(&self, commitment: &str) -> Result<RecordStatus> {
        guard("LedgerState.record_status", || {
            record_status(&*self.0, &commitment.parse()?)
        })
    }
}

fn parsed(commitments: &[String]) -> Result<Vec<Commitment>> {
    commitments.iter().map(|one| Ok(one.parse()?)).collect()
}
