//! Storing a candidate and having it cosigned.
//!
//! ```text
//!   this thread   the store takes rows in ───► the rest ──► flushes ─────────► signers, checkpoint
//!   another       state ► its entry ► tree ───►┘     └──► signers' second files ─►┘
//! ```
//!
//! Most rows of a block do not depend on the root of the state, whose hashing takes longer than the
//! store needs for them. Nothing is written for good before all rows are there.

use super::Candidate;
use crate::ledger::{
    CheckpointSigner, Ledger, SealError,
    checkpoint::{Checkpoint, Origin, SignedCheckpoint},
    entry::{AuthorityList, EntryBody, EntryError, SignedEntry, StateEntry},
    index::TreeSize,
    machine::cosign,
    state::{StateChanges, StateTree, StateUndo},
    store::{
        LedgerStore, OwnedRow, Row, StoreError, Table,
        rows::{self, BlockRow, notice_digest},
    },
    tree::{LeafHash, MemoryTree},
};
use crate::types::Sha256Digest;
use std::{panic::resume_unwind, sync::mpsc, thread};

/// The state on its way to where it is with the block.
struct StateWork<'a> {
    candidate: &'a Candidate,
    changes: StateChanges,
    previous: Option<Sha256Digest>,
    state: &'a mut StateTree,
    undo: &'a mut Option<StateUndo>,
}

/// The tree on its way to where it is with the block.
struct TreeWork<'a> {
    candidate: &'a Candidate,
    origin: &'a Origin,
    tree: &'a mut MemoryTree,
}

/// A block's last entry, which states the root of the state.
struct LastEntry {
    state: StateEntry,
    bytes: Vec<u8>,
}

impl<S: LedgerStore> Ledger<S> {
    /// Stores the candidate, has it cosigned, and stores the checkpoint. What it has changed in the
    /// state is in `undo`.
    pub(super) fn finish(
        &mut self,
        candidate: &mut Candidate,
        signers: &mut [CheckpointSigner],
        undo: &mut Option<StateUndo>,
    ) -> Result<(StateEntry, SignedCheckpoint), SealError> {
        let encoded = if candidate.stored {
            None
        } else {
            let changes = rows::encode_changes(&candidate.changes)?;
            Some((candidate.block_row()?, changes))
        };
        // From here on, what the candidate changes is in the state or can be taken back from it.
        let changes = std::mem::take(&mut candidate.changes);
        let mut state = StateWork {
            candidate,
            changes,
            previous: self.last.link(),
            state: &mut self.state,
            undo,
        };
        let mut tree = TreeWork {
            candidate,
            origin: &self.origin,
            tree: &mut self.tree,
        };
        let (state, checkpoint) = match encoded {
            None => {
                let last = state.root()?;
                tree.grow();
                (last.state, tree.checkpoint(&last.bytes))
            }
            Some((block, changes)) => {
                let rows = candidate.rows(&block, &changes);
                let (store, authorities) = (&mut self.store, &self.authorities);
                let done = side_by_side(state, tree, &rows, store, authorities, signers)?;
                candidate.stored = true;
                done
            }
        };
        let (height, time) = (candidate.batch.start.height, candidate.time);
        let (tree, authorities) = (&self.tree, &self.authorities);
        let checkpoint = cosign::collect(checkpoint, height, time, tree, authorities, signers)?;
        let text = checkpoint.to_string();
        self.store.write(&[candidate.checkpoint_row(&text)])?;
        Ok((state, checkpoint))
    }
}

impl StateWork<'_> {
    fn root(&mut self) -> Result<LastEntry, EntryError> {
        let changes = std::mem::take(&mut self.changes);
        *self.undo = Some(self.state.apply_sorted(changes));
        let (height, time) = (self.candidate.batch.start.height, self.candidate.time);
        let state = StateEntry::new(height, time, self.previous, self.state.root());
        let entry = SignedEntry::from_parts(EntryBody::State(state.clone()), Vec::new())?;
        let bytes = entry.as_bytes().to_vec();
        Ok(LastEntry { state, bytes })
    }
}

impl TreeWork<'_> {
    /// All entries but the last one.
    fn grow(&mut self) {
        self.tree
            .extend(self.candidate.batch.leaves.iter().copied());
    }

    /// The last one, and the checkpoint over all.
    fn checkpoint(&mut self, last: &[u8]) -> Checkpoint {
        self.tree.append(LeafHash::of(last));
        Checkpoint::new(self.origin.clone(), self.tree.head())
    }
}

