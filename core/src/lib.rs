//! medseal: sealed medical records, patient-held consent, a tamper-evident ledger.
#![forbid(unsafe_code)]

pub mod audit;
pub mod codec;
pub mod consent;
pub mod domain;
pub mod envelope;
pub mod errors;
pub mod exchange;
pub mod keys;
pub mod ledger;
pub mod random;
pub mod types;

/// The examples of the front page run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
