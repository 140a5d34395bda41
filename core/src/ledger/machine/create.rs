//! The first block.

use super::{Ledger, SealError, open::stored_genesis};
use crate::{
    domain::LEDGER_ID,
    ledger::{
        CheckpointSigner,
        entry::{EntryBody, Genesis, SignedEntry},
        store::{LedgerStore, StoreError, Table, rows::BlockRow},
    },
    types::{LedgerId, Timestamp, id::labelled_sha256},
};

impl<S: LedgerStore> Ledger<S> {
    /// Begins a ledger: seals its genesis entry into the first block.
    ///
    /// If a crash interrupted this before, the genesis entry that is stored is the one that counts;
    /// it must name the same origin and authorities.
    ///
    /// # Errors
    ///
    /// [`SealError`]; `ledger-exists` if the store has a ledger already.
    pub fn create(
        store: S,
        genesis: &Genesis,
        now: Timestamp,
        signers: &mut [CheckpointSigner],
    ) -> Result<Self, SealError> {
        let mut ledger = match stored_genesis(&store)? {
            None => {
                let body = EntryBody::Genesis(genesis.clone());
                let entry = SignedEntry::from_parts(body, Vec::new())?;
                let mut ledger = Self::unsealed(store, &entry).map_err(|_| SealError::Genesis)?;
                ledger.batch.found(&entry).map_err(|_| SealError::Genesis)?;
                ledger
            }
            Some(stored) => {
                if !is_same_foundation(&stored, genesis) {
                    return Err(StoreError::Exists.into());
                }
                let mut ledger = Self::unsealed(store, &stored).map_err(|_| StoreError::Damaged)?;
                let row = BlockRow::read(&ledger.store, 0)?.ok_or(StoreError::Damaged)?;
                if ledger.store.read(Table::Checkpoints, 0)?.is_some() {
                    return Err(StoreError::Exists.into());
                }
                ledger.candidate = Some(ledger.restore(&row).map_err(|_| StoreError::Damaged)?);
                ledger
            }
        };
        ledger.seal_block(now, signers)?;
        Ok(ledger)
    }
}

/// Whether a stored genesis entry is what the caller wants to begin with, its time and nonce aside.
fn is_same_foundation(stored: &SignedEntry, wanted: &Genesis) -> bool {
    match stored.body() {
        EntryBody::Genesis(genesis) => {
            genesis.origin == wanted.origin && genesis.authorities == wanted.authorities
        }
        _ => false,
    }
}

/// A ledger's identifier: `SHA-256(LEDGER_ID ‖ 0x00 ‖ genesis entry)`.
pub(crate) fn ledger_id(genesis: &SignedEntry) -> LedgerId {
    LedgerId::from_bytes(labelled_sha256(LEDGER_ID, &[genesis.as_bytes()]))
}
