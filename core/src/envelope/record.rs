//! A sealed record in memory, and its container.

use super::error::{HeaderError, OpenError};
use super::header::SealedHeader;
use super::payload::PayloadError;
use crate::domain;
use crate::keys::SealingSecretKey;
use crate::types::{Cancelled, PayloadDigest, Progress, RecordId};
use std::io::{Read, Write};
use zeroize::Zeroizing;

/// A sealed record that is in memory: header and encrypted payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
    header: SealedHeader,
    payload: Vec<u8>,
}

impl SealedRecord {
    pub(super) fn new(header: SealedHeader, payload: Vec<u8>) -> Self {
        Self { header, payload }
    }

    /// Puts a header and the payload it was detached from together.
    ///
    /// # Errors
    ///
    /// [`PayloadError::LengthMismatch`] or [`PayloadError::DigestMismatch`] if the author signed
    /// another payload.
    pub fn from_parts(header: SealedHeader, payload: Vec<u8>) -> Result<Self, PayloadError> {
        let manifest = header.manifest();
        if u64::try_from(payload.len()).ok() != Some(manifest.payload_length()) {
            return Err(PayloadError::LengthMismatch);
        }
        if PayloadDigest::from_bytes(blake3::hash(&payload).into()) != manifest.payload_digest() {
            return Err(PayloadError::DigestMismatch);
        }
        Ok(Self { header, payload })
    }

    /// Reads a container and checks its payload against what the author signed.
    ///
    /// # Errors
    ///
    /// [`OpenError::Header`] or [`OpenError::Payload`].
    pub fn from_container(mut container: &[u8]) -> Result<Self, OpenError> {
        let header = SealedHeader::read_from(&mut container)?;
        Ok(Self::from_parts(header, container.to_vec())?)
    }

    /// The container: header, then payload, as one file.
    ///
    /// # Errors
    ///
    /// [`HeaderError::TooLarge`].
    pub fn to_container(&self) -> Result<Vec<u8>, HeaderError> {
        let mut container = Vec::new();
        self.header.write_to(&mut container)?;
        container.extend_from_slice(&self.payload);
        Ok(container)
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &SealedHeader {
        &self.header
    }

    /// The encrypted payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Header and payload, for keeping them apart.
    #[must_use]
    pub fn into_parts(self) -> (SealedHeader, Vec<u8>) {
        (self.header, self.payload)
    }

    /// Opens the record with a recipient's secret key: all of it, or nothing.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn open(&self, key: &SealingSecretKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        Ok(self.header.unwrap_key(key)?.open(&self.payload)?)
    }
}

/// Copies a container under another header of the same record version, such as one with a slot
/// more, without decrypting anything. The payload is checked on its way.
///
/// # Errors
///
/// [`OpenError::Header`] if the source is no container, or `header` is for another record version;
/// [`OpenError::Payload`] if the payload is not the signed one, reading or writing fails, or
/// `progress` cancels.
pub fn replace_header(
    mut source: impl Read,
    header: &SealedHeader,
    mut sink: impl Write,
    mut progress: impl Progress,
) -> Result<(), OpenError> {
    let old = SealedHeader::read_from(&mut source)?;
    if old.manifest_digest() != header.manifest_digest() {
        return Err(HeaderError::Inconsistent.into());
    }
    header.write_to(&mut sink)?;
    let expected = header.manifest().payload_length();
    copy_payload(
        &mut source,
        &mut sink,
        expected,
        header.manifest().payload_digest(),
        &mut progress,
    )?;
    sink.flush().map_err(PayloadError::Write)?;
    Ok(())
}

fn copy_payload(
    source: &mut impl Read,
    sink: &mut impl Write,
    expected: u64,
    digest: PayloadDigest,
    progress: &mut impl Progress,
) -> Result<(), PayloadError> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; COPY_BUFFER];
    let mut done: u64 = 0;
    loop {
        let count = match source.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(PayloadError::Read(error)),
        };
        let piece = buffer.get(..count).unwrap_or_default();
        done = done.saturating_add(piece.len() as u64);
        if done > expected || (piece.is_empty() && done < expected) {
            return Err(PayloadError::LengthMismatch);
        }
        if piece.is_empty() {
            break;
        }
        hasher.update(piece);
        sink.write_all(piece).map_err(PayloadError::Write)?;
        if progress.advance(done, Some(expected)).is_break() {
            return Err(Cancelled.into());
        }
    }
    if PayloadDigest::from_bytes(hasher.finalize().into()) == digest {
        Ok(())
    } else {
        Err(PayloadError::DigestMismatch)
    }
}

/// What a payload's key derivation is bound to: `PAYLOAD ‖ 0x00 ‖ payload suite ‖ record id`.
pub(super) fn payload_context(record: &RecordId) -> Vec<u8> {
    [
        domain::PAYLOAD.as_bytes(),
        &[0],
        &COBBLESTONE_256.to_be_bytes(),
        record.as_bytes(),
    ]
    .concat()
}

/// The one payload suite of this version of the format.
const COBBLESTONE_256: u16 = 1;

const COPY_BUFFER: usize = 1024 * 1024;
