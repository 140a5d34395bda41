//! Verifiers: who decides about presentations.

use super::{policy::EligibilityPolicy, request::EligibilityRequest};
use crate::{
    authority_list::AuthorityList,
    error::Result,
    guard::guard,
    handle::Exclusive,
    ledger::{Ledger, LedgerPoint},
    public_identity::PublicIdentity,
    text,
};
use medseal::{
    audit::VerifiedState,
    eligibility::{self, MemoryNonces, Presentation, StatusView},
    exchange::{NodeView, ProvenView},
    types::Timestamp,
};

/// Decides about presentations, and accepts none twice. A handle.
///
/// It remembers in memory what it accepted: keep one for as long as its requests can be answered.
#[derive(Clone)]
pub struct EligibilityVerifier(Exclusive<Deciding>);

struct Deciding {
    verifier: eligibility::Verifier,
    nonces: MemoryNonces,
}

/// That a holder was found eligible, and what was established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligible {
    /// The hash of the policy that is met.
    pub policy: String,
    /// The credentials of the policy, by its names for them, in order.
    pub credentials: Vec<String>,
    /// Who certified each of them, as a `did:key`.
    pub issuers: Vec<String>,
    /// The holder's pseudonym, where the policy asks for one enrolment. Whoever enrols holders
    /// refuses one that is enrolled already.
    pub pseudonym: Option<String>,
    /// The state of the ledger in which no credential was revoked.
    pub ledger: LedgerPoint,
    /// When that was decided, in seconds since 1970.
    pub time: u64,
}

impl EligibilityVerifier {
    /// A verifier with this key, at this audience, for this policy.
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
            let (key, policy) = (verifier.core().verifying_key(), policy.core().clone());
            let verifier = eligibility::Verifier::new(key, audience.to_owned(), policy);
            Ok(Self(Exclusive::new(Deciding {
                verifier,
                nonces: MemoryNonces::default(),
            })))
        })
    }

    /// Decides about a presentation on a ledger's last block.
    ///
    /// # Errors
    ///
    /// `not-eligible`, without detail, also for what was accepted before; `verifier-unavailable` if
    /// the ledger is older than the request asks for; `closed`.
    pub fn verify(
        &self,
        presentation: &[u8],
        request: &EligibilityRequest,
        ledger: &Ledger,
        now: Option<u64>,
    ) -> Result<Eligible> {
        guard("EligibilityVerifier.verify", || {
            let now = text::time(now)?;
            ledger.step(|exchange| {
                let view = NodeView::new(exchange.ledger());
                self.decide(presentation, request, &view, now)
            })
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
            let (id, authorities) = (request.core().ledger().ledger, authorities.core());
            let state = VerifiedState::verify(status_proof, id, authorities)?;
            self.decide(presentation, request, &ProvenView::new(&state), now)
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

    /// Forgets what was accepted. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn decide(
        &self,
        presentation: &[u8],
        request: &EligibilityRequest,
        view: &impl StatusView,
        now: Timestamp,
    ) -> Result<Eligible> {
        self.0.step(|Deciding { verifier, nonces }| {
            let eligible = verifier.verify(presentation, request.core(), view, nonces, now)?;
            let (credentials, issuers) = eligible
                .issuers()
                .iter()
                .map(|(name, key)| (name.clone(), key.did_key()))
                .unzip();
            Ok(Eligible {
                policy: eligible.policy().to_string(),
                credentials,
                issuers,
                pseudonym: eligible.pseudonym().map(ToString::to_string),
                ledger: LedgerPoint::of(eligible.ledger()),
                time: eligible.time().seconds(),
            })
        })
    }
}
