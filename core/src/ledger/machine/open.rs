//! Opening a ledger: reading everything again and believing none of it unseen.

use super::{Ledger, OpenError, create::ledger_id};
use crate::{
    ledger::{
        admission::{Batch, FRESHNESS, Recent},
        block::Block,
        checkpoint::Origin,
        entry::{AuthorityList, EntryBody, SignedEntry, StateEntry},
        facts::{AuthoritiesFact, Fact, FactKind, Place},
        state::{StateKey, StateTree, StateValue},
        store::{
            LedgerStore, StoreError, Table,
            rows::{self, NO_LINK},
        },
        tree::{LeafHash, MemoryTree},
    },
    types::{Cancelled, Progress},
};
use std::{collections::HashMap, ops::ControlFlow};

mod stored;

use stored::Stored;
pub(super) use stored::block;
pub(in crate::ledger) use stored::stored_genesis;

impl<S: LedgerStore> Ledger<S> {
    /// Opens the ledger that a store holds.
    ///
    /// Every entry is hashed again, the tree and the state are rebuilt, and both roots compared with
    /// the last block and with its checkpoint, which must carry a quorum of valid cosignatures. A
    /// block that was proposed before a crash and had not got its cosignatures is judged again in
    /// full, entry by entry, before it is proposed again.
    ///
    /// What is not repeated for old blocks (signatures, admission, their cosignatures) is the work of
    /// [`fsck`](crate::ledger::fsck).
    ///
    /// Progress is counted in entries.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; `no-ledger` if the store is empty, `storage-damaged` or `bad-checkpoint` if it
    /// holds anything but what was written.
    pub fn open(store: S, progress: &mut impl Progress) -> Result<Self, OpenError> {
        let genesis = stored_genesis(&store)?.ok_or(StoreError::Missing)?;
        let mut ledger = Self::unsealed(store, &genesis)?;
        let stored = Stored::read(&ledger.store)?;
        if stored.sealed.is_empty() {
            return Err(StoreError::Missing.into());
        }
        ledger.load_entries(&stored, progress)?;
        ledger.load_state(&stored)?;
        ledger.load_recent(&stored)?;
        if let Some(row) = stored.candidate {
            ledger.candidate = Some(ledger.restore(&row)?);
        }
        Ok(ledger)
    }

    /// A ledger before its first block.
    pub(super) fn unsealed(store: S, genesis: &SignedEntry) -> Result<Self, OpenError> {
        let EntryBody::Genesis(body) = genesis.body() else {
            return Err(StoreError::Damaged.into());
        };
        let origin: Origin = body.origin.parse().map_err(|_| StoreError::Damaged)?;
        let none = Block::none(origin.clone(), body.time).map_err(|_| StoreError::Damaged)?;
        Ok(Self {
            store,
            id: ledger_id(genesis),
            origin,
            tree: MemoryTree::new(),
            state: StateTree::new(),
            links: Vec::new(),
            last: none,
            authorities: body.authorities.clone(),
            recent: Recent::default(),
            batch: Batch::starting_at(FIRST),
            notices: Vec::new(),
            candidate: None,
        })
    }

