//! The disclosure log: everything the ledger holds about one patient, read with the patient's key.

mod evidence;

pub use evidence::TrailEvidence;

use super::{error::AuditError, notice::Notice, state_evidence::proof_error};
use crate::{
    errors::ErrorCode,
    keys::{SecretIdentity, VerifyingKey},
    ledger::{Action, LeafIndex, Ledger, SignedEntry, TrailState, store::LedgerStore},
    types::{IdentityId, LedgerId, Timestamp},
};

/// A patient's complete disclosure log up to one block.
///
/// That it is complete has been verified: the entries are exactly those whose hash chain stands in
/// the ledger's state. Keep [`trail`](Self::trail) and hand it to the next reading, and nothing can
/// be taken out in between.
#[derive(Debug, Clone)]
pub struct DisclosureLog {
    lines: Vec<Disclosure>,
    trail: TrailState,
    height: u64,
}

/// One entry of the log.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// Index of the entry on the ledger.
    pub index: u64,
    /// When the signer says it was made.
    pub time: Timestamp,
    /// Who signed it.
    pub signer: VerifyingKey,
    /// What it says.
    pub action: Action,
    /// What its commitment stands for.
    pub detail: Detail,
}

/// What an entry's commitment stands for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Detail {
    /// The entry commits to nothing that a notice would explain.
    Plain,
    /// The notice beside the entry opens and matches.
    Explained(Notice),
    /// There is no notice, or it does not open or match; the stable code says which.
    Unexplained(&'static str),
}

impl DisclosureLog {
    /// Reads the log from a ledger, from its first entry on.
    ///
    /// # Errors
    ///
    /// [`AuditError::Incomplete`] if the entries are not all there; [`AuditError::Proof`] with the
    /// ledger's code if it cannot be read.
    pub fn read<S: LedgerStore>(
        ledger: &Ledger<S>,
        patient: &SecretIdentity,
    ) -> Result<Self, AuditError> {
        Self::read_since(ledger, patient, &TrailState::EMPTY)
    }

    /// Reads what has come since an earlier reading, and verifies that what was read then is still
    /// there.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_since<S: LedgerStore>(
        ledger: &Ledger<S>,
        patient: &SecretIdentity,
        since: &TrailState,
    ) -> Result<Self, AuditError> {
        let controller = patient.identity_id();
        let trail = ledger.view().trail(&controller);
        let seen = since.last;
        let indices = ledger.trail(&controller).into_iter();
        let mut entries = Vec::new();
        for index in indices.filter(|index| seen.is_none_or(|seen| index.number() > seen)) {
            let entry = ledger.entry(index).map_err(proof_error)?;
            let notice = ledger.notice(index).map_err(proof_error)?;
            entries.push((index, entry.ok_or(AuditError::Incomplete)?, notice));
        }
        Self::assemble(
            ledger.id(),
            patient,
            since,
            trail,
            ledger.last_block().height(),
            entries,
        )
    }

    fn assemble(
        ledger: LedgerId,
        patient: &SecretIdentity,
        since: &TrailState,
        trail: TrailState,
        height: u64,
        entries: Vec<(LeafIndex, SignedEntry, Option<Vec<u8>>)>,
    ) -> Result<Self, AuditError> {
        let leaves = entries
            .iter()
            .map(|(index, entry, _)| (index.number(), entry.leaf_hash()));
        since
            .verify_until(&trail, leaves)
            .map_err(|_| AuditError::Incomplete)?;
        let lines = entries
            .into_iter()
            .map(|(index, entry, notice)| {
                Disclosure::new(ledger, patient, index, &entry, notice.as_deref())
            })
            .collect::<Option<_>>()
            .ok_or(AuditError::Incomplete)?;
        Ok(Self {
            lines,
            trail,
            height,
        })
    }

    /// The entries, oldest first.
    #[must_use]
    pub fn lines(&self) -> &[Disclosure] {
        &self.lines
    }

    /// How far the log goes: the starting point of the next reading.
    #[must_use]
    pub const fn trail(&self) -> &TrailState {
        &self.trail
    }

    /// The height of the block up to which the log is complete.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.height
    }

    /// Whether every entry that should be explained is.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        !self
            .lines
            .iter()
            .any(|line| matches!(line.detail, Detail::Unexplained(_)))
    }
}

impl Disclosure {
    fn new(
        ledger: LedgerId,
        patient: &SecretIdentity,
        index: LeafIndex,
        entry: &SignedEntry,
        notice: Option<&[u8]>,
    ) -> Option<Self> {
        let statement = entry.statement()?;
        let committed = match &statement.action {
            Action::Grant { grant, .. } => Some(grant),
            Action::Access { event, .. } | Action::BreakGlass { event, .. } => Some(event),
            _ => None,
        };
        let detail = match (committed, notice) {
            (None, _) => Detail::Plain,
            (Some(_), None) => Detail::Unexplained("no-notice"),
            (Some(commitment), Some(notice)) => {
                match Notice::open(notice, patient, ledger, commitment) {
                    Ok(notice) => Detail::Explained(notice),
                    Err(error) => Detail::Unexplained(error.code()),
                }
            }
        };
        Some(Self {
            index: index.number(),
            time: statement.time,
            signer: statement.signer,
            action: statement.action.clone(),
            detail,
        })
    }
}

/// The identifier under which the state holds a controller's trail.
fn trail_key(controller: &IdentityId) -> crate::ledger::StateKey {
    use crate::ledger::Fact;
    TrailState::KIND.key(controller.as_bytes())
}
