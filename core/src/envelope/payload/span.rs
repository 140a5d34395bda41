//! Runs of chunks: encrypted or decrypted together with their digest, on one thread or several.

use super::PayloadError;
use super::cipher::ChunkCipher;
use super::geometry::{CHUNK, ChunkIndex, SEALED_CHUNK};
use rayon::iter::{IndexedParallelIterator, ParallelIterator, once};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

/// Chunks a batch has at the most: 4 MiB of plaintext. Bounds the memory of streaming.
pub(super) const BATCH: usize = 256;

/// Chunks a stream takes at a time: on one thread, no more than its cache holds.
pub(super) fn batch_size() -> usize {
    if rayon::current_num_threads() > 1 {
        BATCH
    } else {
        GROUP
    }
}

/// Encrypts whole chunks (the last of `sealed` may be short) and adds them to the digest.
pub(super) fn seal_span(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    plaintext: &[u8],
    sealed: &mut [u8],
    digest: &mut blake3::Hasher,
) -> Result<(), PayloadError> {
    let is_shared = is_shared(sealed.len());
    let step = if is_shared { BATCH } else { GROUP };
    let mut digest = Digest::new(digest, is_shared);
    for at in (0..sealed.len().div_ceil(SEALED_CHUNK)).step_by(step) {
        let first = first.plus(at)?;
        let plaintext = part(plaintext, at * CHUNK, step * CHUNK);
        let batch = part_mut(sealed, at * SEALED_CHUNK, step * SEALED_CHUNK);
        if is_shared {
            batch
                .par_chunks_mut(GROUP * SEALED_CHUNK)
                .enumerate()
                .try_for_each(|(group, sealed)| {
                    let plaintext = part(plaintext, group * GROUP * CHUNK, GROUP * CHUNK);
                    seal_group(cipher, first.plus(group * GROUP)?, plaintext, sealed)
                })?;
        } else {
            seal_group(cipher, first, plaintext, batch)?;
        }
        digest.advance(sealed, (at + step) * SEALED_CHUNK);
    }
    Ok(())
}

/// Adds whole chunks (the last of `sealed` may be short) to the digest and decrypts them.
///
/// After an error `plaintext` holds nothing that may be used.
pub(super) fn open_span(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    sealed: &[u8],
    plaintext: &mut [u8],
    digest: &mut blake3::Hasher,
) -> Result<(), PayloadError> {
    let is_shared = is_shared(sealed.len());
    let step = if is_shared { BATCH } else { GROUP };
    let mut digest = Digest::new(digest, is_shared);
    for at in (0..sealed.len().div_ceil(SEALED_CHUNK)).step_by(step) {
        let first = first.plus(at)?;
        digest.advance(sealed, (at + step) * SEALED_CHUNK);
        let sealed = part(sealed, at * SEALED_CHUNK, step * SEALED_CHUNK);
        let plaintext = part_mut(plaintext, at * CHUNK, step * CHUNK);
        if is_shared {
            // A last chunk without plaintext has no piece of the plaintext: this one is its.
            let end: &mut [u8] = &mut [];
            sealed
                .par_chunks(GROUP * SEALED_CHUNK)
                .zip(plaintext.par_chunks_mut(GROUP * CHUNK).chain(once(end)))
                .enumerate()
                .try_for_each(|(group, (sealed, plaintext))| {
                    open_group(cipher, first.plus(group * GROUP)?, sealed, plaintext)
                })?;
        } else {
            open_group(cipher, first, sealed, plaintext)?;
        }
    }
    Ok(())
}

/// The digest, a little behind the cipher.
///
/// BLAKE3 is fastest on whole subtrees. A span's pieces do not end where subtrees do, so the bytes
/// after the last such place wait for the next piece, or for the end of the span.
struct Digest<'a> {
    hasher: &'a mut blake3::Hasher,
    is_shared: bool,
    /// Bytes hashed before this span, modulo [`SUBTREE`].
    before: usize,
    /// Bytes of this span that are hashed.
    done: usize,
}

impl<'a> Digest<'a> {
    fn new(hasher: &'a mut blake3::Hasher, is_shared: bool) -> Self {
        let before = usize::try_from(hasher.count() % SUBTREE as u64).unwrap_or_default();
        Self {
            hasher,
            is_shared,
            before,
            done: 0,
        }
    }

    /// Hashes `span` up to about `end`, or to its end.
    fn advance(&mut self, span: &[u8], end: usize) {
        let end = if end < span.len() {
            end - (self.before + end) % SUBTREE
        } else {
            span.len()
        };
        if let Some(bytes) = span.get(self.done..end) {
            if self.is_shared {
                self.hasher.update_rayon(bytes);
            } else {
                self.hasher.update(bytes);
            }
            self.done = end;
        }
    }
}

fn seal_group(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    plaintext: &[u8],
    sealed: &mut [u8],
) -> Result<(), PayloadError> {
    for (chunk, sealed) in sealed.chunks_mut(SEALED_CHUNK).enumerate() {
        cipher.seal(
            first.plus(chunk)?,
            part(plaintext, chunk * CHUNK, CHUNK),
            sealed,
        )?;
    }
    Ok(())
}

fn open_group(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    sealed: &[u8],
    plaintext: &mut [u8],
) -> Result<(), PayloadError> {
    let end: &mut [u8] = &mut [];
    let chunks = plaintext.chunks_mut(CHUNK).chain(std::iter::once(end));
    for (chunk, (sealed, plaintext)) in sealed.chunks(SEALED_CHUNK).zip(chunks).enumerate() {
        cipher.open(first.plus(chunk)?, sealed, plaintext)?;
    }
    Ok(())
}

/// The piece of at most `length` bytes at `start`; empty beyond the end.
fn part(bytes: &[u8], start: usize, length: usize) -> &[u8] {
    bytes
        .get(start..)
        .map(|rest| rest.get(..length).unwrap_or(rest))
        .unwrap_or_default()
}

fn part_mut(bytes: &mut [u8], start: usize, length: usize) -> &mut [u8] {
    let rest = bytes.get_mut(start..).unwrap_or_default();
    let length = length.min(rest.len());
    rest.get_mut(..length).unwrap_or_default()
}

/// Whether work of this size is worth handing to other threads. Small work does not even start the
/// global pool.
fn is_shared(length: usize) -> bool {
    length > 2 * GROUP * SEALED_CHUNK && rayon::current_num_threads() > 1
}

/// Chunks that one thread works on at a time: 256 KiB stay in its second-level cache between
/// cipher and digest.
const GROUP: usize = 16;

/// Length of the subtrees that the digest takes whole.
const SUBTREE: usize = 64 * 1024;
