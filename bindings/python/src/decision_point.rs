//! Deciding without a ledger at hand, on what a trusted house says of it.

use crate::{
    access::{AccessPermit, AccessRequest},
    arguments::{PathText, Seconds, seconds},
    decision::DecisionRules,
    errors::Outcome,
    grant_chain::GrantChain,
    handle::handle,
    records::record,
};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// What an author's manifest states about a record, as a custodian found it in a header that it
    /// has verified.
    RecordFacts {
        /// The record.
        record_id: String,
        /// The commitment of the record's version.
        commitment: String,
        /// The record's category.
        category: String,
        /// When it was sealed, in seconds since 1970.
        created: u64,
        /// The FHIR resource types in it, if it is known.
        resource_types: Option<Vec<String>>,
        /// Its HL7 confidentiality, `U`, `L`, `M`, `N`, `R` or `V`, if it is known.
        confidentiality: Option<String>,
    }
    methods {
        #[new]
        #[pyo3(signature = (
            record_id, commitment, category, created, *, resource_types = None,
            confidentiality = None
        ))]
        fn new(
            record_id: String,
            commitment: String,
            category: String,
            created: Seconds,
            resource_types: Option<Vec<String>>,
            confidentiality: Option<String>,
        ) -> Self {
            Self {
                record_id,
                commitment,
                category,
                created: created.0,
                resource_types,
                confidentiality,
            }
        }
    }
}

impl RecordFacts {
    fn to_facade(&self) -> facade::RecordFacts {
        let facts = self.clone();
        facade::RecordFacts {
            record_id: facts.record_id,
            commitment: facts.commitment,
            category: facts.category,
            created: facts.created,
            resource_types: facts.resource_types,
            confidentiality: facts.confidentiality,
        }
    }
}

/// What a ledger says of keys, grants, records and break-glass statements at one height, in a
/// document: from the custodian's own copy of the ledger, or another implementation's.
///
/// **It proves nothing**: what is decided on it is as good as the word of whoever states it. Where
/// nobody's word is good enough, there is `Decision.verify()`.
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct StatedView(pub(crate) facade::StatedView);

#[pymethods]
impl StatedView {
    /// Reads a document: an object with the members `ledger`, `height`, `time`, `keys`, `grants`,
    /// `records` and `break_glass`, the last four by identifier; the book's page on the formats of
    /// consent has the fields.
    ///
    /// Raises `MalformedError`, also for a member stated twice.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &str) -> Outcome<Self> {
        Ok(Self(py.detach(|| facade::StatedView::from_json(json))?))
    }
}

handle! {
    /// Decides requests for one custodian, and permits none twice.
    ///
    /// Which requests it permitted `DecisionPoint(...)` remembers in memory, and `DecisionPoint.open()` in a
    /// file. Everyone who decides for one custodian must use one of them: two would permit one request
    /// twice.
    DecisionPoint(is_closed) {
        #[new]
        fn new(py: Python<'_>, rules: &DecisionRules) -> Outcome<Self> {
            let rules = rules.to_facade();
            Ok(Self(py.detach(|| facade::DecisionPoint::new(&rules))?))
        }

        /// A custodian with these rules that remembers in a file which requests it permitted, which is
        /// begun if it is not there. What is permitted is in the file, safe from a loss of power, before
        /// anybody hears of it: no request is permitted once more after a restart.
        ///
        /// The file is held until the decision point is closed: nobody else can open it. Never restore
        /// an old copy of it: what was permitted since would be permitted once more.
        ///
        /// Raises `StorageError`, with the code `nonce-store-busy` if somebody else has the file open.
        #[staticmethod]
        fn open(py: Python<'_>, path: PathText, rules: &DecisionRules) -> Outcome<Self> {
            let rules = rules.to_facade();
            Ok(Self(py.detach(|| facade::DecisionPoint::open(&path.0, &rules))?))
        }

        /// Decides a request on the grants that came with it, the record's facts and a view of the
        /// ledger. Every failure is a reason, and what is not known denies.
        ///
        /// Raises `DeniedError` with every reason.
        #[pyo3(signature = (request, grants, record, view, *, now = None))]
        fn decide(
            &self,
            py: Python<'_>,
            request: &AccessRequest,
            grants: &GrantChain,
            record: &RecordFacts,
            view: &StatedView,
            now: Option<Seconds>,
        ) -> Outcome<AccessPermit> {
            let (request, grants, view) = (&request.0, &grants.0, &view.0);
            let (record, now) = (record.to_facade(), seconds(now));
            let decided = py.detach(|| self.0.decide(request, grants, &record, view, now));
            Ok(decided?.into())
        }
    }
}
