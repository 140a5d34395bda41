//! A ledger that only remembers, and shows its state at any height.

use super::super::*;
use super::Party;
use crate::types::{Commitment, IdentityId, KeyId, LedgerId, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What happened, with the height of its block. The block being filled is not sealed yet.
#[derive(Clone)]
pub(super) struct Ledger {
    id: LedgerId,
    times: Vec<Timestamp>,
    keys: BTreeMap<KeyId, KeyStatus>,
    grants: BTreeMap<Commitment, GrantStatus>,
    records: BTreeMap<Commitment, RecordStatus>,
    events: BTreeMap<Commitment, BreakGlassStatus>,
}

impl Ledger {
    pub(super) fn new(id: LedgerId) -> Self {
        Self {
            id,
            times: vec![Timestamp::EPOCH],
            keys: BTreeMap::new(),
            grants: BTreeMap::new(),
            records: BTreeMap::new(),
            events: BTreeMap::new(),
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

impl View {
    /// Everything the view knows.
    pub(super) fn describe(&self) -> Value {
        let keys = self.ledger.keys.keys().filter_map(|id| {
            let status = self.key(id).ok()??;
            let (identity, from, until) = (status.identity, status.from, status.until);
            Some((
                id.to_string(),
                json!({"identity": identity, "from": from, "until": until}),
            ))
        });
        let grants = self.ledger.grants.keys().filter_map(|id| {
            let status = self.grant(id).ok()??;
            let described = json!({
                "controller": status.controller,
                "issuer": status.issuer,
                "parent": status.parent,
                "height": status.height,
                "revoked": status.revoked,
            });
            Some((id.to_string(), described))
        });
        let records = self.ledger.records.keys().filter_map(|id| {
            let status = self.record(id).ok()??;
            let (controller, height, erased) = (status.controller, status.height, status.erased);
            let described = json!({"controller": controller, "height": height, "erased": erased});
            Some((id.to_string(), described))
        });
        let events = self.ledger.events.keys().filter_map(|id| {
            let status = self.break_glass(id).ok()??;
            let described = json!({
                "controller": status.controller,
                "actor": status.actor,
                "height": status.height,
                "expires": status.expires,
            });
            Some((id.to_string(), described))
        });
        json!({
            "ledger": self.ledger.id,
            "height": self.height,
            "time": self.time,
            "keys": Value::Object(keys.collect()),
            "grants": Value::Object(grants.collect()),
            "records": Value::Object(records.collect()),
            "break_glass": Value::Object(events.collect()),
        })
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
        let asked = questions.keys.len() + questions.grants.len() + questions.records.len();
        Ok(format!("{asked} answers at height {}", self.height).into_bytes())
    }
}
