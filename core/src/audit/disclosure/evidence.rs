//! A disclosure log for somebody who has no ledger: a phone with the authorities' public keys.

use super::{DisclosureLog, trail_key};
use crate::{
    audit::{
        error::AuditError,
        state_evidence::{VerifiedState, proof_error, prove_state},
    },
    codec::{self, Limits},
    keys::SecretIdentity,
    ledger::{Authorities, LeafIndex, Ledger, SignedEntry, TrailState, store::LedgerStore},
    types::{IdentityId, LedgerId, Version1},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Everything the ledger holds about one controller since some point, with the proof that it is
/// everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailEvidence {
    version: Version1,
    state: ByteBuf,
    entries: Vec<ShownEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownEntry {
    index: u64,
    entry: ByteBuf,
    notice: Option<ByteBuf>,
}

impl TrailEvidence {
    /// The longest evidence that is read, in bytes: some thousand entries with their notices.
    pub const MAX_LEN: usize = 16 << 20;

    /// Collects what the ledger holds about a controller since an earlier reading.
    ///
    /// # Errors
    ///
    /// [`AuditError::Proof`] with the ledger's code if it cannot be read.
    pub fn collect<S: LedgerStore>(
        ledger: &Ledger<S>,
        controller: &IdentityId,
        since: &TrailState,
    ) -> Result<Self, AuditError> {
        let mut entries = Vec::new();
        for index in ledger.trail(controller) {
            if since.last.is_some_and(|last| index.number() <= last) {
                continue;
            }
            let entry = ledger
                .entry(index)
                .map_err(proof_error)?
                .ok_or(AuditError::Incomplete)?;
            let notice = ledger.notice(index).map_err(proof_error)?;
            entries.push(ShownEntry {
                index: index.number(),
                entry: ByteBuf::from(entry.as_bytes()),
                notice: notice.map(ByteBuf::from),
            });
        }
        let state = ByteBuf::from(prove_state(ledger, &[trail_key(controller)])?);
        Ok(Self {
            version: Version1,
            state,
            entries,
        })
    }

    /// Reads evidence from its encoding; [`verify`](Self::verify) decides whether it holds.
    ///
    /// # Errors
    ///
    /// [`AuditError::Encoding`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AuditError> {
        Ok(codec::decode(bytes, LIMITS)?)
    }

    /// The evidence's encoding.
    ///
    /// # Errors
    ///
    /// [`AuditError::Encoding`] never for evidence that exists.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AuditError> {
        Ok(codec::encode(self)?)
    }

    /// Verifies that a quorum of the authorities stands behind the state, and that the entries shown
    /// are exactly those between `since` and that state; then reads them with the patient's key.
    ///
    /// # Errors
    ///
    /// [`AuditError::Incomplete`] if an entry is missing, added, altered or moved; otherwise what
    /// does not verify.
    pub fn verify(
        &self,
        ledger: LedgerId,
        authorities: &Authorities,
        patient: &SecretIdentity,
        since: &TrailState,
    ) -> Result<DisclosureLog, AuditError> {
        let state = VerifiedState::verify(&self.state, ledger, authorities)?;
        let controller = patient.identity_id();
        let trail = state
            .fact(controller.as_bytes())?
            .unwrap_or(TrailState::EMPTY);
        let read = |shown: &ShownEntry| {
            let entry = SignedEntry::decode(&shown.entry).map_err(proof_error)?;
            let notice = shown.notice.as_ref().map(|notice| notice.to_vec());
            Ok((LeafIndex::new(shown.index), entry, notice))
        };
        let entries = self
            .entries
            .iter()
            .map(read)
            .collect::<Result<_, AuditError>>()?;
        DisclosureLog::assemble(ledger, patient, since, trail, state.height(), entries)
    }
}

const LIMITS: Limits = Limits {
    bytes: TrailEvidence::MAX_LEN,
    depth: 4,
    items: 65_536,
};
