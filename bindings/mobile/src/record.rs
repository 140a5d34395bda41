//! Sealed records in memory.

use crate::{
    bytes::Bytes,
    error::Result,
    identity::{PublicIdentity, SecretIdentity, values},
};
use medseal_facade::{self as facade, HeaderDetails, SealOptions, SlotDetails};
use std::sync::Arc;

/// How to seal a record. The default seals to the patient's category GENERAL, now.
#[uniffi::remote(Record)]
pub struct SealOptions {
    /// The record's category; without it GENERAL, or that of the version before.
    #[uniffi(default = None)]
    pub category: Option<String>,
    /// The plaintext's media type (RFC 6838); without it `application/octet-stream`.
    #[uniffi(default = None)]
    pub media_type: Option<String>,
    /// When the record was made, in seconds since 1970; without it, the clock's time.
    #[uniffi(default = None)]
    pub created: Option<u64>,
    /// Seals to the recipients only, and not to the patient's key for the category as well. No grant
    /// of the patient's will then open the record.
    #[uniffi(default = false)]
    pub only_recipients: bool,
}

/// What a header says.
#[uniffi::remote(Record)]
pub struct HeaderDetails {
    /// The record, for all its life, as hexadecimal text.
    pub record_id: String,
    /// Which version of the record this is, from 1.
    pub version: u64,
    /// The digest of the version before, if there is one.
    pub previous: Option<String>,
    /// Who sealed it: the author's signing key as a `did:key`.
    pub author: String,
    /// The patient: the identity that controls the record.
    pub controller: String,
    /// The record's category.
    pub category: String,
    /// The plaintext's media type, as the author states it.
    pub media_type: String,
    /// When it was sealed, as the author states it, in seconds since 1970.
    pub created: u64,
    /// Length of the plaintext, in bytes.
    pub plaintext_length: u64,
    /// Length of the encrypted payload, in bytes.
    pub payload_length: u64,
    /// Where a content-addressed store keeps the payload: a CIDv1 over its BLAKE3 digest.
    pub payload_address: String,
    /// The digest of what the author signed.
    pub manifest_digest: String,
    /// The salted commitment by which a ledger knows this version of the record.
    pub commitment: String,
    /// Who can open it.
    pub slots: Vec<SlotDetails>,
}

/// One recipient's slot in a header.
#[uniffi::remote(Record)]
pub struct SlotDetails {
    /// The recipient's public key, by its identifier.
    pub recipient_key_id: String,
    /// The suite of the wrapping, `x-wing` or `x25519`.
    pub suite: String,
    /// The patient's category, if the slot is for a category key.
    pub category: Option<String>,
    /// The category key's epoch, if the slot is for one.
    pub epoch: Option<u32>,
    /// The grant for which the slot was added, if it was for one.
    pub grant_id: Option<String>,
    /// Who added the slot, as a `did:key`.
    pub signer: String,
}

/// A sealed record in memory: its header, and the bytes that are stored and sent.
#[derive(uniffi::Object)]
pub struct SealedRecord(pub(crate) facade::SealedRecord);

#[uniffi::export]
impl SealedRecord {
    /// Seals a plaintext in the author's name, to the patient's key for the category and to the
    /// recipients' own keys. `previous` is the header of the version that this one replaces.
    ///
    /// Errors: `closed`; `unknown-category` if the patient has no key for the category;
    /// `invalid-code`; `no-recipients`; `version-mismatch` if the version before is another
    /// patient's or of another category.
    #[uniffi::constructor(default(previous = None))]
    pub fn seal(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: Vec<Arc<PublicIdentity>>,
        plaintext: Bytes,
        options: SealOptions,
        previous: Option<Arc<SealedHeader>>,
    ) -> Result<Self> {
        let previous = previous.as_deref().map(|header| &header.0);
        let recipients = values(&recipients);
        let (author, patient) = (&author.0, &patient.0);
        Ok(Self(facade::SealedRecord::seal(
            author,
            patient,
            &recipients,
            &plaintext,
            &options,
            previous,
        )?))
    }

    /// Takes the bytes of a sealed record and verifies its header. The payload is verified when it
    /// is opened. Errors: as `SealedHeader.fromBytes`; `payload-length-mismatch` if it was cut short
    /// or goes on.
    #[uniffi::constructor]
    pub fn from_bytes(container: Bytes) -> Result<Self> {
        Ok(Self(facade::SealedRecord::from_bytes(container.to_vec())?))
    }

