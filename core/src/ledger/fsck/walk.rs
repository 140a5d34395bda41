//! The walk over all blocks.

use super::{Defect, Finding, FsckError, FsckReport};
use crate::{
    ledger::{
        admission::{Batch, Clock, Recent},
        checkpoint::{Checkpoint, Origin, SignedCheckpoint},
        entry::{AuthorityList, EntryBody, EntryError, SignedEntry, StateEntry, VerifiedEntry},
        facts::{AuthoritiesFact, Fact, FactKind, Place},
        index::TreeSize,
        machine::{ledger_id, stored_genesis},
        state::StateTree,
        store::{
            LedgerStore, StoreError, Table,
            rows::{self, BlockRow, notice_digest},
        },
        tree::{LeafHash, MemoryTree},
    },
    types::{Cancelled, LedgerId, Progress, Sha256Digest, Timestamp},
};
use rayon::prelude::*;
use std::{collections::BTreeSet, ops::ControlFlow};

/// What has been rebuilt so far.
pub(super) struct Walk<'a, S> {
    store: &'a S,
    ledger: LedgerId,
    origin: Origin,
    tree: MemoryTree,
    state: StateTree,
    authorities: AuthorityList,
    recent: Recent,
    time: Timestamp,
    link: Option<Sha256Digest>,
    notices: BTreeSet<u64>,
    report: FsckReport,
}

impl<'a, S: LedgerStore> Walk<'a, S> {
    pub(super) fn over(store: &'a S) -> Result<Self, StoreError> {
        let genesis = stored_genesis(store)?.ok_or(StoreError::Missing)?;
        let EntryBody::Genesis(body) = genesis.body() else {
            return Err(StoreError::Damaged);
        };
        let ledger = ledger_id(&genesis);
        Ok(Self {
            store,
            ledger,
            origin: body.origin.parse().map_err(|_| StoreError::Damaged)?,
            tree: MemoryTree::new(),
            state: StateTree::new(),
            authorities: body.authorities.clone(),
            recent: Recent::default(),
            time: body.time,
            link: None,
            notices: BTreeSet::new(),
            report: FsckReport {
                ledger: Some(ledger),
                blocks: 0,
                entries: 0,
                outstanding: false,
                findings: Vec::new(),
            },
        })
    }

