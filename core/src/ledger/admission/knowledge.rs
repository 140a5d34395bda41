//! What the rules look at, and what they bring about.

use super::{AdmissionError, batch::Changes};
use crate::{
    keys::VerifyingKey,
    ledger::{
        facts::{Fact, GrantFact, KeyFact, RecordFact},
        state::{StateKey, StateTree, StateValue},
    },
    types::{Commitment, IdentityId},
};

/// A verdict, with what it is about.
pub(super) type Judged<T> = Result<T, AdmissionError>;

/// The state as it is with the entries admitted so far.
pub(super) struct Knowledge<'a> {
    pub(super) committed: &'a StateTree,
    pub(super) pending: &'a Changes,
}

impl Knowledge<'_> {
    pub(super) fn fact<F: Fact>(&self, identifier: &[u8]) -> Judged<Option<F>> {
        let key = F::KIND.key(identifier);
        let value = self.pending.get(&key).or_else(|| self.committed.get(&key));
        Ok(value
            .map(|value| F::from_value(value.as_bytes()))
            .transpose()?)
    }

    /// The identity whose current key this is.
    pub(super) fn signer(&self, key: &VerifyingKey) -> Judged<IdentityId> {
        let fact: KeyFact = self
            .fact(key.key_id().as_bytes())?
            .ok_or(AdmissionError::UnknownSigner)?;
        if fact.until.is_some() {
            return Err(AdmissionError::RetiredKey);
        }
        Ok(fact.identity)
    }

    pub(super) fn record(&self, record: Commitment) -> Judged<RecordFact> {
        self.fact(record.as_bytes())?
            .ok_or(AdmissionError::UnknownRecord)
    }

    pub(super) fn grant(&self, grant: Commitment) -> Judged<GrantFact> {
        self.fact(grant.as_bytes())?
            .ok_or(AdmissionError::UnknownGrant)
    }

    /// A grant that is not revoked, nor any it was delegated from.
    pub(super) fn active_grant(&self, grant: Commitment) -> Judged<GrantFact> {
        let named = self.grant(grant)?;
        let mut above = Some(named.clone());
        while let Some(fact) = above {
            if fact.revoked.is_some() {
                return Err(AdmissionError::GrantRevoked);
            }
            above = fact.parent.map(|parent| self.grant(parent)).transpose()?;
        }
        Ok(named)
    }

    /// Whether a record can be opened under a grant, as far as the ledger knows.
    pub(super) fn openable(
        &self,
        grant: Commitment,
        record: Commitment,
        controller: IdentityId,
    ) -> Judged<()> {
        let grant = self.active_grant(grant)?;
        let record = self.record(record)?;
        if record.erased.is_some() {
            return Err(AdmissionError::RecordErased);
        }
        if grant.controller != controller || record.controller != controller {
            return Err(AdmissionError::OtherController);
        }
        Ok(())
    }
}

/// What an admitted entry changes.
#[derive(Default)]
pub(super) struct Effects {
    pub(super) changes: Vec<(StateKey, StateValue)>,
    /// Whose trail it belongs to.
    pub(super) controller: Option<IdentityId>,
}

impl Effects {
    pub(super) fn on_trail_of(controller: IdentityId) -> Self {
        Self {
            changes: Vec::with_capacity(3),
            controller: Some(controller),
        }
    }

    pub(super) fn set<F: Fact>(&mut self, identifier: &[u8], fact: &F) -> Judged<()> {
        self.changes
            .push((F::KIND.key(identifier), fact.to_value()?));
        Ok(())
    }
}
