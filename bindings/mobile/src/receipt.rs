//! What shows offline that something is on a ledger.

use crate::{
    authorities::AuthorityList, error::Result, ledger_entry::LedgerEntry, record::SealedHeader,
};
use medseal_facade::{self as facade, CheckpointDetails, ReceiptDetails};
use std::sync::Arc;

/// What a verified receipt is for.
#[uniffi::remote(Record)]
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

/// Shows, offline, that an entry is on a ledger: the entry, its proof and the checkpoint that the
/// authorities signed, in a text of a few hundred bytes (C2SP tlog-proof).
#[derive(uniffi::Object)]
pub struct Receipt(pub(crate) facade::Receipt);

#[uniffi::export]
impl Receipt {
    /// Reads a receipt. Nothing in it is verified yet.
    ///
    /// Errors: `malformed-receipt` and other codes of kind `Malformed`.
    #[uniffi::constructor]
    pub fn from_text(text: String) -> Result<Self> {
        Ok(Self(facade::Receipt::from_text(&text)?))
    }

    /// The receipt as it is stored and sent.
    pub fn to_text(&self) -> Result<String> {
        Ok(self.0.to_text()?)
    }

    /// The entry that the receipt carries, with every signature in it verified. That it is on a
    /// ledger, `verify` tells.
    ///
    /// Errors: `receipt-mismatch` if it carries none; otherwise as `LedgerEntry.fromBytes`.
    pub fn entry(&self) -> Result<Arc<LedgerEntry>> {
        Ok(Arc::new(LedgerEntry(self.0.entry()?)))
    }

    /// Verifies the receipt: that a quorum of these authorities stands behind a ledger that has the
    /// entry, and the entry's own signature. With a header, also that the entry anchors this record
    /// version of this author and patient.
    ///
    /// Errors: `quorum-not-reached`, `proof-mismatch`, `invalid-signature` and other codes of kind
    /// `Cryptographic`; `receipt-mismatch` if it is not for the header.
    #[uniffi::method(default(header = None))]
    pub fn verify(
        &self,
        authorities: &AuthorityList,
        header: Option<Arc<SealedHeader>>,
    ) -> Result<ReceiptDetails> {
        Ok(self
            .0
            .verify(&authorities.0, header.as_deref().map(|one| &one.0))?)
    }

    /// Verifies that a quorum of these authorities stands behind a ledger that has exactly these
    /// bytes at the receipt's index, whatever they are: for a receipt that does not carry its entry,
    /// and for other C2SP logs.
    ///
    /// Errors: `quorum-not-reached`, `proof-mismatch`, `proof-length` and other codes of kind
    /// `Cryptographic`.
    pub fn verify_entry(
        &self,
        authorities: &AuthorityList,
        entry: Vec<u8>,
    ) -> Result<CheckpointDetails> {
        Ok(self.0.verify_entry(&authorities.0, &entry)?)
    }
}
