//! From the batch to a sealed block.

use super::{Ledger, SealError};
use crate::ledger::{
    CheckpointSigner,
    admission::{Batch, FRESHNESS},
    block::Block,
    checkpoint::SignedCheckpoint,
    entry::StateEntry,
    state::StateChanges,
    store::{LedgerStore, rows::NO_LINK},
};
use crate::types::Timestamp;

mod store;

/// A block that has been proposed and has not got its cosignatures yet.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Its entries, without what they change.
    pub(super) batch: Batch,
    /// What they change in the state; nothing while the state has it.
    pub(super) changes: StateChanges,
    pub(super) notices: Vec<(u64, Vec<u8>)>,
    pub(super) time: Timestamp,
    /// Whether it is in the store, for good.
    pub(super) stored: bool,
}

impl<S: LedgerStore> Ledger<S> {
    /// Seals the entries of the batch into a block that the signers cosign.
    ///
    /// A block without entries is sealed, too: it renews the time at which the state is vouched for.
    ///
    /// If it fails, nothing of the block is visible; the next call proposes the same block again,
    /// with the entries it had. Until that has succeeded no other entry is admitted.
    ///
    /// # Errors
    ///
    /// [`SealError`]: the clock stands before the last block, the store cannot be written, or the
    /// signers refuse or are fewer than the quorum.
    pub fn seal_block(
        &mut self,
        now: Timestamp,
        signers: &mut [CheckpointSigner],
    ) -> Result<&Block, SealError> {
        let mut candidate = match self.candidate.take() {
            Some(candidate) => candidate,
            None => self.propose(now)?,
        };
        let mut undo = None;
        match self.finish(&mut candidate, signers, &mut undo) {
            Ok((state, checkpoint)) => {
                self.advance(candidate, state, checkpoint);
                Ok(&self.last)
            }
            Err(error) => {
                self.tree.truncate(self.last.size());
                if let Some(undo) = undo {
                    candidate.changes = self.state.withdraw(undo);
                }
                self.candidate = Some(candidate);
                Err(error)
            }
        }
    }

    /// Makes a block of the batch.
    fn propose(&mut self, now: Timestamp) -> Result<Candidate, SealError> {
        if now.plus(FRESHNESS) < self.last.time() {
            return Err(SealError::ClockBehind);
        }
        self.state.check_room(self.batch.changes.len())?;
        let time = now
            .max(self.last.time())
            .max(self.batch.earliest_block_time());
        let next = Batch::starting_at(self.next_start());
        let mut batch = std::mem::replace(&mut self.batch, next);
        Ok(Candidate {
            changes: batch.take_changes(),
            batch,
            notices: std::mem::take(&mut self.notices),
            time,
            stored: false,
        })
    }

    /// The candidate has become the last block.
    fn advance(&mut self, candidate: Candidate, state: StateEntry, checkpoint: SignedCheckpoint) {
        let Candidate { batch, time, .. } = candidate;
        self.links.extend(
            batch
                .links
                .iter()
                .map(|link| link.unwrap_or(NO_LINK))
                .chain([NO_LINK]),
        );
        self.recent.advance(batch.recent, time);
        self.last = Block {
            first: batch.start.index,
            state,
            checkpoint,
        };
        if let Some(fact) = self.view().authorities() {
            self.authorities = fact.authorities;
        }
        self.batch = Batch::starting_at(self.next_start());
    }
}