    pub(super) fn run(mut self, progress: &mut impl Progress) -> Result<FsckReport, FsckError> {
        let total = self.last_size()?;
        let mut height = 0;
        while self.report.findings.len() < FsckReport::MAX_FINDINGS {
            let row = match BlockRow::read(self.store, height) {
                Ok(None) => break,
                Ok(Some(row)) if row.first == self.tree.size().leaves() => row,
                Ok(Some(_)) | Err(StoreError::Damaged) => {
                    self.found(Defect::Block, height, None);
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            self.block(height, &row)?;
            height += 1;
            self.report.entries = self.tree.size().leaves();
            if progress
                .advance(self.report.entries, Some(total))
                .is_break()
            {
                return Err(Cancelled.into());
            }
        }
        self.tiles()?;
        self.strays(height)?;
        self.report.findings.truncate(FsckReport::MAX_FINDINGS);
        Ok(self.report)
    }

    fn block(&mut self, height: u64, row: &BlockRow) -> Result<(), StoreError> {
        let mut bytes = Vec::new();
        self.store
            .scan(Table::Entries, row.first, &mut |number, entry| {
                if number >= row.size || number != row.first + bytes.len() as u64 {
                    return ControlFlow::Break(());
                }
                bytes.push(entry.to_vec());
                ControlFlow::Continue(())
            })?;
        if row.first + bytes.len() as u64 != row.size {
            let index = row.first + bytes.len() as u64;
            self.found(Defect::EntryMissing, height, Some(index));
        }
        self.tree
            .extend(bytes.iter().map(|entry| LeafHash::of(entry)));
        let Some((last, others)) = bytes.split_last() else {
            return Ok(());
        };
        let state = match SignedEntry::decode(last).map(|entry| entry.body().clone()) {
            Ok(EntryBody::State(state)) => Some(state),
            _ => None,
        };
        let time = state.as_ref().map_or(self.time, |state| state.time);
        let mut batch = self.judge(
            Place {
                height,
                index: row.first,
            },
            time,
            others,
        );

        let changes = batch.take_changes();
        let changes_row = rows::encode_changes(&changes)?;
        let room = self.state.check_room(changes.len());
        room.map_err(|_| StoreError::Damaged)?;
        drop(self.state.apply_sorted(changes));
        let root = self.state.root();
        match &state {
            Some(state) => {
                self.state_entry(height, state, &batch);
                if state.state_root != root {
                    self.found(Defect::StateRoot, height, None);
                }
            }
            None => self.found(Defect::StateEntry, height, None),
        }
        if self.store.read(Table::Changes, height)? != Some(changes_row) {
            self.found(Defect::Changes, height, None);
        }
        if !row.links().eq(batch.links.iter().copied().chain([None])) {
            self.found(Defect::TrailLinks, height, None);
        }
        self.check_notices(height, row)?;
        self.checkpoint(height)?;

        self.time = self.time.max(time);
        self.recent.advance(batch.recent, self.time);
        let authorities = self.state.get(&FactKind::Authorities.key(&[]));
        let authorities = authorities.and_then(|v| AuthoritiesFact::from_value(v.as_bytes()).ok());
        if let Some(fact) = authorities {
            self.authorities = fact.authorities;
        }
        Ok(())
    }

    /// Judges a block's entries again, the last one aside.
    fn judge(&mut self, start: Place, time: Timestamp, entries: &[Vec<u8>]) -> Batch {
        let verified: Vec<Result<VerifiedEntry, EntryError>> = entries
            .par_iter()
            .map(|entry| VerifiedEntry::decode(entry))
            .collect();
        let mut batch = Batch::starting_at(start);
        let clock = Clock::sealed(self.time, time);
        for (index, entry) in (start.index..).zip(&verified) {
            let admitted = match entry {
                Err(error) => Err(Defect::Entry(*error)),
                Ok(genesis) if index == 0 => {
                    batch.found(genesis.entry()).map_err(Defect::NotAdmissible)
                }
                Ok(entry) => batch
                    .admit(entry, self.ledger, &self.state, &self.recent, clock)
                    .map(|_| ())
                    .map_err(Defect::NotAdmissible),
            };
            if let Err(defect) = admitted {
                // It keeps its place, or all that follow would be judged in another.
                batch.skip();
                self.found(defect, start.height, Some(index));
            }
        }
        batch
    }

    fn state_entry(&mut self, height: u64, state: &StateEntry, batch: &Batch) {
        let in_time = state.time >= self.time && state.time >= batch.earliest_block_time();
        if state.height != height || !in_time {
            self.found(Defect::StateEntry, height, None);
        }
        if state.previous != self.link {
            self.found(Defect::Link, height, None);
        }
    }

    fn checkpoint(&mut self, height: u64) -> Result<(), StoreError> {
        let expected = Checkpoint::new(self.origin.clone(), self.tree.head());
        self.link = Some(expected.link());
        let Some(note) = self.store.read(Table::Checkpoints, height)? else {
            if self
                .store
                .read(Table::Blocks, height.saturating_add(1))?
                .is_some()
            {
                self.found(Defect::CheckpointMissing, height, None);
            } else {
                self.report.outstanding = true;
            }
            return Ok(());
        };
        self.report.blocks += 1;
        match SignedCheckpoint::parse(&note) {
            Ok(signed) if *signed.checkpoint() == expected => {
                let authorities = self.authorities.for_origin(self.origin.clone());
                let authorities = authorities.map_err(|_| StoreError::Damaged)?;
                match authorities.verify(&signed) {
                    Err(error) => self.found(Defect::Quorum(error), height, None),
                    // The ledger stores no signatures but those of authorities.
                    Ok(ours) if ours.cosigners().len() != signed.note().signatures().len() => {
                        self.found(Defect::Checkpoint, height, None);
                    }
                    Ok(_) => {}
                }
            }
            _ => self.found(Defect::Checkpoint, height, None),
        }
        Ok(())
    }

    fn check_notices(&mut self, height: u64, row: &BlockRow) -> Result<(), StoreError> {
        for (index, digest) in &row.notices {
            let notice = self.store.read(Table::Notices, *index)?;
            if notice.map(|notice| notice_digest(*index, &notice)) != Some(*digest) {
                self.found(Defect::Notice, height, Some(*index));
            }
            self.notices.insert(*index);
        }
        Ok(())
    }

    fn tiles(&mut self) -> Result<(), StoreError> {
        let mut expected = rows::grown_tiles(&self.tree, TreeSize::EMPTY)
            .into_iter()
            .peekable();
        let (mut wrong, mut strays) = (Vec::new(), Vec::new());
        self.store.scan(Table::Tiles, 0, &mut |number, bytes| {
            while let Some((missing, _)) = expected.next_if(|(tile, _)| *tile < number) {
                wrong.push(missing);
            }
            match expected.next_if(|(tile, _)| *tile == number) {
                Some((_, tile)) if tile == bytes => {}
                Some(_) => wrong.push(number),
                None => strays.push(number),
            }
            ControlFlow::Continue(())
        })?;
        wrong.extend(expected.map(|(number, _)| number));
        wrong
            .into_iter()
            .for_each(|number| self.found(Defect::Tile, None, Some(number)));
        strays
            .into_iter()
            .for_each(|number| self.found(Defect::Stray, None, Some(number)));
        Ok(())
    }

    /// Rows beyond what the blocks account for.
    fn strays(&mut self, blocks: u64) -> Result<(), StoreError> {
        let sealed = blocks - u64::from(self.report.outstanding && blocks > 0);
        for (table, end) in [
            (Table::Meta, 1),
            (Table::Entries, self.tree.size().leaves()),
            (Table::Blocks, blocks),
            (Table::Changes, blocks),
            (Table::Checkpoints, sealed),
        ] {
            let mut stray = None;
            self.store.scan(table, end, &mut |number, _| {
                stray = Some(number);
                ControlFlow::Break(())
            })?;
            if let Some(number) = stray {
                self.found(Defect::Stray, None, Some(number));
            }
        }
        let mut strays = Vec::new();
        self.store.scan(Table::Notices, 0, &mut |number, _| {
            if !self.notices.contains(&number) {
                strays.push(number);
            }
            ControlFlow::Continue(())
        })?;
        strays
            .into_iter()
            .for_each(|number| self.found(Defect::Stray, None, Some(number)));
        Ok(())
    }

    /// The size of the tree as the last block's row has it, for the sake of progress.
    fn last_size(&self) -> Result<u64, StoreError> {
        let mut total = 0;
        for height in 0.. {
            match BlockRow::read(self.store, height) {
                Ok(Some(row)) => total = row.size,
                Ok(None) | Err(StoreError::Damaged) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(total)
    }

    fn found(&mut self, defect: Defect, height: impl Into<Option<u64>>, index: Option<u64>) {
        if self.report.findings.len() < FsckReport::MAX_FINDINGS {
            self.report.findings.push(Finding {
                defect,
                height: height.into(),
                index,
            });
        }
    }
}
