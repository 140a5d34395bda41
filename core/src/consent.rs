//! Consent: who may open what, for which purpose, until when; and the decision at the time of use.
//!
//! Five parties act. The *patient* signs a [`Grant`] for a grantee: a [`Scope`] of records, purposes
//! and dates, a [`Validity`], and how often it may be passed on. The *grantee* may delegate part of
//! it; [`GrantChain`] is the whole way from the patient to the grant in use, and only ever narrows.
//! The *ledger* holds a salted commitment of each grant and its status, never its text; revocation
//! is a status on the ledger. To open a record the grantee signs an [`AccessRequest`] with the key
//! the grant is bound to. The *custodian* decides ([`decide`]) on a [`ConsentView`], one verified
//! state of the ledger, and gets an [`AccessPermit`], which opening uses up, or every reason against
//! it. Any *third party* can decide the same case again from a [`DecisionProof`].
//!
//! The rule throughout: what is not known, not stated, not recent or not recorded denies.
//!
//! What each learns: the ledger's readers learn that some grant was made by someone and when it was
//! revoked, the custodian learns the grant's text, nobody but the grantee learns a key. A grant is no
//! key: the wrapped category keys travel beside it.
//!
//! What must never be reused: a request (its nonce is good for one permit) and a permit (opening
//! consumes it). Revocation cannot take back what was already opened.
//!
//! Break-glass access ([`Purpose::BreakTheGlass`]) needs a standing grant for the emergency category
//! and a [`BreakGlassStatement`] that the ledger recorded before the decision.
//!
//! ```
//! use medseal::consent::{Grant, GrantTerms, Grantee, Purpose, Scope, Validity};
//! use medseal::keys::SecretIdentity;
//! use medseal::types::{Duration, LedgerId, Timestamp};
//!
//! let (patient, clinic) = (SecretIdentity::generate()?, SecretIdentity::generate()?);
//! let now = Timestamp::now()?;
//! let grantee = Grantee::from(&clinic.public(now)?);
//! let scope = Scope::new(["LAB".parse()?], [Purpose::Treatment])?;
//! let validity = Validity::new(now, now.plus(Duration::from_days(30)))?;
//! let terms = GrantTerms::new(grantee, scope, validity).with_delegation(1);
//!
//! // In earnest the ledger is the one that the clinic's custodian decides on.
//! let ledger = LedgerId::from_bytes([0; 32]);
//! let grant = Grant::issue(patient.identity_id(), &patient.signing_key(), ledger, terms, now)?;
//! assert_eq!(Grant::from_bytes(grant.as_bytes(), grant.salt())?, grant);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod break_glass;
mod chain;
mod decision;
mod facts;
mod grant;
mod index;
mod period;
mod purpose;
mod request;
mod scope;
mod terms;

/// What a decider remembers permitted requests with.
pub use crate::nonces::{MemoryNonces, NonceError, NonceStore};
pub use break_glass::{BreakGlassError, BreakGlassStatement};
pub use chain::{ChainError, GrantChain};
pub use decision::{
    AccessPermit, BreakGlassStatus, ConsentView, Decision, DecisionProof, DecisionProofError,
    DecisionRules, Denial, DenyReason, GrantStatus, KeyStatus, MalformedView, Obligation,
    PermitError, PermittedAccess, Questions, RecordStatus, StatedView, Verdict, ViewUnavailable,
    decide,
};
pub use facts::RecordFacts;
pub use grant::{DelegationError, Grant, GrantError, GrantTerms, Grantee, Validity};
pub use index::GrantIndex;
pub use period::DataPeriod;
pub use purpose::{Purpose, PurposeError};
pub use request::{AccessRequest, RequestError, RequestNonce, RequestTerms};
pub use scope::{Exclusion, Scope, ScopeError};
pub use terms::{Confidentiality, ResourceType, TermError};

#[cfg(test)]
mod tests;
