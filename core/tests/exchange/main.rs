//! The steps of the exchange and what keeps each of them honest, on a ledger in memory.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod consent;
mod credentials;
mod erasure;
mod log;
mod permits;
#[cfg(feature = "redb")]
mod restart;
mod salt;
#[path = "../support/mod.rs"]
mod support;

use medseal::{errors::ErrorCode, exchange::ExchangeError};

/// The code of what went wrong; of a denial, its first reason.
fn code(result: Result<impl Sized, ExchangeError>) -> &'static str {
    match result.err() {
        None => "no error",
        Some(ExchangeError::Denied(denial)) => denial.reasons()[0].code(),
        Some(error) => error.code(),
    }
}
