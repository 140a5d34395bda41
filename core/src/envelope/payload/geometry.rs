//! Where each chunk lies (C2SP chunked-encryption, "Message chunking").

use super::PayloadError;

/// Plaintext bytes of every chunk but the last.
pub(super) const CHUNK: usize = 16 * 1024;
/// Bytes of an AES-GCM tag.
pub(super) const TAG: usize = 16;
/// Encrypted bytes of every chunk but the last.
pub(super) const SEALED_CHUNK: usize = CHUNK + TAG;
/// Bytes before the first chunk: salt and key commitment.
pub(super) const PREFIX: usize = 24 + 32;
/// Number of chunks a payload can have at the most.
const MAX_CHUNKS: u64 = 1 << 38;

/// A chunk's position: always below the limit, so that no two chunks can share a nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChunkIndex(u64);

impl ChunkIndex {
    pub(super) const FIRST: Self = Self(0);

    pub(super) fn new(index: u64) -> Result<Self, PayloadError> {
        if index < MAX_CHUNKS {
            Ok(Self(index))
        } else {
            Err(PayloadError::TooLong)
        }
    }

    pub(super) fn number(self) -> u64 {
        self.0
    }

    /// The position `chunks` further on.
    pub(super) fn plus(self, chunks: usize) -> Result<Self, PayloadError> {
        u64::try_from(chunks)
            .ok()
            .and_then(|chunks| self.0.checked_add(chunks))
            .ok_or(PayloadError::TooLong)
            .and_then(Self::new)
    }
}

/// Length of the payload that encrypts this many bytes of plaintext.
pub(crate) fn sealed_length(plaintext: u64) -> Result<u64, PayloadError> {
    let last = ChunkIndex::new(plaintext / CHUNK as u64)?;
    Ok(PREFIX as u64 + plaintext + (last.number() + 1) * TAG as u64)
}

/// As [`sealed_length`], for lengths that are not checked: of one that no payload has, more than any.
pub(crate) const fn sealed_length_at_most(plaintext: u64) -> u64 {
    let chunks = plaintext / CHUNK as u64 + 1;
    plaintext.saturating_add(chunks * TAG as u64 + PREFIX as u64)
}

/// Length of the plaintext inside a payload of this length.
///
/// Every length has one answer at the most; a length that no payload can have is `Truncated`.
pub(crate) fn plaintext_length(sealed: u64) -> Result<u64, PayloadError> {
    let body = sealed
        .checked_sub(PREFIX as u64)
        .ok_or(PayloadError::Truncated)?;
    let full = ChunkIndex::new(body / SEALED_CHUNK as u64)?;
    let last = (body % SEALED_CHUNK as u64)
        .checked_sub(TAG as u64)
        .ok_or(PayloadError::Truncated)?;
    Ok(full.number() * CHUNK as u64 + last)
}

/// Length of the plaintext of a run of encrypted chunks, of which only the last may be short.
pub(super) fn span_plaintext_length(sealed: usize) -> Result<usize, PayloadError> {
    let full = sealed / SEALED_CHUNK;
    match sealed % SEALED_CHUNK {
        0 => Ok(full * CHUNK),
        last => last
            .checked_sub(TAG)
            .map(|last| full * CHUNK + last)
            .ok_or(PayloadError::Truncated),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_map_one_to_one() {
        for (plaintext, sealed) in [
            (0, 72),
            (1, 73),
            (16383, 56 + 16399),
            (16384, 56 + 16400 + 16),
            (16385, 56 + 16400 + 17),
            ((1 << 52) - 1, 56 + (1 << 38) * 16400 - 1),
        ] {
            assert_eq!(sealed_length(plaintext).unwrap(), sealed);
            assert_eq!(sealed_length_at_most(plaintext), sealed);
            assert_eq!(plaintext_length(sealed).unwrap(), plaintext);
        }
        for impossible in [0, 55, 56, 57, 71, 56 + 16400, 56 + 16400 + 15] {
            assert!(matches!(
                plaintext_length(impossible),
                Err(PayloadError::Truncated)
            ));
        }
    }

    #[test]
    fn threat_02_chunk_counter_preset_to_the_limit_errors() {
        let last = ChunkIndex::new((1 << 38) - 1).unwrap();
        assert!(matches!(last.plus(1), Err(PayloadError::TooLong)));
        assert!(matches!(last.plus(usize::MAX), Err(PayloadError::TooLong)));
        assert!(matches!(
            ChunkIndex::new(1 << 38),
            Err(PayloadError::TooLong)
        ));
        assert!(matches!(sealed_length(1 << 52), Err(PayloadError::TooLong)));
        assert!(matches!(
            plaintext_length(56 + (1 << 38) * 16400 + 16),
            Err(PayloadError::TooLong)
        ));
    }
}
