//! Keys: who someone is, and what only they can open.
//!
//! ```text
//! root secret (32 random bytes; one for each rotation of the identity)
//!  ├─ signing key            Ed25519: signs documents, grants, requests, ledger entries
//!  ├─ sealing key            HPKE (X-Wing or X25519): receives what is sealed to the identity
//!  ├─ category keys          HPKE, one for each category and epoch: receive a patient's records
//!  ├─ salts                  of commitments that the holder must be able to recompute
//!  └─ pairwise roots         one independent identity for each relationship
//! ```
//!
//! A [`SecretIdentity`] holds the roots and stays with its owner; a [`PublicIdentity`] is the small
//! signed JSON document everybody else sees. An identity is named by its first signing key
//! ([`IdentityId`](crate::types::IdentityId)) and keeps that name when the key is rotated: each
//! document commits to the digest of the *next* signing key, so whoever steals today's key cannot
//! choose tomorrow's.
//!
//! What must never be reused: a root secret for two identities. What must never travel: the root.
//! A grantee receives category keys, one epoch at a time, and nothing above them in the tree.
//!
//! ```
//! use medseal::keys::{PublicIdentity, SecretIdentity};
//! use medseal::types::Timestamp;
//!
//! let patient = SecretIdentity::generate()?;
//! let document = patient.public(Timestamp::now()?)?.to_json();
//!
//! // Somebody else, with nothing but the document:
//! let seen = PublicIdentity::from_json(&document)?;
//! assert_eq!(seen.identity_id(), patient.identity_id());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod category;
pub(crate) mod cose;
mod did;
mod document;
mod error;
pub mod hazmat;
mod history;
mod identity;
mod keyfile;
pub(crate) mod message;
mod root;
mod sealing;
mod signing;

pub use category::{CategoryKey, KeyEpoch};
pub use document::PublicIdentity;
pub use error::{IdentityError, KeyError, KeyFileError, SealingError, SignatureError};
pub use history::{KeyHistory, next_key_digest};
pub use identity::SecretIdentity;
pub use keyfile::{PassphraseCost, is_protected, open_key_file, plain_key_file, protect_key_file};
pub use root::RootSecret;
pub use sealing::{SealingPublicKey, SealingSecretKey, SealingSuite, WrappedKey};
pub use signing::{Signature, SigningKey, VerifyingKey};

#[cfg(test)]
mod tests;