    /// Rebuilds the tree and the chain of blocks.
    fn load_entries(
        &mut self,
        stored: &Stored,
        progress: &mut impl Progress,
    ) -> Result<(), OpenError> {
        let total = stored.size();
        let mut state_entries = Vec::with_capacity(stored.sealed.len());
        let mut ends = stored.sealed.iter().map(|row| row.size).peekable();
        let (tree, mut cancelled) = (&mut self.tree, false);
        self.store.scan(Table::Entries, 0, &mut |number, bytes| {
            let size = tree.size().leaves();
            if number != size || size == total {
                return ControlFlow::Break(());
            }
            tree.append(LeafHash::of(bytes));
            if ends.next_if_eq(&(size + 1)).is_some() {
                state_entries.push(bytes.to_vec());
            }
            if size % PROGRESS_STEP == 0 {
                cancelled = progress.advance(size, Some(total)).is_break();
            }
            if cancelled {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if cancelled || progress.advance(total, Some(total)).is_break() {
            return Err(Cancelled.into());
        }
        if self.tree.size().leaves() != total || state_entries.len() != stored.sealed.len() {
            return Err(StoreError::Damaged.into());
        }
        for (height, (row, bytes)) in (0..).zip(stored.sealed.iter().zip(&state_entries)) {
            let state = SignedEntry::decode(bytes).map_err(|_| StoreError::Damaged)?;
            let checkpoint = self
                .store
                .read(Table::Checkpoints, height)?
                .ok_or(StoreError::Damaged)?;
            let next = block(&self.tree, &self.origin, row, &state, &checkpoint)?;
            let follows = next.height() == height
                && next.first == self.last.size().leaves()
                && next.time() >= self.last.time()
                && next.previous() == self.last.link();
            if !follows {
                return Err(StoreError::Damaged.into());
            }
            self.last = next;
            self.links
                .extend(row.links().map(|link| link.unwrap_or(NO_LINK)));
        }
        Ok(())
    }

    /// Rebuilds the state and verifies the last checkpoint.
    fn load_state(&mut self, stored: &Stored) -> Result<(), OpenError> {
        let last = self.last.height();
        let authorities_key = FactKind::Authorities.key(&[]);
        let mut values: HashMap<StateKey, StateValue> = HashMap::new();
        let mut in_force = None;
        let mut next = 0;
        let mut outcome = Ok(());
        self.store.scan(Table::Changes, 0, &mut |height, row| {
            if height != next || height > last {
                return ControlFlow::Break(());
            }
            next += 1;
            if height == last {
                in_force = values.get(&authorities_key).cloned();
            }
            let changes = rows::decode_changes(row).and_then(|changes| {
                for (key, value) in changes {
                    let value = StateValue::new(value).map_err(|_| StoreError::Damaged)?;
                    values.insert(key, value);
                }
                Ok(())
            });
            match changes {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    outcome = Err(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        outcome?;
        if next != stored.sealed.len() as u64 {
            return Err(StoreError::Damaged.into());
        }
        let root = self
            .state
            .apply(values.into_iter().map(|(key, value)| (key, Some(value))));
        if root.map_err(|_| StoreError::Damaged)? != self.last.state_root() {
            return Err(StoreError::Damaged.into());
        }
        // The set that had to cosign the last block is the one before it.
        if let Some(value) = in_force {
            self.authorities = authorities_in(&value)?;
        }
        let authorities = self.authorities.for_origin(self.origin.clone());
        authorities
            .map_err(|_| StoreError::Damaged)?
            .verify(self.last.checkpoint())
            .map_err(|_| OpenError::Checkpoint)?;
        let value = self
            .state
            .get(&authorities_key)
            .ok_or(StoreError::Damaged)?;
        self.authorities = authorities_in(value)?;
        self.batch = Batch::starting_at(self.next_start());
        Ok(())
    }

    /// Remembers the entries of which a copy would still be fresh.
    fn load_recent(&mut self, stored: &Stored) -> Result<(), OpenError> {
        let oldest = self.last.time().minus(FRESHNESS).minus(FRESHNESS);
        let mut first = self.last.size().leaves();
        for row in stored.sealed.iter().rev() {
            let state = self.read_state_entry(row.size)?;
            if state.time < oldest {
                break;
            }
            first = row.first;
        }
        let (mut recent, mut damaged, end) = (Recent::default(), false, self.last.size().leaves());
        self.store
            .scan(Table::Entries, first, &mut |number, bytes| {
                if number >= end {
                    return ControlFlow::Break(());
                }
                match Recent::glance(bytes) {
                    Ok(fingerprint) => {
                        fingerprint.into_iter().for_each(|one| recent.insert(one));
                        ControlFlow::Continue(())
                    }
                    Err(_) => {
                        damaged = true;
                        ControlFlow::Break(())
                    }
                }
            })?;
        if damaged {
            return Err(StoreError::Damaged.into());
        }
        self.recent.advance(recent, self.last.time());
        Ok(())
    }

    pub(super) fn read_state_entry(&self, size: u64) -> Result<StateEntry, StoreError> {
        let number = size.checked_sub(1).ok_or(StoreError::Damaged)?;
        let bytes = self
            .store
            .read(Table::Entries, number)?
            .ok_or(StoreError::Damaged)?;
        match SignedEntry::decode(&bytes)
            .map_err(|_| StoreError::Damaged)?
            .body()
        {
            EntryBody::State(state) => Ok(state.clone()),
            _ => Err(StoreError::Damaged),
        }
    }
}

fn authorities_in(value: &StateValue) -> Result<AuthorityList, StoreError> {
    let fact = AuthoritiesFact::from_value(value.as_bytes()).map_err(|_| StoreError::Damaged)?;
    Ok(fact.authorities)
}

const FIRST: Place = Place {
    height: 0,
    index: 0,
};

const PROGRESS_STEP: u64 = 4096;
