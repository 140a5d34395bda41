//! The leave to open one record once: made by a decision, used up by opening.

use super::reason::Obligation;
use crate::{
    consent::{Grantee, purpose::Purpose},
    errors::ErrorCode,
    types::{Commitment, GrantId, IdentityId, LedgerId, RecordId, Timestamp},
};
use std::fmt;

/// Leave to open one record once, until it expires.
///
/// Only [`decide`](crate::consent::decide()) makes permits. A permit cannot be copied, stored or
/// sent; opening consumes it.
#[must_use = "a permit is used up by opening the record it names"]
#[derive(Debug)]
pub struct AccessPermit(PermittedAccess);

/// What was permitted: what an access event records.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermittedAccess {
    /// The ledger the decision was made on.
    pub ledger: LedgerId,
    /// The height of the state it was made on.
    pub height: u64,
    /// The patient.
    pub controller: IdentityId,
    /// The record.
    pub record: RecordId,
    /// The ledger's commitment to the version of the record.
    pub commitment: Commitment,
    /// The grant in use.
    pub grant: GrantId,
    /// The ledger's commitment to that grant.
    pub grant_commitment: Commitment,
    /// Who may open it.
    pub grantee: Grantee,
    /// What for.
    pub purpose: Purpose,
    /// The ledger's commitment to the break-glass statement, for that purpose.
    pub break_glass: Option<Commitment>,
    /// What opening obliges to, in the order of [`Obligation::ALL`].
    pub obligations: Vec<Obligation>,
    /// When it was decided.
    pub decided: Timestamp,
    /// The first second at which the permit is void.
    pub expires: Timestamp,
}

impl AccessPermit {
    pub(super) fn new(access: PermittedAccess) -> Self {
        Self(access)
    }

    /// What is permitted.
    #[must_use]
    pub fn access(&self) -> &PermittedAccess {
        &self.0
    }

    /// Uses the permit up, for this version of the record, now.
    ///
    /// # Errors
    ///
    /// [`PermitError`] if it is for another record or void. The permit is gone either way.
    pub fn redeem(
        self,
        record: &Commitment,
        now: Timestamp,
    ) -> Result<PermittedAccess, PermitError> {
        if self.0.commitment != *record {
            Err(PermitError::Record)
        } else if now < self.0.decided || now >= self.0.expires {
            Err(PermitError::Expired)
        } else {
            Ok(self.0)
        }
    }
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for PermittedAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PermittedAccess")
            .field("commitment", &self.commitment)
            .field("grant", &self.grant)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Why a permit does not open a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermitError {
    /// It is for another record or another version. Code: `permit-for-another-record`.
    #[error("the permit is for another record")]
    Record,
    /// It is void, or the clock went back. Code: `permit-expired`.
    #[error("the permit has expired")]
    Expired,
}

impl ErrorCode for PermitError {
    fn code(&self) -> &'static str {
        match self {
            Self::Record => "permit-for-another-record",
            Self::Expired => "permit-expired",
        }
    }
}
