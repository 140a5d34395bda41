//! What a ledger answers: its state, proofs, a patient's log, and whether it is sound.

use crate::authority_list::AuthorityList;
use crate::bytes::Output;
use crate::disclosure::DisclosureLog;
use crate::ledger::Ledger;
use crate::ledger_entry::LedgerEntry;
use crate::numbers::Unsigned;
use crate::receipt::Receipt;
use crate::secret_identity::SecretIdentity;
use crate::watch::Watch;
use crate::work::{List, Work, off_loop, watched};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A ledger at its last block.
#[napi(object, object_from_js = false)]
pub struct LedgerDetails {
    /// The ledger.
    pub ledger_id: String,
    /// Its public name.
    pub origin: String,
    /// The height of its last block, from 0.
    pub height: u64,
    /// When that block was sealed, in seconds since 1970.
    pub time: u64,
    /// How many entries there are.
    pub size: u64,
    /// The root of the tree over all entries.
    pub root: String,
}

/// What a check of a stored ledger found.
#[napi(object, object_from_js = false)]
pub struct FsckDetails {
    /// The ledger, if its first entry can be read.
    pub ledger_id: Option<String>,
    /// Blocks that were checked.
    pub blocks: u64,
    /// Entries that were checked.
    pub entries: u64,
    /// Whether a block waits for its signatures, which is no fault.
    pub outstanding: bool,
    /// Everything that is wrong, up to 1,000; none of a sound ledger.
    pub findings: Vec<FindingDetails>,
}

/// One thing that is wrong with a stored ledger.
#[napi(object, object_from_js = false)]
pub struct FindingDetails {
    /// What is wrong, as an error code.
    pub code: String,
    /// A sentence about it.
    pub message: String,
    /// The block it concerns.
    pub height: Option<u64>,
    /// The entry or row it concerns.
    pub index: Option<u64>,
}

#[napi]
impl Ledger {
    /// The ledger at its last block.
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Promise<LedgerDetails>")]
    pub fn details(&self) -> AsyncTask<Work<facade::LedgerDetails, LedgerDetails>> {
        let inner = self.inner.clone();
        off_loop(move || inner.details())
    }

    /// The ledger's authorities, as its own entries name them. Whoever verifies takes them from
    /// elsewhere.
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Promise<AuthorityList>")]
    pub fn authorities(&self) -> AsyncTask<Work<facade::AuthorityList, AuthorityList>> {
        let inner = self.inner.clone();
        off_loop(move || inner.authorities())
    }

