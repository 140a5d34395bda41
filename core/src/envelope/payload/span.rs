//! Runs of chunks: encrypted or decrypted together with their digest, on one thread or several.

use super::PayloadError;
use super::cipher::{ChunkCipher, Scratch};
use super::digest::{Digest, UnitHash, Units};
use super::geometry::{CHUNK, ChunkIndex, SEALED_CHUNK};
use rayon::iter::{IndexedParallelIterator, ParallelIterator, once};
use rayon::slice::ParallelSliceMut;

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
    digest: &mut Digest,
) -> Result<(), PayloadError> {
    let units = digest.units(sealed.len());
    let is_shared = is_shared(sealed.len());
    let run = run_length(sealed.len(), is_shared);
    let seal = |(number, sealed): (usize, &mut [u8])| {
        let plaintext = part(plaintext, number * run * CHUNK, run * CHUNK);
        seal_run(cipher, first, number * run, plaintext, sealed, units)
    };
    let hashes = if is_shared {
        let runs = sealed.par_chunks_mut(run * SEALED_CHUNK).enumerate();
        runs.map(seal).collect::<Result<Vec<_>, _>>()?
    } else {
        vec![seal((0, sealed))?]
    };
    digest.absorb(sealed, hashes.into_iter().flatten(), is_shared);
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
    digest: &mut Digest,
) -> Result<(), PayloadError> {
    let units = digest.units(sealed.len());
    let is_shared = is_shared(sealed.len());
    let run = run_length(sealed.len(), is_shared);
    let open = |(number, plaintext): (usize, &mut [u8])| {
        open_run(cipher, first, number * run, run, sealed, plaintext, units)
    };
    let hashes = if is_shared {
        // A last chunk without plaintext may have no run of the plaintext: this one is its.
        let end: &mut [u8] = &mut [];
        let runs = sealed.len().div_ceil(run * SEALED_CHUNK);
        let pieces = plaintext.par_chunks_mut(run * CHUNK).chain(once(end));
        let runs = pieces.take(runs).enumerate();
        runs.map(open).collect::<Result<Vec<_>, _>>()?
    } else {
        vec![open((0, plaintext))?]
    };
    digest.absorb(sealed, hashes.into_iter().flatten(), is_shared);
    Ok(())
}

/// Encrypts a run of chunks, and hashes the units of the digest that lie in it while they are in
/// the cache. `at` is the number of chunks before the run.
fn seal_run(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    at: usize,
    plaintext: &[u8],
    sealed: &mut [u8],
    units: Units,
) -> Result<Vec<UnitHash>, PayloadError> {
    let offset = at * SEALED_CHUNK;
    let mut scratch = Scratch::new();
    let mut hashes = Vec::new();
    let mut hashed = units.inside(offset..offset).start;
    for group in (0..sealed.len().div_ceil(SEALED_CHUNK)).step_by(GROUP) {
        let plaintext = part(plaintext, group * CHUNK, GROUP * CHUNK);
        let place = part_mut(sealed, group * SEALED_CHUNK, GROUP * SEALED_CHUNK);
        let done = offset + group * SEALED_CHUNK + place.len();
        seal_group(
            cipher,
            first.plus(at + group)?,
            plaintext,
            place,
            &mut scratch,
        )?;
        let whole = units.inside(offset..done).end;
        hashes.extend((hashed..whole).map(|unit| units.hash(unit, sealed, offset)));
        hashed = hashed.max(whole);
    }
    Ok(hashes)
}

/// Hashes the units of the digest that begin in a run of chunks, and decrypts it. `at` is the number
/// of chunks before the run.
fn open_run(
    cipher: &ChunkCipher,
    first: ChunkIndex,
    at: usize,
    length: usize,
    span: &[u8],
    plaintext: &mut [u8],
    units: Units,
) -> Result<Vec<UnitHash>, PayloadError> {
    let sealed = part(span, at * SEALED_CHUNK, length.saturating_mul(SEALED_CHUNK));
    let mut scratch = Scratch::new();
    let mut hashes = Vec::new();
    for group in (0..sealed.len().div_ceil(SEALED_CHUNK)).step_by(GROUP) {
        let place = part(sealed, group * SEALED_CHUNK, GROUP * SEALED_CHUNK);
        let offset = (at + group) * SEALED_CHUNK;
        let begun = units.beginning(offset..offset + place.len());
        hashes.extend(begun.map(|unit| units.hash(unit, span, 0)));
        let plaintext = part_mut(plaintext, group * CHUNK, GROUP * CHUNK);
        open_group(
            cipher,
            first.plus(at + group)?,
            place,
            plaintext,
            &mut scratch,
        )?;
    }
    Ok(hashes)
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
pub(super) fn part(bytes: &[u8], start: usize, length: usize) -> &[u8] {
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

/// Chunks that a thread works on before it asks for more. Short against the span, so that no thread
/// is left with much at its end; long against a unit of the digest, for few units lie in two runs.
fn run_length(span: usize, is_shared: bool) -> usize {
    let chunks = span.div_ceil(SEALED_CHUNK);
    if is_shared {
        (chunks / (8 * rayon::current_num_threads())).clamp(8, 64)
    } else {
        chunks.max(1)
    }
}

/// Chunks that one thread works on between cipher and digest: 256 KiB stay in its second-level
/// cache.
const GROUP: usize = 16;
