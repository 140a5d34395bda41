//! Decrypting a whole payload, from memory or from a stream.

use super::cipher::ChunkCipher;
use super::digest::Digest;
use super::geometry::{ChunkIndex, PREFIX, SEALED_CHUNK, plaintext_length, span_plaintext_length};
use super::keys::{DataKey, PayloadKeys};
use super::seal::{Batch, read_full};
use super::span::open_span;
use super::{PayloadError, PayloadSummary};
use crate::types::{Cancelled, Progress};
use std::io::{Read, Write};
use zeroize::{Zeroize, Zeroizing};

/// Decrypts a payload that is in memory. All or nothing.
pub(crate) fn open_bytes(
    key: &DataKey,
    context: &[u8],
    sealed: &[u8],
) -> Result<(Zeroizing<Vec<u8>>, PayloadSummary), PayloadError> {
    let mut plaintext = Zeroizing::new(Vec::new());
    let summary = open_into(key, context, sealed, &mut plaintext)?;
    Ok((plaintext, summary))
}

/// Decrypts a payload that is in memory in place of what `plaintext` held, whose memory is used
/// again. After an error it is empty.
pub(crate) fn open_into(
    key: &DataKey,
    context: &[u8],
    sealed: &[u8],
    plaintext: &mut Zeroizing<Vec<u8>>,
) -> Result<PayloadSummary, PayloadError> {
    let result = open_over(key, context, sealed, plaintext);
    if result.is_err() {
        plaintext.zeroize();
    }
    result
}

fn open_over(
    key: &DataKey,
    context: &[u8],
    sealed: &[u8],
    plaintext: &mut Zeroizing<Vec<u8>>,
) -> Result<PayloadSummary, PayloadError> {
    let payload = WholePayload::begin(key, context, sealed)?;
    if plaintext.capacity() < payload.size {
        // What was there is wiped, not copied: growing in place could leave it behind.
        *plaintext = Zeroizing::new(vec![0; payload.size]);
    }
    plaintext.resize(payload.size, 0);
    payload.decrypt(plaintext)
}

/// Decrypts a payload that is in memory to the beginning of `place`, and says how long the plaintext is.
/// After an error `place` holds nothing of it.
pub(crate) fn open_at(
    key: &DataKey,
    context: &[u8],
    sealed: &[u8],
    place: &mut [u8],
) -> Result<(PayloadSummary, usize), PayloadError> {
    let payload = WholePayload::begin(key, context, sealed)?;
    let size = payload.size;
    let place = place.get_mut(..size).ok_or(PayloadError::BufferTooSmall)?;
    let summary = payload.decrypt(place).inspect_err(|_| place.zeroize())?;
    Ok((summary, size))
}

/// A payload that is in memory, whose key commitment was found right.
struct WholePayload<'a> {
    cipher: ChunkCipher,
    prefix: &'a [u8; PREFIX],
    chunks: &'a [u8],
    length: u64,
    /// Length of the plaintext.
    size: usize,
}

impl<'a> WholePayload<'a> {
    fn begin(key: &DataKey, context: &[u8], sealed: &'a [u8]) -> Result<Self, PayloadError> {
        let (prefix, chunks) = sealed.split_first_chunk().ok_or(PayloadError::Truncated)?;
        let cipher = PayloadKeys::for_opening(key, context, prefix)?;
        let length = u64::try_from(sealed.len()).map_err(|_| PayloadError::TooLong)?;
        let size = plaintext_length(length)?;
        let size = usize::try_from(size).map_err(|_| PayloadError::TooLong)?;
        Ok(Self {
            cipher,
            prefix,
            chunks,
            length,
            size,
        })
    }

    /// Decrypts to a place of exactly the plaintext's length.
    fn decrypt(&self, place: &mut [u8]) -> Result<PayloadSummary, PayloadError> {
        let mut digest = Digest::new();
        digest.update(self.prefix);
        open_span(
            &self.cipher,
            ChunkIndex::FIRST,
            self.chunks,
            place,
            &mut digest,
        )?;
        Ok(PayloadSummary {
            digest: digest.finalize(),
            length: self.length,
        })
    }
}

/// Decrypts the payload that `source` has to `sink`, holding two batches in memory at the most.
///
/// The sink receives only authentic chunks, in order, a batch at a time; it holds the complete
/// plaintext only after `Ok`. With `expected`, a source that is longer or shorter fails.
pub(crate) fn open_stream(
    key: &DataKey,
    context: &[u8],
    source: &mut (impl Read + ?Sized),
    sink: &mut (impl Write + ?Sized),
    expected: Option<u64>,
    progress: &mut (impl Progress + ?Sized),
) -> Result<PayloadSummary, PayloadError> {
    let mut prefix = [0; PREFIX];
    if read_full(source, &mut prefix)? < PREFIX {
        return Err(PayloadError::Truncated);
    }
    let cipher = PayloadKeys::for_opening(key, context, &prefix)?;
    let mut digest = Digest::new();
    digest.update(&prefix);

    let total = expected
        .map(|expected| plaintext_length(expected).map_err(|_| PayloadError::LengthMismatch))
        .transpose()?;
    let mut buffers = Batch::small();
    let mut index = ChunkIndex::FIRST;
    let mut length = PREFIX as u64;
    let mut done: u64 = 0;
    loop {
        let filled = read_full(source, &mut buffers.sealed)?;
        let (sealed, _) = buffers.sealed.split_at(filled);
        // Every chunk but the last is full, so a batch that is not full ends with the last chunk,
        // and a batch that ends with a full chunk has not seen it.
        let is_last = filled < buffers.sealed.len();
        length = length.saturating_add(filled as u64);
        if expected.is_some_and(|expected| length > expected) {
            return Err(PayloadError::LengthMismatch);
        }
        if is_last && filled % SEALED_CHUNK == 0 {
            return Err(PayloadError::Truncated);
        }
        let (plaintext, _) = buffers
            .plaintext
            .split_at_mut(span_plaintext_length(filled)?);
        open_span(&cipher, index, sealed, plaintext, &mut digest)?;
        sink.write_all(plaintext).map_err(PayloadError::Write)?;
        done = done.saturating_add(plaintext.len() as u64);
        if progress.advance(done, total).is_break() {
            return Err(Cancelled.into());
        }
        if is_last {
            if expected.is_some_and(|expected| length != expected) {
                return Err(PayloadError::LengthMismatch);
            }
            let digest = digest.finalize();
            return Ok(PayloadSummary { digest, length });
        }
        index = index.plus(filled / SEALED_CHUNK)?;
        buffers.grow();
    }
}
