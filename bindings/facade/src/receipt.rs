//! Receipts: proofs, offline, that something is on a ledger.

use crate::{
    authority_list::AuthorityList,
    checkpoint::CheckpointDetails,
    error::{FacadeError, Result},
    guard::guard,
    ledger_entry::LedgerEntry,
    sealed_header::SealedHeader,
};
use medseal::ledger::{self, Action, SignedEntry, Statement};
use std::sync::Arc;

/// Shows, offline, that an entry is on a ledger: the entry, its proof and the checkpoint that the
/// authorities signed, in a text of a few hundred bytes (C2SP tlog-proof).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt(Arc<ledger::Receipt>);

/// What a verified receipt is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptDetails {
    /// What was done: `register`, `rotate`, `anchor`, `grant`, `revoke`, `access`, `break-glass` or
    /// `erase`.
    pub action: String,
    /// The number of the entry on the ledger.
    pub index: u64,
    /// The ledger.
    pub ledger_id: String,
    /// Who signed the entry, as a `did:key`.
    pub signer: String,
    /// When it was signed, in seconds since 1970.
    pub time: u64,
    /// The commitment the entry is about: the record's, the grant's or the event's.
    pub commitment: Option<String>,
    /// The patient, where the entry names one.
    pub controller: Option<String>,
    /// The checkpoint that the entry is under.
    pub checkpoint: CheckpointDetails,
}

impl Receipt {
    /// Reads a receipt. Nothing in it is verified yet.
    ///
    /// # Errors
    ///
    /// `malformed-receipt` and other codes of kind `Malformed`.
    pub fn from_text(text: &str) -> Result<Self> {
        guard("Receipt.from_text", || {
            Ok(Self::new(ledger::Receipt::parse(text.as_bytes())?))
        })
    }

    /// The receipt as it is stored and sent.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_text(&self) -> Result<String> {
        guard("Receipt.to_text", || Ok(self.0.to_string()))
    }

    /// Verifies the receipt: that a quorum of these authorities stands behind a ledger that has the
    /// entry, and the entry's own signature. With a header, also that the entry anchors this record
    /// version of this author and patient.
    ///
    /// # Errors
    ///
    /// `quorum-not-reached`, `proof-mismatch`, `invalid-signature` and other codes of kind
    /// `Cryptographic`; `receipt-mismatch` if it is not for the header.
    pub fn verify(
        &self,
        authorities: &AuthorityList,
        header: Option<&SealedHeader>,
    ) -> Result<ReceiptDetails> {
        guard("Receipt.verify", || {
            let entry = self.0.entry().ok_or(FacadeError::ReceiptMismatch)?;
            let checkpoint = self.0.verify(entry, authorities.core())?;
            let signed = SignedEntry::decode(entry)?;
            let statement = signed.statement().cloned();
            signed.verify()?;
            let statement = statement.ok_or(FacadeError::ReceiptMismatch)?;
            if header.is_some_and(|header| !anchors(&statement, header)) {
                return Err(FacadeError::ReceiptMismatch.into());
            }
            Ok(ReceiptDetails {
                action: statement.action.name().to_owned(),
                index: self.0.index().number(),
                ledger_id: statement.ledger.to_string(),
                signer: statement.signer.did_key(),
                time: statement.time.seconds(),
                commitment: commitment(&statement.action),
                controller: controller(&statement.action),
                checkpoint: CheckpointDetails::of(&checkpoint),
            })
        })
    }

    /// Verifies that a quorum of these authorities stands behind a ledger that has exactly these
    /// bytes at the receipt's index, whatever they are: for a receipt that does not carry its entry,
    /// and for other C2SP logs.
    ///
    /// # Errors
    ///
    /// `quorum-not-reached`, `proof-mismatch`, `proof-length` and other codes of kind
    /// `Cryptographic`.
    pub fn verify_entry(
        &self,
        authorities: &AuthorityList,
        entry: &[u8],
    ) -> Result<CheckpointDetails> {
        guard("Receipt.verify_entry", || {
            let checkpoint = self.0.verify(entry, authorities.core())?;
            Ok(CheckpointDetails::of(&checkpoint))
        })
    }

    /// The entry that the receipt carries, with every signature in it verified. That it is on a ledger, [`verify`](Self::verify) tells.
    ///
    /// # Errors
    ///
    /// `receipt-mismatch` if it carries none; otherwise as [`LedgerEntry::from_bytes`].
    pub fn entry(&self) -> Result<LedgerEntry> {
        guard("Receipt.entry", || {
            let entry = self.0.entry().ok_or(FacadeError::ReceiptMismatch)?;
            LedgerEntry::verified(SignedEntry::decode(entry)?)
        })
    }

    pub(crate) fn new(receipt: ledger::Receipt) -> Self {
        Self(Arc::new(receipt))
    }

    pub(crate) fn core(&self) -> &ledger::Receipt {
        &self.0
    }
}

fn anchors(statement: &Statement, header: &SealedHeader) -> bool {
    let (header, manifest) = (header.core(), header.core().manifest());
    matches!(&statement.action, Action::Anchor { record, controller, .. }
        if *record == header.commitment() && *controller == manifest.controller())
        && statement.signer == manifest.author()
}

fn commitment(action: &Action) -> Option<String> {
    let commitment = match action {
        Action::Register { document, .. } | Action::Rotate { document, .. } => document,
        Action::Anchor { record, .. } | Action::Erase { record } => record,
        Action::Grant { grant, .. } | Action::Revoke { grant } => grant,
        Action::Access { event, .. } | Action::BreakGlass { event, .. } => event,
    };
    Some(commitment.to_string())
}

fn controller(action: &Action) -> Option<String> {
    match action {
        Action::Anchor { controller, .. }
        | Action::Grant { controller, .. }
        | Action::Access { controller, .. }
        | Action::BreakGlass { controller, .. } => Some(controller.to_string()),
        _ => None,
    }
}
