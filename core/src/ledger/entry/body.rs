//! The kinds of entry body.

use super::{AuthorityChange, AuthorityList, EntryNonce, Statement};
use crate::{
    ledger::state::StateRoot,
    types::{LedgerId, Sha256Digest, Timestamp},
};
use serde::{Deserialize, Serialize};

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum EntryBody {
    /// The first entry of a ledger, and only that.
    Genesis(Genesis),
    /// A statement of an identity.
    Statement(Box<Statement>),
    /// The authorities replace their own set.
    Authorities(AuthorityChange),
    /// The last entry of a block, and only that.
    State(StateEntry),
}

impl EntryBody {
    /// The ledger the entry says it is for; `None` for the kinds whose place in the tree says it.
    #[must_use]
    pub fn ledger(&self) -> Option<LedgerId> {
        match self {
            Self::Statement(statement) => Some(statement.ledger),
            Self::Authorities(change) => Some(change.ledger),
            Self::Genesis(_) | Self::State(_) => None,
        }
    }
}

/// The first entry: it fixes the ledger's name and its first authorities.
///
/// The ledger's identifier is the hash of this entry, so whoever knows the identifier knows whom to
/// believe from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genesis {
    version: Version1,
    /// The origin line of the ledger's checkpoints (C2SP tlog-checkpoint), such as
    /// `example.org/medseal/7f3a`: unique, and never used for another log.
    pub origin: String,
    /// When the ledger begins.
    pub time: Timestamp,
    /// Makes two ledgers of the same origin and authorities different.
    pub nonce: EntryNonce,
    /// The first authorities.
    pub authorities: AuthorityList,
}

impl Genesis {
    /// A ledger's first entry.
    ///
    /// The origin is checked when the entry is used: see [`Ledger::create`](crate::ledger::Ledger::create).
    #[must_use]
    pub fn new(
        origin: &str,
        time: Timestamp,
        nonce: EntryNonce,
        authorities: AuthorityList,
    ) -> Self {
        Self {
            version: Version1,
            origin: origin.to_owned(),
            time,
            nonce,
            authorities,
        }
    }
}

/// The last entry of each block: where the block stands, and the root of the state after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateEntry {
    version: Version1,
    /// The block's height; the first block has height 0.
    pub height: u64,
    /// The block's time. It never goes back.
    pub time: Timestamp,
    /// `SHA-256(CHECKPOINT_LINK ‖ 0x00 ‖ body of the checkpoint note)` of the block before.
    pub previous: Option<Sha256Digest>,
    /// Root of the authenticated state after the block's other entries.
    pub state_root: StateRoot,
}

impl StateEntry {
    /// A block's last entry.
    #[must_use]
    pub fn new(
        height: u64,
        time: Timestamp,
        previous: Option<Sha256Digest>,
        state_root: StateRoot,
    ) -> Self {
        Self {
            version: Version1,
            height,
            time,
            previous,
            state_root,
        }
    }
}

/// The number 1, as the version of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub(crate) struct Version1;

impl TryFrom<u8> for Version1 {
    type Error = &'static str;

    fn try_from(version: u8) -> Result<Self, Self::Error> {
        if version == 1 {
            Ok(Self)
        } else {
            Err("unknown version")
        }
    }
}

impl From<Version1> for u8 {
    fn from(_: Version1) -> Self {
        1
    }
}
