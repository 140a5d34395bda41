//! Decisions: whether consent allows an access, and the proof of it.

use crate::{
    access::AccessPermit,
    authority_list::AuthorityList,
    decision_point::StatedView,
    error::{FacadeError, Result},
    guard::guard,
    handle::Once,
};
use medseal::{
    audit::VerifiedState,
    consent::{self, Denial, Verdict},
    exchange::ProvenView,
    types::Duration,
};
use std::sync::Arc;

/// What a custodian demands, whoever asks. `custodian` must be given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionRules {
    /// The custodian's identifier: requests addressed to anybody else are denied.
    pub custodian: String,
    /// How old the ledger's last block may be, in seconds; without it, 600.
    pub maximum_view_age: Option<u64>,
    /// The least height of the ledger's last block; without it, 0.
    pub minimum_height: Option<u64>,
    /// How far clocks may be apart, in seconds; without it, 60.
    pub clock_skew: Option<u64>,
    /// How long a permit is good for, in seconds; without it, 3,600.
    pub permit_lifetime: Option<u64>,
    /// The same for emergency access, in seconds, at most four hours; without it, 3,600.
    pub break_glass_lifetime: Option<u64>,
}

impl DecisionRules {
    pub(crate) fn to_core(&self) -> Result<consent::DecisionRules> {
        let mut rules = consent::DecisionRules::new(self.custodian.parse()?);
        let set = |rule: &mut Duration, seconds: Option<u64>| {
            if let Some(seconds) = seconds {
                *rule = Duration::from_seconds(seconds);
            }
        };
        set(&mut rules.maximum_view_age, self.maximum_view_age);
        set(&mut rules.clock_skew, self.clock_skew);
        set(&mut rules.permit_lifetime, self.permit_lifetime);
        set(&mut rules.break_glass_lifetime, self.break_glass_lifetime);
        rules.minimum_height = self.minimum_height.unwrap_or_default();
        Ok(rules)
    }
}

/// A decision that others can check: what was asked and decided, on which state of the ledger,
/// signed by the custodian.
#[derive(Clone)]
pub struct Decision {
    proof: Arc<consent::DecisionProof>,
    permit: Option<Arc<Once<std::result::Result<consent::AccessPermit, Denial>>>>,
}

/// What a decision says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionDetails {
    /// Whether access was permitted.
    pub is_permit: bool,
    /// The code of every reason of a denial.
    pub reasons: Vec<String>,
    /// What a permit obliges to.
    pub obligations: Vec<String>,
    /// When a permit is void, in seconds since 1970.
    pub expires: Option<u64>,
    /// Who decided, as a `did:key`.
    pub decider: String,
    /// The ledger it was decided on.
    pub ledger_id: String,
    /// The height of the block it was decided on.
    pub height: u64,
    /// When, in seconds since 1970.
    pub decided: u64,
    /// The record.
    pub record_id: String,
    /// What for.
    pub purpose: String,
}

impl Decision {
    /// Reads a decision and verifies its signatures. Whether it follows from the ledger, see
    /// [`verify`](Self::verify).
    ///
    /// # Errors
    ///
    /// Of kind `Malformed` or `Cryptographic`, by what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("Decision.from_bytes", || {
            Ok(Self {
                proof: Arc::new(consent::DecisionProof::from_bytes(bytes)?),
                permit: None,
            })
        })
    }

    /// The decision as it is stored and sent.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("Decision.to_bytes", || Ok(self.proof.as_bytes().to_vec()))
    }

    /// What the decision says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<DecisionDetails> {
        guard("Decision.details", || {
            let proof = &self.proof;
            let (reasons, obligations, expires) = match proof.verdict() {
                Verdict::Permit {
                    obligations,
                    expires,
                } => (Vec::new(), texts(obligations), Some(expires.seconds())),
                Verdict::Deny { reasons } => (texts(reasons), Vec::new(), None),
            };
            Ok(DecisionDetails {
                is_permit: expires.is_some(),
                reasons,
                obligations,
                expires,
                decider: proof.decider().did_key(),
                ledger_id: proof.ledger().to_string(),
                height: proof.height(),
                decided: proof.decided().seconds(),
                record_id: proof.record().record.to_string(),
                purpose: proof.request().purpose().to_string(),
            })
        })
    }

    /// Decides again on the ledger's state that comes with the decision, which the authorities must
    /// stand behind.
    ///
    /// # Errors
    ///
    /// `decision-differs`, `unexpected-decider`, `quorum-not-reached` and other codes of kind
    /// `Cryptographic`.
    pub fn verify(&self, authorities: &AuthorityList) -> Result<()> {
        guard("Decision.verify", || {
            let (proof, authorities) = (&self.proof, authorities.core());
            let state = VerifiedState::verify(proof.state(), proof.ledger(), authorities)?;
            Ok(proof.replay(&ProvenView::new(&state))?)
        })
    }

    /// Decides again on a view of the ledger that the caller trusts, such as one from its own copy:
    /// what is decided must be what was decided.
    ///
    /// # Errors
    ///
    /// `decision-differs`, `unexpected-decider`.
    pub fn replay(&self, view: &StatedView) -> Result<()> {
        guard("Decision.replay", || Ok(self.proof.replay(view.core())?))
    }

    /// The permit, once, where the decision was made.
    ///
    /// # Errors
    ///
    /// `access-denied` with every reason; `closed` if it was taken before or the decision came from
    /// elsewhere.
    pub fn take_permit(&self) -> Result<AccessPermit> {
        guard("Decision.take_permit", || {
            let outcome = self.permit.as_ref().and_then(|permit| permit.take());
            let permit = outcome.ok_or(FacadeError::Closed)?;
            Ok(AccessPermit::new(permit?))
        })
    }

    pub(crate) fn new(
        outcome: std::result::Result<consent::AccessPermit, Denial>,
        proof: consent::DecisionProof,
    ) -> Self {
        Self {
            proof: Arc::new(proof),
            permit: Some(Arc::new(Once::new(outcome))),
        }
    }
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
