//! Audit: who opened what, told to the patient, and proof that nothing was left out.
//!
//! Every access makes an [`AccessEvent`], signed by whoever had it. The ledger gets a salted
//! commitment; beside it, outside the tree, stands a [`Notice`] of the event sealed to the patient.
//! The ledger's state chains all entries that concern one patient, so a [`DisclosureLog`] is either
//! complete or refused, whoever serves it. A phone without a ledger verifies [`TrailEvidence`] with
//! the authorities' public keys alone.
//!
//! The patient learns who opened which record, when, under which grant and for what purpose.
//! Everybody else learns that some entries concern the same pseudonym, and who signed them.
//!
//! An event that is never committed cannot be shown by any log: the duty rests on whoever decides
//! and releases, and the type system reminds them ([`AccessEvent`] must be used).

mod disclosure;
mod erasure;
mod error;
mod event;
mod notice;
mod state_evidence;

pub use disclosure::{Detail, Disclosure, DisclosureLog, TrailEvidence};
pub use erasure::{
    Destroyed, ErasureAttestation, ErasureReceipt, VerifiedErasure, WHAT_A_RECEIPT_CANNOT_PROVE,
};
pub use error::AuditError;
pub use event::{AccessEvent, EventFacts};
pub use notice::Notice;
pub use state_evidence::{VerifiedState, prove_state};
