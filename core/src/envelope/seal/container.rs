//! A container in one piece: the payload is encrypted behind the place of its header.

use super::draft::Draft;
use super::{SealError, SealedHeader, Sealer};
use crate::envelope::error::HeaderError;
use crate::envelope::payload::{
    PayloadError, PayloadSalt, seal_at, sealed_length_at_most, sealed_size,
};
use crate::envelope::record::payload_context;
use rand_core::CryptoRng;
use zeroize::Zeroize;

/// Seals to fresh memory.
pub(super) fn seal(
    sealer: &Sealer<'_>,
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(SealedHeader, Vec<u8>), SealError> {
    let container = Container::begin(sealer, plaintext, rng)?;
    // Zeroed memory fresh from the system costs nothing before it is used.
    let mut place = vec![0; container.length];
    let header = container.fill(&mut place, rng)?;
    Ok((header, place))
}

/// Seals to the beginning of the caller's memory, where nothing of it is left after an error.
pub(super) fn seal_to(
    sealer: &Sealer<'_>,
    plaintext: &[u8],
    place: &mut [u8],
    rng: &mut impl CryptoRng,
) -> Result<(SealedHeader, usize), SealError> {
    let container = Container::begin(sealer, plaintext, rng)?;
    let length = container.length;
    let place = place
        .get_mut(..length)
        .ok_or(PayloadError::BufferTooSmall)?;
    let header = container
        .fill(place, rng)
        .inspect_err(|_| place.zeroize())?;
    Ok((header, length))
}

/// As many bytes as a container has at the most.
pub(super) const fn length_at_most(plaintext: u64, recipients: u64) -> u64 {
    sealed_length_at_most(plaintext)
        .saturating_add(MANIFEST)
        .saturating_add(recipients.saturating_mul(SLOT))
}

/// More than a header without slots has: its longest fields are a media type and a category.
const MANIFEST: u64 = 1024;

/// More than a slot has: most of it is a key wrapped with X-Wing.
const SLOT: u64 = 2048;

/// A container that is not written yet.
struct Container<'a> {
    sealer: &'a Sealer<'a>,
    draft: Draft,
    plaintext: &'a [u8],
    /// Length of the header to come.
    begin: usize,
    length: usize,
}

impl<'a> Container<'a> {
    fn begin(
        sealer: &'a Sealer<'a>,
        plaintext: &'a [u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let draft = sealer.draft(rng)?;
        let mut header = Vec::new();
        draft.placeholder()?.write_to(&mut header)?;
        let begin = header.len();
        let length = begin.checked_add(sealed_size(plaintext)?);
        Ok(Self {
            sealer,
            draft,
            plaintext,
            begin,
            length: length.ok_or(PayloadError::TooLong)?,
        })
    }

    /// Writes the container to a place of exactly its length.
    fn fill(&self, place: &mut [u8], rng: &mut impl CryptoRng) -> Result<SealedHeader, SealError> {
        let (mut front, payload) = place
            .split_at_mut_checked(self.begin)
            .ok_or(PayloadError::BufferTooSmall)?;
        let context = payload_context(&self.draft.manifest.record);
        let salt = PayloadSalt::random(rng);
        let summary = seal_at(
            &self.draft.data_key,
            &context,
            salt,
            self.plaintext,
            payload,
        )?;
        let header = self.draft.finish(self.sealer.author, summary)?;
        header.write_to(&mut front)?;
        if !front.is_empty() {
            return Err(HeaderError::Inconsistent.into());
        }
        Ok(header)
    }
}
