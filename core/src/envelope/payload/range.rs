//! Decrypting a range of the plaintext, reading only the chunks it lies in.

use super::PayloadError;
use super::digest::Digest;
use super::geometry::{
    CHUNK, ChunkIndex, PREFIX, SEALED_CHUNK, plaintext_length, span_plaintext_length,
};
use super::keys::{DataKey, PayloadKeys};
use super::seal::read_full;
use super::span::{BATCH, open_span};
use crate::types::{Cancelled, Progress};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use zeroize::Zeroizing;

/// Decrypts `range` of the plaintext to `sink`.
///
/// The payload begins where `source` stands and has `length` bytes, as its author signed. The key
/// commitment is checked first, then each chunk that the range touches; the others are not read.
pub(crate) fn open_range(
    key: &DataKey,
    context: &[u8],
    source: &mut (impl Read + Seek + ?Sized),
    length: u64,
    range: Range<u64>,
    sink: &mut (impl Write + ?Sized),
    progress: &mut (impl Progress + ?Sized),
) -> Result<(), PayloadError> {
    let plaintext_length = plaintext_length(length)?;
    if range.start > range.end || range.end > plaintext_length {
        return Err(PayloadError::RangeOutside);
    }
    let start = source.stream_position().map_err(PayloadError::Read)?;
    let mut prefix = [0; PREFIX];
    if read_full(source, &mut prefix)? < PREFIX {
        return Err(PayloadError::Truncated);
    }
    let cipher = PayloadKeys::for_opening(key, context, &prefix)?;
    let total = range.end - range.start;
    let mut at = range.start;
    let mut buffer = Vec::new();
    let mut plaintext = Zeroizing::new(Vec::new());
    while at < range.end {
        let first = at / CHUNK as u64;
        let last = (range.end - 1) / CHUNK as u64;
        let chunks = (last - first + 1).min(BATCH as u64);
        let from = PREFIX as u64 + first * SEALED_CHUNK as u64;
        let to = (from + chunks * SEALED_CHUNK as u64).min(length);
        let offset = start.checked_add(from).ok_or(PayloadError::TooLong)?;
        source
            .seek(SeekFrom::Start(offset))
            .map_err(PayloadError::Read)?;
        buffer.resize(
            usize::try_from(to - from).map_err(|_| PayloadError::TooLong)?,
            0,
        );
        if read_full(source, &mut buffer)? < buffer.len() {
            return Err(PayloadError::Truncated);
        }
        plaintext.resize(span_plaintext_length(buffer.len())?, 0);
        // The digest of a part says nothing: this hasher only satisfies the shared routine.
        let mut unused = Digest::new();
        open_span(
            &cipher,
            ChunkIndex::new(first)?,
            &buffer,
            &mut plaintext,
            &mut unused,
        )?;
        let batch_start = first * CHUNK as u64;
        let end = range.end.min(batch_start + plaintext.len() as u64);
        let wanted = usize::try_from(at - batch_start)
            .ok()
            .zip(usize::try_from(end - batch_start).ok())
            .and_then(|(from, to)| plaintext.get(from..to))
            .ok_or(PayloadError::RangeOutside)?;
        sink.write_all(wanted).map_err(PayloadError::Write)?;
        at = end;
        if progress.advance(at - range.start, Some(total)).is_break() {
            return Err(Cancelled.into());
        }
    }
    Ok(())
}
