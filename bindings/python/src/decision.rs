//! Decisions: whether consent allows an access, and the proof of it.

use crate::{
    access::AccessPermit,
    authority_list::AuthorityList,
    buffers::{self, Input},
    decision_point::StatedView,
    errors::Outcome,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What a custodian demands, whoever asks.
    DecisionRules {
        /// The custodian's identifier: requests addressed to anybody else are denied.
        custodian: String,
        /// How old the ledger's last block may be, in seconds; without it, 600.
        maximum_view_age: Option<u64>,
        /// The least height of the ledger's last block; without it, 0.
        minimum_height: Option<u64>,
        /// How far clocks may be apart, in seconds; without it, 60.
        clock_skew: Option<u64>,
        /// How long a permit is good for, in seconds; without it, 3,600.
        permit_lifetime: Option<u64>,
        /// The same for emergency access, in seconds, at most four hours; without it, 3,600.
        break_glass_lifetime: Option<u64>,
    }
    methods {
        #[new]
        #[pyo3(signature = (
            custodian, *, maximum_view_age = None, minimum_height = None, clock_skew = None,
            permit_lifetime = None, break_glass_lifetime = None
        ))]
        fn new(
            custodian: String,
            maximum_view_age: Option<u64>,
            minimum_height: Option<u64>,
            clock_skew: Option<u64>,
            permit_lifetime: Option<u64>,
            break_glass_lifetime: Option<u64>,
        ) -> Self {
            Self {
                custodian,
                maximum_view_age,
                minimum_height,
                clock_skew,
                permit_lifetime,
                break_glass_lifetime,
            }
        }
    }
}

record! {
    /// What a decision says.
    DecisionDetails {
        /// Whether access was permitted.
        is_permit: bool,
        /// The code of every reason of a denial.
        reasons: Vec<String>,
        /// What a permit obliges to.
        obligations: Vec<String>,
        /// When a permit is void, in seconds since 1970.
        expires: Option<u64>,
        /// Who decided, as a `did:key`.
        decider: String,
        /// The ledger it was decided on.
        ledger_id: String,
        /// The height of the block it was decided on.
        height: u64,
        /// When, in seconds since 1970.
        decided: u64,
        /// The record.
        record_id: String,
        /// What for.
        purpose: String,
    }
}

impl DecisionRules {
    pub(crate) fn to_facade(&self) -> facade::DecisionRules {
        facade::DecisionRules {
            custodian: self.custodian.clone(),
            maximum_view_age: self.maximum_view_age,
            minimum_height: self.minimum_height,
            clock_skew: self.clock_skew,
            permit_lifetime: self.permit_lifetime,
            break_glass_lifetime: self.break_glass_lifetime,
        }
    }
}

/// A decision that others can check: what was asked and decided, on which state of the ledger,
/// signed by the custodian. `Ledger.decide_and_prove()` makes one.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct Decision(facade::Decision);

impl From<facade::Decision> for Decision {
    fn from(decision: facade::Decision) -> Self {
        Self(decision)
    }
}

#[pymethods]
impl Decision {
    /// Reads a decision and verifies its signatures. Whether it follows from the ledger, see
    /// `verify()`.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        Ok(Self(py.detach(|| {
            facade::Decision::from_bytes(data.as_slice())
        })?))
    }

    /// The decision as it is stored and sent.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// What the decision says.
    fn details(&self) -> Outcome<DecisionDetails> {
        Ok(self.0.details()?.into())
    }

    /// Decides again on the ledger's state that comes with the decision, which the authorities must
    /// stand behind. Raises `CryptographicError` if it is decided otherwise.
    fn verify(&self, py: Python<'_>, authorities: &AuthorityList) -> Outcome {
        let authorities = &authorities.0;
        Ok(py.detach(|| self.0.verify(authorities))?)
    }

    /// Decides again on a view of the ledger that the caller trusts, such as one from its own copy.
    /// Raises `CryptographicError` if it is decided otherwise.
    fn replay(&self, py: Python<'_>, view: &StatedView) -> Outcome {
        let view = &view.0;
        Ok(py.detach(|| self.0.replay(view))?)
    }

    /// The permit, once, where the decision was made.
    ///
    /// Raises `DeniedError` with every reason; `ClosedError` if it was taken before or the decision
    /// came from elsewhere.
    fn take_permit(&self, py: Python<'_>) -> Outcome<AccessPermit> {
        Ok(py.detach(|| self.0.take_permit())?.into())
    }
}
