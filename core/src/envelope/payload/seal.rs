//! Encrypting a payload, from memory or from a stream.

use super::digest::Digest;
use super::geometry::{CHUNK, ChunkIndex, PREFIX, SEALED_CHUNK, TAG, sealed_length};
use super::keys::{DataKey, PayloadKeys, PayloadSalt};
use super::span::{batch_size, seal_span};
use super::{PayloadError, PayloadSummary};
use crate::types::{Cancelled, Progress};
use std::io::{ErrorKind, Read, Write};
use zeroize::Zeroizing;

/// Encrypts a plaintext that is in memory.
pub(crate) fn seal_bytes(
    key: &DataKey,
    context: &[u8],
    salt: PayloadSalt,
    plaintext: &[u8],
) -> Result<(Vec<u8>, PayloadSummary), PayloadError> {
    let mut sealed = Vec::new();
    let summary = seal_into(key, context, salt, plaintext, &mut sealed)?;
    Ok((sealed, summary))
}

/// Encrypts a plaintext that is in memory in place of what `sealed` held, whose memory is used
/// again.
pub(crate) fn seal_into(
    key: &DataKey,
    context: &[u8],
    salt: PayloadSalt,
    plaintext: &[u8],
    sealed: &mut Vec<u8>,
) -> Result<PayloadSummary, PayloadError> {
    let size = sealed_size(plaintext.len())?;
    if sealed.capacity() < size {
        // Zeroed memory fresh from the system costs nothing before it is used.
        *sealed = vec![0; size];
    }
    sealed.resize(size, 0);
    seal_at(key, context, salt, plaintext, sealed)
}

/// The length of the payload that a plaintext in memory becomes.
pub(crate) fn sealed_size(plaintext: usize) -> Result<usize, PayloadError> {
    let length = u64::try_from(plaintext)
        .map_err(|_| PayloadError::TooLong)
        .and_then(sealed_length)?;
    usize::try_from(length).map_err(|_| PayloadError::TooLong)
}

/// Encrypts a plaintext that is in memory to a place of exactly the payload's length.
pub(crate) fn seal_at(
    key: &DataKey,
    context: &[u8],
    salt: PayloadSalt,
    plaintext: &[u8],
    place: &mut [u8],
) -> Result<PayloadSummary, PayloadError> {
    let (prefix, cipher) = PayloadKeys::derive(key, context, salt)?.for_sealing();
    if place.len() != sealed_size(plaintext.len())? {
        return Err(PayloadError::LengthMismatch);
    }
    let mut digest = Digest::new();
    let length = place.len() as u64;
    if let Some((begin, chunks)) = place.split_at_mut_checked(PREFIX) {
        begin.copy_from_slice(&prefix);
        digest.update(&prefix);
        seal_span(&cipher, ChunkIndex::FIRST, plaintext, chunks, &mut digest)?;
    }
    let digest = digest.finalize();
    Ok(PayloadSummary { digest, length })
}

/// Encrypts everything that `source` has to `sink`, holding two batches in memory at the most.
///
/// `total` is the length of the plaintext if it is known; it serves the progress only.
pub(crate) fn seal_stream(
    key: &DataKey,
    context: &[u8],
    salt: PayloadSalt,
    source: &mut (impl Read + ?Sized),
    sink: &mut (impl Write + ?Sized),
    total: Option<u64>,
    progress: &mut (impl Progress + ?Sized),
) -> Result<PayloadSummary, PayloadError> {
    let (prefix, cipher) = PayloadKeys::derive(key, context, salt)?.for_sealing();
    let mut digest = Digest::new();
    digest.update(&prefix);
    sink.write_all(&prefix).map_err(PayloadError::Write)?;

    let mut buffers = Batch::small();
    let mut index = ChunkIndex::FIRST;
    let mut done: u64 = 0;
    loop {
        let filled = read_full(source, &mut buffers.plaintext)?;
        let (plaintext, _) = buffers.plaintext.split_at(filled);
        let is_last = filled < buffers.plaintext.len();
        let chunks = filled / CHUNK + usize::from(is_last);
        let (sealed, _) = buffers.sealed.split_at_mut(filled + chunks * TAG);
        seal_span(&cipher, index, plaintext, sealed, &mut digest)?;
        sink.write_all(sealed).map_err(PayloadError::Write)?;
        done = done.saturating_add(filled as u64);
        if progress.advance(done, total).is_break() {
            return Err(Cancelled.into());
        }
        if is_last {
            let digest = digest.finalize();
            let length = sealed_length(done)?;
            return Ok(PayloadSummary { digest, length });
        }
        index = index.plus(chunks)?;
        buffers.grow();
    }
}

/// Reads until `buffer` is full or the source ends, however little each read gives.
pub(super) fn read_full(
    source: &mut (impl Read + ?Sized),
    buffer: &mut [u8],
) -> Result<usize, PayloadError> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count.min(rest.len()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(PayloadError::Read(error)),
        }
    }
    Ok(filled)
}

/// The two buffers of a stream: small at first, full-sized once the stream has shown to be long.
pub(super) struct Batch {
    pub(super) plaintext: Zeroizing<Vec<u8>>,
    pub(super) sealed: Vec<u8>,
}

impl Batch {
    pub(super) fn small() -> Self {
        Self::of(SMALL)
    }

    pub(super) fn grow(&mut self) {
        let chunks = batch_size();
        if self.plaintext.len() < chunks * CHUNK {
            *self = Self::of(chunks);
        }
    }

    fn of(chunks: usize) -> Self {
        Self {
            plaintext: Zeroizing::new(vec![0; chunks * CHUNK]),
            sealed: vec![0; chunks * SEALED_CHUNK],
        }
    }
}

/// Chunks of the first batch.
const SMALL: usize = 4;
