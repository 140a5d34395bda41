//! Storing a candidate and having it cosigned.
//!
//! ```text
//!   this thread   the store takes rows in ─► tree ─► state ─► the rest ──► flushes ─────────► signers, checkpoint
//!   another       state, part by part ──────────────►┘             └──► signers' second files ─►┘
//! ```
//!
//! Most rows of a block do not depend on the root of the state. While the store takes them in, another
//! thread makes the changes of the state, a part at a time; this one joins it as soon as it is free.
//! Nothing is written for good before all rows are there.

use super::Candidate;
use crate::ledger::{
    CheckpointSigner, Ledger, SealError,
    checkpoint::{Checkpoint, Origin, SignedCheckpoint},
    entry::{AuthorityList, EntryBody, EntryError, SignedEntry, StateEntry},
    index::TreeSize,
    machine::cosign,
    state::{MadePart, StateChanges, StatePart, StateRoot, StateTree, StateUndo, StateUpdate},
    store::{
        LedgerStore, OwnedRow, Row, StoreError, Table,
        rows::{self, BlockRow, notice_digest},
    },
    tree::{LeafHash, MemoryTree},
};
use crate::types::Sha256Digest;
use std::{
    panic::resume_unwind,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// What a block ends with: the entry that states the root of the state, and the tree over all.
struct Ending<'a> {
    candidate: &'a Candidate,
    previous: Option<Sha256Digest>,
    origin: &'a Origin,
    tree: &'a mut MemoryTree,
}

/// The same, made.
struct Ended {
    state: StateEntry,
    bytes: Vec<u8>,
    checkpoint: Checkpoint,
}

/// Who will cosign it.
struct Cosigners<'a> {
    height: u64,
    authorities: &'a AuthorityList,
    signers: &'a mut [CheckpointSigner],
}

/// The state on its way to where it is with the block.
struct StateWork<'a> {
    update: StateUpdate<'a>,
    parts: &'a Parts<'a>,
    made: mpsc::Receiver<MadePart>,
}

/// Parts that nobody has begun to make.
type Parts<'a> = Mutex<Vec<StatePart<'a>>>;

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
        let mut ending = Ending {
            candidate,
            previous: self.last.link(),
            origin: &self.origin,
            tree: &mut self.tree,
        };
        let ended = match encoded {
            None => {
                *undo = Some(self.state.apply_sorted(changes));
                ending.grow();
                ending.end(self.state.root())?
            }
            Some((block, row)) => {
                let rows = candidate.rows(&block, &row);
                let cosigners = Cosigners {
                    height: candidate.batch.start.height,
                    authorities: &self.authorities,
                    signers,
                };
                let (store, state) = (&mut self.store, &mut self.state);
                let ended = side_by_side(ending, state, changes, undo, &rows, store, cosigners)?;
                candidate.stored = true;
                ended
            }
        };
        let Ended {
            state, checkpoint, ..
        } = ended;
        let (height, time) = (candidate.batch.start.height, candidate.time);
        let (tree, authorities) = (&self.tree, &self.authorities);
        let checkpoint = cosign::collect(checkpoint, height, time, tree, authorities, signers)?;
        let text = checkpoint.to_string();
        self.store.write(&[candidate.checkpoint_row(&text)])?;
        Ok((state, checkpoint))
    }
}

impl Ending<'_> {
    /// Takes all entries but the last one into the tree.
    fn grow(&mut self) {
        self.tree
            .extend(self.candidate.batch.leaves.iter().copied());
    }

    /// Makes the last one and the checkpoint over all.
    fn end(&mut self, root: StateRoot) -> Result<Ended, EntryError> {
        let (height, time) = (self.candidate.batch.start.height, self.candidate.time);
        let state = StateEntry::new(height, time, self.previous, root);
        let entry = SignedEntry::from_parts(EntryBody::State(state.clone()), Vec::new())?;
        let bytes = entry.as_bytes().to_vec();
        self.tree.append(LeafHash::of(&bytes));
        let checkpoint = Checkpoint::new(self.origin.clone(), self.tree.head());
        Ok(Ended {
            state,
            bytes,
            checkpoint,
        })
    }
}

impl Cosigners<'_> {
    fn prepare(self, checkpoint: &Checkpoint) {
        cosign::prepare(checkpoint, self.height, self.authorities, self.signers);
    }
}

impl StateWork<'_> {
    /// Makes all parts that nobody has begun, waits for those that somebody has, and returns the
    /// root; `None` if the other thread has died over one.
    fn finish(&mut self) -> Option<StateRoot> {
        while let Some(part) = next(self.parts) {
            self.update.take(part.make());
        }
        while self.update.missing() > 0 {
            self.update.take(self.made.recv().ok()?);
        }
        Some(self.update.settle())
    }
}

fn next<'a>(parts: &Parts<'a>) -> Option<StatePart<'a>> {
    parts.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// Stores everything of the block but its checkpoint. Another thread meanwhile makes changes of the
/// state, and then lets the signers write what they will adopt after the block is stored. Without
/// that thread one thing comes after the other, and signers write when they sign.
fn side_by_side(
    mut ending: Ending<'_>,
    state: &mut StateTree,
    changes: StateChanges,
    undo: &mut Option<StateUndo>,
    rows: &[Row<'_>],
    store: &mut impl LedgerStore,
    cosigners: Cosigners<'_>,
) -> Result<Ended, SealError> {
    let candidate = ending.candidate;
    let (update, parts) = state.begin(changes);
    let parts = Mutex::new(parts);
    let (hand_over, made) = mpsc::channel();
    let (tell, told) = mpsc::channel::<Checkpoint>();
    let mut state = StateWork {
        update,
        parts: &parts,
        made,
    };
    let mut ended = None;
    let written = thread::scope(|scope| {
        let tell = tell;
        let helper = thread::Builder::new().spawn_scoped(scope, || {
            // Each is gone with the work, however that ends: then nobody waits for it any more.
            let (hand_over, told) = (hand_over, told);
            while let Some(part) = next(&parts) {
                // If nobody takes it, nobody will ask for the root.
                let _ = hand_over.send(part.make());
            }
            drop(hand_over);
            if let Ok(checkpoint) = told.recv() {
                cosigners.prepare(&checkpoint);
            }
        });
        let written = store.write_with_rest(rows, &mut || {
            ending.grow();
            let made = ending.end(state.finish()?);
            let rest = made.as_ref().ok().map(|made| {
                // If nobody takes it, the signers write when they sign.
                let _ = tell.send(made.checkpoint.clone());
                candidate.rest(&made.bytes, ending.tree)
            });
            ended = Some(made);
            rest
        });
        if ended.is_none() {
            // The store has failed before. What is half made cannot be taken back.
            state.finish();
        }
        drop(tell);
        if let Ok(helper) = helper {
            helper.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
        written
    });
    *undo = Some(state.update.into_undo());
    let ended = ended.transpose()?;
    written?;
    // A store that has written the block has asked for all of it.
    Ok(ended.ok_or(StoreError::Damaged)?)
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
