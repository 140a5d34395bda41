//! Runs of chunks: encrypted or decrypted together with their digest, on one thread or several.

use super::PayloadError;
use super::cipher::{ChunkCipher, Scratch};
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
    let chunks = sealed.len().div_ceil(SEALED_CHUNK);
    let is_shared = is_shared(sealed.len());
    let mut digest = Digest::new(digest, is_shared);
    if is_shared {
        // While one step is encrypted the one before it is hashed, so that no thread waits.
        for at in (0..chunks).step_by(STEP) {
            let first = first.plus(at)?;
            let (done, rest) = sealed.split_at_mut(at * SEALED_CHUNK);
            let sealed = part_mut(rest, 0, STEP * SEALED_CHUNK);
            let plaintext = part(plaintext, at * CHUNK, STEP * CHUNK);
            let (result, ()) = rayon::join(
                || seal_step(cipher, first, plaintext, sealed),
                || digest.advance(done),
            );
            result?;
        }
    } else {
        let mut scratch = Scratch::new();
        for at in (0..chunks).step_by(GROUP) {
            let first = first.plus(at)?;
            let plaintext = part(plaintext, at * CHUNK, GROUP * CHUNK);
            let group = part_mut(sealed, at * SEALED_CHUNK, GROUP * SEALED_CHUNK);
            seal_group(cipher, first, plaintext, group, &mut scratch)?;
            digest.advance(part(sealed, 0, (at + GROUP) * SEALED_CHUNK));
        }
    }
    digest.finish(sealed);
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
    let chunks = sealed.len().div_ceil(SEALED_CHUNK);
    let is_shared = is_shared(sealed.len());
    let mut digest = Digest::new(digest, is_shared);
    let mut scratch = Scratch::new();
    for at in (0..chunks).step_by(if is_shared { STEP } else { GROUP }) {
        let first = first.plus(at)?;
        if is_shared {
            let to_hash = part(sealed, 0, (at + STEP) * SEALED_CHUNK);
            let sealed = part(sealed, at * SEALED_CHUNK, STEP * SEALED_CHUNK);
            let plaintext = part_mut(plaintext, at * CHUNK, STEP * CHUNK);
            let (result, ()) = rayon::join(
                || open_step(cipher, first, sealed, plaintext),
                || digest.advance(to_hash),
            );
            result?;
        } else {
            digest.advance(part(sealed, 0, (at + GROUP) * SEALED_CHUNK));
            let sealed = part(sealed, at * SEALED_CHUNK, GROUP * SEALED_CHUNK);
            let plaintext = part_mut(plaintext, at * CHUNK, GROUP * CHUNK);
            open_group(cipher, first, sealed, plaintext, &mut scratch)?;
        }
    }
    digest.finish(sealed);
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

    /// Hashes what is new of `span`, the beginning of the span, up to the last end of a subtree.
    fn advance(&mut self, span: &[u8]) {
        let beyond = (self.before + span.len()) % SUBTREE;
        if let Some(end) = span.len().checked_sub(beyond) {
            self.hash(span, end);
        }
    }

    /// Hashes what is left of the whole span.
    fn finish(mut self, span: &[u8]) {
        self.hash(span, span.len());
    }

    fn hash(&mut self, span: &[u8], end: usize) {
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

/// Encrypts one step on all threads.
fn seal_step(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    plaintext: &[u8],
    sealed: &mut [u8],
) -> Result<(), PayloadError> {
    sealed
        .par_chunks_mut(PIECE * SEALED_CHUNK)
        .enumerate()
        .try_for_each_init(Scratch::new, |scratch, (piece, sealed)| {
            let plaintext = part(plaintext, piece * PIECE * CHUNK, PIECE * CHUNK);
            seal_group(
                cipher,
                first.plus(piece * PIECE)?,
                plaintext,
                sealed,
                scratch,
            )
        })
}

/// Decrypts one step on all threads.
fn open_step(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    sealed: &[u8],
    plaintext: &mut [u8],
) -> Result<(), PayloadError> {
    // A last chunk without plaintext has no piece of the plaintext: this one is its.
    let end: &mut [u8] = &mut [];
    sealed
        .par_chunks(PIECE * SEALED_CHUNK)
        .zip(plaintext.par_chunks_mut(PIECE * CHUNK).chain(once(end)))
        .enumerate()
        .try_for_each_init(Scratch::new, |scratch, (piece, (sealed, plaintext))| {
            open_group(
                cipher,
                first.plus(piece * PIECE)?,
                sealed,
                plaintext,
                scratch,
            )
        })
}

fn seal_group(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    plaintext: &[u8],
    sealed: &mut [u8],
    scratch: &mut Scratch,
) -> Result<(), PayloadError> {
    for (chunk, sealed) in sealed.chunks_mut(SEALED_CHUNK).enumerate() {
        cipher.seal(
            first.plus(chunk)?,
            part(plaintext, chunk * CHUNK, CHUNK),
            sealed,
            scratch,
        )?;
    }
    Ok(())
}

fn open_group(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    sealed: &[u8],
    plaintext: &mut [u8],
    scratch: &mut Scratch,
) -> Result<(), PayloadError> {
    let end: &mut [u8] = &mut [];
    let chunks = plaintext.chunks_mut(CHUNK).chain(std::iter::once(end));
    for (chunk, (sealed, plaintext)) in sealed.chunks(SEALED_CHUNK).zip(chunks).enumerate() {
        cipher.open(first.plus(chunk)?, sealed, plaintext, scratch)?;
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

/// Chunks that one thread works on between cipher and digest: 256 KiB stay in its second-level
/// cache.
const GROUP: usize = 16;

/// Chunks that several threads encrypt while they hash those before: 1 MiB.
const STEP: usize = 64;

/// Chunks that a thread takes of a step. Small, so that none is left with much when a step ends.
const PIECE: usize = 2;

/// Length of the subtrees that the digest takes whole.
const SUBTREE: usize = 64 * 1024;
