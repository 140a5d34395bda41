//! Receipts: proofs, offline, that something is on a ledger.

use crate::authority_list::AuthorityList;
use crate::bytes::Input;
use crate::checkpoint::CheckpointDetails;
use crate::errors::OrThrow;
use crate::ledger_entry::LedgerEntry;
use crate::sealed_header::SealedHeaderArgument;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// Shows, offline, that an entry is on a ledger: the entry, its proof and the checkpoint that the
/// authorities signed, in a text of a few hundred bytes (C2SP tlog-proof).
#[napi]
pub struct Receipt {
    inner: facade::Receipt,
}

/// What a verified receipt is for.
#[napi(object, object_from_js = false)]
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

#[napi]
impl Receipt {
    /// Reads a receipt. Nothing in it is verified yet.
    ///
    /// @throws `malformed-receipt` and other codes of kind `Malformed`.
    #[napi(ts_args_type = "text: string")]
    pub fn from_text(env: Env, text: String) -> napi::Result<Self> {
        let result = facade::Receipt::from_text(&text);
        result.or_throw(env).map(Self::from)
    }

    /// The receipt as it is stored and sent.
    #[napi]
    pub fn to_text(&self, env: Env) -> napi::Result<String> {
        let result = self.inner.to_text();
        result.or_throw(env)
    }

    /// The entry that the receipt carries, with every signature in it verified. That it is on a
    /// ledger, `verify` tells.
    ///
    /// @throws `receipt-mismatch` if it carries none; otherwise as `LedgerEntry.fromBytes`.
    #[napi(ts_return_type = "Promise<LedgerEntry>")]
    pub fn entry(&self) -> AsyncTask<Work<facade::LedgerEntry, LedgerEntry>> {
        let inner = self.inner.clone();
        off_loop(move || inner.entry())
    }

    /// Verifies the receipt: that a quorum of these authorities stands behind a ledger that has the
    /// entry, and the entry's own signature. With a header, also that the entry anchors this record
    /// version of this author and patient.
    ///
    /// @throws `quorum-not-reached`, `proof-mismatch`, `invalid-signature` and other codes of kind
    /// `Cryptographic`; `receipt-mismatch` if it is not for the header.
    #[napi(
        ts_args_type = "authorities: AuthorityList, header?: SealedHeader | null",
        ts_return_type = "Promise<ReceiptDetails>"
    )]
    pub fn verify(
        &self,
        authorities: &AuthorityList,
        header: Option<SealedHeaderArgument>,
    ) -> AsyncTask<Work<facade::ReceiptDetails, ReceiptDetails>> {
        let inner = self.inner.clone();
        let authorities = authorities.inner();
        let header = header.map(|argument| argument.0);
        off_loop(move || inner.verify(&authorities, header.as_ref()))
    }

    /// Verifies that a quorum of these authorities stands behind a ledger that has exactly these
    /// bytes at the receipt's index, whatever they are: for a receipt that does not carry its entry,
    /// and for other C2SP logs.
    ///
    /// @throws `quorum-not-reached`, `proof-mismatch`, `proof-length` and other codes of kind
    /// `Cryptographic`.
    #[napi(
        ts_args_type = "authorities: AuthorityList, entry: Uint8Array",
        ts_return_type = "Promise<CheckpointDetails>"
    )]
    pub fn verify_entry(
        &self,
        authorities: &AuthorityList,
        entry: Input,
    ) -> AsyncTask<Work<facade::CheckpointDetails, CheckpointDetails>> {
        let (inner, authorities) = (self.inner.clone(), authorities.inner());
        off_loop(move || inner.verify_entry(&authorities, &entry))
    }
}

impl Receipt {
    pub(crate) fn inner(&self) -> facade::Receipt {
        self.inner.clone()
    }
}

impl From<facade::Receipt> for Receipt {
    fn from(inner: facade::Receipt) -> Self {
        Self { inner }
    }
}

impl From<facade::ReceiptDetails> for ReceiptDetails {
    fn from(record: facade::ReceiptDetails) -> Self {
        Self {
            action: record.action,
            index: record.index,
            ledger_id: record.ledger_id,
            signer: record.signer,
            time: record.time,
            commitment: record.commitment,
            controller: record.controller,
            checkpoint: CheckpointDetails::from(record.checkpoint),
        }
    }
}
