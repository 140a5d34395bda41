//! Sealed records, by their header.

use crate::{commands::sealed::describe_slot, error::Result, report::Report};
use medseal::envelope::{HeaderError, SealedHeader};

/// A sealed record: what its author signed, and for whom it is.
pub(super) fn sealed(mut bytes: &[u8]) -> Option<Result<Report>> {
    let header = match SealedHeader::read_from(&mut bytes) {
        Ok(header) => header,
        Err(HeaderError::NotASealedRecord) => return None,
        Err(error) => return Some(Err(error.into())),
    };
    let manifest = header.manifest();
    let slots = header.slots().iter().map(describe_slot).collect();
    let report = Report::new("A sealed record; its author's signature is valid.")
        .text("kind", "sealed-record")
        .text("record", manifest.record_id())
        .field("version", manifest.version())
        .optional("previous", manifest.previous())
        .text("category", manifest.category())
        .text("media_type", manifest.media_type())
        .text("created", manifest.created())
        .text("author", manifest.author().did_key())
        .text("patient", manifest.controller())
        .field("plaintext_bytes", manifest.plaintext_length())
        .field("payload_bytes", manifest.payload_length())
        .text("payload_digest", manifest.payload_digest())
        .text("commitment", header.commitment())
        .list("slots", slots);
    Some(Ok(report))
}
