//! Verifiers: who decides about presentations.

use super::{
    policy::EligibilityPolicy,
    request::EligibilityRequest,
    verdict::{EligibilityAnswer, EligibilityVerdict, Eligible},
};
use crate::{
    authority_list::AuthorityList,
    error::{FacadeError, Result},
    guard::guard,
    handle::Exclusive,
    ledger::Ledger,
    nonces::Nonces,
    public_identity::PublicIdentity,
    text,
    watch::Watch,
};
use medseal::{
    audit::VerifiedState,
    eligibility::{self, PreparedBatch, Presentation, PresentationError, StatusView},
    exchange::{NodeView, ProvenView},
    types::Timestamp,
};
use std::path::Path;

/// Decides about presentations, and accepts none twice. A handle.
///
/// What it accepted it remembers in memory ([`new`](Self::new)) or in a file ([`open`](Self::open)).
/// Everyone who decides for one verifier must use one of them: two would accept one thing twice.
#[derive(Clone)]
pub struct EligibilityVerifier(Exclusive<Deciding>);

struct Deciding {
    verifier: eligibility::Verifier,
    nonces: Nonces,
}

impl EligibilityVerifier {
    /// A verifier with this key, at this audience, for this policy. It remembers in memory what it
    /// accepted: keep it for as long as its requests can be answered.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn new(
        verifier: &PublicIdentity,
        audience: &str,
        policy: &EligibilityPolicy,
    ) -> Result<Self> {
        guard("EligibilityVerifier.new", || {
            Ok(Self::with(Nonces::in_memory(), verifier, audience, policy))
        })
    }

    /// A verifier that remembers what it accepted in a file, which is begun if it is not there. What
    /// is accepted is in the file, safe from a loss of power, before anybody hears of it.
    ///
    /// The file is held until the verifier is closed: nobody else can open it. Never restore an old
    /// copy of it: what was accepted since would be accepted once more.
    ///
    /// # Errors
    ///
    /// `nonce-store-busy` if somebody else has it open; `storage-denied`, `storage-damaged` and other
    /// codes of kind `Storage`.
    pub fn open(
        path: &str,
        verifier: &PublicIdentity,
        audience: &str,
        policy: &EligibilityPolicy,
    ) -> Result<Self> {
        guard("EligibilityVerifier.open", || {
            let nonces = Nonces::open(Path::new(path))?;
            Ok(Self::with(nonces, verifier, audience, policy))
        })
    }

    /// Decides about a presentation on a ledger's last block.
    ///
    /// # Errors
    ///
    /// `not-eligible`, without detail, also for what was accepted before; `verifier-unavailable` if
    /// the ledger is older than the request asks for, or what is accepted cannot be remembered;
    /// `closed`.
    pub fn verify(
        &self,
        presentation: &[u8],
        request: &EligibilityRequest,
        ledger: &Ledger,
        now: Option<u64>,
    ) -> Result<Eligible> {
        guard("EligibilityVerifier.verify", || {
            let now = text::time(now)?;
            let one = [(presentation, request)];
            let prepared = self.prepare_on(&one, ledger, now)?;
            only(self.decide(prepared, &Watch::default())?)
        })
    }

    /// Decides about a presentation on a proof of its credentials' status
    /// ([`Ledger::prove_status`]), which the ledger's authorities must stand behind.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify), and what is wrong with the proof.
    pub fn verify_with_proof(
        &self,
        presentation: &[u8],
        request: &EligibilityRequest,
        status_proof: &[u8],
        authorities: &AuthorityList,
        now: Option<u64>,
    ) -> Result<Eligible> {
        guard("EligibilityVerifier.verify_with_proof", || {
            let now = text::time(now)?;
            let one = [(presentation, request)];
            let prepared = self.prepare_with(&one, status_proof, authorities, now)?;
            only(self.decide(prepared, &Watch::default())?)
        })
    }

    /// Decides about many presentations at once, at a fraction of the cost of deciding one by one:
    /// about each exactly what [`verify`](Self::verify) would decide, were they verified in this
    /// order. There is a verdict for each, in their order. At most 16,384; other work of this
    /// verifier and of the ledger goes on meanwhile.
    ///
    /// `watch` is told how many are done. What is accepted is remembered all together, at the end:
    /// where this fails or is cancelled, nothing was accepted.
    ///
    /// # Errors
    ///
    /// `invalid-argument` for more than that; `cancelled`; `closed`.
    pub fn verify_batch(
        &self,
        answers: &[EligibilityAnswer],
        ledger: &Ledger,
        watch: &Watch,
        now: Option<u64>,
    ) -> Result<Vec<EligibilityVerdict>> {
        guard("EligibilityVerifier.verify_batch", || {
            let (now, each) = (text::time(now)?, bounded(answers)?);
            watch.check()?;
            let prepared = self.prepare_on(&each, ledger, now)?;
            let decided = self.decide(prepared, watch)?;
            Ok(decided.into_iter().map(EligibilityVerdict::of).collect())
        })
    }

    /// Decides about many presentations at once on one proof of the status of all their credentials:
    /// [`Ledger::prove_status`] of all their [`status_handles`](Self::status_handles).
    ///
    /// # Errors
    ///
    /// As [`verify_batch`](Self::verify_batch), and what is wrong with the proof.
    pub fn verify_batch_with_proof(
        &self,
        answers: &[EligibilityAnswer],
        status_proof: &[u8],
        authorities: &AuthorityList,
        watch: &Watch,
        now: Option<u64>,
    ) -> Result<Vec<EligibilityVerdict>> {
        guard("EligibilityVerifier.verify_batch_with_proof", || {
            let (now, each) = (text::time(now)?, bounded(answers)?);
            watch.check()?;
            if each.is_empty() {
                return Ok(Vec::new());
            }
            let prepared = self.prepare_with(&each, status_proof, authorities, now)?;
            let decided = self.decide(prepared, watch)?;
            Ok(decided.into_iter().map(EligibilityVerdict::of).collect())
        })
    }

    /// The handles whose status decides about a presentation: what a verifier without a ledger asks
    /// a node to prove.
    ///
    /// # Errors
    ///
    /// Of kind `Malformed` if the presentation cannot be read.
    pub fn status_handles(presentation: &[u8]) -> Result<Vec<String>> {
        guard("EligibilityVerifier.status_handles", || {
            let handles = Presentation::from_bytes(presentation)?.status_handles()?;
            Ok(handles.iter().map(ToString::to_string).collect())
        })
    }

    /// Lets go of the file, or forgets what was accepted if there is none. A batch that is being
    /// verified meanwhile is not accepted. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn with(
        nonces: Nonces,
        verifier: &PublicIdentity,
        audience: &str,
        policy: &EligibilityPolicy,
    ) -> Self {
        let (key, policy) = (verifier.core().verifying_key(), policy.core().clone());
        let verifier = eligibility::Verifier::new(key, audience.to_owned(), policy);
        Self(Exclusive::new(Deciding { verifier, nonces }))
    }

    fn prepare_on(
        &self,
        each: &[(&[u8], &EligibilityRequest)],
        ledger: &Ledger,
        now: Timestamp,
    ) -> Result<PreparedBatch> {
        ledger.step(|exchange| self.prepare(each, &NodeView::new(exchange.ledger()), now))
    }

    fn prepare_with(
        &self,
        each: &[(&[u8], &EligibilityRequest)],
        status_proof: &[u8],
        authorities: &AuthorityList,
        now: Timestamp,
    ) -> Result<PreparedBatch> {
        // Whoever asks about another ledger gets the verdict that this proof does not decide.
        let asked = each
            .first()
            .ok_or(FacadeError::Argument("there is nothing to decide"))?;
        let (id, authorities) = (asked.1.core().ledger().ledger, authorities.core());
        let state = VerifiedState::verify(status_proof, id, authorities)?;
        self.prepare(each, &ProvenView::new(&state), now)
    }

    fn prepare(
        &self,
        each: &[(&[u8], &EligibilityRequest)],
        view: &impl StatusView,
        now: Timestamp,
    ) -> Result<PreparedBatch> {
        let each: Vec<_> = each
            .iter()
            .map(|(b, request)| (*b, request.core()))
            .collect();
        self.0
            .step(|deciding| Ok(deciding.verifier.prepare(&each, view, now)))
    }

    /// Holds neither the ledger nor the verifier for as long as proofs are verified.
    fn decide(&self, prepared: PreparedBatch, watch: &Watch) -> Result<Vec<Decided>> {
        let verified = prepared.verify(&mut watch.advance())?;
        self.0
            .step(|deciding| Ok(verified.redeem(&mut deciding.nonces)))
    }
}

type Decided = std::result::Result<eligibility::Eligible, PresentationError>;

fn only(decided: Vec<Decided>) -> Result<Eligible> {
    let only = decided.into_iter().next();
    Ok(Eligible::of(&only.ok_or(FacadeError::Internal)??))
}

fn bounded(answers: &[EligibilityAnswer]) -> Result<Vec<(&[u8], &EligibilityRequest)>> {
    if answers.len() > MAX_BATCH {
        return Err(FacadeError::Argument("a batch has at most 16,384 presentations").into());
    }
    let each = answers.iter();
    Ok(each
        .map(|answer| (&answer.presentation[..], &answer.request))
        .collect())
}

/// Most presentations of a batch. Beyond some hundreds nothing more is saved; some kilobytes each
/// are held until all are decided.
const MAX_BATCH: usize = 16_384;
