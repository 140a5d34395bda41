//! medseal as other languages see it.
//!
//! Python, Node, Kotlin and Swift each have a *shell*: a crate whose functions hand over to this one
//! in one line. What cannot be one line there belongs here, or in the library. This crate has no
//! generics and no lifetimes in its signatures:
//!
//! * bytes come in as `&[u8]` and go out as `Vec<u8>`, times are seconds since 1970 (`None`: the
//!   clock), enumerations cross as their standard codes (`"TREAT"`, `"x-wing"`), identifiers as
//!   lower-case hexadecimal text;
//! * small results are plain structs, *records*; secrets and state are *handles*: cheap to clone,
//!   safe to use from several threads, and closed with `close()`, after which every use is the error
//!   `closed`;
//! * there is one [`Error`], whose [`Kind`] is the class of exception it becomes;
//! * every exported function catches panics and gives them out as the error `internal`; the names
//!   of all of them are [`exports`].
//!
//! ```
//! use medseal_facade::{PublicIdentity, SealOptions, SealedRecord, SecretIdentity};
//!
//! let (laboratory, patient) = (SecretIdentity::generate(None)?, SecretIdentity::generate(None)?);
//! let document = patient.public(None)?;
//! let options = SealOptions { category: Some("LAB".into()), ..SealOptions::default() };
//! let sealed = SealedRecord::seal(&laboratory, &document, &[], b"HbA1c 6.9 %", &options, None)?;
//! assert_eq!(sealed.open(&patient)?.as_bytes(), b"HbA1c 6.9 %");
//! # Ok::<(), medseal_facade::Error>(())
//! ```
#![forbid(unsafe_code)]

mod access;
mod authority_list;
mod checkpoint;
mod decision;
mod decision_point;
mod disclosure;
mod eligibility;
mod erasure;
mod error;
mod exports;
mod files;
mod grant;
mod grant_chain;
mod guard;
mod handle;
pub mod hazmat;
mod identity;
mod ledger;
mod ledger_entry;
mod ledger_state;
mod nonces;
mod plaintext;
mod public_identity;
mod receipt;
mod sealed_header;
mod sealed_record;
mod streams;
mod text;
mod watch;

pub use access::{
    AccessPermit, AccessRequest, AccessRequestDetails, BreakGlass, PermitDetails, Unlocked,
};
pub use authority_list::{AuthorityList, AuthorityListDetails};
pub use checkpoint::{CheckpointDetails, CosignerDetails, LedgerFollower};
pub use decision::{Decision, DecisionDetails, DecisionRules};
pub use decision_point::{DecisionPoint, RecordFacts, StatedView};
pub use disclosure::{DisclosureLine, DisclosureLog};
pub use eligibility::{
    AttributeDetails, CredentialIssuer, CredentialSchema, CredentialSchemaDetails,
    EligibilityAnswer, EligibilityPolicy, EligibilityPolicyDetails, EligibilityRequest,
    EligibilityRequestDetails, EligibilityVerdict, EligibilityVerifier, Eligible, Issuance,
    RevocableCopies, Wallet, WalletEntry,
};
pub use erasure::{AttestationDetails, ErasureDetails, ErasureReceipt};
pub use error::{Error, FacadeError, Kind, Result};
pub use exports::exports;
pub use grant::{Grant, GrantDetails, GrantTerms};
pub use grant_chain::{GrantChain, SignedGrant, SignedGrantDetails};
#[cfg(feature = "fault-injection")]
pub use guard::inject_panic;
pub use identity::{CategoryDetails, KeyFileCost, SecretIdentity};
pub use ledger::{FindingDetails, FsckDetails, Ledger, LedgerDetails, LedgerPoint};
pub use ledger_entry::{AuthorityDetails, LedgerEntry, LedgerEntryDetails};
pub use ledger_state::{GrantStatus, LedgerState, RecordStatus};
pub use plaintext::Plaintext;
pub use public_identity::{PublicIdentity, PublicIdentityDetails};
pub use receipt::{Receipt, ReceiptDetails};
pub use sealed_header::{HeaderDetails, SealedHeader, SlotDetails};
pub use sealed_record::{Lent, SealOptions, SealedRecord};
pub use watch::{Cancel, Observer, Watch};

/// The version of medseal.
#[must_use]
pub const fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// The example of the page for those who make a shell.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/bindings.md")]
struct BindingsPage;
