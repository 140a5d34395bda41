//! What a verifier's good decision says.

use crate::{
    eligibility::context::LedgerPoint,
    keys::VerifyingKey,
    types::{Sha256Digest, Timestamp, bytes::byte_values},
};
use std::collections::BTreeMap;

byte_values! {
    /// A holder within one trial of one verifier: a ristretto255 point.
    Pseudonym[32];
}

/// That a holder was found eligible, and what was established. Made by a
/// [`Verifier`](crate::eligibility::Verifier) only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Eligible {
    pub(super) policy: Sha256Digest,
    pub(super) issuers: BTreeMap<String, VerifyingKey>,
    pub(super) pseudonym: Option<Pseudonym>,
    pub(super) ledger: LedgerPoint,
    pub(super) time: Timestamp,
}

impl Eligible {
    /// The hash of the policy that is met.
    #[must_use]
    pub const fn policy(&self) -> Sha256Digest {
        self.policy
    }

    /// Who certified the credential of each name in the policy.
    #[must_use]
    pub const fn issuers(&self) -> &BTreeMap<String, VerifyingKey> {
        &self.issuers
    }

    /// The holder's pseudonym, where the policy asks for one enrolment. Whoever enrols holders
    /// refuses one that is enrolled already.
    #[must_use]
    pub const fn pseudonym(&self) -> Option<&Pseudonym> {
        self.pseudonym.as_ref()
    }

    /// The state of the ledger in which no credential was revoked.
    #[must_use]
    pub const fn ledger(&self) -> &LedgerPoint {
        &self.ledger
    }

    /// When that was decided.
    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.time
    }
}
