//! medseal for Kotlin and Swift.
//!
//! A shell over `medseal-facade`: every function hands over in one line, and what it is given and
//! gives back are the facade's own values. UniFFI makes the host's side of it from the compiled
//! library; the documentation here becomes KDoc and Swift's documentation. What only one host has
//! (coroutines, streams of its own kind) is written by hand in `kotlin/` and `swift/`.
//!
//! Bytes cross as `Vec<u8>` or, where they may be many, as [`Bytes`]: a `ByteArray` or `Data` there. Handles are objects; closing one
//! (`close()`, or the end of `use {}`) wipes its secrets.

mod access;
#[cfg(not(target_os = "ios"))]
mod arrays;
mod authorities;
mod bytes;
mod calls;
mod decision;
mod decision_point;
mod disclosure;
mod eligibility;
mod erasure;
mod error;
mod grant;
mod grant_chain;
mod hazmat;
mod identity;
mod ledger;
mod ledger_entry;
mod ledger_state;
mod memory;
mod receipt;
mod record;
mod secret;
mod streams;
mod transfer;
mod verifier;
mod wallet;
mod watch;

pub use access::{AccessPermit, AccessRequest, BreakGlass, Unlocked};
pub use authorities::{AuthorityList, LedgerFollower, verify_split_view};
pub use bytes::Bytes;
pub use decision::Decision;
pub use decision_point::{DecisionPoint, StatedView};
pub use disclosure::verify_disclosure_evidence;
pub use eligibility::{CredentialIssuer, CredentialSchema, EligibilityPolicy, EligibilityRequest};
pub use erasure::{ErasureReceipt, attest_erasure, read_erasure_attestation};
pub use error::MedsealError;
pub use grant::Grant;
pub use grant_chain::{GrantChain, SignedGrant};
pub use hazmat::Hazmat;
pub use identity::{PublicIdentity, SecretIdentity};
pub use ledger::{Ledger, fsck_ledger};
pub use ledger_entry::LedgerEntry;
pub use ledger_state::LedgerState;
pub use memory::{open_into, seal_into, sealed_length_at_most};
pub use receipt::Receipt;
pub use record::{SealedHeader, SealedRecord, open_bytes};
pub use streams::{Sink, Source, StreamError};
pub use transfer::{
    Sealing, open_file, open_file_range, open_payload, open_stream, replace_header, seal_file,
    seal_payload, seal_stream,
};
pub use verifier::{EligibilityAnswer, EligibilityVerifier, status_handles};
pub use wallet::Wallet;
pub use watch::{Cancel, Observer, Watch};

uniffi::setup_scaffolding!();

/// The version of medseal.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    medseal_facade::version().to_owned()
}

/// The names of all exports that run under the guard against panics, for tests that go through
/// every one of them.
#[uniffi::export]
#[must_use]
pub fn exports() -> Vec<String> {
    medseal_facade::exports()
        .iter()
        .map(|name| (*name).to_owned())
        .collect()
}

/// Makes the next call of an export panic, once; without a name, takes the order back. Only in
/// builds for tests.
#[cfg(feature = "fault-injection")]
#[uniffi::export]
pub fn inject_panic(export: Option<String>) {
    medseal_facade::inject_panic(export.as_deref());
}
