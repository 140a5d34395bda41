//! The header of a sealed record: its signed manifest, the commitment's salt, and the slots.

use super::error::HeaderError;
use super::manifest::{Manifest, SignedManifest};
use super::slot::Slot;
use crate::codec::{Limits, decode, encode};
use crate::domain;
use crate::types::{Commitment, KeyId, ManifestDigest, Salt};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::io::{Read, Write};

/// Everything about a sealed record but its payload. Every signature in it is verified.
///
/// In the container it stands before the payload; in the detached form it is a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedHeader {
    manifest: SignedManifest,
    salt: Salt,
    slots: Vec<Slot>,
}

impl SealedHeader {
    /// Slots a record has at the most.
    pub const MAX_SLOTS: usize = 512;
    /// Length of an encoded header at the most, in bytes.
    pub const MAX_BYTES: usize = 1024 * 1024;

    pub(super) fn new(
        manifest: SignedManifest,
        salt: Salt,
        slots: Vec<Slot>,
    ) -> Result<Self, HeaderError> {
        if slots.len() > Self::MAX_SLOTS {
            return Err(HeaderError::TooLarge);
        }
        let header = Self {
            manifest,
            salt,
            slots,
        };
        let category = header.manifest().category();
        let mut seen = std::collections::BTreeSet::new();
        for slot in &header.slots {
            let is_new = seen.insert((slot.recipient_key_id(), slot.grant_id()));
            if !is_new || !slot.recipient().is_of(category) {
                return Err(HeaderError::Inconsistent);
            }
        }
        Ok(header)
    }