    /// Opens the record with a recipient's or its patient's secrets: all of it, or nothing.
    /// Errors: `closed`; `not-a-recipient`, `wrong-key`, or another code of kind Cryptographic if
    /// the record was altered.
    pub fn open(&self, identity: &SecretIdentity) -> Result<Bytes> {
        Bytes::copy(self.0.open(&identity.0)?.as_bytes())
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext, decrypting only the chunks they
    /// lie in. Each chunk is verified; that the whole is what the author signed is not.
    /// Errors: as `open`, or `range-outside-payload`.
    pub fn open_range(&self, identity: &SecretIdentity, begin: u64, end: u64) -> Result<Bytes> {
        Bytes::copy(self.0.open_range(&identity.0, begin, end)?.as_bytes())
    }

    /// Puts a detached header and its payload together. Errors: `payload-length-mismatch` or
    /// `payload-digest-mismatch` if the author signed another payload.
    #[uniffi::constructor]
    pub fn from_parts(header: &SealedHeader, payload: Bytes) -> Result<Self> {
        Ok(Self(facade::SealedRecord::from_parts(&header.0, &payload)?))
    }

    /// The same record under another header, such as one with a recipient more.
    /// Errors: `inconsistent-header` if the header is another record's, or another version's.
    pub fn with_header(&self, header: &SealedHeader) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(self.0.with_header(&header.0)?)))
    }

    /// The encrypted payload, to be kept apart from its header.
    pub fn payload(&self) -> Result<Bytes> {
        Bytes::copy(&self.0.payload()?)
    }

    /// The header.
    pub fn header(&self) -> Result<Arc<SealedHeader>> {
        Ok(Arc::new(SealedHeader(self.0.header()?)))
    }

    /// The bytes that are stored and sent.
    pub fn to_bytes(&self) -> Result<Bytes> {
        Bytes::copy(self.0.as_bytes())
    }
}

/// Opens a sealed record that lies in memory outside of the host's heap (a direct `ByteBuffer`),
/// without copying it. Errors: as `SealedRecord.fromBytes` and `SealedRecord.open`.
#[uniffi::export]
pub fn open_bytes(container: &[u8], identity: &SecretIdentity) -> Result<Bytes> {
    Bytes::copy(facade::SealedRecord::open_bytes(container, &identity.0)?.as_bytes())
}

/// Everything about a sealed record but its payload. Every signature in it is verified.
///
/// It stands at the beginning of a sealed record, or is kept beside its payload as a file of its
/// own, the detached form.
#[derive(uniffi::Object)]
pub struct SealedHeader(pub(crate) facade::SealedHeader);

#[uniffi::export]
impl SealedHeader {
    /// Reads a detached header, or the header of a sealed record; what follows it is not looked at.
    /// Errors: `not-a-sealed-record` and other codes of kind Malformed; `invalid-manifest-signature`
    /// or `invalid-slot-signature` if it was altered.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::SealedHeader::from_bytes(&bytes)?))
    }

    /// The detached header, which is also the beginning of the sealed record.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What the header says.
    pub fn details(&self) -> Result<HeaderDetails> {
        Ok(self.0.details()?)
    }

    /// The header with one recipient more, added by somebody who can open the record. If the
    /// recipient is the record's patient, its slot is for the current key of the category, in place
    /// of the one for an earlier epoch. `grant_id` names the grant because of which it is added.
    ///
    /// Errors: `closed`; `not-a-recipient` or `wrong-key` if the signer cannot open the record;
    /// `already-a-recipient`; `unknown-category`.
    #[uniffi::method(default(grant_id = None))]
    pub fn rewrap(
        &self,
        signer: &SecretIdentity,
        to: &PublicIdentity,
        grant_id: Option<String>,
    ) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(self.0.rewrap(
            &signer.0,
            &to.0,
            grant_id.as_deref(),
        )?)))
    }

    /// The header without the slots for a recipient's key, or without any. Whoever has a copy of the
    /// record made before keeps what those slots open. Errors: `malformed-hex`.
    #[uniffi::method(default(recipient_key_id = None))]
    pub fn without_slots(&self, recipient_key_id: Option<String>) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(
            self.0.without_slots(recipient_key_id.as_deref())?,
        )))
    }
}
