//! Deciding without a ledger at hand, on what a trusted house says of it.

use crate::{
    access::{AccessPermit, AccessRequest},
    error::Result,
    grant_chain::GrantChain,
};
use medseal_facade::{self as facade, DecisionRules, RecordFacts};
use std::sync::Arc;

/// What an author's manifest states about a record, as a custodian found it in a header that it has
/// verified. All but the last two must be given.
#[uniffi::remote(Record)]
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
    #[uniffi(default = None)]
    pub resource_types: Option<Vec<String>>,
    /// Its HL7 confidentiality, `U`, `L`, `M`, `N`, `R` or `V`, if it is known.
    #[uniffi(default = None)]
    pub confidentiality: Option<String>,
}

/// What a ledger says of keys, grants, records and break-glass statements at one height, in a
/// document: from the custodian's own copy of the ledger, or another implementation's.
///
/// **It proves nothing**: what is decided on it is as good as the word of whoever states it. Where
/// nobody's word is good enough, there is `Decision.verify`.
#[derive(uniffi::Object)]
pub struct StatedView(pub(crate) facade::StatedView);

#[uniffi::export]
impl StatedView {
    /// Reads a document: an object with the members `ledger`, `height`, `time`, `keys`, `grants`,
    /// `records` and `break_glass`, the last four by identifier; the book's page on the formats of
    /// consent has the fields.
    ///
    /// Errors: `malformed-view`, also for a member stated twice.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Self> {
        Ok(Self(facade::StatedView::from_json(&json)?))
    }
}

/// Decides requests for one custodian, and permits none twice.
///
/// Which requests it permitted `DecisionPoint(rules)` remembers in memory, and `DecisionPoint.open` in a
/// file. Everyone who decides for one custodian must use one of them: two would permit one request
/// twice.
#[derive(uniffi::Object)]
pub struct DecisionPoint(pub(crate) facade::DecisionPoint);

#[uniffi::export]
impl DecisionPoint {
    /// A custodian with these rules. It remembers in memory which requests it permitted: keep it for
    /// as long as they are good.
    ///
    /// Errors: `malformed-hex` if the custodian is no identifier.
    #[uniffi::constructor]
    pub fn new(rules: DecisionRules) -> Result<Self> {
        Ok(Self(facade::DecisionPoint::new(&rules)?))
    }

    /// A custodian with these rules that remembers in a file which requests it permitted, which is
    /// begun if it is not there. What is permitted is in the file, safe from a loss of power, before
    /// anybody hears of it: no request is permitted once more after a restart.
    ///
    /// The file is held until the decision point is closed: nobody else can open it. Never restore
    /// an old copy of it: what was permitted since would be permitted once more.
    ///
    /// Errors: `malformed-hex` if the custodian is no identifier; `nonce-store-busy` if somebody
    /// else has the file open; `storage-denied`, `storage-damaged` and other codes of kind
    /// `Storage`.
    #[uniffi::constructor]
    pub fn open(path: String, rules: DecisionRules) -> Result<Self> {
        Ok(Self(facade::DecisionPoint::open(&path, &rules)?))
    }

    /// Decides a request on the grants that came with it, the record's facts and a view of the
    /// ledger. Every failure is a reason, and what is not known denies.
    ///
    /// Errors: `access-denied` with every reason; `closed`; of kind `Malformed` for facts that
    /// cannot be.
    #[uniffi::method(default(now = None))]
    pub fn decide(
        &self,
        request: &AccessRequest,
        grants: &GrantChain,
        record: RecordFacts,
        view: &StatedView,
        now: Option<u64>,
    ) -> Result<Arc<AccessPermit>> {
        Ok(Arc::new(AccessPermit(
            self.0
                .decide(&request.0, &grants.0, &record, &view.0, now)?,
        )))
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
