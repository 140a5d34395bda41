//! Steps about identities and records: register, anchor, erase.

use super::Ledger;
use crate::{
    error::Result, guard::guard, identity::SecretIdentity, receipt::Receipt,
    sealed_header::SealedHeader, text,
};
use medseal::types::Commitment;

impl Ledger {
    /// Registers an identity, or its current key, unless the ledger knows it already. Identities are
    /// registered on the way when they first write to the ledger; a grantee that only asks has to be
    /// registered before.
    ///
    /// # Errors
    ///
    /// `closed`, or of kind `Conflict` or `Storage`.
    pub fn register(&self, identity: &SecretIdentity, now: Option<u64>) -> Result<()> {
        guard("Ledger.register", || {
            let (identity, now) = (identity.open()?, text::time(now)?);
            self.step(|exchange| Ok(exchange.register(&identity, now)?))
        })
    }

    /// Anchors a sealed record and gives its author's receipt. `previous` is the header of the
    /// version it replaces.
    ///
    /// # Errors
    ///
    /// `closed`; `not-the-author`, `record-already-anchored` and other codes of kind `Conflict`;
    /// `not-the-next-version`.
    pub fn anchor(
        &self,
        author: &SecretIdentity,
        header: &SealedHeader,
        previous: Option<&SealedHeader>,
        now: Option<u64>,
    ) -> Result<Receipt> {
        guard("Ledger.anchor", || {
            let (author, now) = (author.open()?, text::time(now)?);
            let previous = previous.map(SealedHeader::core);
            self.step(|exchange| {
                let receipt = exchange.anchor(&author, header.core(), previous, now)?;
                Ok(Receipt::new(receipt))
            })
        })
    }

    /// Anchors many first versions in one block; the receipts are in the order of the headers.
    ///
    /// # Errors
    ///
    /// As [`anchor`](Self::anchor). Records before the one refused wait for the next block.
    pub fn anchor_all(
        &self,
        author: &SecretIdentity,
        headers: &[SealedHeader],
        now: Option<u64>,
    ) -> Result<Vec<Receipt>> {
        guard("Ledger.anchor_all", || {
            let (author, now) = (author.open()?, text::time(now)?);
            let headers: Vec<_> = headers.iter().map(SealedHeader::core).collect();
            self.step(|exchange| {
                let receipts = exchange.anchor_all(&author, &headers, now)?;
                Ok(receipts.into_iter().map(Receipt::new).collect())
            })
        })
    }

    /// Puts the tombstone of one version of a record on the ledger and gives its receipt. Then every
    /// custodian destroys what it holds and attests it, and
    /// [`ErasureReceipt::new`](crate::ErasureReceipt::new) joins both.
    ///
    /// # Errors
    ///
    /// `closed`; `malformed-hex`; `not-the-controller`, `unknown-record` and other codes of kind
    /// `Conflict`.
    pub fn erase(
        &self,
        patient: &SecretIdentity,
        commitment: &str,
        now: Option<u64>,
    ) -> Result<Receipt> {
        guard("Ledger.erase", || {
            let (patient, now) = (patient.open()?, text::time(now)?);
            let record: Commitment = commitment.parse()?;
            self.step(|exchange| Ok(Receipt::new(exchange.erase(&patient, &record, now)?)))
        })
    }
}
