//! Credentials: certified commitments, issued in batches of single-use copies.
//!
//! ```text
//! holder                                             issuer
//!   CredentialRequest  ── holder keys, links, proof ─▶  checks that the link is this person's
//!   (one key and one commitment for each copy)          certifies values: fresh seed, handle,
//!   Wallet::accept     ◀── CredentialBatch ───────────  signature for each copy
//! ```
//!
//! Each copy commits to the same values under fresh blindings, names a fresh holder key and a fresh
//! status handle, and begins and ends to be valid with a week; so two copies have nothing in common
//! but their schema, issuer, registry and weeks. A copy is shown once and never again.
//!
//! The issuer knows the values, of course, and the seeds: whoever colludes with it can link a
//! showing to the person. It never learns the holder's link secret.

mod batch;
mod body;
mod cose;
mod error;
mod issue;
mod request;

pub use batch::CredentialBatch;
pub use body::{Credential, Validity};
pub use error::{CredentialError, IssueError};
pub use issue::{Issuance, Issuer};
pub use request::{CredentialRequest, IssuerChallenge, RequestedCopy};

pub(super) use batch::AcceptedCopy;
#[cfg(test)]
pub(super) use batch::Parts;
#[cfg(test)]
pub(super) use issue::openings;
pub(super) use request::{CopySecret, wide};
