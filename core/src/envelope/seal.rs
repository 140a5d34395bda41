//! Sealing: from a plaintext to a sealed record.

use super::error::{HeaderError, SealError};
use super::header::SealedHeader;
use super::payload::{PayloadSalt, seal_into};
use super::record::{SealedRecord, payload_context};
use super::slot::RecipientKey;
use crate::keys::SigningKey;
use crate::random::os_rng;
use crate::types::{
    CategoryCode, GrantId, IdentityId, ManifestDigest, MediaType, Progress, RecordId, Timestamp,
};
use rand_core::CryptoRng;
use std::io::{Read, Seek, SeekFrom, Write};

mod container;
mod draft;

pub use container::PreparedContainer;

/// Seals records in an author's name.
///
/// ```
/// use medseal::envelope::Sealer;
/// use medseal::keys::SecretIdentity;
/// use medseal::types::Timestamp;
///
/// let (laboratory, patient) = (SecretIdentity::generate()?, SecretIdentity::generate()?);
/// let sealed = Sealer::new(&laboratory.signing_key(), patient.identity_id(), Timestamp::now()?)
///     .media_type("application/fhir+json".parse()?)
///     .to(patient.sealing_key().public_key()?)
///     .seal(b"{\"resourceType\":\"Observation\"}")?;
///
/// let opened = sealed.open(&patient.sealing_key())?;
/// assert_eq!(opened.as_slice(), b"{\"resourceType\":\"Observation\"}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Sealer<'a> {
    author: &'a SigningKey,
    controller: IdentityId,
    created: Timestamp,
    category: CategoryCode,
    media_type: MediaType,
    recipients: Vec<(RecipientKey, Option<GrantId>)>,
    previous: Option<Previous>,
}

impl<'a> Sealer<'a> {
    /// Begins a record that `author` signs, that the patient `controller` controls, made at
    /// `created`.
    pub fn new(author: &'a SigningKey, controller: IdentityId, created: Timestamp) -> Self {
        Self {
            author,
            controller,
            created,
            category: CategoryCode::default(),
            media_type: MediaType::default(),
            recipients: Vec::new(),
            previous: None,
        }
    }

    /// Sets the record's category; without it, [`CategoryCode::GENERAL`].
    pub fn category(mut self, category: CategoryCode) -> Self {
        self.category = category;
        self
    }

    /// Sets the plaintext's media type; without it, `application/octet-stream`.
    pub fn media_type(mut self, media_type: MediaType) -> Self {
        self.media_type = media_type;
        self
    }

    /// Adds a recipient: an identity's sealing key, or the patient's key for the record's category.
    pub fn to(mut self, key: impl Into<RecipientKey>) -> Self {
        self.recipients.push((key.into(), None));
        self
    }

    /// Adds a recipient because of a grant.
    pub fn to_under_grant(mut self, key: impl Into<RecipientKey>, grant: GrantId) -> Self {
        self.recipients.push((key.into(), Some(grant)));
        self
    }

    /// Makes this the version after `previous`, of the same record and in its category.
    pub fn next_version_of(mut self, previous: &SealedHeader) -> Self {
        let manifest = previous.manifest();
        self.category = manifest.category().clone();
        self.previous = Some(Previous {
            record: manifest.record_id(),
            version: manifest.version(),
            controller: manifest.controller(),
            category: manifest.category().clone(),
            digest: previous.manifest_digest(),
        });
        self
    }

