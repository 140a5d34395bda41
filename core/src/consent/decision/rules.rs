//! What the decider demands, whoever asks.

use crate::{
    consent::purpose::Purpose,
    types::{Duration, IdentityId, Timestamp},
};
use serde::{Deserialize, Serialize};

/// What the decider demands of every request, and how long its permits last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRules {
    /// Who decides: requests must be addressed to this identity.
    pub audience: IdentityId,
    /// The oldest state of the ledger to decide on, by the time of its block. A revocation younger
    /// than that may go unseen, so this is how late a revocation can take effect.
    pub maximum_view_age: Duration,
    /// The lowest height to decide on: the highest this decider has seen, so that it cannot be
    /// brought back to before a revocation.
    pub minimum_height: u64,
    /// How far clocks may differ.
    pub clock_skew: Duration,
    /// How long a permit lasts.
    pub permit_lifetime: Duration,
    /// How long a permit for break-glass access lasts; more than
    /// [`DecisionRules::MAX_BREAK_GLASS_LIFETIME`] counts as that.
    pub break_glass_lifetime: Duration,
}

impl DecisionRules {
    /// Longest life of a permit for break-glass access.
    pub const MAX_BREAK_GLASS_LIFETIME: Duration = Duration::from_hours(4);

    /// The rules of this decider: a view at most ten minutes old, clocks within a minute, permits
    /// for an hour.
    #[must_use]
    pub fn new(audience: IdentityId) -> Self {
        Self {
            audience,
            maximum_view_age: Duration::from_seconds(600),
            minimum_height: 0,
            clock_skew: Duration::from_seconds(60),
            permit_lifetime: Duration::from_hours(1),
            break_glass_lifetime: Duration::from_hours(1),
        }
    }

    /// The first second at which a permit decided now is void.
    pub(super) fn permit_expiry(&self, purpose: Purpose, now: Timestamp) -> Timestamp {
        let lifetime = if purpose.is_break_glass() {
            self.break_glass_lifetime
                .min(Self::MAX_BREAK_GLASS_LIFETIME)
        } else {
            self.permit_lifetime
        };
        now.plus(lifetime)
    }
}
