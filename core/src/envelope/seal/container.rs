//! A container in one piece: the payload is encrypted behind the place of its header.

use super::draft::Draft;
use super::{SealError, SealedHeader, Sealer};
use crate::envelope::error::HeaderError;
use crate::envelope::payload::{
    PayloadError, PayloadSalt, seal_at, sealed_length_at_most, sealed_size,
};
use crate::envelope::record::payload_context;
use crate::keys::SigningKey;
use crate::random::os_rng;
use rand_core::CryptoRng;
use zeroize::Zeroize;

/// Seals to fresh memory.
pub(super) fn seal(
    sealer: &Sealer<'_>,
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(SealedHeader, Vec<u8>), SealError> {
    let container = PreparedContainer::begin(sealer, plaintext.len(), rng)?;
    // Zeroed memory fresh from the system costs nothing before it is used.
    let mut place = vec![0; container.length];
    let header = container.fill_with(plaintext, &mut place, rng)?;
    Ok((header, place))
}

/// Seals to the beginning of the caller's memory, where nothing of it is left after an error.
pub(super) fn seal_to(
    sealer: &Sealer<'_>,
    plaintext: &[u8],
    place: &mut [u8],
    rng: &mut impl CryptoRng,
) -> Result<(SealedHeader, usize), SealError> {
    let container = PreparedContainer::begin(sealer, plaintext.len(), rng)?;
    let length = container.length;
    let place = place
        .get_mut(..length)
        .ok_or(PayloadError::BufferTooSmall)?;
    let header = container.fill_with(plaintext, place, rng)?;
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

/// A container that is not written yet, but known by its length: for memory that has to be made for it.
///
/// Wiped from memory when dropped, as far as it is secret.
pub struct PreparedContainer<'a> {
    author: &'a SigningKey,
    draft: Draft,
    /// Length of the header to come.
    begin: usize,
    length: usize,
}

impl<'a> PreparedContainer<'a> {
    pub(super) fn begin(
        sealer: &Sealer<'a>,
        plaintext: usize,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let draft = sealer.draft(rng)?;
        let mut header = Vec::new();
        draft.placeholder()?.write_to(&mut header)?;
        let begin = header.len();
        let length = begin.checked_add(sealed_size(plaintext)?);
        Ok(Self {
            author: sealer.author,
            draft,
            begin,
            length: length.ok_or(PayloadError::TooLong)?,
        })
    }

    /// As many bytes as the container will have.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// Seals a plaintext of the length that was told, to a place of exactly the container's length. After
    /// an error nothing of it is there.
    ///
    /// # Errors
    ///
    /// [`SealError`], with [`PayloadError::LengthMismatch`] if one of them has another length.
    pub fn fill(self, plaintext: &[u8], place: &mut [u8]) -> Result<SealedHeader, SealError> {
        self.fill_with(plaintext, place, &mut os_rng()?)
    }

    fn fill_with(
        self,
        plaintext: &[u8],
        place: &mut [u8],
        rng: &mut impl CryptoRng,
    ) -> Result<SealedHeader, SealError> {
        if place.len() != self.length {
            return Err(PayloadError::LengthMismatch.into());
        }
        self.write(plaintext, place, rng)
            .inspect_err(|_| place.zeroize())
    }

    fn write(
        &self,
        plaintext: &[u8],
        place: &mut [u8],
        rng: &mut impl CryptoRng,
    ) -> Result<SealedHeader, SealError> {
        let (mut front, payload) = place
            .split_at_mut_checked(self.begin)
            .ok_or(PayloadError::BufferTooSmall)?;
        let context = payload_context(&self.draft.manifest.record);
        let salt = PayloadSalt::random(rng);
        let summary = seal_at(&self.draft.data_key, &context, salt, plaintext, payload)?;
        let header = self.draft.finish(self.author, summary)?;
        header.write_to(&mut front)?;
        if !front.is_empty() {
            return Err(HeaderError::Inconsistent.into());
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SecretIdentity;
    use crate::types::Timestamp;

    #[test]
    fn a_prepared_container_takes_what_was_told_and_nothing_else() {
        let (author, patient) = (
            SecretIdentity::generate().unwrap(),
            SecretIdentity::generate().unwrap(),
        );
        let key = author.signing_key();
        let sealer = Sealer::new(
            &key,
            patient.identity_id(),
            Timestamp::from_seconds(7).unwrap(),
        )
        .to(patient.sealing_key().public_key().unwrap());
        let plaintext = [9; 40_000];
        let prepare = || sealer.prepare_container(plaintext.len()).unwrap();
        let length = prepare().length();
        let mut place = vec![1; length];

        let too_long = prepare().fill(&plaintext, &mut [1; 50_000]);
        assert!(matches!(
            too_long,
            Err(SealError::Payload(PayloadError::LengthMismatch))
        ));
        let short = plaintext.get(1..).unwrap();
        assert!(prepare().fill(short, &mut place).is_err());
        assert!(place.iter().all(|byte| *byte == 0));

        let header = prepare().fill(&plaintext, &mut place).unwrap();
        let mut rest = place.as_slice();
        assert_eq!(SealedHeader::read_from(&mut rest).unwrap(), header);
        let opened = header.unwrap_key(&patient.sealing_key()).unwrap();
        assert_eq!(*opened.open(rest).unwrap(), plaintext);
    }
}
