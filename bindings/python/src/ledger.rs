//! A ledger with the keys to seal its blocks, and the steps that people take on it.

mod consent;
mod credentials;
mod details;
mod queries;
mod records;

pub(crate) use details::{FindingDetails, FsckDetails, LedgerDetails};

use crate::{
    arguments::{PathText, Seconds, each, seconds},
    errors::Outcome,
    handle::handle,
    identity::SecretIdentity,
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::prelude::*;

handle! {
    /// A ledger, in memory or in a directory, and the keys of the authorities that seal its blocks
    /// here.
    ///
    /// When a step returns, what it did is durable, cosigned and visible to the next. Steps from several
    /// threads happen one after the other. A directory is held until the ledger is closed: nobody else
    /// can open it. `now` is seconds since 1970 or a `datetime` with a time zone; without it, the
    /// clock's time.
    ///
    /// >>> from medseal import Ledger, SecretIdentity
    /// >>> authority = SecretIdentity.generate()
    /// >>> with Ledger.in_memory([authority], "hospital.example/ledger") as ledger:
    /// ...     ledger.details().height
    /// 0
    Ledger(is_closed) {
        /// Founds a ledger in memory, for tests and for trying things out. `origin` is its public
        /// name. Without a quorum, more than two thirds of the authorities must sign.
        #[staticmethod]
        #[pyo3(signature = (authorities, origin, *, quorum = None, now = None))]
        fn in_memory(
            py: Python<'_>,
            authorities: Vec<Py<SecretIdentity>>,
            origin: &str,
            quorum: Option<u8>,
            now: Option<Seconds>,
        ) -> Outcome<Self> {
            let (authorities, now) = (each(&authorities, |one| &one.0), seconds(now));
            let ledger = || facade::Ledger::in_memory(&authorities, origin, quorum, now);
            Ok(Self(py.detach(ledger)?))
        }

        /// Founds a ledger in a directory that does not exist yet or is empty.
        ///
        /// What each authority signed is remembered in `signer_directory`, which must exist, and must
        /// not be restored from a backup together with the ledger: a signer that forgets could be made
        /// to contradict itself. Raises `StorageError` or `ConflictError`; nothing stays then.
        #[staticmethod]
        #[pyo3(signature = (
            directory, signer_directory, authorities, origin, *, quorum = None, now = None
        ))]
        fn create(
            py: Python<'_>,
            directory: PathText,
            signer_directory: PathText,
            authorities: Vec<Py<SecretIdentity>>,
            origin: &str,
            quorum: Option<u8>,
            now: Option<Seconds>,
        ) -> Outcome<Self> {
            let (authorities, now) = (each(&authorities, |one| &one.0), seconds(now));
            let (at, signers) = (&directory.0, &signer_directory.0);
            let ledger =
                || facade::Ledger::create(at, signers, &authorities, origin, quorum, now);
            Ok(Self(py.detach(ledger)?))
        }

        /// Opens the ledger in a directory, and hashes everything in it again. The authorities are
        /// those whose keys seal blocks here; without any, the ledger can be read and no more.
        #[staticmethod]
        #[pyo3(signature = (
            directory, signer_directory, authorities, *, progress = None, cancel = None
        ))]
        fn open(
            py: Python<'_>,
            directory: PathText,
            signer_directory: PathText,
            authorities: Vec<Py<SecretIdentity>>,
            progress: Option<Py<PyAny>>,
            cancel: Option<&Cancel>,
        ) -> Outcome<Self> {
            let authorities = each(&authorities, |one| &one.0);
            let trouble = Trouble::default();
            let watch = watch(progress, cancel, &trouble);
            let (at, signers) = (&directory.0, &signer_directory.0);
            let ledger = || facade::Ledger::open(at, signers, &authorities, &watch);
            Ok(Self(trouble.detached(py, ledger)?))
        }

        /// Checks a stored ledger from its first byte to its last. It changes nothing. What is wrong
        /// is no exception but a finding.
        #[staticmethod]
        #[pyo3(signature = (directory, *, progress = None, cancel = None))]
        fn fsck(
            py: Python<'_>,
            directory: PathText,
            progress: Option<Py<PyAny>>,
            cancel: Option<&Cancel>,
        ) -> Outcome<FsckDetails> {
            let trouble = Trouble::default();
            let watch = watch(progress, cancel, &trouble);
            let report = trouble.detached(py, || facade::Ledger::fsck(&directory.0, &watch));
            Ok(report?.into())
        }
    }
}
