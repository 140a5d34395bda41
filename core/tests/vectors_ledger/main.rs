//! The ledger vectors of `vectors/ledger/`: written once from fixed seeds, compared ever after.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

#[path = "../ledger_trust/fixture.rs"]
#[allow(dead_code)]
mod fixture;
mod notes;
mod state;
#[path = "../support/mod.rs"]
mod support;
mod tree;

use medseal::errors::ErrorCode;
use serde_json::{Value, json};

/// What a verdict is called in a vector: `ok`, or the error's code.
fn verdict<T, E: ErrorCode>(result: Result<T, E>) -> Value {
    json!(result.map_or_else(|error| error.code(), |_| "ok"))
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    support::vectors::hex(bytes.as_ref())
}
