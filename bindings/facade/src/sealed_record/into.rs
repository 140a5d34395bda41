//! Sealing and opening into memory that the caller has already.

use super::{SealOptions, SealedRecord, sealer, split};
use crate::{
    error::Result, guard::guard, identity::SecretIdentity, public_identity::PublicIdentity,
    sealed_header::SealedHeader,
};
use medseal::envelope::Sealer;

impl SealedRecord {
    /// As [`seal`](Self::seal), to the beginning of the caller's buffer; returns how many bytes of it are
    /// the sealed record. For records in turn, which then need no fresh memory.
    ///
    /// After an error, nothing of the record is in the buffer; what was there before may be overwritten.
    ///
    /// # Errors
    ///
    /// As [`seal`](Self::seal); `buffer-too-small`, before anything is written.
    pub fn seal_into(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: &[PublicIdentity],
        plaintext: &[u8],
        buffer: &mut [u8],
        options: &SealOptions,
        previous: Option<&SealedHeader>,
    ) -> Result<usize> {
        guard("SealedRecord.seal_into", || {
            let author = author.open()?.signing_key();
            let sealer = sealer(&author, patient, recipients, options, previous)?;
            let (_, length) = sealer.seal_container_to(plaintext, buffer)?;
            Ok(length)
        })
    }

    /// As [`open_bytes`](Self::open_bytes), to the beginning of the caller's buffer; returns how many
    /// bytes of it are the plaintext: all of it, or nothing.
    ///
    /// Until it returns, the buffer holds nothing that may be used. After an error, nothing of the record
    /// is in it; what was there before may be overwritten. From here on it is the caller who wipes it.
    ///
    /// # Errors
    ///
    /// As [`open_bytes`](Self::open_bytes); `buffer-too-small`, before anything is written.
    pub fn open_into(
        container: &[u8],
        identity: &SecretIdentity,
        buffer: &mut [u8],
    ) -> Result<usize> {
        guard("SealedRecord.open_into", || {
            let identity = identity.open()?;
            let (header, payload) = split(container)?;
            let key = header.unwrap_key_of(&identity)?;
            Ok(key.open_to(payload, buffer)?)
        })
    }

    /// As many bytes as a sealed record has at the most, with so long a plaintext and so many recipients
    /// beside the patient: a buffer of that length is long enough for [`seal_into`](Self::seal_into).
    #[must_use]
    pub const fn sealed_length_at_most(plaintext_length: u64, recipients: u64) -> u64 {
        Sealer::container_length_at_most(plaintext_length, recipients.saturating_add(1))
    }
}
