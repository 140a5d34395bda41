//! The ledger's state machine.
//!
//! ```text
//!   submit ──► pending batch ──► candidate block ──► cosignatures ──► sealed block
//!              (in memory)       (stored durably)    (signers note     (checkpoint stored durably,
//!                                                     it durably)       then and only then visible)
//! ```
//!
//! - An entry is *acknowledged* by the block that holds it, not by its submission: entries that wait
//!   in the batch are lost with the process, and nobody has been told otherwise.
//! - A candidate block is stored before any signer sees it. After a crash the ledger proposes the
//!   same block again, byte for byte, so no signer is ever asked to sign two trees of one size.
//! - Nothing read from the store is believed: see [`Ledger::open`].

mod cosign;
mod create;
mod error;
mod open;
mod prove;
mod restore;
mod seal;

pub use cosign::CosignError;
pub(super) use create::ledger_id;
pub use error::{OpenError, ProofRequestError, SealError};
pub(super) use open::stored_genesis;

use super::{
    admission::{AdmissionError, Batch, Clock, MAX_NOTICE_LEN, Recent},
    block::Block,
    checkpoint::Origin,
    entry::{AuthorityList, SignedEntry, VerifiedEntry},
    facts::Place,
    index::LeafIndex,
    state::StateTree,
    store::{LedgerStore, StoreError, Table, rows::BlockRow},
    tree::MemoryTree,
    view::LedgerView,
};
use crate::types::{IdentityId, LedgerId, Timestamp};
use seal::Candidate;
use std::ops::Range;

/// A ledger: admits entries, seals them into blocks, and proves what it holds.
///
/// ```
/// use medseal::keys::{SigningKey, next_key_digest};
/// use medseal::ledger::store::MemoryStore;
/// use medseal::ledger::{
///     Action, AuthorityList, CheckpointSigner, EntryNonce, Genesis, GrantStatus, Ledger,
///     MemorySignerState, StatementSigner,
/// };
/// use medseal::types::{Commitment, Timestamp};
///
/// // A ledger with one authority.
/// let key = SigningKey::from_seed(&[7; 32]);
/// let authorities = AuthorityList::single("node.example", key.verifying_key())?;
/// let nonce = EntryNonce::random(&mut medseal::random::os_rng()?);
/// let now = Timestamp::now()?;
/// let genesis = Genesis::new("example.org/medseal/1", now, nonce, authorities);
/// let mut signers =
///     [CheckpointSigner::new("node.example".parse()?, key, MemorySignerState::new())];
/// let mut ledger = Ledger::create(MemoryStore::new(), &genesis, now, &mut signers)?;
///
/// // A patient registers and makes a grant; both are on the ledger once the block is sealed.
/// let patient = SigningKey::from_seed(&[8; 32]);
/// let next = next_key_digest(&SigningKey::from_seed(&[9; 32]).verifying_key());
/// let statements = StatementSigner::new(ledger.id(), &patient);
/// let document = Commitment::from_bytes([1; 32]);
/// let entry = statements.sign(Action::Register { document, next }, now)?;
/// ledger.submit(entry.as_bytes(), now)?;
/// let (grant, controller) =
///     (Commitment::from_bytes([2; 32]), patient.verifying_key().identity_id());
/// let entry = statements.sign(Action::Grant { grant, controller, parent: None }, now)?;
/// let index = ledger.submit(entry.as_bytes(), now)?;
/// ledger.seal_block(now, &mut signers)?;
/// assert_eq!(ledger.view().grant_status(&grant), GrantStatus::Active);
///
/// // Whoever knows the authorities can check the receipt offline.
/// let authorities = ledger.authorities().for_origin(ledger.origin().clone())?;
/// ledger.receipt(index)?.verify(entry.as_bytes(), &authorities)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Ledger<S> {
    store: S,
    id: LedgerId,
    origin: Origin,
    /// All sealed entries.
    tree: MemoryTree,
    /// The state after the last sealed block.
    state: StateTree,
    /// For each sealed entry, the one before it on its controller's trail, or all ones.
    links: Vec<u64>,
    last: Block,
    /// Who must cosign the next block.
    authorities: AuthorityList,
    recent: Recent,
    batch: Batch,
    /// Notices of entries of the batch, by ascending index.
    notices: Vec<(u64, Vec<u8>)>,
    candidate: Option<Candidate>,
}

impl<S: LedgerStore> Ledger<S> {
    /// Admits an entry for the next block; returns the index it will have there.
    ///
    /// The entry is on the ledger when its block is sealed, not before.
    ///
    /// # Errors
    ///
    /// [`AdmissionError`]; nothing has changed then.
    pub fn submit(&mut self, entry: &[u8], now: Timestamp) -> Result<LeafIndex, AdmissionError> {
        self.submit_verified(&VerifiedEntry::decode(entry)?, now)
    }

    /// Admits an entry whose signatures were verified before, perhaps on another thread.
    ///
    /// # Errors
    ///
    /// [`AdmissionError`]; nothing has changed then.
    pub fn submit_verified(
        &mut self,
        entry: &VerifiedEntry,
        now: Timestamp,
    ) -> Result<LeafIndex, AdmissionError> {
        if self.candidate.is_some() {
            return Err(AdmissionError::BlockOutstanding);
        }
        let clock = Clock::live(self.last.time(), now);
        self.batch
            .admit(entry, self.id, &self.state, &self.recent, clock)
            .map(LeafIndex::new)
    }

