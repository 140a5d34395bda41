//! The Node package `medseal`: one delegating line per function of `medseal-facade`.
//!
//! What is here besides is what Node asks for: work off the event loop that settles a promise
//! ([`work`], [`pool`]), bytes that cross without a copy ([`bytes`]), `bigint` ([`numbers`]), `AbortSignal` and
//! progress ([`watch`]), the thread behind a stream ([`pipe`]), and errors of the package's own class
//! ([`errors`]). The doc comments of exported items become those of the TypeScript declarations.

// What JavaScript passes one by one arrives one by one.
#![allow(clippy::too_many_arguments)]

pub mod access_permit;
pub mod access_request;
pub mod authority_list;
pub mod bytes;
pub mod checkpoint;
pub mod credential_issuer;
pub mod credential_schema;
pub mod decision;
pub mod decision_point;
pub mod disclosure;
pub mod eligibility_policy;
pub mod eligibility_request;
pub mod eligibility_verifier;
pub mod erasure;
pub mod errors;
pub mod grant;
pub mod grant_chain;
pub mod hazmat;
pub mod host;
pub mod into;
pub mod ledger;
pub mod ledger_consent;
pub mod ledger_credentials;
pub mod ledger_entry;
pub mod ledger_founding;
pub mod ledger_queries;
pub mod ledger_records;
pub mod ledger_state;
pub mod numbers;
pub mod pipe;
pub mod pool;
pub mod public_identity;
pub mod receipt;
pub mod sealed_files;
pub mod sealed_header;
pub mod sealed_record;
pub mod sealing;
pub mod secret_identity;
pub mod streams;
pub mod unlocked;
pub mod wallet;
pub mod watch;
pub mod work;

use napi_derive::napi;

/// The version of medseal.
#[napi]
pub fn version() -> String {
    medseal_facade::version().to_owned()
}

/// The names of all exports that a panic can be injected into. Only in builds for tests.
#[cfg(feature = "fault-injection")]
#[napi(js_name = "__exports", skip_typescript)]
pub fn exports() -> Vec<String> {
    let exports = medseal_facade::exports().iter();
    exports.map(|export| (*export).to_owned()).collect()
}

/// Makes the next call of an export panic, once. Only in builds for tests.
#[cfg(feature = "fault-injection")]
#[napi(js_name = "__injectPanic", skip_typescript)]
pub fn inject_panic(export: Option<String>) {
    medseal_facade::inject_panic(export.as_deref());
}
