//! Sealing and opening files and streams.
//!
//! UniFFI knows no functions that belong to a class and make no object of it, so these stand alone;
//! `kotlin/` and `swift/` put them where they belong.

use crate::{
    bytes::Bytes,
    error::Result,
    identity::{PublicIdentity, SecretIdentity, values},
    record::SealedHeader,
    streams::{Reader, Sink, Source, Writer, flushed},
    watch::Watch,
};
use medseal_facade::{self as facade, SealOptions};
use std::sync::Arc;

/// Who seals, for whom, and how: what all forms of sealing have in common.
#[derive(uniffi::Record)]
pub struct Sealing {
    /// In whose name the record is sealed.
    pub author: Arc<SecretIdentity>,
    /// Whose record it is.
    pub patient: Arc<PublicIdentity>,
    /// Recipients of their own, beside the patient's key for the category.
    #[uniffi(default = [])]
    pub recipients: Vec<Arc<PublicIdentity>>,
    /// How to seal.
    pub options: SealOptions,
    /// The header of the version that this one replaces.
    #[uniffi(default = None)]
    pub previous: Option<Arc<SealedHeader>>,
}

impl Sealing {
    pub(crate) fn previous(&self) -> Option<&facade::SealedHeader> {
        self.previous.as_deref().map(|header| &header.0)
    }
}

fn header(header: facade::SealedHeader) -> Arc<SealedHeader> {
    Arc::new(SealedHeader(header))
}

/// Seals a file of any size into another, in bounded memory. What the target held before is
/// replaced when the sealed record is complete; until then, and after an error or a cancellation,
/// nothing of it can be seen. Errors: as `SealedRecord.seal`, of kind Storage, or `cancelled`.
#[uniffi::export]
pub fn seal_file(
    sealing: Sealing,
    source: String,
    target: String,
    watch: Watch,
) -> Result<Arc<SealedHeader>> {
    Ok(header(facade::SealedRecord::seal_file(
        &sealing.author.0,
        &sealing.patient.0,
        &values(&sealing.recipients),
        &source,
        &target,
        &sealing.options,
        sealing.previous(),
        &watch.into(),
    )?))
}

/// Opens a sealed file into another, for its owner's eyes only, in bounded memory. The target is
/// there whole, once all of it was verified, or not at all.
/// Errors: as `SealedRecord.open`, of kind Storage, or `cancelled`.
#[uniffi::export]
pub fn open_file(
    source: String,
    target: String,
    identity: &SecretIdentity,
    watch: Watch,
) -> Result<Arc<SealedHeader>> {
    let watch = watch.into();
    Ok(header(facade::SealedRecord::open_file(
        &source,
        &target,
        &identity.0,
        &watch,
    )?))
}

/// Opens the bytes from `begin` to before `end` of the plaintext of a sealed file, reading only the
/// chunks they lie in. Each chunk is verified; that the whole is what the author signed is not.
/// Errors: as `SealedRecord.open`, of kind Storage, or `range-outside-payload`.
#[uniffi::export]
pub fn open_file_range(
    source: String,
    identity: &SecretIdentity,
    begin: u64,
    end: u64,
) -> Result<Bytes> {
    let opened = facade::SealedRecord::open_file_range(&source, &identity.0, begin, end)?;
    Bytes::copy(opened.as_bytes())
}

/// Copies a sealed file under another header of the same record version, such as one with a
/// recipient more, without opening it. Source and target may be the same.
/// Errors: `inconsistent-header` if the header is another record's; of kind Cryptographic if the
/// payload is not the signed one; of kind Storage, or `cancelled`.
#[uniffi::export]
pub fn replace_header(
    source: String,
    target: String,
    header: &SealedHeader,
    watch: Watch,
) -> Result<()> {
    let watch = watch.into();
    Ok(facade::SealedRecord::replace_header(
        &source, &target, &header.0, &watch,
    )?)
}

/// Seals a stream of any length into another, in bounded memory. The encrypted payload waits in a
/// temporary file without a name, because the header stands first and is known last. `total` is the
/// plaintext's length, if it is known, for the progress.
/// Errors: as `SealedRecord.seal`, of kind Storage, or `cancelled`. What the sink holds then is of
/// no use.
#[uniffi::export]
pub fn seal_stream(
    sealing: Sealing,
    source: Arc<dyn Source>,
    total: Option<u64>,
    sink: Arc<dyn Sink>,
    watch: Watch,
) -> Result<Arc<SealedHeader>> {
    Ok(header(facade::SealedRecord::seal_stream(
        &sealing.author.0,
        &sealing.patient.0,
        &values(&sealing.recipients),
        &mut Reader::new(source),
        total,
        &mut Writer::new(sink),
        &sealing.options,
        sealing.previous(),
        &watch.into(),
    )?))
}

/// Opens a stream into another, in bounded memory. Every chunk is verified before it is released,
/// but that the whole is what the author signed is known only when this returns: throw away what
/// the sink holds after an error. Errors: as `SealedRecord.open`, of kind Storage, or `cancelled`.
#[uniffi::export]
pub fn open_stream(
    source: Arc<dyn Source>,
    sink: Arc<dyn Sink>,
    identity: &SecretIdentity,
    watch: Watch,
) -> Result<Arc<SealedHeader>> {
    let (mut source, mut sink) = (Reader::new(source), Writer::new(sink));
    let watch = watch.into();
    let opened = facade::SealedRecord::open_stream(&mut source, &mut sink, &identity.0, &watch)?;
    flushed(&mut sink)?;
    Ok(header(opened))
}

/// Seals a stream of any length in the detached form: the encrypted payload goes to the sink, and
/// its header is returned, to be kept beside it. Errors: as `sealStream`.
#[uniffi::export]
pub fn seal_payload(
    sealing: Sealing,
    source: Arc<dyn Source>,
    total: Option<u64>,
    sink: Arc<dyn Sink>,
    watch: Watch,
) -> Result<Arc<SealedHeader>> {
    let mut sink = Writer::new(sink);
    let sealed = facade::SealedHeader::seal_payload(
        &sealing.author.0,
        &sealing.patient.0,
        &values(&sealing.recipients),
        &mut Reader::new(source),
        total,
        &mut sink,
        &sealing.options,
        sealing.previous(),
        &watch.into(),
    )?;
    flushed(&mut sink)?;
    Ok(header(sealed))
}

/// Opens the payload that a header was detached from. Errors: as `openStream`.
#[uniffi::export]
pub fn open_payload(
    header: &SealedHeader,
    source: Arc<dyn Source>,
    sink: Arc<dyn Sink>,
    identity: &SecretIdentity,
    watch: Watch,
) -> Result<()> {
    let (mut source, mut sink) = (Reader::new(source), Writer::new(sink));
    header
        .0
        .open_payload(&mut source, &mut sink, &identity.0, &watch.into())?;
    flushed(&mut sink)
}
