//! What a custodian decided about a request.

use crate::{
    access::AccessPermit, authorities::AuthorityList, decision_point::StatedView, error::Result,
};
use medseal_facade::{self as facade, DecisionDetails, DecisionRules};
use std::sync::Arc;

/// What a custodian demands, whoever asks. `custodian` must be given.
#[uniffi::remote(Record)]
pub struct DecisionRules {
    /// The custodian's identifier: requests addressed to anybody else are denied.
    pub custodian: String,
    /// How old the ledger's last block may be, in seconds; without it, 600.
    #[uniffi(default = None)]
    pub maximum_view_age: Option<u64>,
    /// The least height of the ledger's last block; without it, 0.
    #[uniffi(default = None)]
    pub minimum_height: Option<u64>,
    /// How far clocks may be apart, in seconds; without it, 60.
    #[uniffi(default = None)]
    pub clock_skew: Option<u64>,
    /// How long a permit is good for, in seconds; without it, 3,600.
    #[uniffi(default = None)]
    pub permit_lifetime: Option<u64>,
    /// The same for emergency access, in seconds, at most four hours; without it, 3,600.
    #[uniffi(default = None)]
    pub break_glass_lifetime: Option<u64>,
}

/// What a decision says.
#[uniffi::remote(Record)]
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

/// A decision that others can check: what was asked and decided, on which state of the ledger,
/// signed by the custodian.
#[derive(uniffi::Object)]
pub struct Decision(pub(crate) facade::Decision);

#[uniffi::export]
impl Decision {
    /// Reads a decision and verifies its signatures. Whether it follows from the ledger, see
    /// `verify`.
    ///
    /// Errors: of kind `Malformed` or `Cryptographic`, by what is wrong.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::Decision::from_bytes(&bytes)?))
    }

    /// The decision as it is stored and sent.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What the decision says.
    pub fn details(&self) -> Result<DecisionDetails> {
        Ok(self.0.details()?)
    }

    /// Decides again on the ledger's state that comes with the decision, which the authorities must
    /// stand behind.
    ///
    /// Errors: `decision-differs`, `unexpected-decider`, `quorum-not-reached` and other codes of
    /// kind `Cryptographic`.
    pub fn verify(&self, authorities: &AuthorityList) -> Result<()> {
        Ok(self.0.verify(&authorities.0)?)
    }

    /// Decides again on a view of the ledger that the caller trusts, such as one from its own copy:
    /// what is decided must be what was decided.
    ///
    /// Errors: `decision-differs`, `unexpected-decider`.
    pub fn replay(&self, view: &StatedView) -> Result<()> {
        Ok(self.0.replay(&view.0)?)
    }

    /// The permit, once, where the decision was made.
    ///
    /// Errors: `access-denied` with every reason; `closed` if it was taken before or the decision
    /// came from elsewhere.
    pub fn take_permit(&self) -> Result<Arc<AccessPermit>> {
        Ok(Arc::new(AccessPermit(self.0.take_permit()?)))
    }
}
