//! Deciding without a ledger at hand, on what a trusted house says of it.

use crate::access_permit::AccessPermit;
use crate::access_request::AccessRequest;
use crate::decision::DecisionRules;
use crate::errors::OrThrow;
use crate::grant_chain::GrantChain;
use crate::numbers::Unsigned;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// What a ledger says of keys, grants, records and break-glass statements at one height, in a
/// document: from the custodian's own copy of the ledger, or another implementation's.
///
/// **It proves nothing**: what is decided on it is as good as the word of whoever states it. Where
/// nobody's word is good enough, there is `Decision.verify`.
#[napi]
pub struct StatedView {
    inner: facade::StatedView,
}

/// What an author's manifest states about a record, as a custodian found it in a header that it has
/// verified. All but the last two must be given.
#[napi(object, object_to_js = false)]
pub struct RecordFacts {
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// The record's category.
    pub category: String,
    /// When it was sealed, in seconds since 1970.
    #[napi(ts_type = "bigint | number")]
    pub created: Unsigned,
    /// The FHIR resource types in it, if it is known.
    pub resource_types: Option<Vec<String>>,
    /// Its HL7 confidentiality, `U`, `L`, `M`, `N`, `R` or `V`, if it is known.
    pub confidentiality: Option<String>,
}

/// Decides requests for one custodian, and permits none twice. A handle.
///
/// Which requests it permitted a `new DecisionPoint` remembers in memory, and `DecisionPoint.open` in a
/// file. Everyone who decides for one custodian must use one of them: two would permit one request
/// twice.
#[napi]
pub struct DecisionPoint {
    inner: facade::DecisionPoint,
}

#[napi]
impl StatedView {
    /// Reads a document: an object with the members `ledger`, `height`, `time`, `keys`, `grants`,
    /// `records` and `break_glass`, the last four by identifier; the book's page on the formats of
    /// consent has the fields.
    ///
    /// @throws `malformed-view`, also for a member stated twice.
    #[napi(ts_args_type = "json: string")]
    pub fn from_json(env: Env, json: String) -> napi::Result<Self> {
        let inner = facade::StatedView::from_json(&json).or_throw(env)?;
        Ok(Self { inner })
    }
}

impl StatedView {
    pub(crate) fn inner(&self) -> facade::StatedView {
        self.inner.clone()
    }
}

#[napi]
impl DecisionPoint {
    /// A custodian with these rules. It remembers in memory which requests it permitted: keep it for
    /// as long as they are good.
    ///
    /// @throws `malformed-hex` if the custodian is no identifier.
    #[napi(constructor, ts_args_type = "rules: DecisionRules")]
    pub fn new(env: Env, rules: DecisionRules) -> napi::Result<Self> {
        let inner = facade::DecisionPoint::new(&rules.into()).or_throw(env)?;
        Ok(Self { inner })
    }

    /// A custodian with these rules that remembers in a file which requests it permitted, which is
    /// begun if it is not there. What is permitted is in the file, safe from a loss of power, before
    /// anybody hears of it: no request is permitted once more after a restart.
    ///
    /// The file is held until the decision point is closed: nobody else can open it. Never restore
    /// an old copy of it: what was permitted since would be permitted once more.
    ///
    /// @throws `malformed-hex` if the custodian is no identifier; `nonce-store-busy` if somebody else has
    /// the file open; `storage-denied`, `storage-damaged` and other codes of kind `Storage`.
    #[napi(
        ts_args_type = "path: string, rules: DecisionRules",
        ts_return_type = "Promise<DecisionPoint>"
    )]
    pub fn open(
        path: String,
        rules: DecisionRules,
    ) -> AsyncTask<Work<facade::DecisionPoint, DecisionPoint>> {
        let rules = facade::DecisionRules::from(rules);
        off_loop(move || facade::DecisionPoint::open(&path, &rules))
    }

    /// Decides a request on the grants that came with it, the record's facts and a view of the
    /// ledger. Every failure is a reason, and what is not known denies.
    ///
    /// @throws `access-denied` with every reason; `closed`; of kind `Malformed` for facts that cannot be.
    #[napi(
        ts_args_type = "request: AccessRequest, grants: GrantChain, record: RecordFacts, view: StatedView, now?: bigint | number | null",
        ts_return_type = "Promise<AccessPermit>"
    )]
    pub fn decide(
        &self,
        request: &AccessRequest,
        grants: &GrantChain,
        record: RecordFacts,
        view: &StatedView,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::AccessPermit, AccessPermit>> {
        let inner = self.inner.clone();
        let (request, grants, view) = (request.inner(), grants.inner(), view.inner());
        let record = facade::RecordFacts::from(record);
        off_loop(move || inner.decide(&request, &grants, &record, &view, now.map(|now| now.0)))
    }

    /// Lets go of the file, or forgets what was permitted. Closing twice is fine.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn close(&self) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || {
            inner.close();
            Ok(())
        })
    }

    /// Whether it was closed.
    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn is_closed(&self) -> AsyncTask<Work<bool, bool>> {
        let inner = self.inner.clone();
        off_loop(move || Ok(inner.is_closed()))
    }
}

impl From<facade::DecisionPoint> for DecisionPoint {
    fn from(inner: facade::DecisionPoint) -> Self {
        Self { inner }
    }
}

impl From<RecordFacts> for facade::RecordFacts {
    fn from(record: RecordFacts) -> Self {
        Self {
            record_id: record.record_id,
            commitment: record.commitment,
            category: record.category,
            created: record.created.0,
            resource_types: record.resource_types,
            confidentiality: record.confidentiality,
        }
    }
}
