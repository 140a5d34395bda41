//! What can be wrong with a stored ledger.

use crate::{
    errors::ErrorCode,
    ledger::{admission::AdmissionError, entry::EntryError, quorum::QuorumError},
};
use std::fmt;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What is wrong.
    pub defect: Defect,
    /// The block it concerns.
    pub height: Option<u64>,
    /// The entry, or the number of the row, it concerns.
    pub index: Option<u64>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(height) = self.height {
            write!(f, "block {height}: ")?;
        }
        if let Some(index) = self.index {
            write!(f, "entry or row {index}: ")?;
        }
        write!(f, "{} [{}]", self.defect, self.defect.code())
    }
}

/// A kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Defect {
    /// A block's row cannot be read or does not follow the block before. What comes after it was
    /// not checked. Code: `block-damaged`.
    #[error("the block's row is damaged or out of place")]
    Block,
    /// An entry is not there. Code: `entry-missing`.
    #[error("an entry is missing")]
    EntryMissing,
    /// An entry is not the encoding of one, or its signature is not valid. Code: `entry-damaged`.
    #[error("an entry is damaged: {0}")]
    Entry(EntryError),
    /// An entry could not have been admitted. Code: `entry-not-admissible`.
    #[error("an entry could not have been admitted: {0}")]
    NotAdmissible(AdmissionError),
    /// A block's last entry is no state entry, or says another height or an impossible time.
    /// Code: `state-entry-wrong`.
    #[error("the block's last entry does not fit the block")]
    StateEntry,
    /// A state entry does not link to the checkpoint before it. Code: `checkpoint-link-broken`.
    #[error("the block does not link to the checkpoint before it")]
    Link,
    /// The state after a block's entries is not the one its last entry names.
    /// Code: `state-root-mismatch`.
    #[error("the state after the block is not the one it names")]
    StateRoot,
    /// What a block is stored to have changed is not what its entries change.
    /// Code: `changes-mismatch`.
    #[error("the stored changes of the state are not those of the block's entries")]
    Changes,
    /// The stored links of the trails are not those of the entries. Code: `trail-links-mismatch`.
    #[error("the stored links of the trails are wrong")]
    TrailLinks,
    /// A block that is not the last has no checkpoint. Code: `checkpoint-missing`.
    #[error("the block's checkpoint is missing")]
    CheckpointMissing,
    /// A checkpoint is malformed or states another tree. Code: `checkpoint-mismatch`.
    #[error("the checkpoint does not state the tree of the entries")]
    Checkpoint,
    /// A checkpoint does not carry a quorum of valid cosignatures. Code: `checkpoint-unsigned`.
    #[error("the checkpoint is not signed by the authorities: {0}")]
    Quorum(QuorumError),
    /// A hash tile is missing or not that of the entries. Code: `tile-mismatch`.
    #[error("a hash tile is missing or wrong")]
    Tile,
    /// A notice is missing or not the one that was stored. Code: `notice-damaged`.
    #[error("a notice is missing or damaged")]
    Notice,
    /// There is a row that belongs to nothing. Code: `stray-row`.
    #[error("there is a row that belongs to nothing")]
    Stray,
}

impl ErrorCode for Defect {
    fn code(&self) -> &'static str {
        match self {
            Self::Block => "block-damaged",
            Self::EntryMissing => "entry-missing",
            Self::Entry(_) => "entry-damaged",
            Self::NotAdmissible(_) => "entry-not-admissible",
            Self::StateEntry => "state-entry-wrong",
            Self::Link => "checkpoint-link-broken",
            Self::StateRoot => "state-root-mismatch",
            Self::Changes => "changes-mismatch",
            Self::TrailLinks => "trail-links-mismatch",
            Self::CheckpointMissing => "checkpoint-missing",
            Self::Checkpoint => "checkpoint-mismatch",
            Self::Quorum(_) => "checkpoint-unsigned",
            Self::Tile => "tile-mismatch",
            Self::Notice => "notice-damaged",
            Self::Stray => "stray-row",
        }
    }
}
