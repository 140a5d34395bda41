//! What a ledger answers: its state, proofs, a patient's log, and whether it is sound.

use super::{Ledger, store::Store};
use crate::{
    authority_list::AuthorityList,
    disclosure::DisclosureLog,
    error::{FacadeError, Result},
    guard::guard,
    identity::SecretIdentity,
    ledger_entry::LedgerEntry,
    receipt::Receipt,
    text,
    watch::Watch,
};
use medseal::{
    audit::{self, TrailEvidence},
    errors::ErrorCode,
    ledger::{
        LeafIndex, MissingSubtree, ProveError, TrailState, TreeSize,
        fsck::{Finding, fsck},
        store::EmbeddedStore,
    },
    types::IdentityId,
};
use std::path::Path;

/// A ledger at its last block.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl Ledger {
    /// The ledger at its last block.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn details(&self) -> Result<LedgerDetails> {
        guard("Ledger.details", || {
            self.step(|exchange| {
                let (ledger, last) = (exchange.ledger(), exchange.ledger().last_block());
                Ok(LedgerDetails {
                    ledger_id: ledger.id().to_string(),
                    origin: ledger.origin().to_string(),
                    height: last.height(),
                    time: last.time().seconds(),
                    size: last.size().leaves(),
                    root: last.head().root.to_string(),
                })
            })
        })
    }

    /// The ledger's authorities, as its own entries name them. Whoever verifies takes them from
    /// elsewhere.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn authorities(&self) -> Result<AuthorityList> {
        guard("Ledger.authorities", || {
            self.step(|exchange| {
                let ledger = exchange.ledger();
                let authorities = ledger.authorities().for_origin(ledger.origin().clone())?;
                Ok(AuthorityList::wrap(authorities))
            })
        })
    }

    /// Seals what is waiting, or an empty block if the last one is older than a minute.
    ///
    /// # Errors
    ///
    /// `closed`; of kind `Conflict` or `Storage`; `quorum-not-reached` if the keys here are not
    /// enough.
    pub fn refresh(&self, now: Option<u64>) -> Result<()> {
        guard("Ledger.refresh", || {
            let now = text::time(now)?;
            self.step(|exchange| Ok(exchange.refresh(now)?))
        })
    }

    /// The last block's checkpoint with its cosignatures, as a signed note (C2SP).
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn checkpoint(&self) -> Result<String> {
        guard("Ledger.checkpoint", || {
            self.step(|exchange| Ok(exchange.ledger().last_block().checkpoint().to_string()))
        })
    }

    /// The proof that the ledger still begins as it was when it had `older_size` entries, for
    /// [`LedgerFollower::accept`](crate::LedgerFollower::accept).
    ///
    /// # Errors
    ///
    /// `closed`; `out-of-range` if it never had so many.
    pub fn consistency_proof(&self, older_size: u64) -> Result<Vec<u8>> {
        guard("Ledger.consistency_proof", || {
            self.step(|exchange| {
                let older = TreeSize::new(older_size);
                Ok(exchange.ledger().consistency_proof(older)?.to_bytes()?)
            })
        })
    }

    /// The entry with this number, with every signature in it verified.
    ///
    /// # Errors
    ///
    /// `out-of-range` if there is none; `closed`; `invalid-signature`, or of kind `Storage`.
    pub fn entry(&self, index: u64) -> Result<LedgerEntry> {
        guard("Ledger.entry", || {
            self.step(|exchange| {
                let entry = exchange.ledger().entry(LeafIndex::new(index))?;
                LedgerEntry::verified(entry.ok_or(NO_SUCH_ENTRY)?)
            })
        })
    }

    /// The entries from number `begin` up to, and without, number `end`, at most 1,000, each with
    /// every signature in it verified. There are as many as [`details`](Self::details) says under
    /// `size`, and what stands below never changes: whoever wants them all takes them in runs.
    ///
    /// # Errors
    ///
    /// `out-of-range` unless all of them are there; `invalid-argument` for more than 1,000; `closed`;
    /// `invalid-signature`, or of kind `Storage`.
    pub fn entries(&self, begin: u64, end: u64) -> Result<Vec<LedgerEntry>> {
        guard("Ledger.entries", || {
            self.step(|exchange| {
                let ledger = exchange.ledger();
                if begin > end || end > ledger.last_block().size().leaves() {
                    return Err(NO_SUCH_ENTRY.into());
                }
                if end - begin > ENTRIES_AT_ONCE {
                    return Err(FacadeError::Argument("at most 1,000 entries at once").into());
                }
                let entries = ledger.entries(begin..end);
                entries.map(|read| LedgerEntry::verified(read?.1)).collect()
            })
        })
    }

    /// The receipt for the entry with this number, under the last block's checkpoint: also long after
    /// the step that made the entry, and for whoever lost the receipt of then.
    ///
    /// # Errors
    ///
    /// `out-of-range` if there is none; `closed`; of kind `Storage`.
    pub fn receipt(&self, index: u64) -> Result<Receipt> {
        guard("Ledger.receipt", || {
            self.step(|exchange| {
                let receipt = exchange.ledger().receipt(LeafIndex::new(index))?;
                Ok(Receipt::new(receipt))
            })
        })
    }

    /// Everything the ledger holds about a patient, read with the patient's key.
    ///
    /// # Errors
    ///
    /// `closed`; `incomplete-trail` if something was taken out; of kind `Storage`.
    pub fn disclosure_log(&self, patient: &SecretIdentity) -> Result<DisclosureLog> {
        guard("Ledger.disclosure_log", || {
            let patient = patient.open()?;
            self.step(|exchange| {
                let log = audit::DisclosureLog::read(exchange.ledger(), &patient)?;
                Ok(DisclosureLog::of(&log))
            })
        })
    }

    /// The same as evidence that the patient can verify elsewhere, with
    /// [`DisclosureLog::verify`](crate::DisclosureLog::verify). `patient_id` is the patient's
    /// identifier; what the entries are about stays sealed to the patient.
    ///
    /// # Errors
    ///
    /// `closed`; `malformed-hex`; of kind `Storage`.
    pub fn disclosure_evidence(&self, patient_id: &str) -> Result<Vec<u8>> {
        guard("Ledger.disclosure_evidence", || {
            let patient: IdentityId = patient_id.parse()?;
            self.step(|exchange| {
                let ledger = exchange.ledger();
                Ok(TrailEvidence::collect(ledger, &patient, &TrailState::EMPTY)?.to_bytes()?)
            })
        })
    }

    /// Checks a stored ledger from its first byte to its last. It changes nothing.
    ///
    /// # Errors
    ///
    /// `no-ledger`, `ledger-busy` and other codes of kind `Storage`; `cancelled`. What is wrong with
    /// the ledger is no error but a finding.
    pub fn fsck(directory: &str, watch: &Watch) -> Result<FsckDetails> {
        guard("Ledger.fsck", || {
            watch.check()?;
            let store = Store::Directory(Box::new(EmbeddedStore::open(Path::new(directory))?));
            let report = fsck(&store, &mut watch.advance())?;
            Ok(FsckDetails {
                ledger_id: report.ledger.map(|id| id.to_string()),
                blocks: report.blocks,
                entries: report.entries,
                outstanding: report.outstanding,
                findings: report.findings.iter().map(finding).collect(),
            })
        })
    }
}

const NO_SUCH_ENTRY: ProveError<MissingSubtree> = ProveError::OutOfRange;

/// An entry is at most 4 KiB: 4 MiB at once.
const ENTRIES_AT_ONCE: u64 = 1000;

fn finding(finding: &Finding) -> FindingDetails {
    FindingDetails {
        code: finding.defect.code().to_owned(),
        message: finding.to_string(),
        height: finding.height,
        index: finding.index,
    }
}
