//! Erasure: keys destroyed, a tombstone on the ledger, and a receipt that verifies offline.
//!
//! Erasing a record takes three things. The controller puts a tombstone on the ledger: from then on
//! no decision permits access and no new version is admitted. Every custodian destroys the keys it
//! holds (the record's slots, or the key under which it kept them) and attests it with its
//! signature. And the [`ErasureReceipt`] joins both, so that anyone with the authorities' public
//! keys can check it, years later and without a network.

mod attestation;
mod receipt;

pub use attestation::{Destroyed, ErasureAttestation};
pub use receipt::{ErasureReceipt, VerifiedErasure};

/// What an erasure receipt cannot prove, in words to show to whoever reads one.
pub const WHAT_A_RECEIPT_CANNOT_PROVE: &str = "\
An erasure receipt proves that the patient asked for erasure, that the ledger refuses the record from \
then on, and that the named custodians signed that they destroyed their keys. It cannot prove that a \
custodian told the truth, that nobody else kept a copy of the sealed record with its keys, or that \
somebody who opened the record before has forgotten what it said.";
