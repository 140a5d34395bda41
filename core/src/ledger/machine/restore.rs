//! A block that was proposed before a crash and has not got its cosignatures.

use super::{Ledger, OpenError, seal::Candidate};
use crate::ledger::{
    admission::{Batch, Clock},
    entry::VerifiedEntry,
    store::{
        LedgerStore, StoreError, Table,
        rows::{BlockRow, notice_digest},
    },
};

impl<S: LedgerStore> Ledger<S> {
    /// Judges a stored block without checkpoint again, so that it can be proposed again.
    pub(super) fn restore(&mut self, row: &BlockRow) -> Result<Candidate, OpenError> {
        let damaged = || OpenError::from(StoreError::Damaged);
        let start = self.next_start();
        let state = self.read_state_entry(row.size)?;
        if row.first != start.index
            || state.height != start.height
            || state.previous != self.last.link()
        {
            return Err(damaged());
        }
        let mut batch = Batch::starting_at(start);
        let clock = Clock::sealed(self.last.time(), state.time);
        for number in row.first..row.size.saturating_sub(1) {
            let bytes = self
                .store
                .read(Table::Entries, number)?
                .ok_or_else(damaged)?;
            let entry = VerifiedEntry::decode(&bytes).map_err(|_| damaged())?;
            if number == 0 {
                batch.found(entry.entry()).map_err(|_| damaged())?;
                continue;
            }
            batch
                .admit(&entry, self.id, &self.state, &self.recent, clock)
                .map_err(|_| damaged())?;
        }
        let mut notices = Vec::with_capacity(row.notices.len());
        for (index, digest) in &row.notices {
            let notice = self
                .store
                .read(Table::Notices, *index)?
                .ok_or_else(damaged)?;
            if notice_digest(*index, &notice) != *digest {
                return Err(damaged());
            }
            notices.push((*index, notice));
        }
        let changes = batch.take_changes();
        self.state
            .check_room(changes.len())
            .map_err(|_| damaged())?;
        let undo = self.state.apply_sorted(changes);
        let root = self.state.root();
        let changes = self.state.withdraw(undo);
        let in_time = state.time >= self.last.time() && state.time >= batch.earliest_block_time();
        if root != state.state_root || !in_time {
            return Err(damaged());
        }
        Ok(Candidate {
            batch,
            changes,
            notices,
            time: state.time,
            stored: true,
        })
    }
}
