//! The ledger as consent sees it: a node's own state, or proofs of it that came from elsewhere.

use crate::{
    audit::{AuditError, VerifiedState, prove_state},
    consent::{
        BreakGlassStatus, ConsentView, GrantStatus, KeyStatus, Questions, RecordStatus,
        ViewUnavailable,
    },
    eligibility::{LedgerPoint, StatusHandle, StatusUnavailable, StatusView},
    ledger::{
        EventFact, Fact, GrantFact, KeyFact, Ledger, LedgerView, RecordFact, StateKey,
        store::LedgerStore,
    },
    types::{Commitment, KeyId, LedgerId, Sha256Digest, Timestamp},
};

/// A node's own verified state, as a decision asks it.
pub struct NodeView<'a, S> {
    ledger: &'a Ledger<S>,
    view: LedgerView<'a>,
}

impl<'a, S: LedgerStore> NodeView<'a, S> {
    /// The state of the ledger's last block.
    #[must_use]
    pub fn new(ledger: &'a Ledger<S>) -> Self {
        Self {
            ledger,
            view: ledger.view(),
        }
    }
}

impl<S: LedgerStore> ConsentView for NodeView<'_, S> {
    fn ledger(&self) -> LedgerId {
        self.view.ledger()
    }

    fn height(&self) -> u64 {
        self.view.height()
    }

    fn time(&self) -> Timestamp {
        self.view.time()
    }

    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable> {
        Ok(self.view.key(key).map(key_status))
    }

    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable> {
        Ok(self.view.grant(grant).map(grant_status))
    }

    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable> {
        Ok(self.view.record(record).map(record_status))
    }

    fn break_glass(&self, event: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable> {
        Ok(self.view.event(event).and_then(break_glass_status))
    }

    fn proof(&self, questions: &Questions) -> Result<Vec<u8>, ViewUnavailable> {
        prove_state(self.ledger, &state_keys(questions)).map_err(|_| ViewUnavailable)
    }
}

/// A copy of a credential is revoked once the commitment to its handle is anchored, by whomever.
impl<S: LedgerStore> StatusView for NodeView<'_, S> {
    fn state(&self) -> LedgerPoint {
        LedgerPoint {
            ledger: self.view.ledger(),
            height: self.view.height(),
            state_root: Sha256Digest::from_bytes(*self.view.root().as_bytes()),
            time: self.view.time(),
        }
    }

    fn is_revoked(&self, handle: &StatusHandle) -> Result<bool, StatusUnavailable> {
        Ok(self.view.record(&handle.commitment()).is_some())
    }
}

/// A state that was proven under a quorum, as a decision that is checked again asks it.
///
/// It answers what its proofs speak of and nothing else: to any other question it is unavailable,
/// which denies.
pub struct ProvenView<'a>(&'a VerifiedState);

impl<'a> ProvenView<'a> {
    /// The state that was proven.
    #[must_use]
    pub const fn new(state: &'a VerifiedState) -> Self {
        Self(state)
    }
}

impl ConsentView for ProvenView<'_> {
    fn ledger(&self) -> LedgerId {
        self.0.ledger()
    }

    fn height(&self) -> u64 {
        self.0.height()
    }

    fn time(&self) -> Timestamp {
        self.0.time()
    }

    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable> {
        known(self.0.fact(key.as_bytes()).map(|fact| fact.map(key_status)))
    }

    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable> {
        known(
            self.0
                .fact(grant.as_bytes())
                .map(|fact| fact.map(grant_status)),
        )
    }

    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable> {
        known(
            self.0
                .fact(record.as_bytes())
                .map(|fact| fact.map(record_status)),
        )
    }

    fn break_glass(&self, event: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable> {
        known(
            self.0
                .fact(event.as_bytes())
                .map(|fact| fact.and_then(break_glass_status)),
        )
    }

    fn proof(&self, _questions: &Questions) -> Result<Vec<u8>, ViewUnavailable> {
        Err(ViewUnavailable)
    }
}

impl StatusView for ProvenView<'_> {
    fn state(&self) -> LedgerPoint {
        LedgerPoint {
            ledger: self.0.ledger(),
            height: self.0.height(),
            state_root: Sha256Digest::from_bytes(*self.0.root().as_bytes()),
            time: self.0.time(),
        }
    }

    fn is_revoked(&self, handle: &StatusHandle) -> Result<bool, StatusUnavailable> {
        let fact = self.0.fact::<RecordFact>(handle.commitment().as_bytes());
        fact.map(|fact| fact.is_some())
            .map_err(|_| StatusUnavailable)
    }
}

/// Proves the status of these handles at the ledger's last block, for a verifier without a ledger:
/// [`VerifiedState::verify`] reads it, and [`ProvenView`] answers from it.
///
/// # Errors
///
/// [`AuditError`] if the ledger cannot be read, or for more handles than fit.
pub fn prove_status<S: LedgerStore>(
    ledger: &Ledger<S>,
    handles: &[StatusHandle],
) -> Result<Vec<u8>, AuditError> {
    let keys = handles
        .iter()
        .map(|handle| RecordFact::KIND.key(handle.commitment().as_bytes()));
    prove_state(ledger, &keys.collect::<Vec<_>>())
}

fn known<T>(answer: Result<T, AuditError>) -> Result<T, ViewUnavailable> {
    answer.map_err(|_| ViewUnavailable)
}

fn state_keys(questions: &Questions) -> Vec<StateKey> {
    let keys = questions
        .keys
        .iter()
        .map(|key| KeyFact::KIND.key(key.as_bytes()));
    let grants = questions
        .grants
        .iter()
        .map(|grant| GrantFact::KIND.key(grant.as_bytes()));
    let records = questions
        .records
        .iter()
        .map(|record| RecordFact::KIND.key(record.as_bytes()));
    let events = questions
        .break_glass
        .iter()
        .map(|event| EventFact::KIND.key(event.as_bytes()));
    keys.chain(grants).chain(records).chain(events).collect()
}

fn key_status(fact: KeyFact) -> KeyStatus {
    KeyStatus {
        identity: fact.identity,
        from: fact.from,
        until: fact.until,
    }
}

fn grant_status(fact: GrantFact) -> GrantStatus {
    GrantStatus {
        controller: fact.controller,
        issuer: fact.issuer,
        parent: fact.parent,
        height: fact.height,
        revoked: fact.revoked,
    }
}

fn record_status(fact: RecordFact) -> RecordStatus {
    RecordStatus {
        controller: fact.controller,
        height: fact.height,
        erased: fact.erased,
    }
}

/// An event without an end is a logged access and no break-glass statement.
fn break_glass_status(fact: EventFact) -> Option<BreakGlassStatus> {
    Some(BreakGlassStatus {
        controller: fact.controller,
        actor: fact.actor,
        height: fact.height,
        expires: fact.expires?,
    })
}
