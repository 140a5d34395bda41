//! The manifest: what an author says about one version of a record, and signs.

use super::error::HeaderError;
use super::payload::{PayloadSummary, plaintext_length};
use crate::codec::{Limits, decode, encode};
use crate::domain::{self, Label};
use crate::keys::{Signature, VerifyingKey};
use crate::types::id::labelled_sha256;
use crate::types::{
    CategoryCode, IdentityId, ManifestDigest, MediaType, PayloadDigest, RecordId, Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

/// What the author of a record version states about it; the same for every recipient.
///
/// It is not secret from whoever holds the sealed record, and holds nothing of the plaintext but
/// its length and media type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub(super) v: u8,
    pub(super) record: RecordId,
    pub(super) version: u64,
    pub(super) previous: Option<ManifestDigest>,
    pub(super) payload_digest: PayloadDigest,
    /// Big-endian and always 8 bytes: whoever seals a stream learns the length last, and has to
    /// know before how long the header will be.
    pub(super) payload_length: ByteArray<8>,
    pub(super) author: VerifyingKey,
    pub(super) controller: IdentityId,
    pub(super) category: CategoryCode,
    pub(super) media_type: MediaType,
    pub(super) created: Timestamp,
}

impl Manifest {
    /// The record, the same in all its versions.
    #[must_use]
    pub fn record_id(&self) -> RecordId {
        self.record
    }

    /// The version's number: 1 for the first.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Digest of the signed manifest of the version before; nothing for the first.
    #[must_use]
    pub fn previous(&self) -> Option<ManifestDigest> {
        self.previous
    }

    /// BLAKE3 of the encrypted payload.
    #[must_use]
    pub fn payload_digest(&self) -> PayloadDigest {
        self.payload_digest
    }

    /// Length of the encrypted payload, in bytes.
    #[must_use]
    pub fn payload_length(&self) -> u64 {
        u64::from_be_bytes(*self.payload_length)
    }

    /// Length of the plaintext, in bytes.
    #[must_use]
    pub fn plaintext_length(&self) -> u64 {
        // A manifest whose payload length is impossible is never accepted.
        plaintext_length(self.payload_length()).unwrap_or_default()
    }

    /// The key that signed this manifest.
    #[must_use]
    pub fn author(&self) -> VerifyingKey {
        self.author
    }

    /// The patient who controls the record.
    #[must_use]
    pub fn controller(&self) -> IdentityId {
        self.controller
    }

    /// The record's category.
    #[must_use]
    pub fn category(&self) -> &CategoryCode {
        &self.category
    }

    /// Media type of the plaintext.
    #[must_use]
    pub fn media_type(&self) -> &MediaType {
        &self.media_type
    }

    /// When the author says the version was made.
    #[must_use]
    pub fn created(&self) -> Timestamp {
        self.created
    }

    pub(super) fn describe(&mut self, payload: PayloadSummary) {
        self.payload_digest = payload.digest;
        self.payload_length = ByteArray::new(payload.length.to_be_bytes());
    }

    fn is_consistent(&self) -> bool {
        self.v == 1
            && self.version >= 1
            && (self.version == 1) == self.previous.is_none()
            && plaintext_length(self.payload_length()).is_ok()
    }
}

/// A manifest with its author's signature, verified; exactly the bytes that were signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedManifest {
    manifest: Manifest,
    bytes: Vec<u8>,
}

impl SignedManifest {
    /// Reads a signed manifest and verifies its signature under the author's key it names.
    ///
    /// Whether that key belongs to somebody the caller trusts is the caller's to decide.
    ///
    /// # Errors
    ///
    /// [`HeaderError::Codec`], [`HeaderError::Inconsistent`] or [`HeaderError::ManifestSignature`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HeaderError> {
        let wire: SignedManifestWire = decode(bytes, LIMITS)?;
        let manifest: Manifest = decode(&wire.manifest, LIMITS)?;
        if wire.v != 1 || !manifest.is_consistent() {
            return Err(HeaderError::Inconsistent);
        }
        manifest
            .author
            .verify(domain::MANIFEST, &wire.manifest, &wire.signature)
            .map_err(|_| HeaderError::ManifestSignature)?;
        let bytes = bytes.to_vec();
        Ok(Self { manifest, bytes })
    }

    pub(super) fn sign(
        manifest: Manifest,
        sign: impl Fn(Label, &[u8]) -> Signature,
    ) -> Result<Self, HeaderError> {
        if !manifest.is_consistent() {
            return Err(HeaderError::Inconsistent);
        }
        let encoded = encode(&manifest)?;
        let wire = SignedManifestWire {
            v: 1,
            signature: sign(domain::MANIFEST, &encoded),
            manifest: encoded,
        };
        let bytes = encode(&wire)?;
        Ok(Self { manifest, bytes })
    }

    /// What the author states.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The signed bytes, as received.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The digest by which the next version and every slot name this one.
    #[must_use]
    pub fn digest(&self) -> ManifestDigest {
        ManifestDigest::from_bytes(labelled_sha256(domain::MANIFEST_DIGEST, &[&self.bytes]))
    }
}

impl std::fmt::Debug for SignedManifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SignedManifest")
            .field(&self.manifest)
            .finish()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedManifestWire {
    v: u8,
    #[serde(with = "serde_bytes")]
    manifest: Vec<u8>,
    signature: Signature,
}

/// A manifest is a few hundred bytes; nothing near these limits is one.
const LIMITS: Limits = Limits {
    bytes: 2048,
    depth: 2,
    items: 64,
};