/// Stores everything of the block but its checkpoint. Another thread meanwhile brings the state to
/// its root, and then lets the signers write what they will adopt after the block is stored.
fn side_by_side(
    mut state: StateWork<'_>,
    mut tree: TreeWork<'_>,
    rows: &[Row<'_>],
    store: &mut impl LedgerStore,
    authorities: &AuthorityList,
    signers: &mut [CheckpointSigner],
) -> Result<(StateEntry, Checkpoint), SealError> {
    let candidate = state.candidate;
    let (last_entry, last_entries) = mpsc::channel();
    let (tell, told) = mpsc::channel();
    // Each is gone with the work, however that ends: then nobody waits for it any more.
    let mut ends = Some((last_entry, told));
    let mut work = || {
        let ends = ends.take();
        let last = state.root()?;
        if let Some((last_entry, checkpoint)) = ends {
            // If nobody takes it, the store has failed and says so.
            let _ = last_entry.send(last.bytes);
            if let Ok(checkpoint) = checkpoint.recv() {
                let height = candidate.batch.start.height;
                cosign::prepare(&checkpoint, height, authorities, signers);
            }
        }
        Ok::<_, EntryError>(last.state)
    };
    let mut checkpoint = None;
    let mut rest = |tell: Option<&mpsc::Sender<Checkpoint>>| {
        tree.grow();
        let last = last_entries.recv().ok()?;
        let made = tree.checkpoint(&last);
        let _ = tell.map(|tell| tell.send(made.clone()));
        checkpoint = Some(made);
        Some(candidate.rest(&last, tree.tree))
    };
    let done = thread::scope(|scope| {
        let tell = tell;
        let thread = thread::Builder::new().spawn_scoped(scope, &mut work).ok()?;
        let written = store.write_with_rest(rows, &mut || rest(Some(&tell)));
        drop(tell);
        let state = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        Some((state, written))
    });
    let (state, written) = done.unwrap_or_else(|| {
        // Without a thread one comes after the other, and signers write when they sign.
        let state = work();
        (state, store.write_with_rest(rows, &mut || rest(None)))
    });
    let state = state?;
    written?;
    // A store that has written the block has asked for all of it.
    let checkpoint = checkpoint.ok_or(StoreError::Damaged)?;
    Ok((state, checkpoint))
}

impl Candidate {
    fn block_row(&self) -> Result<Vec<u8>, StoreError> {
        let (first, links) = (self.batch.start.index, &self.batch.links);
        let size = first.saturating_add(links.len() as u64).saturating_add(1);
        let links: Vec<_> = links.iter().copied().chain([None]).collect();
        let digests = self
            .notices
            .iter()
            .map(|(index, notice)| (*index, notice_digest(*index, notice)));
        BlockRow::new(first, size, &links, digests.collect()).encode()
    }

    /// The rows that do not depend on the state's root.
    fn rows<'a>(&'a self, block: &'a [u8], changes: &'a [u8]) -> Vec<Row<'a>> {
        let height = self.batch.start.height;
        let row = |table, number, bytes| Row {
            table,
            number,
            bytes,
        };
        let layout = (height == 0).then(|| row(Table::Meta, 0, rows::LAYOUT));
        let entries = self.batch.entries.iter().zip(self.batch.start.index..);
        let notices = self.notices.iter();
        layout
            .into_iter()
            .chain(entries.map(|(bytes, number)| row(Table::Entries, number, bytes)))
            .chain([
                row(Table::Blocks, height, block),
                row(Table::Changes, height, changes),
            ])
            .chain(notices.map(|(number, bytes)| row(Table::Notices, *number, bytes)))
            .collect()
    }

    /// The rows that do: the state's entry, and the hashes of the tree.
    fn rest(&self, state_entry: &[u8], tree: &MemoryTree) -> Vec<OwnedRow> {
        let entry = OwnedRow {
            table: Table::Entries,
            number: tree.size().leaves().saturating_sub(1),
            bytes: state_entry.to_vec(),
        };
        let tiles = rows::grown_tiles(tree, TreeSize::new(self.batch.start.index));
        let tiles = tiles.into_iter().map(|(number, bytes)| OwnedRow {
            table: Table::Tiles,
            number,
            bytes,
        });
        std::iter::once(entry).chain(tiles).collect()
    }

    fn checkpoint_row<'a>(&self, bytes: &'a str) -> Row<'a> {
        Row {
            table: Table::Checkpoints,
            number: self.batch.start.height,
            bytes: bytes.as_bytes(),
        }
    }
}
