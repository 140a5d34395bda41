//! From the batch to a sealed block.

use super::{Ledger, SealError, cosign};
use crate::ledger::{
    CheckpointSigner,
    admission::{Batch, FRESHNESS},
    block::Block,
    checkpoint::{Checkpoint, SignedCheckpoint},
    entry::{EntryBody, SignedEntry, StateEntry},
    index::TreeSize,
    state::{StateError, StateRoot, StateTree, StateUndo},
    store::{
        LedgerStore, Row, StoreError, Table,
        rows::{self, BlockRow, NO_LINK, notice_digest},
    },
    tree::{LeafHash, MemoryTree},
};
use crate::types::Timestamp;

/// A block that has been proposed and has not got its cosignatures yet.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) batch: Batch,
    pub(super) state: StateEntry,
    pub(super) state_bytes: Vec<u8>,
    pub(super) notices: Vec<(u64, Vec<u8>)>,
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
        let (mut candidate, undo) = match self.candidate.take() {
            None => self.propose(now)?,
            Some(candidate) => match self.state.apply_undoable(candidate.batch.state_changes()) {
                Ok(undo) => (candidate, undo),
                Err(error) => {
                    self.candidate = Some(candidate);
                    return Err(error.into());
                }
            },
        };
        self.tree.extend(candidate.batch.leaves.iter().copied());
        self.tree.append(LeafHash::of(&candidate.state_bytes));
        match self.finish(&mut candidate, signers) {
            Ok(checkpoint) => {
                self.advance(candidate, checkpoint);
                Ok(&self.last)
            }
            Err(error) => {
                self.candidate = Some(candidate);
                self.tree.truncate(self.last.size());
                self.state.undo(undo)?;
                Err(error)
            }
        }
    }

    /// Makes a block of the batch, and brings the state to where it is with the block.
    fn propose(&mut self, now: Timestamp) -> Result<(Candidate, StateUndo), SealError> {
        if now.plus(FRESHNESS) < self.last.time() {
            return Err(SealError::ClockBehind);
        }
        let time = now
            .max(self.last.time())
            .max(self.batch.earliest_block_time());
        let undo = self.state.apply_undoable(self.batch.state_changes())?;
        let (height, previous) = (self.batch.start.height, self.last.link());
        let state = StateEntry::new(height, time, previous, self.state.root());
        let state_bytes = match SignedEntry::from_parts(EntryBody::State(state.clone()), Vec::new())
        {
            Ok(entry) => entry.as_bytes().to_vec(),
            Err(error) => {
                self.state.undo(undo)?;
                return Err(error.into());
            }
        };
        let next = Batch::starting_at(self.next_start());
        let batch = std::mem::replace(&mut self.batch, next);
        let notices = std::mem::take(&mut self.notices);
        let candidate = Candidate {
            batch,
            state,
            state_bytes,
            notices,
            stored: false,
        };
        Ok((candidate, undo))
    }

    /// Stores the candidate, has it cosigned, and stores the checkpoint.
    fn finish(
        &mut self,
        candidate: &mut Candidate,
        signers: &mut [CheckpointSigner],
    ) -> Result<SignedCheckpoint, SealError> {
        let checkpoint = Checkpoint::new(self.origin.clone(), self.tree.head());
        let (height, time) = (candidate.state.height, candidate.state.time);
        let (tree, authorities) = (&self.tree, &self.authorities);
        if !candidate.stored {
            // While the block goes to the disk, the signers write what they will adopt after it.
            let store = &mut self.store;
            std::thread::scope(|scope| {
                let prepare = || cosign::prepare(&checkpoint, height, authorities, signers);
                // Without a thread they write it when they sign.
                let _ = std::thread::Builder::new().spawn_scoped(scope, prepare);
                candidate.store(store, tree)
            })?;
            candidate.stored = true;
        }
        let checkpoint = cosign::collect(checkpoint, height, time, tree, authorities, signers)?;
        self.store.write(&[Row {
            table: Table::Checkpoints,
            number: height,
            bytes: checkpoint.to_string().as_bytes(),
        }])?;
        Ok(checkpoint)
    }

    /// The candidate has become the last block.
    fn advance(&mut self, candidate: Candidate, checkpoint: SignedCheckpoint) {
        let Candidate { batch, state, .. } = candidate;
        self.links.extend(
            batch
                .links
                .iter()
                .map(|link| link.unwrap_or(NO_LINK))
                .chain([NO_LINK]),
        );
        self.recent.advance(&batch.recent, state.time);
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

/// The state's root as it would be with a batch.
pub(super) fn root_with(state: &mut StateTree, batch: &Batch) -> Result<StateRoot, StateError> {
    let undo = state.apply_undoable(batch.state_changes())?;
    let root = state.root();
    state.undo(undo)?;
    Ok(root)
}

impl Candidate {
    /// Writes everything of the block but its checkpoint.
    fn store(&self, store: &mut impl LedgerStore, tree: &MemoryTree) -> Result<(), StoreError> {
        let first = self.batch.start.index;
        let height = self.state.height;
        let links: Vec<_> = self.batch.links.iter().copied().chain([None]).collect();
        let digests = self
            .notices
            .iter()
            .map(|(index, notice)| (*index, notice_digest(*index, notice)));
        let block =
            BlockRow::new(first, tree.size().leaves(), &links, digests.collect()).encode()?;
        let changes = rows::encode_changes(self.batch.changes.iter())?;
        let tiles = rows::grown_tiles(tree, TreeSize::new(first));

        let entries = self
            .batch
            .entries
            .iter()
            .chain([&self.state_bytes])
            .zip(first..);
        let entries = entries.map(|(bytes, number)| Row {
            table: Table::Entries,
            number,
            bytes,
        });
        let tiles = tiles.iter().map(|(number, bytes)| Row {
            table: Table::Tiles,
            number: *number,
            bytes,
        });
        let notices = self.notices.iter().map(|(number, bytes)| Row {
            table: Table::Notices,
            number: *number,
            bytes,
        });
        let row = |table, bytes| Row {
            table,
            number: height,
            bytes,
        };
        let rows: Vec<Row<'_>> = (height == 0)
            .then_some(Row {
                table: Table::Meta,
                number: 0,
                bytes: rows::LAYOUT,
            })
            .into_iter()
            .chain(entries)
            .chain(tiles)
            .chain([row(Table::Blocks, &block), row(Table::Changes, &changes)])
            .chain(notices)
            .collect();
        store.write(&rows)
    }
}
