//! A block that was proposed before a crash and has not got its cosignatures.

use super::{
    Ledger, OpenError,
    seal::{Candidate, root_with},
};
use crate::ledger::{
    admission::{Batch, Clock},
    entry::{EntryBody, SignedEntry, VerifiedEntry},
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
        let state_bytes = SignedEntry::from_parts(EntryBody::State(state.clone()), Vec::new());
        let state_bytes = state_bytes.map_err(|_| damaged())?.as_bytes().to_vec();
        let candidate = Candidate {
            batch,
            state,
            state_bytes,
            notices,
            stored: true,
        };
        let root = root_with(&mut self.state, &candidate.batch).map_err(|_| damaged())?;
        let in_time = candidate.state.time >= self.last.time()
            && candidate.state.time >= candidate.batch.earliest_block_time();
        if root == candidate.state.state_root && in_time {
            Ok(candidate)
        } else {
            Err(damaged())
        }
    }
}
