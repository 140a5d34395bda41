//! A decision that others can check: signed by the decider, decided again by whoever doubts it.

use super::{
    case::Case,
    permit::{AccessPermit, PermittedAccess},
    reason::{Denial, DenyReason, Obligation},
    rules::DecisionRules,
    view::{ConsentView, ViewUnavailable},
};
use crate::{
    codec::{CodecError, Limits},
    consent::{
        chain::{ChainError, GrantChain},
        facts::RecordFacts,
        request::{AccessRequest, RequestError},
    },
    domain::DECISION,
    errors::ErrorCode,
    keys::{SignatureError, SigningKey, VerifyingKey, message},
    types::{LedgerId, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A portable decision: what was asked, on which grants and facts and state of the ledger, under
/// which rules, when, and what was decided.
///
/// One that exists is signed by the key it names, and holds a request and a chain that verify.
/// Whether the decision was *right* needs no trust in the decider: [`replay`](Self::replay) decides
/// the case again on a view made from [`state`](Self::state). Only what happened between requests
/// (a replayed nonce) and the facts of the record rest on the decider's word; the facts can be
/// compared with the record's manifest.
#[derive(Clone, PartialEq, Eq)]
pub struct DecisionProof {
    bytes: Vec<u8>,
    body: Body,
    request: AccessRequest,
    chain: GrantChain,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Verdict {
    /// Access was permitted.
    Permit {
        /// What it obliges to, in the order of [`Obligation::ALL`].
        obligations: Vec<Obligation>,
        /// The first second at which the permit was void.
        expires: Timestamp,
    },
    /// Access was denied.
    Deny {
        /// All reasons, in the order of [`DenyReason::ALL`].
        reasons: Vec<DenyReason>,
    },
}

impl DecisionProof {
    /// Most bytes of an encoded proof.
    pub const MAX_BYTES: usize = 512 * 1024;

    pub(super) fn issue<V: ConsentView>(
        case: &Case<'_, V>,
        outcome: &Result<AccessPermit, Denial>,
        decider: &SigningKey,
    ) -> Result<Self, DecisionProofError> {
        let mut questions = case.questions();
        questions.keys.push(decider.verifying_key().key_id());
        let body = Body {
            version: 1,
            decider: decider.verifying_key(),
            request: case.request.as_bytes().to_vec(),
            chain: case.chain.to_bytes()?,
            record: case.record.clone(),
            rules: case.rules.clone(),
            ledger: case.view.ledger(),
            height: case.view.height(),
            decided: case.now,
            verdict: Verdict::of(outcome.as_ref().map(AccessPermit::access)),
            state: case.view.proof(&questions)?,
        };
        let bytes = message::sign(DECISION, decider, &body)?;
        // What is issued must be readable: the bounds hold on this side too.
        Self::from_bytes(&bytes)
    }

    /// Reads a decision and verifies every signature in it: the decider's, the grantee's, the
    /// grants'.
    ///
    /// # Errors
    ///
    /// [`DecisionProofError`], except [`Differs`](DecisionProofError::Differs) and
    /// [`Decider`](DecisionProofError::Decider).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecisionProofError> {
        let body = message::open(DECISION, bytes, LIMITS, |body: &Body| match body.version {
            1 => Ok(body.decider),
            _ => Err(DecisionProofError::Version),
        })?;
        Ok(Self {
            bytes: bytes.to_vec(),
            request: AccessRequest::from_bytes(&body.request)?,
            chain: GrantChain::from_bytes(&body.chain)?,
            body,
        })
    }

    /// Decides the case again, on a view whose maker verified it from [`state`](Self::state) or
    /// elsewhere, at the height of the decision.
    ///
    /// # Errors
    ///
    /// [`DecisionProofError::Decider`] if the signer is not the audience of the request on the
    /// ledger, [`DecisionProofError::Differs`] if the case is decided otherwise now.
    pub fn replay(&self, view: &impl ConsentView) -> Result<(), DecisionProofError> {
        let body = &self.body;
        if (body.ledger, body.height) != (view.ledger(), view.height()) {
            return Err(DecisionProofError::Differs);
        }
        let decider = view.key(&body.decider.key_id())?;
        if decider.is_none_or(|key| key.identity != body.rules.audience || key.until.is_some()) {
            return Err(DecisionProofError::Decider);
        }
        let case = Case {
            request: &self.request,
            chain: &self.chain,
            record: &body.record,
            view,
            rules: &body.rules,
            now: body.decided,
        };
        let concluded = case.conclude();
        let repeated = Verdict::of(concluded.as_ref());
        let same = body.verdict == repeated;
        // Which requests were permitted before is the decider's to know: it denies what would
        // otherwise be permitted, and cannot be decided again.
        if same || (concluded.is_ok() && body.verdict.is_about_repetition()) {
            Ok(())
        } else {
            Err(DecisionProofError::Differs)
        }
    }

    /// The signed bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Who signed the decision.
    #[must_use]
    pub fn decider(&self) -> &VerifyingKey {
        &self.body.decider
    }

    /// What was asked.
    #[must_use]
    pub fn request(&self) -> &AccessRequest {
        &self.request
    }

    /// The grants it was asked on.
    #[must_use]
    pub fn chain(&self) -> &GrantChain {
        &self.chain
    }

    /// The facts about the record, as the decider found them.
    #[must_use]
    pub fn record(&self) -> &RecordFacts {
        &self.body.record
    }

    /// The decider's rules.
    #[must_use]
    pub fn rules(&self) -> &DecisionRules {
        &self.body.rules
    }

    /// The ledger it was decided on.
    #[must_use]
    pub fn ledger(&self) -> LedgerId {
        self.body.ledger
    }

    /// The height of the state it was decided on.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.body.height
    }

    /// When it was decided.
    #[must_use]
    pub fn decided(&self) -> Timestamp {
        self.body.decided
    }

    /// What was decided.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.body.verdict
    }

    /// The view's proof of that state: what [`ConsentView::proof`] gave.
    #[must_use]
    pub fn state(&self) -> &[u8] {
        &self.body.state
    }
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for DecisionProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecisionProof")
            .field("decided", &self.decided())
            .field("verdict", &self.verdict())
            .finish_non_exhaustive()
    }
}