    /// Seals what is waiting, or an empty block if the last one is older than a minute.
    ///
    /// @throws `closed`; of kind `Conflict` or `Storage`; `quorum-not-reached` if the keys here are not
    /// enough.
    #[napi(
        ts_args_type = "now?: bigint | number | null",
        ts_return_type = "Promise<void>"
    )]
    pub fn refresh(&self, now: Option<Unsigned>) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || inner.refresh(now.map(|now| now.0)))
    }

    /// The last block's checkpoint with its cosignatures, as a signed note (C2SP).
    ///
    /// @throws `closed`.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn checkpoint(&self) -> AsyncTask<Work<String, String>> {
        let inner = self.inner.clone();
        off_loop(move || inner.checkpoint())
    }

    /// The proof that the ledger still begins as it was when it had `olderSize` entries, for
    /// `LedgerFollower.accept`.
    ///
    /// @throws `closed`; `out-of-range` if it never had so many.
    #[napi(
        ts_args_type = "olderSize: bigint | number",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn consistency_proof(&self, older_size: Unsigned) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        off_loop(move || inner.consistency_proof(older_size.0))
    }

    /// The entry with this number, with every signature in it verified.
    ///
    /// @throws `out-of-range` if there is none; `closed`; `invalid-signature`, or of kind `Storage`.
    #[napi(
        ts_args_type = "index: bigint | number",
        ts_return_type = "Promise<LedgerEntry>"
    )]
    pub fn entry(&self, index: Unsigned) -> AsyncTask<Work<facade::LedgerEntry, LedgerEntry>> {
        let inner = self.inner.clone();
        off_loop(move || inner.entry(index.0))
    }

    /// The entries from number `begin` up to, and without, number `end`, at most 1,000, each with
    /// every signature in it verified. There are as many as `details` says under `size`, and what
    /// stands below never changes: whoever wants them all takes them in runs.
    ///
    /// @throws `out-of-range` unless all of them are there; `invalid-argument` for more than 1,000;
    /// `closed`; `invalid-signature`, or of kind `Storage`.
    #[napi(
        ts_args_type = "begin: bigint | number, end: bigint | number",
        ts_return_type = "Promise<Array<LedgerEntry>>"
    )]
    pub fn entries(
        &self,
        begin: Unsigned,
        end: Unsigned,
    ) -> AsyncTask<Work<Vec<facade::LedgerEntry>, List<LedgerEntry>>> {
        let inner = self.inner.clone();
        off_loop(move || inner.entries(begin.0, end.0))
    }

    /// The receipt for the entry with this number, under the last block's checkpoint: also long after
    /// the step that made the entry, and for whoever lost the receipt of then.
    ///
    /// @throws `out-of-range` if there is none; `closed`; of kind `Storage`.
    #[napi(
        ts_args_type = "index: bigint | number",
        ts_return_type = "Promise<Receipt>"
    )]
    pub fn receipt(&self, index: Unsigned) -> AsyncTask<Work<facade::Receipt, Receipt>> {
        let inner = self.inner.clone();
        off_loop(move || inner.receipt(index.0))
    }

    /// Everything the ledger holds about a patient, read with the patient's key.
    ///
    /// @throws `closed`; `incomplete-trail` if something was taken out; of kind `Storage`.
    #[napi(
        ts_args_type = "patient: SecretIdentity",
        ts_return_type = "Promise<DisclosureLog>"
    )]
    pub fn disclosure_log(
        &self,
        patient: &SecretIdentity,
    ) -> AsyncTask<Work<facade::DisclosureLog, DisclosureLog>> {
        let inner = self.inner.clone();
        let patient = patient.inner();
        off_loop(move || inner.disclosure_log(&patient))
    }

    /// The same as evidence that the patient can verify elsewhere, with
    /// `DisclosureLog.verify`. `patientId` is the patient's
    /// identifier; what the entries are about stays sealed to the patient.
    ///
    /// @throws `closed`; `malformed-hex`; of kind `Storage`.
    #[napi(ts_args_type = "patientId: string", ts_return_type = "Promise<Buffer>")]
    pub fn disclosure_evidence(&self, patient_id: String) -> AsyncTask<Work<Vec<u8>, Output>> {
        let inner = self.inner.clone();
        off_loop(move || inner.disclosure_evidence(&patient_id))
    }

    /// Checks a stored ledger from its first byte to its last. It changes nothing.
    ///
    /// @throws `no-ledger`, `ledger-busy` and other codes of kind `Storage`; `cancelled`. What is wrong with
    /// the ledger is no error but a finding.
    #[napi(
        ts_args_type = "directory: string, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<FsckDetails>"
    )]
    pub fn fsck(
        directory: String,
        options: Option<Watch>,
    ) -> AsyncTask<Work<facade::FsckDetails, FsckDetails>> {
        watched(options, move |watch| {
            facade::Ledger::fsck(&directory, watch)
        })
    }
}

impl From<facade::LedgerDetails> for LedgerDetails {
    fn from(record: facade::LedgerDetails) -> Self {
        Self {
            ledger_id: record.ledger_id,
            origin: record.origin,
            height: record.height,
            time: record.time,
            size: record.size,
            root: record.root,
        }
    }
}

impl From<facade::FsckDetails> for FsckDetails {
    fn from(record: facade::FsckDetails) -> Self {
        Self {
            ledger_id: record.ledger_id,
            blocks: record.blocks,
            entries: record.entries,
            outstanding: record.outstanding,
            findings: record
                .findings
                .into_iter()
                .map(FindingDetails::from)
                .collect(),
        }
    }
}

impl From<facade::FindingDetails> for FindingDetails {
    fn from(record: facade::FindingDetails) -> Self {
        Self {
            code: record.code,
            message: record.message,
            height: record.height,
            index: record.index,
        }
    }
}
