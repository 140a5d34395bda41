//! Bare Cobblestone-256, for interoperability with other implementations of the same format.
//!
//! **Hazardous.** Nothing here is bound to a record, signed by anybody or wrapped for a recipient,
//! and a caller who passes one salt twice with the same key destroys the secrecy of both messages.
//! Applications seal records: see [`Sealer`](super::Sealer).

use super::payload::{DataKey, PayloadError, PayloadSalt};
use super::payload::{open_bytes, open_stream, seal_bytes, seal_stream};
use crate::types::Progress;
use std::io::{Read, Write};
use zeroize::Zeroizing;

/// Encrypts a message under a key, a context and a salt that never repeats for the key.
///
/// The result is `salt ‖ commitment ‖ chunks` (C2SP chunked-encryption).
///
/// # Errors
///
/// [`PayloadError::TooLong`] beyond 4 PiB.
///
/// ```
/// use medseal::envelope::{hazmat, DataKey};
///
/// let key = DataKey::from_slice(b"YELLOW SUBMARINE YELLOW SUBMARIN").ok_or("not 32 bytes")?;
/// let sealed = hazmat::cobblestone256_seal(&key, b"context", [7; 24], b"message")?;
/// let opened = hazmat::cobblestone256_open(&key, b"context", &sealed)?;
/// assert_eq!(opened.as_slice(), b"message");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cobblestone256_seal(
    key: &DataKey,
    context: &[u8],
    salt: [u8; 24],
    plaintext: &[u8],
) -> Result<Vec<u8>, PayloadError> {
    let salt = PayloadSalt::from_bytes(salt);
    seal_bytes(key, context, salt, plaintext).map(|(sealed, _)| sealed)
}

/// Decrypts a message: all of it, or nothing.
///
/// # Errors
///
/// [`PayloadError::KeyCommitment`] for another key or context, [`PayloadError::Truncated`] for a
/// length no message has, [`PayloadError::Corrupt`] for anything altered.
pub fn cobblestone256_open(
    key: &DataKey,
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, PayloadError> {
    open_bytes(key, context, sealed).map(|(plaintext, _)| plaintext)
}

/// Encrypts a message from a stream to a stream. Returns the number of bytes written.
///
/// # Errors
///
/// As [`cobblestone256_seal`], and where reading, writing or the caller's [`Progress`] says so.
pub fn cobblestone256_seal_stream(
    key: &DataKey,
    context: &[u8],
    salt: [u8; 24],
    mut source: impl Read,
    mut sink: impl Write,
    mut progress: impl Progress,
) -> Result<u64, PayloadError> {
    let salt = PayloadSalt::from_bytes(salt);
    let (source, sink, progress) = (&mut source, &mut sink, &mut progress);
    seal_stream(key, context, salt, source, sink, None, progress).map(|summary| summary.length)
}

/// Decrypts a message from a stream to a stream. Returns the number of bytes read.
///
/// The sink receives only authentic chunks, in order; what it holds is complete only after `Ok`.
///
/// # Errors
///
/// As [`cobblestone256_open`], and where reading, writing or the caller's [`Progress`] says so.
pub fn cobblestone256_open_stream(
    key: &DataKey,
    context: &[u8],
    mut source: impl Read,
    mut sink: impl Write,
    mut progress: impl Progress,
) -> Result<u64, PayloadError> {
    let (source, sink, progress) = (&mut source, &mut sink, &mut progress);
    open_stream(key, context, source, sink, None, progress).map(|summary| summary.length)
}
