//! Headers of sealed records: what can be known of a record without its key.

mod recipients;

use crate::{error::Result, guard::guard, text};
use medseal::envelope::{self, BlobAddress, Recipient};
use std::sync::Arc;

/// Everything about a sealed record but its payload. Every signature in it is verified.
///
/// It stands at the beginning of a sealed record, or is kept beside its payload as a file of its
/// own, the detached form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedHeader(Arc<envelope::SealedHeader>);

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl SealedHeader {
    /// Reads a detached header, or the header of a sealed record; what follows it is not looked at.
    ///
    /// # Errors
    ///
    /// `not-a-sealed-record` and other codes of kind `Malformed`; `invalid-manifest-signature` or
    /// `invalid-slot-signature` if it was altered.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("SealedHeader.from_bytes", || {
            let mut source = bytes;
            Ok(Self::new(envelope::SealedHeader::read_from(&mut source)?))
        })
    }

    /// The detached header, which is also the beginning of the sealed record.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("SealedHeader.to_bytes", || {
            let mut bytes = Vec::new();
            self.0.write_to(&mut bytes)?;
            Ok(bytes)
        })
    }

    /// What the header says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<HeaderDetails> {
        guard("SealedHeader.details", || {
            let manifest = self.0.manifest();
            Ok(HeaderDetails {
                record_id: manifest.record_id().to_string(),
                version: manifest.version(),
                previous: manifest.previous().map(|digest| digest.to_string()),
                author: manifest.author().did_key(),
                controller: manifest.controller().to_string(),
                category: manifest.category().to_string(),
                media_type: manifest.media_type().to_string(),
                created: manifest.created().seconds(),
                plaintext_length: manifest.plaintext_length(),
                payload_length: manifest.payload_length(),
                payload_address: BlobAddress::from(manifest.payload_digest()).to_string(),
                manifest_digest: self.0.manifest_digest().to_string(),
                commitment: self.0.commitment().to_string(),
                slots: self.0.slots().iter().map(slot_details).collect(),
            })
        })
    }

    pub(crate) fn new(header: envelope::SealedHeader) -> Self {
        Self(Arc::new(header))
    }

    pub(crate) fn core(&self) -> &envelope::SealedHeader {
        &self.0
    }
}

fn slot_details(slot: &envelope::Slot) -> SlotDetails {
    let (category, epoch) = match slot.recipient() {
        Recipient::Category { category, epoch } => {
            (Some(category.to_string()), Some(epoch.number()))
        }
        _ => (None, None),
    };
    SlotDetails {
        recipient_key_id: slot.recipient_key_id().to_string(),
        suite: text::suite_name(slot.suite()).to_owned(),
        category,
        epoch,
        grant_id: slot.grant_id().map(|grant| grant.to_string()),
        signer: slot.signer().did_key(),
    }
}
