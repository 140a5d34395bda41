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
    if is_shared(sealed.len()) {
        for (step, sealed) in sealed.chunks_mut(BATCH * SEALED_CHUNK).enumerate() {
            let plaintext = part(plaintext, step * BATCH * CHUNK, BATCH * CHUNK);
            let first = first.plus(step * BATCH)?;
            sealed
                .par_chunks_mut(GROUP * SEALED_CHUNK)
                .enumerate()
                .try_for_each(|(group, sealed)| {
                    let plaintext = part(plaintext, group * GROUP * CHUNK, GROUP * CHUNK);
                    seal_group(cipher, first.plus(group * GROUP)?, plaintext, sealed)
                })?;
            digest.update_rayon(sealed);
        }
    } else {
        for (group, sealed) in sealed.chunks_mut(GROUP * SEALED_CHUNK).enumerate() {
            let plaintext = part(plaintext, group * GROUP * CHUNK, GROUP * CHUNK);
            seal_group(cipher, first.plus(group * GROUP)?, plaintext, sealed)?;
            digest.update(sealed);
        }
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
    // A last chunk without plaintext has no piece of the plaintext: the chained one is its.
    let end: &mut [u8] = &mut [];
    if is_shared(sealed.len()) {
        let batches = plaintext.chunks_mut(BATCH * CHUNK);
        let batches = sealed
            .chunks(BATCH * SEALED_CHUNK)
            .zip(batches.chain(std::iter::once(end)));
        for (step, (sealed, plaintext)) in batches.enumerate() {
            let first = first.plus(step * BATCH)?;
            digest.update_rayon(sealed);
            let end: &mut [u8] = &mut [];
            sealed
                .par_chunks(GROUP * SEALED_CHUNK)
                .zip(plaintext.par_chunks_mut(GROUP * CHUNK).chain(once(end)))
                .enumerate()
                .try_for_each(|(group, (sealed, plaintext))| {
                    open_group(cipher, first.plus(group * GROUP)?, sealed, plaintext)
                })?;
        }
    } else {
        let groups = plaintext.chunks_mut(GROUP * CHUNK);
        let groups = sealed
            .chunks(GROUP * SEALED_CHUNK)
            .zip(groups.chain(std::iter::once(end)));
        for (group, (sealed, plaintext)) in groups.enumerate() {
            digest.update(sealed);
            open_group(cipher, first.plus(group * GROUP)?, sealed, plaintext)?;
        }
    }
    Ok(())
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

/// Whether work of this size is worth handing to other threads. Small work does not even start the
/// global pool.
fn is_shared(length: usize) -> bool {
    length > 2 * GROUP * SEALED_CHUNK && rayon::current_num_threads() > 1
}

/// Chunks that one thread works on at a time: 256 KiB stay in its second-level cache between
/// cipher and digest.
const GROUP: usize = 16;
