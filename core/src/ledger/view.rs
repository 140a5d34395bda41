//! What the ledger knows at its last block, by what one looks for.

use super::{
    block::Block,
    facts::{AuthoritiesFact, EventFact, Fact, GrantFact, IdentityFact, KeyFact, RecordFact},
    state::{StateKey, StateRoot, StateTree, StateValue},
    trail::TrailState,
};
use crate::{
    keys::VerifyingKey,
    types::{Commitment, IdentityId, KeyId, LedgerId, Timestamp},
};

/// Reads the ledger's facts at its last sealed block. Entries that wait for the next block are not
/// in it.
#[derive(Debug, Clone, Copy)]
pub struct LedgerView<'a> {
    ledger: LedgerId,
    block: &'a Block,
    state: &'a StateTree,
}

/// What becomes of a grant, with those it was delegated from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantStatus {
    /// The ledger has no such grant.
    Unknown,
    /// Neither it nor any grant above it is revoked.
    Active,
    /// It or a grant above it is revoked.
    Revoked {
        /// Height of the block with the earliest of those revocations.
        height: u64,
    },
}

impl<'a> LedgerView<'a> {
    pub(super) fn new(ledger: LedgerId, block: &'a Block, state: &'a StateTree) -> Self {
        Self {
            ledger,
            block,
            state,
        }
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> LedgerId {
        self.ledger
    }

    /// Height of the block at which this is the state.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.block.height()
    }

    /// That block's time.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.block.time()
    }

    /// That block's state root.
    #[must_use]
    pub fn root(&self) -> StateRoot {
        self.block.state_root()
    }

    /// An identity.
    #[must_use]
    pub fn identity(&self, identity: &IdentityId) -> Option<IdentityFact> {
        self.fact(identity.as_bytes())
    }

    /// A signing key, current or retired.
    #[must_use]
    pub fn key(&self, key: &KeyId) -> Option<KeyFact> {
        self.fact(key.as_bytes())
    }

    /// The identity whose current signing key this is.
    #[must_use]
    pub fn current_identity_of(&self, key: &VerifyingKey) -> Option<IdentityId> {
        let fact = self.key(&key.key_id())?;
        fact.until.is_none().then_some(fact.identity)
    }

    /// A version of a record.
    #[must_use]
    pub fn record(&self, record: &Commitment) -> Option<RecordFact> {
        self.fact(record.as_bytes())
    }

    /// A grant; its status is [`Self::grant_status`].
    #[must_use]
    pub fn grant(&self, grant: &Commitment) -> Option<GrantFact> {
        self.fact(grant.as_bytes())
    }

    /// Whether a grant is active: it is, if neither it nor any grant above it was revoked.
    #[must_use]
    pub fn grant_status(&self, grant: &Commitment) -> GrantStatus {
        let lineage = self.grant_lineage(grant);
        let (Some((_, top)), true) = (lineage.last(), lineage.len() <= MAX_LINEAGE) else {
            return GrantStatus::Unknown;
        };
        // A lineage that does not end in a controller's own grant is not one.
        if top.parent.is_some() {
            return GrantStatus::Unknown;
        }
        match lineage.iter().filter_map(|(_, fact)| fact.revoked).min() {
            Some(height) => GrantStatus::Revoked { height },
            None => GrantStatus::Active,
        }
    }

    /// A grant and those above it, up to the controller's own; empty if there is no such grant.
    #[must_use]
    pub fn grant_lineage(&self, grant: &Commitment) -> Vec<(Commitment, GrantFact)> {
        let mut lineage = Vec::new();
        let mut next = Some(*grant);
        while let Some(commitment) = next.filter(|_| lineage.len() <= MAX_LINEAGE) {
            let Some(fact) = self.grant(&commitment) else {
                break;
            };
            next = fact.parent;
            lineage.push((commitment, fact));
        }
        lineage
    }

    /// A logged access or claim of emergency access.
    #[must_use]
    pub fn event(&self, event: &Commitment) -> Option<EventFact> {
        self.fact(event.as_bytes())
    }

    /// The trail of a controller; empty if no entry concerns it.
    #[must_use]
    pub fn trail(&self, controller: &IdentityId) -> TrailState {
        self.fact(controller.as_bytes())
            .unwrap_or(TrailState::EMPTY)
    }

    /// The authorities in force for the next block.
    #[must_use]
    pub fn authorities(&self) -> Option<AuthoritiesFact> {
        self.fact(&[])
    }

    /// The bytes of any value of the state.
    #[must_use]
    pub fn value(&self, key: &StateKey) -> Option<&'a [u8]> {
        self.state.get(key).map(StateValue::as_bytes)
    }

    /// A fact, decoded. The state was verified against its root and every value in it was encoded by
    /// this library, so a value that is there decodes.
    fn fact<F: Fact>(&self, identifier: &[u8]) -> Option<F> {
        F::from_value(self.value(&F::KIND.key(identifier))?).ok()
    }
}

/// The longest way from a grant to the controller's own, both counted.
const MAX_LINEAGE: usize = GrantFact::MAX_DEPTH as usize + 1;
