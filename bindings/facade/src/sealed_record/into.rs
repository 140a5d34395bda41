//! Sealing and opening into memory that the caller has already.

use super::{SealOptions, SealedRecord, sealer, split};
use crate::{
    error::Result, guard::guard, identity::SecretIdentity, public_identity::PublicIdentity,
    sealed_header::SealedHeader,
};
use medseal::envelope::{PayloadError, Sealer};

/// Memory of the host's, lent while it is worked with and not between: what a garbage collector keeps still
/// for that long. How long the result is, is known before it is asked for.
pub trait Lent {
    /// Lends what is read.
    ///
    /// # Errors
    ///
    /// Those of `work`, or that it cannot be had.
    fn input<T>(&mut self, work: impl FnOnce(&[u8]) -> Result<T>) -> Result<T>;

    /// Lends what is read, and exactly so many bytes to write to.
    ///
    /// # Errors
    ///
    /// Those of `work`, or that they cannot be had.
    fn both<T>(
        &mut self,
        length: usize,
        work: impl FnOnce(&[u8], &mut [u8]) -> Result<T>,
    ) -> Result<T>;
}

/// Memory that is there all the time.
struct Slices<'a> {
    input: &'a [u8],
    buffer: &'a mut [u8],
}

impl Lent for Slices<'_> {
    fn input<T>(&mut self, work: impl FnOnce(&[u8]) -> Result<T>) -> Result<T> {
        work(self.input)
    }

    fn both<T>(
        &mut self,
        length: usize,
        work: impl FnOnce(&[u8], &mut [u8]) -> Result<T>,
    ) -> Result<T> {
        let place = self.buffer.get_mut(..length);
        work(self.input, place.ok_or(PayloadError::BufferTooSmall)?)
    }
}

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
        let input = plaintext;
        let mut memory = Slices { input, buffer };
        Self::seal_lent(author, patient, recipients, &mut memory, options, previous)
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
        let input = container;
        Self::open_lent(&mut Slices { input, buffer }, identity)
    }

    /// [`seal_into`](Self::seal_into) from and to memory that is lent for moments.
    ///
    /// # Errors
    ///
    /// As [`seal`](Self::seal), and what lending it fails with.
    pub fn seal_lent(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: &[PublicIdentity],
        memory: &mut impl Lent,
        options: &SealOptions,
        previous: Option<&SealedHeader>,
    ) -> Result<usize> {
        guard("SealedRecord.seal_into", || {
            let author = author.open()?.signing_key();
            let sealer = sealer(&author, patient, recipients, options, previous)?;
            let container = sealer.prepare_container(memory.input(|input| Ok(input.len()))?)?;
            let length = container.length();
            memory.both(length, |plaintext, place| {
                container.fill(plaintext, place)?;
                Ok(length)
            })
        })
    }

    /// [`open_into`](Self::open_into) from and to memory that is lent for moments.
    ///
    /// # Errors
    ///
    /// As [`open_bytes`](Self::open_bytes), and what lending it fails with.
    pub fn open_lent(memory: &mut impl Lent, identity: &SecretIdentity) -> Result<usize> {
        guard("SealedRecord.open_into", || {
            let identity = identity.open()?;
            let (key, begin) = memory.input(|container| {
                let (header, payload) = split(container)?;
                let begin = container.len() - payload.len();
                Ok((header.unwrap_key_of(&identity)?, begin))
            })?;
            let length = usize::try_from(key.plaintext_length());
            memory.both(length.unwrap_or(usize::MAX), |container, place| {
                // What is checked here is the payload; all else was read before, once.
                let payload = container.get(begin..).unwrap_or_default();
                Ok(key.open_to(payload, place)?)
            })
        })
    }

    /// As many bytes as a sealed record has at the most, with so long a plaintext and so many recipients
    /// beside the patient: a buffer of that length is long enough for [`seal_into`](Self::seal_into).
    #[must_use]
    pub const fn sealed_length_at_most(plaintext_length: u64, recipients: u64) -> u64 {
        Sealer::container_length_at_most(plaintext_length, recipients.saturating_add(1))
    }
}
