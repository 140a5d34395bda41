//! The ledger as a decision sees it.

use crate::{
    errors::ErrorCode,
    types::{Commitment, IdentityId, KeyId, LedgerId, Timestamp},
};
use serde::Deserialize;

/// One state of one ledger, at one height.
///
/// The decision trusts what the view says, so a view answers from a state that its maker has
/// verified: its own node's, or state proofs under a checkpoint that carries a quorum. `Ok(None)`
/// means that the ledger provably does not have what was asked for; whoever cannot tell answers
/// [`ViewUnavailable`]. Both deny.
pub trait ConsentView {
    /// The ledger this is a view of.
    fn ledger(&self) -> LedgerId;

    /// The height of the block whose state this is.
    fn height(&self) -> u64;

    /// The time of that block.
    fn time(&self) -> Timestamp;

    /// What the ledger knows of a signing key.
    ///
    /// # Errors
    ///
    /// [`ViewUnavailable`] if the view cannot tell.
    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable>;

    /// What the ledger knows of a grant.
    ///
    /// # Errors
    ///
    /// [`ViewUnavailable`] if the view cannot tell.
    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable>;

    /// What the ledger knows of a version of a record.
    ///
    /// # Errors
    ///
    /// [`ViewUnavailable`] if the view cannot tell.
    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable>;

    /// What the ledger knows of a break-glass statement.
    ///
    /// # Errors
    ///
    /// [`ViewUnavailable`] if the view cannot tell.
    fn break_glass(&self, event: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable>;

    /// Portable bytes that prove to a third party what the view answers to these questions:
    /// the checkpoint and the state proofs. What is in them is settled between the view's maker and
    /// whoever verifies; the decision carries them unread.
    ///
    /// # Errors
    ///
    /// [`ViewUnavailable`] if the view cannot prove it.
    fn proof(&self, questions: &Questions) -> Result<Vec<u8>, ViewUnavailable>;
}

/// A signing key, as the ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyStatus {
    /// Whose key it is or was.
    pub identity: IdentityId,
    /// The height from which it was that identity's current key.
    pub from: u64,
    /// The height at which it was replaced, or `None` while it is current.
    pub until: Option<u64>,
}

/// A grant, as the ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantStatus {
    /// Whose records it is about.
    pub controller: IdentityId,
    /// Who recorded it.
    pub issuer: IdentityId,
    /// The grant it was delegated from.
    pub parent: Option<Commitment>,
    /// The height at which it was recorded.
    pub height: u64,
    /// The height at which it was itself revoked.
    pub revoked: Option<u64>,
}

/// A version of a record, as the ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordStatus {
    /// Whose record it is.
    pub controller: IdentityId,
    /// The height at which it was anchored.
    pub height: u64,
    /// The height at which it was erased.
    pub erased: Option<u64>,
}

/// A break-glass statement, as the ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassStatus {
    /// Whose records it is about.
    pub controller: IdentityId,
    /// Who recorded it.
    pub actor: IdentityId,
    /// The height at which it was recorded.
    pub height: u64,
    /// The first second at which it no longer stands.
    pub expires: Timestamp,
}

/// Everything a decision asks a view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questions {
    /// The keys asked about.
    pub keys: Vec<KeyId>,
    /// The grants asked about.
    pub grants: Vec<Commitment>,
    /// The record asked about.
    pub records: Vec<Commitment>,
    /// The break-glass statement asked about, if there is one.
    pub break_glass: Vec<Commitment>,
}

/// The view cannot tell what the ledger knows. Code: `view-unavailable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the state of the ledger is not available")]
pub struct ViewUnavailable;

impl ErrorCode for ViewUnavailable {
    fn code(&self) -> &'static str {
        "view-unavailable"
    }
}
