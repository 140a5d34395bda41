//! A ledger with the keys to seal its blocks, and the steps that people take on it.

use crate::{
    access::{AccessPermit, AccessRequest, BreakGlass, Unlocked},
    arguments::{PathText, Seconds, each, seconds},
    authority_list::AuthorityList,
    buffers,
    decision::{Decision, DecisionRules},
    disclosure::DisclosureLog,
    eligibility::LedgerPoint,
    errors::Outcome,
    grant::{Grant, GrantTerms},
    handle::handle,
    identity::SecretIdentity,
    ledger_details::{FsckDetails, LedgerDetails},
    public_identity::PublicIdentity,
    receipt::Receipt,
    sealed_header::SealedHeader,
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

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

        /// The ledger at its last block.
        fn details(&self, py: Python<'_>) -> Outcome<LedgerDetails> {
            Ok(py.detach(|| self.0.details())?.into())
        }

        /// The ledger's authorities, as its own entries name them. Whoever verifies takes them from
        /// elsewhere.
        fn authorities(&self, py: Python<'_>) -> Outcome<AuthorityList> {
            Ok(py.detach(|| self.0.authorities())?.into())
        }

        /// Seals what is waiting, or an empty block if the last one is older than a minute.
        #[pyo3(signature = (*, now = None))]
        fn refresh(&self, py: Python<'_>, now: Option<Seconds>) -> Outcome {
            let now = seconds(now);
            Ok(py.detach(|| self.0.refresh(now))?)
        }

        /// The last block's checkpoint with its cosignatures, as a signed note (C2SP).
        fn checkpoint(&self, py: Python<'_>) -> Outcome<String> {
            Ok(py.detach(|| self.0.checkpoint())?)
        }

        /// The proof that the ledger still begins as it was when it had `older_size` entries, for
        /// `LedgerFollower.accept()`.
        fn consistency_proof<'py>(
            &self,
            py: Python<'py>,
            older_size: u64,
        ) -> Outcome<Bound<'py, PyBytes>> {
            buffers::bytes(py, &py.detach(|| self.0.consistency_proof(older_size))?)
        }

        /// Registers an identity, or its current key, unless the ledger knows it already. Identities
        /// are registered on the way when they first write to the ledger; a grantee that only asks has
        /// to be registered before.
        #[pyo3(signature = (identity, *, now = None))]
        fn register(
            &self,
            py: Python<'_>,
            identity: &SecretIdentity,
            now: Option<Seconds>,
        ) -> Outcome {
            let (identity, now) = (&identity.0, seconds(now));
            Ok(py.detach(|| self.0.register(identity, now))?)
        }

        /// Anchors a sealed record and gives its author's receipt. `previous` is the header of the
        /// version it replaces.
        #[pyo3(signature = (author, header, previous = None, *, now = None))]
        fn anchor(
            &self,
            py: Python<'_>,
            author: &SecretIdentity,
            header: &SealedHeader,
            previous: Option<&SealedHeader>,
            now: Option<Seconds>,
        ) -> Outcome<Receipt> {
            let (author, header, now) = (&author.0, &header.0, seconds(now));
            let previous = previous.map(|header| &header.0);
            Ok(py.detach(|| self.0.anchor(author, header, previous, now))?.into())
        }

        /// Anchors many first versions in one block; the receipts are in the order of the headers.
        /// Where one is refused, those before it wait for the next block.
        #[pyo3(signature = (author, headers, *, now = None))]
        fn anchor_all(
            &self,
            py: Python<'_>,
            author: &SecretIdentity,
            headers: Vec<Py<SealedHeader>>,
            now: Option<Seconds>,
        ) -> Outcome<Vec<Receipt>> {
            let (author, headers) = (&author.0, each(&headers, |one| &one.0));
            let now = seconds(now);
            let receipts = py.detach(|| self.0.anchor_all(author, &headers, now))?;
            Ok(receipts.into_iter().map(Into::into).collect())
        }

        /// Grants somebody access: signs the grant, puts its commitment on the ledger, and wraps the
        /// category keys to the grantee, to whom the result is given.
        #[pyo3(signature = (patient, grantee, terms, *, now = None))]
        fn grant(
            &self,
            py: Python<'_>,
            patient: &SecretIdentity,
            grantee: &PublicIdentity,
            terms: &GrantTerms,
            now: Option<Seconds>,
        ) -> Outcome<Grant> {
            let (patient, grantee) = (&patient.0, &grantee.0);
            let (terms, now) = (terms.to_facade(), seconds(now));
            Ok(py.detach(|| self.0.grant(patient, grantee, &terms, now))?.into())
        }

        /// Revokes a grant, with all that was delegated from it. Its patient revokes it, or who passed
        /// it on. For the patient this begins a new epoch of the categories it covered: store the key
        /// file and publish the new document afterwards.
        ///
        /// What the grantee opened before stays readable to it; what is sealed from now on does not,
        /// and custodians that decide on this ledger serve nothing more.
        #[pyo3(signature = (issuer, grant, *, now = None))]
        fn revoke(
            &self,
            py: Python<'_>,
            issuer: &SecretIdentity,
            grant: &Grant,
            now: Option<Seconds>,
        ) -> Outcome<Receipt> {
            let (issuer, grant, now) = (&issuer.0, &grant.0, seconds(now));
            Ok(py.detach(|| self.0.revoke(issuer, grant, now))?.into())
        }

        /// Decides a request on the ledger's last block, after a heartbeat if that block is old.
        ///
        /// Raises `DeniedError` with every reason.
        #[pyo3(signature = (request, grant, header, rules, *, now = None))]
        fn decide(
            &self,
            py: Python<'_>,
            request: &AccessRequest,
            grant: &Grant,
            header: &SealedHeader,
            rules: &DecisionRules,
            now: Option<Seconds>,
        ) -> Outcome<AccessPermit> {
            let (request, grant, header) = (&request.0, &grant.0, &header.0);
            let (rules, now) = (rules.to_facade(), seconds(now));
            Ok(py.detach(|| self.0.decide(request, grant, header, &rules, now))?.into())
        }

        /// Decides like `decide()`, and proves the decision to third parties with the custodian's
        /// signature and the ledger's state. A denial is a result. The custodian must be registered,
        /// or nobody can tell that it is the one who was asked.
        #[pyo3(signature = (request, grant, header, rules, custodian, *, now = None))]
        #[allow(clippy::too_many_arguments)] // What it is about, each once.
        fn decide_and_prove(
            &self,
            py: Python<'_>,
            request: &AccessRequest,
            grant: &Grant,
            header: &SealedHeader,
            rules: &DecisionRules,
            custodian: &SecretIdentity,
            now: Option<Seconds>,
        ) -> Outcome<Decision> {
            let (request, grant, header) = (&request.0, &grant.0, &header.0);
            let (rules, custodian, now) = (rules.to_facade(), &custodian.0, seconds(now));
            let decision = py.detach(|| {
                self.0.decide_and_prove(request, grant, header, &rules, custodian, now)
            });
            Ok(decision?.into())
        }

        /// States a reason for emergency access and puts it on the ledger, where the patient finds it.
        /// It stands for `lifetime` seconds; without it, an hour.
        #[pyo3(signature = (holder, grant, reason, *, lifetime = None, now = None))]
        fn break_glass(
            &self,
            py: Python<'_>,
            holder: &SecretIdentity,
            grant: &Grant,
            reason: &str,
            lifetime: Option<u64>,
            now: Option<Seconds>,
        ) -> Outcome<BreakGlass> {
            let (holder, grant, now) = (&holder.0, &grant.0, seconds(now));
            let stated = py.detach(|| self.0.break_glass(holder, grant, reason, lifetime, now));
            Ok(BreakGlass(stated?))
        }

        /// Commits the access event of an unlocked record to the ledger, with a notice sealed to the
        /// patient beside it.
        #[pyo3(signature = (holder, grant, unlocked, *, now = None))]
        fn record_access(
            &self,
            py: Python<'_>,
            holder: &SecretIdentity,
            grant: &Grant,
            unlocked: &Unlocked,
            now: Option<Seconds>,
        ) -> Outcome<Receipt> {
            let (holder, grant, unlocked) = (&holder.0, &grant.0, &unlocked.0);
            let now = seconds(now);
            Ok(py.detach(|| self.0.record_access(holder, grant, unlocked, now))?.into())
        }

        /// All of an access in one step, where grantee and custodian share the ledger: registers the
        /// grantee, breaks the glass if a reason is given, asks, decides, unlocks, and puts the access
        /// on the ledger before anything can be read. Without a purpose, it is the only one the grant
        /// has.
        ///
        /// Raises `DeniedError` with every reason.
        #[pyo3(signature = (
            holder, grant, header, custodian, *, purpose = None, reason = None, now = None
        ))]
        #[allow(clippy::too_many_arguments)] // Keyword arguments.
        fn access(
            &self,
            py: Python<'_>,
            holder: &SecretIdentity,
            grant: &Grant,
            header: &SealedHeader,
            custodian: &str,
            purpose: Option<&str>,
            reason: Option<&str>,
            now: Option<Seconds>,
        ) -> Outcome<Unlocked> {
            let (holder, grant, header, now) = (&holder.0, &grant.0, &header.0, seconds(now));
            let unlocked = py.detach(|| {
                self.0.access(holder, grant, header, custodian, purpose, reason, now)
            });
            Ok(unlocked?.into())
        }

        /// Everything the ledger holds about a patient, read with the patient's key.
        fn disclosure_log(
            &self,
            py: Python<'_>,
            patient: &SecretIdentity,
        ) -> Outcome<DisclosureLog> {
            let patient = &patient.0;
            Ok(py.detach(|| self.0.disclosure_log(patient))?.into())
        }

        /// The same as evidence that the patient can verify elsewhere, with `DisclosureLog.verify()`.
        /// `patient_id` is the patient's identifier; what the entries are about stays sealed to the
        /// patient.
        fn disclosure_evidence<'py>(
            &self,
            py: Python<'py>,
            patient_id: &str,
        ) -> Outcome<Bound<'py, PyBytes>> {
            buffers::bytes(py, &py.detach(|| self.0.disclosure_evidence(patient_id))?)
        }

        /// The state at the ledger's last block, for `EligibilityRequest.issue()`.
        fn point(&self, py: Python<'_>) -> Outcome<LedgerPoint> {
            Ok(py.detach(|| self.0.point())?.into())
        }

        /// Revokes copies of credentials, for good, and says how many were not revoked before. Their
        /// issuer can, and their holder, whose wallet may be stolen.
        #[pyo3(signature = (by, handles, *, now = None))]
        fn revoke_credentials(
            &self,
            py: Python<'_>,
            by: &SecretIdentity,
            handles: Vec<String>,
            now: Option<Seconds>,
        ) -> Outcome<u64> {
            let (by, now) = (&by.0, seconds(now));
            Ok(py.detach(|| self.0.revoke_credentials(by, &handles, now))?)
        }

        /// Proves whether credentials are revoked, for a verifier without a ledger:
        /// `EligibilityVerifier.verify_with_proof()`.
        fn prove_status<'py>(
            &self,
            py: Python<'py>,
            handles: Vec<String>,
        ) -> Outcome<Bound<'py, PyBytes>> {
            buffers::bytes(py, &py.detach(|| self.0.prove_status(&handles))?)
        }

        /// Puts the tombstone of one version of a record on the ledger and gives its receipt. Then
        /// every custodian destroys what it holds and attests it, and `ErasureReceipt` joins both.
        #[pyo3(signature = (patient, commitment, *, now = None))]
        fn erase(
            &self,
            py: Python<'_>,
            patient: &SecretIdentity,
            commitment: &str,
            now: Option<Seconds>,
        ) -> Outcome<Receipt> {
            let (patient, now) = (&patient.0, seconds(now));
            Ok(py.detach(|| self.0.erase(patient, commitment, now))?.into())
        }
    }
}
