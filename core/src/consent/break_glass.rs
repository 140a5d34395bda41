//! Emergency access: a stated reason, on the ledger before anything is released.
//!
//! Break-glass access needs no leave at the time, only a standing grant for the emergency category
//! that the patient gave in advance. In its place stands publicity: the grantee states a reason, the
//! ledger records a commitment to the statement, and only a view of the ledger that holds the
//! commitment lets a decision permit. The patient is told, and can prove what was stated.

use crate::{
    codec::{self, CodecError},
    domain::BREAK_GLASS_COMMITMENT,
    errors::ErrorCode,
    types::{Commitment, Duration, IdentityId, LedgerId, Salt, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who breaks the glass, on whose records, why, and until when.
///
/// The grantee commits to it on the ledger (entry `BreakGlass`, with the same expiry), sends it to
/// the patient, and shows it with its salt in each [`AccessRequest`](super::AccessRequest) made
/// under it. One statement can serve many requests until it expires.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct BreakGlassStatement(Wire);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u64,
    ledger: LedgerId,
    controller: IdentityId,
    grantee: IdentityId,
    reason: String,
    issued: Timestamp,
    expires: Timestamp,
}

impl BreakGlassStatement {
    /// Most bytes of a reason, in UTF-8.
    pub const MAX_REASON_BYTES: usize = 1024;
    /// Longest time from statement to expiry.
    pub const MAX_LIFETIME: Duration = Duration::from_hours(24);

    /// A statement by `grantee` about the records of `controller`.
    ///
    /// # Errors
    ///
    /// [`BreakGlassError`] if the reason is blank or too long, or the statement would stand for no
    /// time or for more than a day.
    pub fn new(
        ledger: LedgerId,
        controller: IdentityId,
        grantee: IdentityId,
        reason: &str,
        issued: Timestamp,
        expires: Timestamp,
    ) -> Result<Self, BreakGlassError> {
        Wire {
            version: 1,
            ledger,
            controller,
            grantee,
            reason: reason.to_owned(),
            issued,
            expires,
        }
        .try_into()
    }

    /// The ledger on which it is recorded.
    #[must_use]
    pub fn ledger(&self) -> LedgerId {
        self.0.ledger
    }

    /// The patient whose emergency records are to be opened.
    #[must_use]
    pub fn controller(&self) -> IdentityId {
        self.0.controller
    }

    /// Who opens them.
    #[must_use]
    pub fn grantee(&self) -> IdentityId {
        self.0.grantee
    }

    /// Why, in the grantee's own words.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When it was stated.
    #[must_use]
    pub fn issued(&self) -> Timestamp {
        self.0.issued
    }

    /// The first second at which it no longer stands.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.0.expires
    }

    /// What the ledger records of the statement.
    ///
    /// # Errors
    ///
    /// None that can be met: [`CodecError`] is the encoder's.
    pub fn commitment(&self, salt: &Salt) -> Result<Commitment, CodecError> {
        let bytes = codec::encode(self)?;
        Ok(Commitment::new(BREAK_GLASS_COMMITMENT, salt, &bytes))
    }
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for BreakGlassStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BreakGlassStatement")
            .field("issued", &self.issued())
            .field("expires", &self.expires())
            .finish_non_exhaustive()
    }
}

impl TryFrom<Wire> for BreakGlassStatement {
    type Error = BreakGlassError;

    fn try_from(wire: Wire) -> Result<Self, BreakGlassError> {
        let blank = wire.reason.trim().is_empty();
        if wire.version != 1 {
            Err(BreakGlassError::Version)
        } else if blank || wire.reason.len() > Self::MAX_REASON_BYTES {
            Err(BreakGlassError::Reason)
        } else if wire.issued >= wire.expires
            || wire.issued.distance(wire.expires) > Self::MAX_LIFETIME
        {
            Err(BreakGlassError::Lifetime)
        } else {
            Ok(Self(wire))
        }
    }
}

impl From<BreakGlassStatement> for Wire {
    fn from(statement: BreakGlassStatement) -> Self {
        statement.0
    }
}

/// Why a break-glass statement cannot exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BreakGlassError {
    /// The reason is blank or longer than 1 KiB. Code: `break-glass-reason`.
    #[error("break-glass access needs a stated reason of at most 1024 bytes")]
    Reason,
    /// It would stand for no time or for more than 24 hours. Code: `break-glass-lifetime`.
    #[error("a break-glass statement stands for at most 24 hours")]
    Lifetime,
    /// It is of a version that this one does not know. Code: `unknown-version`.
    #[error("the break-glass statement is of an unknown version")]
    Version,
}

impl ErrorCode for BreakGlassError {
    fn code(&self) -> &'static str {
        match self {
            Self::Reason => "break-glass-reason",
            Self::Lifetime => "break-glass-lifetime",
            Self::Version => "unknown-version",
        }
    }
}
