//! What a store holds, before any of it is believed.

use crate::ledger::{
    block::Block,
    checkpoint::{Checkpoint, Origin, SignedCheckpoint},
    entry::{EntryBody, SignedEntry},
    index::TreeSize,
    store::{
        LedgerStore, StoreError, Table,
        rows::{self, BlockRow},
    },
    tree::{MemoryTree, TreeHead},
};

/// What the store says there is.
pub(super) struct Stored {
    pub(super) sealed: Vec<BlockRow>,
    pub(super) candidate: Option<BlockRow>,
}

impl Stored {
    pub(super) fn read(store: &impl LedgerStore) -> Result<Self, StoreError> {
        let (mut sealed, mut candidate) = (Vec::new(), None);
        for height in 0.. {
            let Some(row) = BlockRow::read(store, height)? else {
                break;
            };
            if candidate.is_some() {
                return Err(StoreError::Damaged);
            }
            match store.read(Table::Checkpoints, height)? {
                Some(_) => sealed.push(row),
                None => candidate = Some(row),
            }
        }
        Ok(Self { sealed, candidate })
    }

    pub(super) fn size(&self) -> u64 {
        self.sealed.last().map_or(0, |row| row.size)
    }
}

/// Puts a block together from its parts, with the root its tree had.
pub(in crate::ledger::machine) fn block(
    tree: &MemoryTree,
    origin: &Origin,
    row: &BlockRow,
    state: &SignedEntry,
    checkpoint: &[u8],
) -> Result<Block, StoreError> {
    let size = TreeSize::new(row.size);
    let root = tree.root_at(size).map_err(|_| StoreError::Damaged)?;
    let checkpoint = SignedCheckpoint::parse(checkpoint).map_err(|_| StoreError::Damaged)?;
    let expected = Checkpoint::new(origin.clone(), TreeHead { size, root });
    match state.body() {
        EntryBody::State(state) if *checkpoint.checkpoint() == expected => Ok(Block {
            first: row.first,
            state: state.clone(),
            checkpoint,
        }),
        _ => Err(StoreError::Damaged),
    }
}

/// The first entry of a store, or `None` if the store is empty.
pub(in crate::ledger) fn stored_genesis(
    store: &impl LedgerStore,
) -> Result<Option<SignedEntry>, StoreError> {
    match store.read(Table::Meta, 0)? {
        None => return Ok(None),
        Some(layout) if layout == rows::LAYOUT => {}
        Some(_) => return Err(StoreError::UnknownVersion),
    }
    let bytes = store.read(Table::Entries, 0)?.ok_or(StoreError::Damaged)?;
    SignedEntry::decode(&bytes)
        .map(Some)
        .map_err(|_| StoreError::Damaged)
}
