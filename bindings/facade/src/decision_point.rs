//! Deciding without a ledger at hand, on what a trusted house says of it.

use crate::{
    access::{AccessPermit, AccessRequest},
    decision::DecisionRules,
    error::Result,
    grant_chain::GrantChain,
    guard::guard,
    handle::Exclusive,
    text,
};
use medseal::{
    consent::{self, MemoryNonces, decide},
    types::Timestamp,
};
use std::sync::Arc;

/// What a ledger says of keys, grants, records and break-glass statements at one height, in a
/// document: from the custodian's own copy of the ledger, or another implementation's.
///
/// **It proves nothing**: what is decided on it is as good as the word of whoever states it. Where
/// nobody's word is good enough, there is [`Decision::verify`](crate::Decision::verify).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedView(Arc<consent::StatedView>);

/// What an author's manifest states about a record, as a custodian found it in a header that it has
/// verified. All but the last two must be given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordFacts {
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// The record's category.
    pub category: String,
    /// When it was sealed, in seconds since 1970.
    pub created: u64,
    /// The FHIR resource types in it, if it is known.
    pub resource_types: Option<Vec<String>>,
    /// Its HL7 confidentiality, `U`, `L`, `M`, `N`, `R` or `V`, if it is known.
    pub confidentiality: Option<String>,
}

/// Decides requests for one custodian, and permits none twice. A handle.
///
/// It remembers in memory which requests it permitted: keep one for as long as they are good.
#[derive(Clone)]
pub struct DecisionPoint(Exclusive<Deciding>);

struct Deciding {
    rules: consent::DecisionRules,
    nonces: MemoryNonces,
}

impl StatedView {
    /// Reads a document: an object with the members `ledger`, `height`, `time`, `keys`, `grants`,
    /// `records` and `break_glass`, the last four by identifier; the book's page on the formats of
    /// consent has the fields.
    ///
    /// # Errors
    ///
    /// `malformed-view`, also for a member stated twice.
    pub fn from_json(json: &str) -> Result<Self> {
        guard("StatedView.from_json", || {
            Ok(Self(Arc::new(consent::StatedView::from_json(json)?)))
        })
    }

    pub(crate) fn core(&self) -> &consent::StatedView {
        &self.0
    }
}

impl RecordFacts {
    fn to_core(&self) -> Result<consent::RecordFacts> {
        let mut facts = consent::RecordFacts::new(
            self.record_id.parse()?,
            self.commitment.parse()?,
            text::category(&self.category)?,
            Timestamp::from_seconds(self.created)?,
        );
        for name in self.resource_types.iter().flatten() {
            facts.resource_types.insert(name.parse()?);
        }
        if let Some(letter) = &self.confidentiality {
            facts.confidentiality = Some(letter.parse()?);
        }
        Ok(facts)
    }
}

impl DecisionPoint {
    /// A custodian with these rules.
    ///
    /// # Errors
    ///
    /// `malformed-hex` if the custodian is no identifier.
    pub fn new(rules: &DecisionRules) -> Result<Self> {
        guard("DecisionPoint.new", || {
            Ok(Self(Exclusive::new(Deciding {
                rules: rules.to_core()?,
                nonces: MemoryNonces::default(),
            })))
        })
    }

    /// Decides a request on the grants that came with it, the record's facts and a view of the
    /// ledger. Every failure is a reason, and what is not known denies.
    ///
    /// # Errors
    ///
    /// `access-denied` with every reason; `closed`; of kind `Malformed` for facts that cannot be.
    pub fn decide(
        &self,
        request: &AccessRequest,
        grants: &GrantChain,
        record: &RecordFacts,
        view: &StatedView,
        now: Option<u64>,
    ) -> Result<AccessPermit> {
        guard("DecisionPoint.decide", || {
            let (record, now) = (record.to_core()?, text::time(now)?);
            let (request, grants, view) = (request.core(), grants.core(), view.core());
            self.0.step(|Deciding { rules, nonces }| {
                let decision = decide(request, grants, &record, view, nonces, rules, now);
                Ok(AccessPermit::new(decision.into_permit()?))
            })
        })
    }

    /// Forgets what was permitted. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}
