//! A container in one allocation: the payload is encrypted behind the place of its header.

use super::{HeaderError, SealError, SealedHeader, Sealer};
use crate::envelope::payload::{PayloadSalt, seal_at, sealed_size};
use crate::envelope::record::payload_context;
use rand_core::CryptoRng;

pub(super) fn seal(
    sealer: &Sealer<'_>,
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(SealedHeader, Vec<u8>), SealError> {
    let draft = sealer.draft(rng)?;
    let mut place = Vec::new();
    draft.placeholder()?.write_to(&mut place)?;
    let begin = place.len();
    // Zeroed memory fresh from the system costs nothing before it is used.
    let mut container = vec![0; begin + sealed_size(plaintext)?];
    let (front, payload) = container.split_at_mut(begin);

    let context = payload_context(&draft.manifest.record);
    let salt = PayloadSalt::random(rng);
    let summary = seal_at(&draft.data_key, &context, salt, plaintext, payload)?;
    let header = draft.finish(sealer.author, summary)?;
    let mut rest = front;
    header.write_to(&mut rest)?;
    if !rest.is_empty() {
        return Err(HeaderError::Inconsistent.into());
    }
    Ok((header, container))
}