    /// Reads a header from its CBOR encoding and verifies the author's and every slot's signature.
    ///
    /// # Errors
    ///
    /// [`HeaderError`], by what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HeaderError> {
        let wire: HeaderWire = decode(bytes, LIMITS)?;
        if wire.v != 1 {
            return Err(HeaderError::Inconsistent);
        }
        let manifest = SignedManifest::from_bytes(&wire.manifest)?;
        let digest = manifest.digest();
        let slots = wire
            .slots
            .iter()
            .map(|slot| Slot::from_bytes(slot, &digest))
            .collect::<Result<_, _>>()?;
        Self::new(manifest, wire.salt, slots)
    }

    /// The header's CBOR encoding.
    ///
    /// # Errors
    ///
    /// [`HeaderError::TooLarge`] beyond [`MAX_BYTES`](Self::MAX_BYTES).
    pub fn to_bytes(&self) -> Result<Vec<u8>, HeaderError> {
        let bytes = encode(&HeaderWire {
            v: 1,
            manifest: self.manifest.as_bytes().to_vec(),
            salt: self.salt,
            slots: self
                .slots
                .iter()
                .map(|slot| ByteBuf::from(slot.as_bytes()))
                .collect(),
        })?;
        if bytes.len() > Self::MAX_BYTES {
            return Err(HeaderError::TooLarge);
        }
        Ok(bytes)
    }

    /// Reads the beginning of a container, or a detached header, and leaves `source` where the
    /// payload begins.
    ///
    /// # Errors
    ///
    /// [`HeaderError`]. A header that claims too much is refused before anything is allocated, and
    /// no more is allocated than the source really has.
    pub fn read_from(source: &mut (impl Read + ?Sized)) -> Result<Self, HeaderError> {
        let mut preamble = [0; 16];
        source.read_exact(&mut preamble).map_err(|error| {
            if error.kind() == std::io::ErrorKind::UnexpectedEof {
                HeaderError::NotASealedRecord
            } else {
                HeaderError::Read(error)
            }
        })?;
        let [magic @ .., v0, v1, v2, v3, l0, l1, l2, l3] = preamble;
        if magic != MAGIC {
            return Err(HeaderError::NotASealedRecord);
        }
        if u32::from_be_bytes([v0, v1, v2, v3]) != VERSION {
            return Err(HeaderError::UnknownVersion);
        }
        let length = u32::from_be_bytes([l0, l1, l2, l3]);
        let cap = usize::try_from(length).ok();
        let Some(length_in_memory) = cap.filter(|length| *length <= Self::MAX_BYTES) else {
            return Err(HeaderError::TooLarge);
        };
        let mut bytes = Vec::new();
        source
            .take(u64::from(length))
            .read_to_end(&mut bytes)
            .map_err(HeaderError::Read)?;
        if bytes.len() < length_in_memory {
            return Err(HeaderError::Truncated);
        }
        Self::from_bytes(&bytes)
    }

    /// Writes the beginning of a container, which is also the detached header.
    ///
    /// # Errors
    ///
    /// [`HeaderError::TooLarge`] or [`HeaderError::Write`].
    pub fn write_to(&self, sink: &mut (impl Write + ?Sized)) -> Result<(), HeaderError> {
        let bytes = self.to_bytes()?;
        let length = u32::try_from(bytes.len()).map_err(|_| HeaderError::TooLarge)?;
        sink.write_all(&MAGIC)
            .and_then(|()| sink.write_all(&VERSION.to_be_bytes()))
            .and_then(|()| sink.write_all(&length.to_be_bytes()))
            .and_then(|()| sink.write_all(&bytes))
            .map_err(HeaderError::Write)
    }

    /// What the author states about the record.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.manifest.manifest()
    }

    /// The manifest as its author signed it.
    #[must_use]
    pub fn signed_manifest(&self) -> &SignedManifest {
        &self.manifest
    }

    /// Digest of the signed manifest.
    #[must_use]
    pub fn manifest_digest(&self) -> ManifestDigest {
        self.manifest.digest()
    }

    /// The record version's commitment, as the ledger holds it.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        let content = self.manifest.as_bytes();
        Commitment::new(domain::RECORD_COMMITMENT, &self.salt, content)
    }

    /// The commitment's salt. Who has it can tell which ledger entry the record is.
    #[must_use]
    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// The recipients' slots, in the order in which they were added.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The slots for a recipient's public key; several if the key received several grants.
    pub fn slots_for(&self, key: KeyId) -> impl Iterator<Item = &Slot> {
        let is_for = move |slot: &&Slot| slot.recipient_key_id() == key;
        self.slots.iter().filter(is_for)
    }

    /// Checks that this is the version directly after `previous` of the same record, for the same
    /// patient and in the same category.
    ///
    /// # Errors
    ///
    /// [`HeaderError::NotTheNextVersion`].
    pub fn verify_follows(&self, previous: &Self) -> Result<(), HeaderError> {
        let (this, before) = (self.manifest(), previous.manifest());
        let follows = this.record_id() == before.record_id()
            && Some(this.version()) == before.version().checked_add(1)
            && this.previous() == Some(previous.manifest_digest())
            && this.controller() == before.controller()
            && this.category() == before.category();
        if follows {
            Ok(())
        } else {
            Err(HeaderError::NotTheNextVersion)
        }
    }

    /// Removes the slots that `unwanted` picks, and says how many.
    ///
    /// Whoever has a copy made before keeps what the slot opened; so keep the copies few.
    pub fn remove_slots(&mut self, mut unwanted: impl FnMut(&Slot) -> bool) -> usize {
        let before = self.slots.len();
        self.slots.retain(|slot| !unwanted(slot));
        before - self.slots.len()
    }

    pub(super) fn with_slot(&self, slot: Slot) -> Result<Self, HeaderError> {
        let mut slots = self.slots.clone();
        slots.push(slot);
        Self::new(self.manifest.clone(), self.salt, slots)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderWire {
    v: u8,
    #[serde(with = "serde_bytes")]
    manifest: Vec<u8>,
    salt: Salt,
    slots: Vec<ByteBuf>,
}

const MAGIC: [u8; 8] = *b"medseal\x1a";
const VERSION: u32 = 1;

const LIMITS: Limits = Limits {
    bytes: SealedHeader::MAX_BYTES,
    depth: 2,
    items: SealedHeader::MAX_SLOTS + 16,
};
