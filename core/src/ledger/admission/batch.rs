//! The entries admitted for the next block.

use super::{
    AdmissionError, FRESHNESS, MAX_BLOCK_ENTRIES, Recent, knowledge::Knowledge,
    recent::oldest_admissible, rules,
};
use crate::{
    ledger::{
        entry::{EntryBody, SignedEntry, VerifiedEntry},
        facts::{AuthoritiesFact, Fact, FactKind, Place},
        state::{StateChanges, StateKey, StateTree, StateValue},
        trail::TrailState,
        tree::LeafHash,
    },
    types::{LedgerId, Timestamp},
};
use std::collections::HashMap;

/// New values of the state, by key.
pub(crate) type Changes = HashMap<StateKey, StateValue>;

/// Entries admitted after a block, in order, with all they change.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// Where the first of them will stand.
    pub(crate) start: Place,
    /// The entries' bytes.
    pub(crate) entries: Entries,
    /// Their leaf hashes.
    pub(crate) leaves: Vec<LeafHash>,
    /// For each of them, the entry before it on the trail of its controller.
    pub(crate) links: Vec<Option<u64>>,
    /// What they change in the state.
    pub(crate) changes: Changes,
    /// Their fingerprints.
    pub(crate) recent: Recent,
    /// The latest time among them.
    latest: Timestamp,
}

/// The bytes of entries, one after the other in one piece of memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Entries {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.as_slice();
        let mut start = 0;
        self.ends.iter().map_while(move |end| {
            let (entry, others) = rest.split_at_checked(end - start)?;
            (rest, start) = (others, *end);
            Some(entry)
        })
    }

    fn push(&mut self, entry: &[u8]) {
        self.bytes.extend_from_slice(entry);
        self.ends.push(self.bytes.len());
    }
}

/// What an entry's time is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// The time of the last block.
    pub(crate) last_block: Timestamp,
    /// The earliest time an entry may have by the clock.
    pub(crate) earliest: Timestamp,
    /// The latest time an entry may have.
    pub(crate) latest: Timestamp,
}

impl Clock {
    /// Admission at `now`.
    pub(crate) fn live(last_block: Timestamp, now: Timestamp) -> Self {
        Self {
            last_block,
            earliest: now.minus(FRESHNESS),
            latest: now.plus(FRESHNESS),
        }
    }

    /// Admission again, of the entries of a block of this time.
    pub(crate) fn sealed(last_block: Timestamp, block: Timestamp) -> Self {
        Self {
            last_block,
            earliest: Timestamp::EPOCH,
            latest: block.plus(FRESHNESS),
        }
    }
}

impl Batch {
    /// No entries yet, for the block that will start at `start`.
    pub(crate) fn starting_at(start: Place) -> Self {
        Self {
            start,
            entries: Entries::default(),
            leaves: Vec::new(),
            links: Vec::new(),
            changes: Changes::new(),
            recent: Recent::default(),
            latest: Timestamp::EPOCH,
        }
    }

    /// Where the next entry will stand.
    pub(crate) fn next_place(&self) -> Place {
        let index = self.start.index.saturating_add(self.entries.len() as u64);
        Place {
            height: self.start.height,
            index,
        }
    }

    /// The earliest time a block with these entries can have.
    pub(crate) fn earliest_block_time(&self) -> Timestamp {
        self.latest.minus(FRESHNESS)
    }

    /// Takes out what the batch changes in the state: no entry is admitted to it after that.
    pub(crate) fn take_changes(&mut self) -> StateChanges {
        std::mem::take(&mut self.changes).into()
    }

    /// Takes a genesis entry as the first of the first block.
    pub(crate) fn found(&mut self, genesis: &SignedEntry) -> Result<(), AdmissionError> {
        let EntryBody::Genesis(body) = genesis.body() else {
            return Err(AdmissionError::Reserved);
        };
        let fact = AuthoritiesFact::adopted(0, body.authorities.clone(), 0);
        self.changes
            .insert(FactKind::Authorities.key(&[]), fact.to_value()?);
        self.push(genesis, None, body.time);
        Ok(())
    }

    /// Admits an entry, or changes nothing. Returns the index the entry will have.
    pub(crate) fn admit(
        &mut self,
        entry: &VerifiedEntry,
        ledger: LedgerId,
        committed: &StateTree,
        sealed: &Recent,
        clock: Clock,
    ) -> Result<u64, AdmissionError> {
        let body = entry.entry().body();
        let (Some(for_ledger), Some(fingerprint)) = (body.ledger(), Recent::fingerprint(body))
        else {
            return Err(AdmissionError::Reserved);
        };
        let (time, ..) = fingerprint;
        if for_ledger != ledger {
            return Err(AdmissionError::WrongLedger);
        }
        if time < clock.earliest.max(oldest_admissible(clock.last_block)) {
            return Err(AdmissionError::TooOld);
        }
        if time > clock.latest {
            return Err(AdmissionError::FromTheFuture);
        }
        if sealed.contains(&fingerprint) || self.recent.contains(&fingerprint) {
            return Err(AdmissionError::Duplicate);
        }
        if self.entries.len() >= MAX_BLOCK_ENTRIES {
            return Err(AdmissionError::BatchFull);
        }

        let place = self.next_place();
        let leaf = entry.entry().leaf_hash();
        let known = Knowledge {
            committed,
            pending: &self.changes,
        };
        let mut effects = match body {
            EntryBody::Statement(statement) => rules::statement(&known, statement, place)?,
            _ => rules::authorities(&known, entry.entry(), place)?,
        };
        let mut link = None;
        if let Some(controller) = effects.controller {
            let trail: TrailState = known
                .fact(controller.as_bytes())?
                .unwrap_or(TrailState::EMPTY);
            link = trail.last;
            let key = FactKind::Trail.key(controller.as_bytes());
            effects
                .changes
                .push((key, trail.extended(place.index, &leaf).to_value()?));
        }

        // From here on nothing can fail.
        self.changes.extend(effects.changes);
        self.recent.insert(fingerprint);
        self.push(entry.entry(), link, time);
        Ok(place.index)
    }

    /// Leaves a place for an entry that was not admitted: for checking blocks, not for making them.
    pub(crate) fn skip(&mut self) {
        self.entries.push(&[]);
        self.links.push(None);
    }

    fn push(&mut self, entry: &SignedEntry, link: Option<u64>, time: Timestamp) {
        self.entries.push(entry.as_bytes());
        self.leaves.push(entry.leaf_hash());
        self.links.push(link);
        self.latest = self.latest.max(time);
    }
}