    /// Admits an entry with a notice: up to 64 KiB, sealed to somebody by the caller, that is kept
    /// beside the entry. The notice is not part of the tree; what is in it must authenticate itself.
    ///
    /// # Errors
    ///
    /// [`AdmissionError`]; nothing has changed then.
    pub fn submit_with_notice(
        &mut self,
        entry: &[u8],
        notice: Vec<u8>,
        now: Timestamp,
    ) -> Result<LeafIndex, AdmissionError> {
        if notice.len() > MAX_NOTICE_LEN {
            return Err(AdmissionError::NoticeTooLarge);
        }
        let index = self.submit(entry, now)?;
        self.notices.push((index.number(), notice));
        Ok(index)
    }

    /// The ledger's identifier.
    #[must_use]
    pub fn id(&self) -> LedgerId {
        self.id
    }

    /// The origin line of its checkpoints.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The last sealed block.
    #[must_use]
    pub fn last_block(&self) -> &Block {
        &self.last
    }

    /// The authorities that must cosign the next block.
    #[must_use]
    pub fn authorities(&self) -> &AuthorityList {
        &self.authorities
    }

    /// How many entries wait for the next block.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.batch.entries.len()
    }

    /// Whether a block was proposed that has not got its cosignatures yet: the next call of
    /// [`seal_block`](Self::seal_block) proposes it again.
    #[must_use]
    pub fn has_outstanding_block(&self) -> bool {
        self.candidate.is_some()
    }

    /// What the ledger knows at its last block.
    #[must_use]
    pub fn view(&self) -> LedgerView<'_> {
        LedgerView::new(self.id, &self.last, &self.state)
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Gives the store back. Entries that wait for the next block are dropped.
    #[must_use]
    pub fn into_store(self) -> S {
        self.store
    }

    /// The block at a height, or `None` if the ledger is not that high.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be read or holds something else.
    pub fn block(&self, height: u64) -> Result<Option<Block>, StoreError> {
        if height > self.last.height() {
            return Ok(None);
        }
        let row = BlockRow::read(&self.store, height)?.ok_or(StoreError::Damaged)?;
        let checkpoint = self
            .store
            .read(Table::Checkpoints, height)?
            .ok_or(StoreError::Damaged)?;
        let last = row.size.checked_sub(1).ok_or(StoreError::Damaged)?;
        let state = self
            .entry(LeafIndex::new(last))?
            .ok_or(StoreError::Damaged)?;
        open::block(&self.tree, &self.origin, &row, &state, &checkpoint).map(Some)
    }

    /// The entry at an index, or `None` if there is no sealed entry there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be read; [`StoreError::Damaged`] if what it holds is not
    /// the entry in the tree.
    pub fn entry(&self, index: LeafIndex) -> Result<Option<SignedEntry>, StoreError> {
        let Some(leaf) = self
            .tree
            .leaf(index)
            .filter(|_| self.last.size().contains(index))
        else {
            return Ok(None);
        };
        let bytes = self
            .store
            .read(Table::Entries, index.number())?
            .ok_or(StoreError::Damaged)?;
        let entry = SignedEntry::decode(&bytes).map_err(|_| StoreError::Damaged)?;
        if entry.leaf_hash() == leaf {
            Ok(Some(entry))
        } else {
            Err(StoreError::Damaged)
        }
    }

    /// The sealed entries in a range of indices.
    ///
    /// # Errors
    ///
    /// As of [`Self::entry`].
    pub fn entries(
        &self,
        range: Range<u64>,
    ) -> impl Iterator<Item = Result<(LeafIndex, SignedEntry), StoreError>> {
        let end = range.end.min(self.last.size().leaves());
        (range.start..end).map(LeafIndex::new).map(|index| {
            let entry = self.entry(index)?.ok_or(StoreError::Damaged)?;
            Ok((index, entry))
        })
    }

    /// The notice kept beside a sealed entry.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be read.
    pub fn notice(&self, index: LeafIndex) -> Result<Option<Vec<u8>>, StoreError> {
        if !self.last.size().contains(index) {
            return Ok(None);
        }
        self.store.read(Table::Notices, index.number())
    }

    /// The indices of all sealed entries that concern an identity, oldest first.
    #[must_use]
    pub fn trail(&self, controller: &IdentityId) -> Vec<LeafIndex> {
        let mut indices = Vec::new();
        let mut next = self.view().trail(controller).last;
        while let Some(index) = next {
            indices.push(LeafIndex::new(index));
            let link = usize::try_from(index)
                .ok()
                .and_then(|index| self.links.get(index));
            // A link leads back; one that does not would lead in circles.
            next = link.copied().filter(|link| *link < index);
        }
        indices.reverse();
        indices
    }

    /// Where the next batch starts.
    fn next_start(&self) -> Place {
        let index = self.last.size().leaves();
        let height = if index == 0 {
            0
        } else {
            self.last.height().saturating_add(1)
        };
        Place { height, index }
    }
}
