//! A record before its payload.

use super::Sealer;
use crate::domain::Label;
use crate::envelope::error::SealError;
use crate::envelope::header::SealedHeader;
use crate::envelope::manifest::{Manifest, SignedManifest};
use crate::envelope::payload::{
    DataKey, PayloadError, PayloadSalt, PayloadSummary, seal_stream, sealed_length,
};
use crate::envelope::record::payload_context;
use crate::envelope::slot::UnsignedSlot;
use crate::keys::{Signature, SigningKey};
use crate::types::{PayloadDigest, Progress, RecordId, Salt};
use rand_core::CryptoRng;
use serde_bytes::ByteArray;
use std::io::{Read, Write};

/// A record whose payload is not known yet.
pub(super) struct Draft {
    pub(super) manifest: Manifest,
    pub(super) data_key: DataKey,
    salt: Salt,
    slots: Vec<UnsignedSlot>,
}

impl Draft {
    pub(super) fn stream(
        &self,
        mut source: impl Read,
        total: Option<u64>,
        sink: &mut impl Write,
        mut progress: impl Progress,
        rng: &mut impl CryptoRng,
    ) -> Result<PayloadSummary, PayloadError> {
        seal_stream(
            &self.data_key,
            &payload_context(&self.manifest.record),
            PayloadSalt::random(rng),
            &mut source,
            sink,
            total,
            &mut progress,
        )
    }

    pub(super) fn finish(
        &self,
        author: &SigningKey,
        payload: PayloadSummary,
    ) -> Result<SealedHeader, SealError> {
        self.header(payload, |label, bytes| author.sign(label, bytes))
    }

    /// A header as long as the one to come: it keeps its place.
    pub(super) fn placeholder(&self) -> Result<SealedHeader, SealError> {
        let no_payload = PayloadSummary {
            digest: PayloadDigest::from_bytes([0; 32]),
            length: sealed_length(0)?,
        };
        self.header(no_payload, |_, _| Signature::from_bytes([0; 64]))
    }

    fn header(
        &self,
        payload: PayloadSummary,
        sign: impl Fn(Label, &[u8]) -> Signature,
    ) -> Result<SealedHeader, SealError> {
        let mut manifest = self.manifest.clone();
        manifest.describe(payload);
        let manifest = SignedManifest::sign(manifest, &sign)?;
        let digest = manifest.digest();
        let slots = self
            .slots
            .iter()
            .map(|slot| slot.sign(&digest, &sign))
            .collect::<Result<_, _>>()?;
        Ok(SealedHeader::new(manifest, self.salt, slots)?)
    }
}

impl Sealer<'_> {
    /// Everything of a record that does not depend on its payload.
    pub(super) fn draft(&self, rng: &mut impl CryptoRng) -> Result<Draft, SealError> {
        if self.recipients.is_empty() {
            return Err(SealError::NoRecipients);
        }
        let (record, version, previous) = match &self.previous {
            None => (RecordId::random(rng), 1, None),
            Some(previous) => {
                if previous.controller != self.controller || previous.category != self.category {
                    return Err(SealError::VersionMismatch);
                }
                let version = previous.version.checked_add(1);
                let version = version.ok_or(SealError::VersionMismatch)?;
                (previous.record, version, Some(previous.digest))
            }
        };
        let data_key = DataKey::random(rng);
        let salt = Salt::random(rng);
        let author = self.author.verifying_key();
        let mut slots = Vec::with_capacity(self.recipients.len());
        for (key, grant) in &self.recipients {
            if !key.recipient().is_of(&self.category) {
                return Err(SealError::CategoryMismatch);
            }
            let slot = UnsignedSlot::wrap(&data_key, &record, key, *grant, author, rng)?;
            slots.push(slot);
        }
        let manifest = Manifest {
            v: 1,
            record,
            version,
            previous,
            payload_digest: PayloadDigest::from_bytes([0; 32]),
            payload_length: ByteArray::new([0; 8]),
            author,
            controller: self.controller,
            category: self.category.clone(),
            media_type: self.media_type.clone(),
            created: self.created,
        };
        Ok(Draft {
            manifest,
            data_key,
            salt,
            slots,
        })
    }
}
