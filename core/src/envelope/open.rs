//! Opening: from a recipient's key to the plaintext.

use super::error::{OpenError, SealError};
use super::header::SealedHeader;
use super::payload::{
    DataKey, PayloadError, PayloadSummary, open_at, open_into, open_range, open_stream,
};
use super::record::payload_context;
use super::slot::{RecipientKey, Slot, UnsignedSlot};
use crate::keys::{CategoryKey, SealingSecretKey, SigningKey};
use crate::random::os_rng;
use crate::types::{GrantId, ManifestDigest, Progress, RecordId};
use rand_core::CryptoRng;
use std::io::{Read, Seek, Write};
use std::ops::Range;
use zeroize::{Zeroize, Zeroizing};

impl SealedHeader {
    /// Unwraps the record's key with a recipient's secret key.
    ///
    /// # Errors
    ///
    /// [`OpenError::NotARecipient`] if no slot is for this key; [`OpenError::Key`] if there is one,
    /// but it does not open: it was made for another record, recipient, grant or epoch, or altered.
    pub fn unwrap_key(&self, key: &SealingSecretKey) -> Result<RecordKey, OpenError> {
        let id = key
            .public_key()
            .map_err(|_| OpenError::NotARecipient)?
            .key_id();
        let mut result = Err(OpenError::NotARecipient);
        for slot in self.slots_for(id) {
            match slot.unwrap(&self.manifest().record_id(), key) {
                Ok(data_key) => return Ok(RecordKey::new(self, slot, data_key)),
                Err(error) => result = Err(error.into()),
            }
        }
        result
    }

    /// This header with one more recipient; the payload stays untouched.
    ///
    /// `key` is the record's key, which only a recipient can have; `signer` is who adds the slot,
    /// recorded in it.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn rewrap(
        &self,
        key: &RecordKey,
        to: &RecipientKey,
        grant: Option<GrantId>,
        signer: &SigningKey,
    ) -> Result<Self, SealError> {
        self.rewrap_with_rng(key, to, grant, signer, &mut os_rng()?)
    }

    /// [`rewrap`](Self::rewrap) with all randomness drawn from `rng`, which must never give the
    /// same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn rewrap_with_rng(
        &self,
        key: &RecordKey,
        to: &RecipientKey,
        grant: Option<GrantId>,
        signer: &SigningKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let digest = self.manifest_digest();
        if key.manifest != digest {
            return Err(SealError::WrongRecord);
        }
        if !to.recipient().is_of(self.manifest().category()) {
            return Err(SealError::CategoryMismatch);
        }
        let is_there = |slot: &Slot| slot.grant_id() == grant;
        if self.slots_for(to.key().key_id()).any(is_there) {
            return Err(SealError::AlreadyARecipient);
        }
        let by = signer.verifying_key();
        let slot = UnsignedSlot::wrap(&key.data_key, &key.record, to, grant, by, rng)?;
        Ok(self.with_slot(slot.sign(&digest, |label, bytes| signer.sign(label, bytes))?)?)
    }

    /// This header with every slot of the old category key replaced by one of the new epoch: how a
    /// patient's records follow a rotation, slot by slot and without touching a payload.
    ///
    /// # Errors
    ///
    /// [`SealError`]; [`SealError::WrongRecord`] if `old` does not open the record.
    pub fn rewrap_category(
        &self,
        old: &SealingSecretKey,
        new: &CategoryKey,
        signer: &SigningKey,
    ) -> Result<Self, SealError> {
        self.rewrap_category_with_rng(old, new, signer, &mut os_rng()?)
    }

    /// [`rewrap_category`](Self::rewrap_category) with all randomness drawn from `rng`, which must
    /// never give the same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn rewrap_category_with_rng(
        &self,
        old: &SealingSecretKey,
        new: &CategoryKey,
        signer: &SigningKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let key = self.unwrap_key(old).map_err(|_| SealError::WrongRecord)?;
        let replaced = key.slot.recipient_key_id();
        let to = RecipientKey::Category(new.clone());
        let grant = key.slot.grant_id();
        let mut header = self.rewrap_with_rng(&key, &to, grant, signer, rng)?;
        header.remove_slots(|slot| slot.recipient_key_id() == replaced);
        Ok(header)
    }
}

/// The key of one record version, unwrapped: opens its payload, and lets more recipients be added.
///
/// Wiped from memory when dropped.
pub struct RecordKey {
    data_key: DataKey,
    record: RecordId,
    manifest: ManifestDigest,
    payload: PayloadSummary,
    plaintext_length: u64,
    slot: Slot,
}

impl RecordKey {
    fn new(header: &SealedHeader, slot: &Slot, data_key: DataKey) -> Self {
        let manifest = header.manifest();
        Self {
            data_key,
            record: manifest.record_id(),
            manifest: header.manifest_digest(),
            payload: PayloadSummary {
                digest: manifest.payload_digest(),
                length: manifest.payload_length(),
            },
            plaintext_length: manifest.plaintext_length(),
            slot: slot.clone(),
        }
    }

