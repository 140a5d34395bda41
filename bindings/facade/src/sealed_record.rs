//! Sealing and opening in memory.

mod files;
mod into;

pub(crate) use files::{begin, range};
pub use into::Lent;

use crate::{
    error::Result, guard::guard, identity::SecretIdentity, plaintext::Plaintext,
    public_identity::PublicIdentity, sealed_header::SealedHeader, text,
};
use medseal::{
    envelope::{self, HeaderError, PayloadError, Sealer},
    keys::{self, IdentityError},
};
use std::{io::Cursor, sync::Arc};

/// A sealed record in memory: its header, and the bytes that are stored and sent.
#[derive(Debug, Clone)]
pub struct SealedRecord {
    header: SealedHeader,
    container: Arc<Vec<u8>>,
}

/// How to seal a record. The default seals to the patient's category GENERAL, now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SealOptions {
    /// The record's category; without it GENERAL, or that of the version before.
    pub category: Option<String>,
    /// The plaintext's media type (RFC 6838); without it `application/octet-stream`.
    pub media_type: Option<String>,
    /// When the record was made, in seconds since 1970; without it, the clock's time.
    pub created: Option<u64>,
    /// Seals to the recipients only, and not to the patient's key for the category as well. No grant
    /// of the patient's will then open the record.
    pub only_recipients: bool,
}

impl SealedRecord {
    /// Seals a plaintext in the author's name, to the patient's key for the category and to the
    /// recipients' own keys.
    ///
    /// `previous` is the header of the version that this one replaces.
    ///
    /// # Errors
    ///
    /// `closed`; `unknown-category` if the patient has no key for the category; `invalid-code`;
    /// `no-recipients`; `version-mismatch` if the version before is another patient's or of another
    /// category.
    pub fn seal(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: &[PublicIdentity],
        plaintext: &[u8],
        options: &SealOptions,
        previous: Option<&SealedHeader>,
    ) -> Result<Self> {
        guard("SealedRecord.seal", || {
            let author = author.open()?.signing_key();
            let sealer = sealer(&author, patient, recipients, options, previous)?;
            let (header, container) = sealer.seal_to_container(plaintext)?;
            Ok(Self {
                header: SealedHeader::new(header),
                container: Arc::new(container),
            })
        })
    }

    /// Takes the bytes of a sealed record and verifies its header. The payload is verified when it
    /// is opened.
    ///
    /// # Errors
    ///
    /// As [`SealedHeader::from_bytes`]; `payload-length-mismatch` if it was cut short or goes on.
    pub fn from_bytes(container: Vec<u8>) -> Result<Self> {
        guard("SealedRecord.from_bytes", || {
            let (header, _) = split(&container)?;
            Ok(Self {
                header: SealedHeader::new(header),
                container: Arc::new(container),
            })
        })
    }

    /// Opens a sealed record that is in the caller's memory, with a recipient's or its patient's
    /// secrets: all of it, or nothing. Copies nothing on the way.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes) and [`open`](Self::open).
    pub fn open_bytes(container: &[u8], identity: &SecretIdentity) -> Result<Plaintext> {
        guard("SealedRecord.open_bytes", || {
            let identity = identity.open()?;
            let (header, payload) = split(container)?;
            open(&header, payload, &identity)
        })
    }

