//! Steps about records: anchor, erase.

use super::{Exchange, ExchangeError};
use crate::{
    envelope::SealedHeader,
    keys::SecretIdentity,
    ledger::{Action, LeafIndex, Ledger, Receipt, store::LedgerStore},
    nonces::NonceStore,
    types::{Commitment, Timestamp},
};

impl<S: LedgerStore, N: NonceStore> Exchange<S, N> {
    /// Anchors a sealed record and gives the author's receipt. `previous` is the version it
    /// replaces.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::NotTheAuthor`] if somebody else signed the manifest; otherwise what the
    /// ledger refuses.
    pub fn anchor(
        &mut self,
        author: &SecretIdentity,
        header: &SealedHeader,
        previous: Option<&SealedHeader>,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        let action = anchor_of(author, header, previous)?;
        self.commit(author, action, None, now)
    }

    /// Anchors many first versions in one block; the receipts are in the order of the headers.
    ///
    /// # Errors
    ///
    /// As [`anchor`](Self::anchor). Records before the one refused wait for the next block.
    pub fn anchor_all(
        &mut self,
        author: &SecretIdentity,
        headers: &[&SealedHeader],
        now: Timestamp,
    ) -> Result<Vec<Receipt>, ExchangeError> {
        let actions = headers.iter().map(|header| anchor_of(author, header, None));
        let actions = actions.collect::<Result<Vec<_>, _>>()?;
        self.enlist(author, now)?;
        let indices = actions
            .into_iter()
            .map(|action| self.submit(author, action, None, now));
        let indices = indices.collect::<Result<Vec<_>, _>>()?;
        self.seal(now)?;
        indices
            .into_iter()
            .map(|index| Ok(self.ledger.receipt(index)?))
            .collect()
    }

    /// Puts the tombstone of one version of a record on the ledger, and gives its receipt. A version
    /// that is erased already gives the receipt of the tombstone it has.
    ///
    /// The tombstone comes first; then every custodian destroys what it holds and attests it, and
    /// [`ErasureReceipt::new`](crate::audit::ErasureReceipt::new) joins both.
    ///
    /// # Errors
    ///
    /// What the ledger refuses: only the record's controller can erase it.
    pub fn erase(
        &mut self,
        patient: &SecretIdentity,
        record: &Commitment,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        match self
            .ledger
            .view()
            .record(record)
            .and_then(|fact| fact.erased)
        {
            Some(height) => {
                let index = tombstone(&self.ledger, record, height)?;
                Ok(self
                    .ledger
                    .receipt(index.ok_or(ExchangeError::Incomplete)?)?)
            }
            None => self.commit(patient, Action::Erase { record: *record }, None, now),
        }
    }
}

fn anchor_of(
    author: &SecretIdentity,
    header: &SealedHeader,
    previous: Option<&SealedHeader>,
) -> Result<Action, ExchangeError> {
    let manifest = header.manifest();
    if manifest.author() != author.signing_key().verifying_key() {
        return Err(ExchangeError::NotTheAuthor);
    }
    if let Some(previous) = previous {
        header.verify_follows(previous)?;
    }
    Ok(Action::Anchor {
        record: header.commitment(),
        controller: manifest.controller(),
        previous: previous.map(SealedHeader::commitment),
    })
}

/// The entry in the block at `height` that erased a record.
fn tombstone<S: LedgerStore>(
    ledger: &Ledger<S>,
    record: &Commitment,
    height: u64,
) -> Result<Option<LeafIndex>, ExchangeError> {
    let Some(block) = ledger.block(height)? else {
        return Ok(None);
    };
    for entry in ledger.entries(block.entries()) {
        let (index, entry) = entry?;
        let erases = |action: &Action| matches!(action, Action::Erase { record: r } if r == record);
        if entry
            .statement()
            .is_some_and(|statement| erases(&statement.action))
        {
            return Ok(Some(index));
        }
    }
    Ok(None)
}
