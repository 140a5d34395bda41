//! The decision at the time of use: permit or deny, on one stated height of the ledger.

mod case;
mod permit;
mod proof;
mod reason;
mod rules;
mod stated;
mod view;

pub use permit::{AccessPermit, PermitError, PermittedAccess};
pub use proof::{DecisionProof, DecisionProofError, Verdict};
pub use reason::{Denial, DenyReason, Obligation};
pub use rules::DecisionRules;
pub use stated::{MalformedView, StatedView};
pub use view::{
    BreakGlassStatus, ConsentView, GrantStatus, KeyStatus, Questions, RecordStatus, ViewUnavailable,
};

use super::{chain::GrantChain, facts::RecordFacts, request::AccessRequest};
use crate::{keys::SigningKey, nonces::NonceStore, types::Timestamp};
use case::Case;
use std::fmt;

/// Decides whether the request may be met, at this time and on this state of the ledger.
///
/// Everything is checked and every failure is a reason: the request is addressed to this decider,
/// relies on this chain, is signed with the key the chain ends in, and is about the record whose
/// facts the decider took from its manifest; the grants cover the access and are valid now; the
/// ledger, in a view that is fresh enough, has the record and the controller's grant, recorded by
/// who was entitled to, nothing revoked, nothing erased. What is not known denies, with one
/// exception: a grant that was delegated offline need not be on the ledger, as long as the key that
/// signed it is its issuer's current one.
///
/// The request's nonce is taken only if nothing else denies, as the last step: one request is
/// permitted once, and a request that was denied may be tried again.
pub fn decide<'a, V: ConsentView>(
    request: &'a AccessRequest,
    chain: &'a GrantChain,
    record: &'a RecordFacts,
    view: &'a V,
    nonces: &mut impl NonceStore,
    rules: &'a DecisionRules,
    now: Timestamp,
) -> Decision<'a, V> {
    let case = Case {
        request,
        chain,
        record,
        view,
        rules,
        now,
    };
    let outcome = case.conclude().and_then(|access| {
        let nonce = request.nonce().used_by(request.grantee());
        match nonces.redeem(&[(nonce, request.expires())], now) {
            Ok(()) => Ok(AccessPermit::new(access)),
            Err(error) => Err(Denial::because(error.into())),
        }
    });
    Decision { case, outcome }
}

/// What was decided, and about what.
#[must_use]
pub struct Decision<'a, V> {
    case: Case<'a, V>,
    outcome: Result<AccessPermit, Denial>,
}

/// Shows what was decided, and nothing of what only the parties should read.
impl<V> fmt::Debug for Decision<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Decision").field(&self.outcome).finish()
    }
}

impl<V: ConsentView> Decision<'_, V> {
    /// Whether access is permitted.
    #[must_use]
    pub fn is_permit(&self) -> bool {
        self.outcome.is_ok()
    }

    /// The reasons of a denial; none of a permit.
    #[must_use]
    pub fn reasons(&self) -> &[DenyReason] {
        self.outcome.as_ref().err().map_or(&[], Denial::reasons)
    }

    /// Makes the decision portable: what was asked, decided and on which state, signed by the
    /// decider, with the view's proof of that state.
    ///
    /// # Errors
    ///
    /// [`DecisionProofError`] if the view has no proof or the whole is too large.
    pub fn prove(&self, decider: &SigningKey) -> Result<DecisionProof, DecisionProofError> {
        DecisionProof::issue(&self.case, &self.outcome, decider)
    }

    /// The permit.
    ///
    /// # Errors
    ///
    /// The [`Denial`].
    pub fn into_permit(self) -> Result<AccessPermit, Denial> {
        self.outcome
    }
}