    /// Opens the record with a recipient's or its patient's secrets: all of it, or nothing.
    ///
    /// # Errors
    ///
    /// `closed`; `not-a-recipient`, `wrong-key`, or another code of kind `Cryptographic` if the
    /// record was altered.
    pub fn open(&self, identity: &SecretIdentity) -> Result<Plaintext> {
        guard("SealedRecord.open", || {
            let identity = identity.open()?;
            let header = self.header.core();
            open(header, payload(header, &self.container)?, &identity)
        })
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext, decrypting only the chunks they
    /// lie in. Each chunk is verified; that the whole is what the author signed is not.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), or `range-outside-payload`.
    pub fn open_range(&self, identity: &SecretIdentity, begin: u64, end: u64) -> Result<Plaintext> {
        guard("SealedRecord.open_range", || {
            let identity = identity.open()?;
            let header = self.header.core();
            let key = header.unwrap_key_of(&identity)?;
            let payload = Cursor::new(payload(header, &self.container)?);
            range(&key, payload, begin, end)
        })
    }

    /// The same record under another header, such as one with a recipient more.
    ///
    /// # Errors
    ///
    /// `inconsistent-header` if the header is another record's, or another version's.
    pub fn with_header(&self, header: &SealedHeader) -> Result<Self> {
        guard("SealedRecord.with_header", || {
            let payload = payload(self.header.core(), &self.container)?;
            if header.core().manifest_digest() != self.header.core().manifest_digest() {
                return Err(HeaderError::Inconsistent.into());
            }
            let mut container = Vec::with_capacity(HEADER_ROOM + payload.len());
            header.core().write_to(&mut container)?;
            container.extend_from_slice(payload);
            Ok(Self {
                header: header.clone(),
                container: Arc::new(container),
            })
        })
    }

    /// Puts a detached header and its payload together.
    ///
    /// # Errors
    ///
    /// `payload-length-mismatch` or `payload-digest-mismatch` if the author signed another payload.
    pub fn from_parts(header: &SealedHeader, payload: &[u8]) -> Result<Self> {
        guard("SealedRecord.from_parts", || {
            let core = envelope::SealedHeader::clone(header.core());
            let record = envelope::SealedRecord::from_parts(core, payload.to_vec())?;
            Ok(Self {
                header: header.clone(),
                container: Arc::new(record.to_container()?),
            })
        })
    }

    /// The encrypted payload, to be kept apart from its header.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn payload(&self) -> Result<Vec<u8>> {
        guard("SealedRecord.payload", || {
            Ok(payload(self.header.core(), &self.container)?.to_vec())
        })
    }

    /// The header.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn header(&self) -> Result<SealedHeader> {
        guard("SealedRecord.header", || Ok(self.header.clone()))
    }

    pub(crate) fn payload_bytes(&self) -> Result<&[u8]> {
        payload(self.header.core(), &self.container)
    }

    /// The bytes that are stored and sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.container
    }

    /// The bytes that are stored and sent; copied only if another clone of this is alive.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        Arc::try_unwrap(self.container).unwrap_or_else(|shared| shared.to_vec())
    }
}

/// Room for the header of a record with a few recipients.
const HEADER_ROOM: usize = 8 * 1024;

/// What the options say, as the library's sealer.
pub(crate) fn sealer<'a>(
    author: &'a keys::SigningKey,
    patient: &PublicIdentity,
    recipients: &[PublicIdentity],
    options: &SealOptions,
    previous: Option<&SealedHeader>,
) -> Result<Sealer<'a>> {
    let patient = patient.core();
    let created = text::time(options.created)?;
    let category = match (&options.category, previous) {
        (Some(code), _) => text::category(code)?,
        (None, Some(previous)) => previous.core().manifest().category().clone(),
        (None, None) => medseal::types::CategoryCode::default(),
    };
    let mut sealer = Sealer::new(author, patient.identity_id(), created);
    if let Some(previous) = previous {
        sealer = sealer.next_version_of(previous.core());
    }
    sealer = sealer.category(category.clone());
    if let Some(media_type) = &options.media_type {
        sealer = sealer.media_type(media_type.parse()?);
    }
    if !options.only_recipients {
        let key = patient.category_key(&category);
        sealer = sealer.to(key.ok_or(IdentityError::UnknownCategory)?.clone());
    }
    for recipient in recipients {
        sealer = sealer.to(recipient.core().sealing_key().clone());
    }
    Ok(sealer)
}

fn open(
    header: &envelope::SealedHeader,
    payload: &[u8],
    identity: &keys::SecretIdentity,
) -> Result<Plaintext> {
    let key = header.unwrap_key_of(identity)?;
    Ok(Plaintext::new(key.open(payload)?))
}

fn split(mut container: &[u8]) -> Result<(envelope::SealedHeader, &[u8])> {
    let header = envelope::SealedHeader::read_from(&mut container)?;
    check_length(&header, container)?;
    Ok((header, container))
}

/// The payload at the end of a container whose header this is.
fn payload<'a>(header: &envelope::SealedHeader, container: &'a [u8]) -> Result<&'a [u8]> {
    let length = usize::try_from(header.manifest().payload_length());
    let begin = length
        .ok()
        .and_then(|length| container.len().checked_sub(length));
    let payload = begin.and_then(|begin| container.get(begin..));
    Ok(payload.ok_or(PayloadError::LengthMismatch)?)
}

fn check_length(header: &envelope::SealedHeader, payload: &[u8]) -> Result<()> {
    if payload.len() as u64 == header.manifest().payload_length() {
        Ok(())
    } else {
        Err(PayloadError::LengthMismatch.into())
    }
}