    /// The record.
    #[must_use]
    pub fn record_id(&self) -> RecordId {
        self.record
    }

    /// The record version, by the digest of its manifest.
    #[must_use]
    pub fn manifest_digest(&self) -> ManifestDigest {
        self.manifest
    }

    /// The slot that was opened: for whom it is, under which grant, and who added it.
    #[must_use]
    pub fn slot(&self) -> &Slot {
        &self.slot
    }

    /// Length of the plaintext, in bytes.
    #[must_use]
    pub fn plaintext_length(&self) -> u64 {
        self.plaintext_length
    }

    /// Decrypts the payload: all of it as its author signed it, or nothing.
    ///
    /// # Errors
    ///
    /// [`PayloadError`].
    pub fn open(&self, payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, PayloadError> {
        let mut plaintext = Zeroizing::new(Vec::new());
        self.open_into(payload, &mut plaintext)?;
        Ok(plaintext)
    }

    /// [`open`](Self::open) in place of what `plaintext` held, whose memory is used again. After an
    /// error it is empty and wiped.
    ///
    /// # Errors
    ///
    /// [`PayloadError`].
    pub fn open_into(
        &self,
        payload: &[u8],
        plaintext: &mut Zeroizing<Vec<u8>>,
    ) -> Result<(), PayloadError> {
        if u64::try_from(payload.len()).ok() != Some(self.payload.length) {
            plaintext.zeroize();
            return Err(PayloadError::LengthMismatch);
        }
        let context = payload_context(&self.record);
        let summary = open_into(&self.data_key, &context, payload, plaintext)?;
        self.check(summary).inspect_err(|_| plaintext.zeroize())
    }

    /// [`open`](Self::open) to the beginning of the caller's buffer; returns the plaintext's length.
    ///
    /// What the buffer holds is the record only after `Ok`. After an error, nothing of the record is in
    /// it; what was there before may be overwritten.
    ///
    /// # Errors
    ///
    /// [`PayloadError`]; [`PayloadError::BufferTooSmall`], before anything is written.
    pub fn open_to(&self, payload: &[u8], place: &mut [u8]) -> Result<usize, PayloadError> {
        if u64::try_from(payload.len()).ok() != Some(self.payload.length) {
            return Err(PayloadError::LengthMismatch);
        }
        let context = payload_context(&self.record);
        let (summary, length) = open_at(&self.data_key, &context, payload, place)?;
        let wipe = |_: &PayloadError| place.split_at_mut(length).0.zeroize();
        self.check(summary).inspect_err(wipe)?;
        Ok(length)
    }

    /// Decrypts the payload from a stream to a stream, in bounded memory.
    ///
    /// While it runs, the sink receives authentic chunks in order. That they are all there, and the
    /// ones their author signed, is established only by `Ok`: treat what an unfinished sink holds
    /// as if it were not there.
    ///
    /// # Errors
    ///
    /// [`PayloadError`].
    pub fn open_stream(
        &self,
        mut source: impl Read,
        mut sink: impl Write,
        mut progress: impl Progress,
    ) -> Result<(), PayloadError> {
        let summary = open_stream(
            &self.data_key,
            &payload_context(&self.record),
            &mut source,
            &mut sink,
            Some(self.payload.length),
            &mut progress,
        )?;
        self.check(summary)?;
        sink.flush().map_err(PayloadError::Write)
    }

    /// Decrypts a range of the plaintext, reading nothing but the chunks it lies in. The payload
    /// begins where `source` stands.
    ///
    /// Each byte is authentic under the record's key and in its place. The author's signature over
    /// the whole payload is *not* checked, which would need all of it: another recipient, who has
    /// the same key, could have altered the payload. Where that matters, open the whole.
    ///
    /// # Errors
    ///
    /// [`PayloadError`]; [`PayloadError::RangeOutside`] if the plaintext does not have the range.
    pub fn open_range(
        &self,
        mut source: impl Read + Seek,
        range: Range<u64>,
        mut sink: impl Write,
        mut progress: impl Progress,
    ) -> Result<(), PayloadError> {
        open_range(
            &self.data_key,
            &payload_context(&self.record),
            &mut source,
            self.payload.length,
            range,
            &mut sink,
            &mut progress,
        )?;
        sink.flush().map_err(PayloadError::Write)
    }

    fn check(&self, summary: PayloadSummary) -> Result<(), PayloadError> {
        if summary.length != self.payload.length {
            Err(PayloadError::LengthMismatch)
        } else if summary.digest != self.payload.digest {
            Err(PayloadError::DigestMismatch)
        } else {
            Ok(())
        }
    }
}

impl std::fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordKey")
            .field("slot", &self.slot)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
