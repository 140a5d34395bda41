//! A ledger that only remembers, and shows its state at any height.

use super::super::*;
use super::Party;
use crate::types::{Commitment, IdentityId, KeyId, LedgerId, Timestamp};
use std::collections::HashMap;

/// What happened, with the height of its block. The block being filled is not sealed yet.
#[derive(Clone)]
pub(super) struct Ledger {
    id: LedgerId,
    times: Vec<Timestamp>,
    keys: HashMap<KeyId, KeyStatus>,
    grants: HashMap<Commitment, GrantStatus>,
    records: HashMap<Commitment, RecordStatus>,
    events: HashMap<Commitment, BreakGlassStatus>,
}

impl Ledger {
    pub(super) fn new(id: LedgerId) -> Self {
        Self {
            id,
            times: vec![Timestamp::EPOCH],
            keys: HashMap::new(),
            grants: HashMap::new(),
            records: HashMap::new(),
            events: HashMap::new(),
        }
    }

    pub(super) fn seal(&mut self, time: Timestamp) {
        self.times.push(time);
    }

    pub(super) fn height(&self) -> u64 {
        self.times.len() as u64 - 1
    }

    fn next(&self) -> u64 {
        self.height() + 1
    }

    pub(super) fn register(&mut self, party: &Party) {
        let status = KeyStatus {
            identity: party.identity(),
            from: self.next(),
            until: None,
        };
        self.keys.insert(party.key.verifying_key().key_id(), status);
    }

    pub(super) fn rotate(&mut self, party: &Party, to: &Party) {
        let next = self.next();
        let old = self
            .keys
            .get_mut(&party.key.verifying_key().key_id())
            .unwrap();
        old.until = Some(next);
        let status = KeyStatus {
            from: next,
            until: None,
            ..*old
        };
        self.keys.insert(to.key.verifying_key().key_id(), status);
    }

    pub(super) fn anchor(&mut self, record: &RecordFacts, controller: &Party) {
        let status = RecordStatus {
            controller: controller.identity(),
            height: self.next(),
            erased: None,
        };
        self.records.insert(record.commitment, status);
    }

    pub(super) fn erase(&mut self, record: &RecordFacts) {
        let next = self.next();
        self.records.get_mut(&record.commitment).unwrap().erased = Some(next);
    }

    pub(super) fn grant(&mut self, grant: &Grant, issuer: &Party, parent: Option<&Grant>) {
        let status = GrantStatus {
            controller: grant.controller(),
            issuer: issuer.identity(),
            parent: parent.map(Grant::commitment),
            height: self.next(),
            revoked: None,
        };
        self.grants.insert(grant.commitment(), status);
    }

    pub(super) fn revoke(&mut self, grant: &Grant) {
        let next = self.next();
        self.grants.get_mut(&grant.commitment()).unwrap().revoked = Some(next);
    }

    pub(super) fn break_glass(
        &mut self,
        event: Commitment,
        controller: IdentityId,
        actor: &Party,
        expires: Timestamp,
    ) {
        let status = BreakGlassStatus {
            controller,
            actor: actor.identity(),
            height: self.next(),
            expires,
        };
        self.events.insert(event, status);
    }

    /// The state after the last block.
    pub(super) fn view(&self) -> View {
        self.view_at(self.height())
    }

    /// The state as it was after the block of this height.
    pub(super) fn view_at(&self, height: u64) -> View {
        View {
            ledger: self.clone(),
            height,
            time: self.times[usize::try_from(height).unwrap()],
            unavailable: false,
        }
    }
}

/// One state of the model ledger.
#[derive(Clone)]
pub(super) struct View {
    ledger: Ledger,
    pub(super) height: u64,
    pub(super) time: Timestamp,
    pub(super) unavailable: bool,
}

impl View {
    /// What happened up to this height; what came later is unknown here.
    fn up_to<T>(&self, value: Option<T>, height: u64) -> Result<Option<T>, ViewUnavailable> {
        if self.unavailable {
            return Err(ViewUnavailable);
        }
        Ok(value.filter(|_| height <= self.height))
    }

    fn seen(&self, height: Option<u64>) -> Option<u64> {
        height.filter(|height| *height <= self.height)
    }
}

impl ConsentView for View {
    fn ledger(&self) -> LedgerId {
        self.ledger.id
    }

    fn height(&self) -> u64 {
        self.height
    }

    fn time(&self) -> Timestamp {
        self.time
    }

    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable> {
        let status = self.ledger.keys.get(key).map(|status| KeyStatus {
            until: self.seen(status.until),
            ..*status
        });
        self.up_to(status, status.map_or(0, |status| status.from))
    }

    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable> {
        let status = self.ledger.grants.get(grant).map(|status| GrantStatus {
            revoked: self.seen(status.revoked),
            ..*status
        });
        self.up_to(status, status.map_or(0, |status| status.height))
    }

    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable> {
        let status = self.ledger.records.get(record).map(|status| RecordStatus {
            erased: self.seen(status.erased),
            ..*status
        });
        self.up_to(status, status.map_or(0, |status| status.height))
    }

    fn break_glass(&self, event: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable> {
        let status = self.ledger.events.get(event).copied();
        self.up_to(status, status.map_or(0, |status| status.height))
    }

    fn proof(&self, questions: &Questions) -> Result<Vec<u8>, ViewUnavailable> {
        if self.unavailable {
            return Err(ViewUnavailable);
        }
        Ok(format!("{questions:?} at {}", self.height).into_bytes())
    }
}
