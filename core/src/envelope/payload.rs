//! The payload: a record's bytes, encrypted in chunks (C2SP chunked-encryption, Cobblestone-256).
//!
//! A payload is encrypted under a data key that is fresh for it. From the data key, a random salt
//! and a context the cipher key, the base nonce and a key commitment are derived; nobody chooses or
//! passes a nonce. The plaintext is cut into chunks of 16 KiB of which the last is always shorter,
//! so that a truncated payload can be told from a complete one; every chunk is encrypted with
//! AES-256-GCM under its own position.
//!
//! What a reader may rely on:
//!
//! - The key commitment is compared before any chunk is decrypted: a payload opens under one key.
//! - No byte of a chunk that fails its authentication is ever handed out.
//! - A stream is complete only when the call returns `Ok`. What was written to the sink before an
//!   error consists of authentic chunks in their order, but their owner's message may go on.
//! - The BLAKE3 digest of the whole payload is compared with the author's signed manifest when the
//!   whole is read. Reading a range establishes that the range was encrypted under the data key at
//!   that position; it does not establish the digest, that is, that the author signed these bytes
//!   rather than somebody else who holds the data key.
//!
//! Chunks are worked on in parallel on the current `rayon` pool, in batches of bounded size; inside
//! a pool of one thread, and for small payloads, everything happens on the calling thread.

mod cipher;
mod digest;
mod error;
mod geometry;
mod keys;
mod open;
mod range;
mod seal;
mod span;

pub use error::PayloadError;
pub use keys::DataKey;

pub(crate) use geometry::{plaintext_length, sealed_length, sealed_length_at_most};
pub(crate) use keys::PayloadSalt;
pub(crate) use open::{open_at, open_bytes, open_into, open_stream};
pub(crate) use range::open_range;
pub(crate) use seal::{seal_at, seal_bytes, seal_into, seal_stream, sealed_size};

use crate::types::PayloadDigest;

/// What is known of a payload once all of it went by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PayloadSummary {
    /// BLAKE3 of the encrypted bytes.
    pub(crate) digest: PayloadDigest,
    /// Number of encrypted bytes.
    pub(crate) length: u64,
}

#[cfg(test)]
mod tests;
