//! Deciding without a ledger at hand, on what a trusted house says of it.

use crate::{
    access::{AccessPermit, AccessRequest},
    decision::DecisionRules,
    error::Result,
    grant_chain::GrantChain,
    guard::guard,
    handle::Exclusive,
    nonces::Nonces,
    text,
};
use medseal::{
    consent::{self, decide},
    types::Timestamp,
};
use std::{path::Path, sync::Arc};

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
/// Which requests it permitted it remembers in memory ([`new`](Self::new)) or in a file
/// ([`open`](Self::open)). Everyone who decides for one custodian must use one of them: two would
/// permit one request twice.
#[derive(Clone)]
pub struct DecisionPoint(Exclusive<Deciding>);

struct Deciding {
    rules: consent::DecisionRules,
    nonces: Nonces,
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
    /// A custodian with these rules. It remembers in memory which requests it permitted: keep it for
    /// as long as they are good.
    ///
    /// # Errors
    ///
    /// `malformed-hex` if the custodian is no identifier.
    pub fn new(rules: &DecisionRules) -> Result<Self> {
        guard("DecisionPoint.new", || {
            Ok(Self(Exclusive::new(Deciding {
                rules: rules.to_core()?,
                nonces: Nonces::in_memory(),
            })))
        })
    }

    /// A custodian with these rules that remembers in a file which requests it permitted, which is
    /// begun if it is not there. What is permitted is in the file, safe from a loss of power, before
    /// anybody hears of it: no request is permitted once more after a restart.
    ///
    /// The file is held until the decision point is closed: nobody else can open it. Never restore
    /// an old copy of it: what was permitted since would be permitted once more.
    ///
    /// # Errors
    ///
    /// `malformed-hex` if the custodian is no identifier; `nonce-store-busy` if somebody else has
    /// the file open; `storage-denied`, `storage-damaged` and other codes of kind `Storage`.
    pub fn open(path: &str, rules: &DecisionRules) -> Result<Self> {
        guard("DecisionPoint.open", || {
            let rules = rules.to_core()?;
            let nonces = Nonces::open(Path::new(path))?;
            Ok(Self(Exclusive::new(Deciding { rules, nonces })))
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

    /// Lets go of the file, or forgets what was permitted. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}