    /// Seals a plaintext that is in memory.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn seal(&self, plaintext: &[u8]) -> Result<SealedRecord, SealError> {
        self.seal_with_rng(plaintext, &mut os_rng()?)
    }

    /// [`seal`](Self::seal) with all randomness drawn from `rng`, which must never give the same
    /// bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn seal_with_rng(
        &self,
        plaintext: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<SealedRecord, SealError> {
        let mut payload = Vec::new();
        let header = self.seal_into_with_rng(plaintext, &mut payload, rng)?;
        Ok(SealedRecord::new(header, payload))
    }

    /// Seals a plaintext that is in memory to the bytes of a container, which are written once.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn seal_to_container(
        &self,
        plaintext: &[u8],
    ) -> Result<(SealedHeader, Vec<u8>), SealError> {
        container::seal(self, plaintext, &mut os_rng()?)
    }

    /// [`seal_to_container`](Self::seal_to_container) to the beginning of the caller's buffer; returns
    /// the header and the container's length, which is no more than
    /// [`container_length_at_most`](Self::container_length_at_most).
    ///
    /// After an error, nothing of the container is in the buffer; what was there before may be
    /// overwritten.
    ///
    /// # Errors
    ///
    /// [`SealError`]; [`PayloadError::BufferTooSmall`](super::PayloadError::BufferTooSmall), before
    /// anything is written.
    pub fn seal_container_to(
        &self,
        plaintext: &[u8],
        place: &mut [u8],
    ) -> Result<(SealedHeader, usize), SealError> {
        container::seal_to(self, plaintext, place, &mut os_rng()?)
    }

    /// Everything of a container that does not depend on the plaintext but on its length.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn prepare_container(
        &self,
        plaintext_length: usize,
    ) -> Result<PreparedContainer<'_>, SealError> {
        PreparedContainer::begin(self, plaintext_length, &mut os_rng()?)
    }

    /// As many bytes as a container has at the most, with so long a plaintext and so many recipients.
    #[must_use]
    pub const fn container_length_at_most(plaintext: u64, recipients: u64) -> u64 {
        container::length_at_most(plaintext, recipients)
    }

    /// Seals a plaintext that is in memory in the detached form, in place of what `payload` held:
    /// for many records in turn, whose encryption then needs no fresh memory.
    ///
    /// # Errors
    ///
    /// [`SealError`]. What `payload` holds after an error is of no use.
    pub fn seal_into(
        &self,
        plaintext: &[u8],
        payload: &mut Vec<u8>,
    ) -> Result<SealedHeader, SealError> {
        self.seal_into_with_rng(plaintext, payload, &mut os_rng()?)
    }

    /// [`seal_into`](Self::seal_into) with all randomness drawn from `rng`, which must never give
    /// the same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn seal_into_with_rng(
        &self,
        plaintext: &[u8],
        payload: &mut Vec<u8>,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedHeader, SealError> {
        let draft = self.draft(rng)?;
        let context = payload_context(&draft.manifest.record);
        let salt = PayloadSalt::random(rng);
        let summary = seal_into(&draft.data_key, &context, salt, plaintext, payload)?;
        draft.finish(self.author, summary)
    }

    /// Seals a stream of any length into a container, in one pass and bounded memory.
    ///
    /// The header, which stands first, is written last: `sink` must be able to seek, and holds a
    /// sealed record only after `Ok`. `total` is the plaintext's length if it is known, for the
    /// progress.
    ///
    /// # Errors
    ///
    /// [`SealError`]. What the sink holds after an error is of no use.
    pub fn seal_container(
        &self,
        source: impl Read,
        total: Option<u64>,
        sink: impl Write + Seek,
        progress: impl Progress,
    ) -> Result<SealedHeader, SealError> {
        self.seal_container_with_rng(source, total, sink, progress, &mut os_rng()?)
    }

    /// [`seal_container`](Self::seal_container) with all randomness drawn from `rng`, which must
    /// never give the same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn seal_container_with_rng(
        &self,
        source: impl Read,
        total: Option<u64>,
        mut sink: impl Write + Seek,
        progress: impl Progress,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedHeader, SealError> {
        let draft = self.draft(rng)?;
        let begin = sink.stream_position().map_err(HeaderError::Write)?;
        draft.placeholder()?.write_to(&mut sink)?;
        let payload_begin = sink.stream_position().map_err(HeaderError::Write)?;

        let summary = draft.stream(source, total, &mut sink, progress, rng)?;
        let header = draft.finish(self.author, summary)?;
        let end = sink.stream_position().map_err(HeaderError::Write)?;
        sink.seek(SeekFrom::Start(begin))
            .map_err(HeaderError::Write)?;
        header.write_to(&mut sink)?;
        if sink.stream_position().map_err(HeaderError::Write)? != payload_begin {
            return Err(HeaderError::Inconsistent.into());
        }
        sink.seek(SeekFrom::Start(end))
            .and_then(|_| sink.flush())
            .map_err(HeaderError::Write)?;
        Ok(header)
    }

    /// Seals a stream of any length in the detached form: the payload goes to `sink`, the header is
    /// returned, to be kept beside it.
    ///
    /// # Errors
    ///
    /// [`SealError`]. What the sink holds after an error is of no use.
    pub fn seal_detached(
        &self,
        source: impl Read,
        total: Option<u64>,
        sink: impl Write,
        progress: impl Progress,
    ) -> Result<SealedHeader, SealError> {
        self.seal_detached_with_rng(source, total, sink, progress, &mut os_rng()?)
    }

    /// [`seal_detached`](Self::seal_detached) with all randomness drawn from `rng`, which must
    /// never give the same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn seal_detached_with_rng(
        &self,
        source: impl Read,
        total: Option<u64>,
        mut sink: impl Write,
        progress: impl Progress,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedHeader, SealError> {
        let draft = self.draft(rng)?;
        let summary = draft.stream(source, total, &mut sink, progress, rng)?;
        sink.flush().map_err(HeaderError::Write)?;
        draft.finish(self.author, summary)
    }
}

/// What a new version must agree with.
#[derive(Clone)]
struct Previous {
    record: RecordId,
    version: u64,
    controller: IdentityId,
    category: CategoryCode,
    digest: ManifestDigest,
}