impl Verdict {
    fn of(outcome: Result<&PermittedAccess, &Denial>) -> Self {
        match outcome {
            Ok(access) => Self::Permit {
                obligations: access.obligations.clone(),
                expires: access.expires,
            },
            Err(denial) => Self::Deny {
                reasons: denial.reasons().to_vec(),
            },
        }
    }

    fn is_about_repetition(&self) -> bool {
        matches!(self, Self::Deny { reasons } if matches!(
            reasons.as_slice(),
            [DenyReason::RequestReplayed | DenyReason::NonceStoreUnavailable]
        ))
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    version: u64,
    decider: VerifyingKey,
    #[serde(with = "serde_bytes")]
    request: Vec<u8>,
    #[serde(with = "serde_bytes")]
    chain: Vec<u8>,
    record: RecordFacts,
    rules: DecisionRules,
    ledger: LedgerId,
    height: u64,
    decided: Timestamp,
    verdict: Verdict,
    #[serde(with = "serde_bytes")]
    state: Vec<u8>,
}

const LIMITS: Limits = Limits {
    bytes: DecisionProof::MAX_BYTES,
    ..Limits::MESSAGE
};

/// Why a decision cannot be made portable, read or confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionProofError {
    /// The encoding is not acceptable. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The decision is of a version that this one does not know. Code: `unknown-version`.
    #[error("the decision is of an unknown version")]
    Version,
    /// The decider's signature does not verify. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The request in it is not acceptable. Code: that of [`RequestError`].
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The grants in it are not acceptable. Code: that of [`ChainError`].
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The view has no proof or cannot tell. Code: `view-unavailable`.
    #[error(transparent)]
    View(#[from] ViewUnavailable),
    /// The signer is not who the request was addressed to. Code: `unexpected-decider`.
    #[error("the decision was not signed by the one who was asked")]
    Decider,
    /// The case is decided otherwise on this view. Code: `decision-differs`.
    #[error("the decision does not follow from the state of the ledger it names")]
    Differs,
}

impl ErrorCode for DecisionProofError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Version => "unknown-version",
            Self::Signature(error) => error.code(),
            Self::Request(error) => error.code(),
            Self::Chain(error) => error.code(),
            Self::View(error) => error.code(),
            Self::Decider => "unexpected-decider",
            Self::Differs => "decision-differs",
        }
    }
}
