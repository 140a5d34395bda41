//! Sealing and opening files. Each output is there whole or not at all.

use super::{SealOptions, SealedRecord, sealer};
use crate::{
    error::Result,
    files::{self, Existing, Output, Readers},
    guard::guard,
    identity::SecretIdentity,
    plaintext::Plaintext,
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
    watch::Watch,
};
use medseal::{
    envelope::{self, PayloadError},
    types::NoProgress,
};
use std::{
    fs::File,
    io::{BufReader, Seek},
    path::Path,
};
use zeroize::Zeroizing;

impl SealedRecord {
    /// Seals a file of any size into another, in bounded memory. What the target held before is
    /// replaced when the sealed record is complete; until then, and after an error or a
    /// cancellation, nothing of it can be seen.
    ///
    /// # Errors
    ///
    /// As [`seal`](Self::seal), of kind `Storage`, or `cancelled`.
    #[allow(clippy::too_many_arguments)] // What it is about, each once; a struct would be unpacked at once.
    pub fn seal_file(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: &[PublicIdentity],
        source: &str,
        target: &str,
        options: &SealOptions,
        previous: Option<&SealedHeader>,
        watch: &Watch,
    ) -> Result<SealedHeader> {
        guard("SealedRecord.seal_file", || {
            watch.check()?;
            let author = author.open()?.signing_key();
            let sealer = sealer(&author, patient, recipients, options, previous)?;
            let source = files::open(Path::new(source))?;
            let length = source.metadata().ok().map(|metadata| metadata.len());
            let output = Output::create(Path::new(target), Readers::Umask, Existing::Replace)?;
            let header = output
                .write(|file| sealer.seal_container(source, length, file, watch.advance()))?;
            Ok(SealedHeader::new(header))
        })
    }

    /// Opens a sealed file into another, for its owner's eyes only, in bounded memory. The target is
    /// there whole, once all of it was verified, or not at all.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), of kind `Storage`, or `cancelled`.
    pub fn open_file(
        source: &str,
        target: &str,
        identity: &SecretIdentity,
        watch: &Watch,
    ) -> Result<SealedHeader> {
        guard("SealedRecord.open_file", || {
            watch.check()?;
            let identity = identity.open()?;
            let (header, payload) = begin(source)?;
            let key = header.unwrap_key_of(&identity)?;
            let output = Output::create(Path::new(target), Readers::Owner, Existing::Replace)?;
            output.write(|file| key.open_stream(payload, file, watch.advance()))?;
            Ok(SealedHeader::new(header))
        })
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext of a sealed file, reading only
    /// the chunks they lie in. Each chunk is verified; that the whole is what the author signed is
    /// not.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), of kind `Storage`, or `range-outside-payload`.
    pub fn open_file_range(
        source: &str,
        identity: &SecretIdentity,
        begin: u64,
        end: u64,
    ) -> Result<Plaintext> {
        guard("SealedRecord.open_file_range", || {
            let identity = identity.open()?;
            let (header, payload) = self::begin(source)?;
            let key = header.unwrap_key_of(&identity)?;
            range(&key, payload, begin, end)
        })
    }

    /// Copies a sealed file under another header of the same record version, such as one with a
    /// recipient more, without opening it. Source and target may be the same.
    ///
    /// # Errors
    ///
    /// `inconsistent-header` if the header is another record's; of kind `Cryptographic` if the
    /// payload is not the signed one; of kind `Storage`, or `cancelled`.
    pub fn replace_header(
        source: &str,
        target: &str,
        header: &SealedHeader,
        watch: &Watch,
    ) -> Result<()> {
        guard("SealedRecord.replace_header", || {
            watch.check()?;
            let source = BufReader::new(files::open(Path::new(source))?);
            let output = Output::create(Path::new(target), Readers::Umask, Existing::Replace)?;
            output.write(|file| {
                envelope::replace_header(source, header.core(), file, watch.advance())
            })?;
            Ok(())
        })
    }
}

/// A sealed file, read up to its payload.
pub(crate) fn begin(path: &str) -> Result<(envelope::SealedHeader, File)> {
    let mut file = files::open(Path::new(path))?;
    let header = envelope::SealedHeader::read_from(&mut file)?;
    if let (Ok(metadata), Ok(begin)) = (file.metadata(), file.stream_position())
        && metadata.is_file()
        && metadata.len().saturating_sub(begin) != header.manifest().payload_length()
    {
        return Err(PayloadError::LengthMismatch.into());
    }
    Ok((header, file))
}

/// A range of a plaintext, in one allocation that is wiped.
pub(crate) fn range(
    key: &envelope::RecordKey,
    payload: impl std::io::Read + Seek,
    begin: u64,
    end: u64,
) -> Result<Plaintext> {
    let length = end.checked_sub(begin);
    let length = length.filter(|_| end <= key.plaintext_length());
    let length = length.ok_or(PayloadError::RangeOutside)?;
    let length = usize::try_from(length).map_err(|_| PayloadError::RangeOutside)?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(length));
    key.open_range(payload, begin..end, &mut *plaintext, NoProgress)?;
    Ok(Plaintext::new(plaintext))
}
