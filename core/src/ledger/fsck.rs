//! Checking a stored ledger from its first byte to its last.
//!
//! [`fsck`] believes nothing but the entries, and those only as far as they hold together: it judges
//! each of them again by the rules of admission, signatures included, rebuilds tree and state from
//! them, and compares everything else that is stored with what follows from them: the state entries,
//! the links between blocks, every checkpoint with its cosignatures, the hash tiles, what each block
//! says it changed, the trails' links and the notices. It changes nothing.
//!
//! What it cannot find is a ledger that was replaced as a whole by its own authorities, or cut off
//! after an earlier block: that shows when a checkpoint seen before is held against this one
//! ([`LedgerFollower`](super::LedgerFollower)), and when a signer refuses to sign.

mod defect;
mod walk;

pub use defect::{Defect, Finding};

use super::store::{LedgerStore, StoreError};
use crate::{
    errors::ErrorCode,
    types::{Cancelled, LedgerId, Progress},
};

/// What [`fsck`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FsckReport {
    /// The ledger, if its first entry could be read.
    pub ledger: Option<LedgerId>,
    /// How many sealed blocks were checked.
    pub blocks: u64,
    /// How many entries were checked.
    pub entries: u64,
    /// Whether a block waits for its cosignatures. That is no defect.
    pub outstanding: bool,
    /// What is wrong, in the order in which it was found; at most [`FsckReport::MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

impl FsckReport {
    /// After this many findings the rest is not looked for.
    pub const MAX_FINDINGS: usize = 1000;

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Checks everything a store holds. Progress is counted in entries.
///
/// ```
/// use medseal::keys::SigningKey;
/// use medseal::ledger::fsck::fsck;
/// use medseal::ledger::store::MemoryStore;
/// use medseal::ledger::{
///     AuthorityList, CheckpointSigner, EntryNonce, Genesis, Ledger, MemorySignerState,
/// };
/// use medseal::types::{NoProgress, Timestamp};
///
/// let key = SigningKey::from_seed(&[7; 32]);
/// let authorities = AuthorityList::single("node.example", key.verifying_key())?;
/// let nonce = EntryNonce::random(&mut medseal::random::os_rng()?);
/// let now = Timestamp::now()?;
/// let genesis = Genesis::new("example.org/medseal/1", now, nonce, authorities);
/// let mut signers =
///     [CheckpointSigner::new("node.example".parse()?, key, MemorySignerState::new())];
/// let ledger = Ledger::create(MemoryStore::new(), &genesis, now, &mut signers)?;
///
/// let report = fsck(ledger.store(), &mut NoProgress)?;
/// assert!(report.is_clean());
/// assert_eq!((report.ledger, report.blocks), (Some(ledger.id()), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`FsckError`] if the store cannot be read at all, holds no ledger, or the check was cancelled.
/// Whatever is wrong with a ledger that can be read is in the report.
pub fn fsck(
    store: &impl LedgerStore,
    progress: &mut impl Progress,
) -> Result<FsckReport, FsckError> {
    walk::Walk::over(store)?.run(progress)
}

/// Why a ledger could not be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FsckError {
    /// The store cannot be read. Codes: those of [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check was cancelled. Code: `cancelled`.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ErrorCode for FsckError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Cancelled(error) => error.code(),
        }
    }
}
