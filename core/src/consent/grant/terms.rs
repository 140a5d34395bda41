//! What the issuer of a grant decides: for whom, what, when, and how often it may be passed on.

use super::error::GrantError;
use crate::{
    consent::scope::Scope,
    keys::{PublicIdentity, VerifyingKey},
    types::{IdentityId, Timestamp},
};
use std::fmt;

/// Who receives a grant.
///
/// The key proves possession when the grant is used. The identity is the one that the ledger knows:
/// once it has rotated its key there, a grant bound to the old key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grantee {
    /// The grantee's identity.
    pub identity: IdentityId,
    /// The grantee's signing key at the time of the grant.
    pub key: VerifyingKey,
}

impl From<&PublicIdentity> for Grantee {
    fn from(identity: &PublicIdentity) -> Self {
        Self {
            identity: identity.identity_id(),
            key: identity.verifying_key(),
        }
    }
}

/// What the issuer of a grant decides.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantTerms {
    /// Who receives it.
    pub grantee: Grantee,
    /// What it covers.
    pub scope: Scope,
    /// When it may be used.
    pub validity: Validity,
    /// How many times it may be delegated further; 0 is not at all.
    pub delegation: u8,
}

impl GrantTerms {
    /// A grant that cannot be delegated.
    #[must_use]
    pub fn new(grantee: Grantee, scope: Scope, validity: Validity) -> Self {
        Self {
            grantee,
            scope,
            validity,
            delegation: 0,
        }
    }

    /// The same terms with leave to delegate: `levels` grants may follow one below the other, at
    /// most [`Grant::MAX_DELEGATION`](super::Grant::MAX_DELEGATION).
    #[must_use]
    pub fn with_delegation(mut self, levels: u8) -> Self {
        self.delegation = levels;
        self
    }
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for GrantTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GrantTerms")
            .field("grantee", &self.grantee)
            .field("validity", &self.validity)
            .finish_non_exhaustive()
    }
}

/// When a grant may be used: from a time on, until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    not_before: Timestamp,
    expires: Timestamp,
}

impl Validity {
    /// From `not_before` on, until before `expires` (RFC 8392 §3.1.4 and §3.1.5).
    ///
    /// # Errors
    ///
    /// [`GrantError::Validity`] if it ends before it begins.
    pub fn new(not_before: Timestamp, expires: Timestamp) -> Result<Self, GrantError> {
        if not_before < expires {
            Ok(Self {
                not_before,
                expires,
            })
        } else {
            Err(GrantError::Validity)
        }
    }

    /// The first second of the validity.
    #[must_use]
    pub fn not_before(self) -> Timestamp {
        self.not_before
    }

    /// The first second after the validity.
    #[must_use]
    pub fn expires(self) -> Timestamp {
        self.expires
    }

    /// Whether this time lies in the validity.
    #[must_use]
    pub fn contains(self, time: Timestamp) -> bool {
        self.not_before <= time && time < self.expires
    }

    /// Whether this validity lies in `parent`.
    #[must_use]
    pub fn is_within(self, parent: Self) -> bool {
        parent.not_before <= self.not_before && self.expires <= parent.expires
    }
}
