//! The conformance vectors of `vectors/consent/`, made from fixed seeds.

mod chains;
mod decisions;
mod grants;
mod requests;
#[path = "../../../tests/support/vectors.rs"]
#[allow(dead_code, unreachable_pub, reason = "the integration tests share it")]
pub(super) mod support;

use super::*;
use crate::errors::ErrorCode;
use serde_json::{Value, json};
use support::{check, hex};

/// A file of cases.
pub(super) fn file(what: &str, cases: Vec<Value>) -> Value {
    json!({"format": format!("consent v1: {what}"), "cases": cases})
}
