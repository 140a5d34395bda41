//! A ledger: founding, opening, asking it.

mod credentials;
mod steps;

use crate::{
    authorities::AuthorityList, error::Result, identity::SecretIdentity, ledger_entry::LedgerEntry,
    receipt::Receipt, watch::Watch,
};
use medseal_facade::{self as facade, DisclosureLog, FindingDetails, FsckDetails, LedgerDetails};
use std::sync::Arc;

/// A ledger at its last block.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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

/// A ledger, in memory or in a directory, and the keys of the authorities that seal its blocks
/// here.
///
/// When a step returns, what it did is durable, cosigned and visible to the next. Steps from
/// several threads happen one after the other. A directory is held until the ledger is closed:
/// nobody else can open it.
#[derive(uniffi::Object)]
pub struct Ledger(pub(crate) facade::Ledger);

#[uniffi::export]
impl Ledger {
    /// Lets go of the ledger and its directory. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    /// Founds a ledger in memory, for tests and for trying things out. `origin` is its public name,
    /// such as `hospital.example/ledger`. Without a quorum, more than two thirds of the authorities
    /// must sign.
    ///
    /// Errors: `closed`, `invalid-authorities`, `malformed-checkpoint` if the origin cannot be one.
    #[uniffi::constructor(default(quorum = None, now = None))]
    pub fn in_memory(
        authorities: Vec<Arc<SecretIdentity>>,
        origin: String,
        quorum: Option<u8>,
        now: Option<u64>,
    ) -> Result<Self> {
        Ok(Self(facade::Ledger::in_memory(
            &authorities
                .iter()
                .map(|one| one.0.clone())
                .collect::<Vec<_>>(),
            &origin,
            quorum,
            now,
        )?))
    }

    /// Founds a ledger in a directory that does not exist yet or is empty. The command opens it,
    /// too.
    ///
    /// What each authority signed is remembered in `signerDirectory`, which must exist, and must
    /// not be restored from a backup together with the ledger: a signer that forgets could be made
    /// to contradict itself.
    ///
    /// Errors: as `inMemory`; `invalid-origin` if the origin is not one word without `+`;
    /// `ledger-exists`, `directory-not-empty`, `signer-state-exists`, or of kind `Storage`. Nothing
    /// stays then.
    #[uniffi::constructor(default(quorum = None, now = None))]
    pub fn create(
        directory: String,
        signer_directory: String,
        authorities: Vec<Arc<SecretIdentity>>,
        origin: String,
        quorum: Option<u8>,
        now: Option<u64>,
    ) -> Result<Self> {
        Ok(Self(facade::Ledger::create(
            &directory,
            &signer_directory,
            &authorities
                .iter()
                .map(|one| one.0.clone())
                .collect::<Vec<_>>(),
            &origin,
            quorum,
            now,
        )?))
    }

    /// Opens the ledger in a directory, and hashes everything in it again, whether it was founded
    /// here or by the command. The authorities are those whose keys seal blocks here; without any,
    /// the ledger can be read and no more. `signerDirectory` is where they remember what they
    /// signed: of a ledger founded by the command, the directory with their key files.
    ///
    /// Errors: `no-ledger`, `ledger-busy`, `storage-damaged` and other codes of kind `Storage`;
    /// `not-an-authority`; `cancelled`.
    #[uniffi::constructor]
    pub fn open(
        directory: String,
        signer_directory: String,
        authorities: Vec<Arc<SecretIdentity>>,
        watch: Watch,
    ) -> Result<Self> {
        Ok(Self(facade::Ledger::open(
            &directory,
            &signer_directory,
            &authorities
                .iter()
                .map(|one| one.0.clone())
                .collect::<Vec<_>>(),
            &watch.into(),
        )?))
    }

    /// The ledger at its last block.
    ///
    /// Errors: `closed`.
    pub fn details(&self) -> Result<LedgerDetails> {
        Ok(self.0.details()?)
    }

