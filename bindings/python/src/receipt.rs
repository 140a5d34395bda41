//! Receipts: proofs, offline, that something is on a ledger.

use crate::{
    authority_list::AuthorityList, buffers::Input, checkpoint::CheckpointDetails, errors::Outcome,
    ledger_entry::LedgerEntry, records::record, sealed_header::SealedHeader,
};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// What a verified receipt is for.
    ReceiptDetails {
        /// What was done: `register`, `rotate`, `anchor`, `grant`, `revoke`, `access`, `break-glass`
        /// or `erase`.
        action: String,
        /// The number of the entry on the ledger.
        index: u64,
        /// The ledger.
        ledger_id: String,
        /// Who signed the entry, as a `did:key`.
        signer: String,
        /// When it was signed, in seconds since 1970.
        time: u64,
        /// The commitment the entry is about: the record's, the grant's or the event's.
        commitment: Option<String>,
        /// The patient, where the entry names one.
        controller: Option<String>,
        /// The checkpoint that the entry is under.
        checkpoint: CheckpointDetails => one,
    }
}

/// Shows, offline, that an entry is on a ledger: the entry, its proof and the checkpoint that the
/// authorities signed, in a text of a few hundred bytes (C2SP tlog-proof).
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct Receipt(pub(crate) facade::Receipt);

impl From<facade::Receipt> for Receipt {
    fn from(receipt: facade::Receipt) -> Self {
        Self(receipt)
    }
}

#[pymethods]
impl Receipt {
    /// Reads a receipt. Nothing in it is verified yet.
    #[staticmethod]
    fn from_text(py: Python<'_>, text: &str) -> Outcome<Self> {
        Ok(Self(py.detach(|| facade::Receipt::from_text(text))?))
    }

    /// The receipt as it is stored and sent.
    fn to_text(&self) -> Outcome<String> {
        Ok(self.0.to_text()?)
    }

    /// The entry that the receipt carries, with every signature in it verified. That it is on a
    /// ledger, `verify()` tells.
    ///
    /// Raises `CryptographicError`, with the code `receipt-mismatch` if it carries none.
    fn entry(&self, py: Python<'_>) -> Outcome<LedgerEntry> {
        Ok(py.detach(|| self.0.entry())?.into())
    }

    /// Verifies the receipt: that a quorum of these authorities stands behind a ledger that has the
    /// entry, and the entry's own signature. With a header, also that the entry anchors this record
    /// version of this author and patient.
    ///
    /// Raises `CryptographicError`, with the code `receipt-mismatch` if it is not for the header.
    #[pyo3(signature = (authorities, header = None))]
    fn verify(
        &self,
        py: Python<'_>,
        authorities: &AuthorityList,
        header: Option<&SealedHeader>,
    ) -> Outcome<ReceiptDetails> {
        let (authorities, header) = (&authorities.0, header.map(|header| &header.0));
        Ok(py.detach(|| self.0.verify(authorities, header))?.into())
    }

    /// Verifies that a quorum of these authorities stands behind a ledger that has exactly these
    /// bytes at the receipt's index, whatever they are: for a receipt that does not carry its entry,
    /// and for other C2SP logs.
    fn verify_entry(
        &self,
        py: Python<'_>,
        authorities: &AuthorityList,
        entry: Input,
    ) -> Outcome<CheckpointDetails> {
        let (authorities, entry) = (&authorities.0, entry.as_slice());
        let verified = py.detach(|| self.0.verify_entry(authorities, entry));
        Ok(verified?.into())
    }
}