    /// The ledger's authorities, as its own entries name them. Whoever verifies takes them from
    /// elsewhere.
    ///
    /// Errors: `closed`.
    pub fn authorities(&self) -> Result<Arc<AuthorityList>> {
        Ok(Arc::new(AuthorityList(self.0.authorities()?)))
    }

    /// Seals what is waiting, or an empty block if the last one is older than a minute.
    ///
    /// Errors: `closed`; of kind `Conflict` or `Storage`; `quorum-not-reached` if the keys here are
    /// not enough.
    #[uniffi::method(default(now = None))]
    pub fn refresh(&self, now: Option<u64>) -> Result<()> {
        Ok(self.0.refresh(now)?)
    }

    /// The last block's checkpoint with its cosignatures, as a signed note (C2SP).
    ///
    /// Errors: `closed`.
    pub fn checkpoint(&self) -> Result<String> {
        Ok(self.0.checkpoint()?)
    }

    /// The proof that the ledger still begins as it was when it had `olderSize` entries, for
    /// `LedgerFollower.accept`.
    ///
    /// Errors: `closed`; `out-of-range` if it never had so many.
    pub fn consistency_proof(&self, older_size: u64) -> Result<Vec<u8>> {
        Ok(self.0.consistency_proof(older_size)?)
    }

    /// The entry with this number, with every signature in it verified.
    ///
    /// Errors: `out-of-range` if there is none; `closed`; `invalid-signature`, or of kind `Storage`.
    pub fn entry(&self, index: u64) -> Result<Arc<LedgerEntry>> {
        Ok(Arc::new(LedgerEntry(self.0.entry(index)?)))
    }

    /// The entries from number `begin` up to, and without, number `end`, at most 1,000, each with
    /// every signature in it verified. There are as many as `details` says under `size`, and what
    /// stands below never changes: whoever wants them all takes them in runs.
    ///
    /// Errors: `out-of-range` unless all of them are there; `invalid-argument` for more than 1,000;
    /// `closed`; `invalid-signature`, or of kind `Storage`.
    pub fn entries(&self, begin: u64, end: u64) -> Result<Vec<Arc<LedgerEntry>>> {
        let entries = self.0.entries(begin, end)?.into_iter();
        Ok(entries.map(LedgerEntry).map(Arc::new).collect())
    }

    /// The receipt for the entry with this number, under the last block's checkpoint: also long
    /// after the step that made the entry, and for whoever lost the receipt of then.
    ///
    /// Errors: `out-of-range` if there is none; `closed`; of kind `Storage`.
    pub fn receipt(&self, index: u64) -> Result<Arc<Receipt>> {
        Ok(Arc::new(Receipt(self.0.receipt(index)?)))
    }

    /// Everything the ledger holds about a patient, read with the patient's key.
    ///
    /// Errors: `closed`; `incomplete-trail` if something was taken out; of kind `Storage`.
    pub fn disclosure_log(&self, patient: &SecretIdentity) -> Result<DisclosureLog> {
        Ok(self.0.disclosure_log(&patient.0)?)
    }

    /// The same as evidence that the patient can verify elsewhere, with `DisclosureLog.verify`.
    /// `patientId` is the patient's identifier; what the entries are about stays sealed to the
    /// patient.
    ///
    /// Errors: `closed`; `malformed-hex`; of kind `Storage`.
    pub fn disclosure_evidence(&self, patient_id: String) -> Result<Vec<u8>> {
        Ok(self.0.disclosure_evidence(&patient_id)?)
    }
}

/// Checks a stored ledger from its first byte to its last. It changes nothing.
///
/// Errors: `no-ledger`, `ledger-busy` and other codes of kind `Storage`; `cancelled`. What is wrong
/// with the ledger is no error but a finding.
#[uniffi::export]
pub fn fsck_ledger(directory: String, watch: Watch) -> Result<FsckDetails> {
    Ok(facade::Ledger::fsck(&directory, &watch.into())?)
}
