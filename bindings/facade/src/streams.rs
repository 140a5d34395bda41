//! Sealing and opening streams that the host provides.
//!
//! A host's stream is a [`Read`] or [`Write`]; what it fails with comes back as `read-failed` or
//! `write-failed`, without the host's own reason, which the host knows.

use crate::{
    error::{FacadeError, Result},
    guard::guard,
    identity::SecretIdentity,
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
    sealed_record::{SealOptions, SealedRecord, sealer},
    watch::Watch,
};
use medseal::envelope::{self, HeaderError, PayloadError};
use std::io::{Read, Seek, Write, copy};

impl SealedRecord {
    /// Seals a stream of any length into another, in bounded memory.
    ///
    /// A sealed record begins with its header, which is known last: the encrypted payload waits in a
    /// temporary file without a name. Where the target is a file, [`seal_file`](Self::seal_file)
    /// needs none. `total` is the plaintext's length, if it is known, for the progress.
    ///
    /// # Errors
    ///
    /// As [`seal`](Self::seal), of kind `Storage`, or `cancelled`. What the sink holds then is of no
    /// use.
    #[allow(clippy::too_many_arguments)] // What it is about, each once; a struct would be unpacked at once.
    pub fn seal_stream(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: &[PublicIdentity],
        source: &mut dyn Read,
        total: Option<u64>,
        sink: &mut dyn Write,
        options: &SealOptions,
        previous: Option<&SealedHeader>,
        watch: &Watch,
    ) -> Result<SealedHeader> {
        guard("SealedRecord.seal_stream", || {
            watch.check()?;
            let author = author.open()?.signing_key();
            let sealer = sealer(&author, patient, recipients, options, previous)?;
            let mut waiting = tempfile::tempfile().map_err(FacadeError::writing)?;
            let header = sealer.seal_detached(source, total, &mut waiting, watch.advance())?;
            waiting.rewind().map_err(FacadeError::reading)?;
            header.write_to(sink)?;
            copy(&mut waiting, sink)
                .and_then(|_| sink.flush())
                .map_err(HeaderError::Write)?;
            Ok(SealedHeader::new(header))
        })
    }

    /// Opens a stream into another, in bounded memory. Every chunk is verified before it is
    /// released, but that the whole is what the author signed is known only when this returns:
    /// throw away what the sink holds after an error.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), of kind `Storage`, or `cancelled`.
    pub fn open_stream(
        source: &mut dyn Read,
        sink: &mut dyn Write,
        identity: &SecretIdentity,
        watch: &Watch,
    ) -> Result<SealedHeader> {
        guard("SealedRecord.open_stream", || {
            watch.check()?;
            let identity = identity.open()?;
            let header = envelope::SealedHeader::read_from(source)?;
            let key = header.unwrap_key_of(&identity)?;
            key.open_stream(&mut *source, sink, watch.advance())?;
            expect_end(source)?;
            Ok(SealedHeader::new(header))
        })
    }
}

impl SealedHeader {
    /// Seals a stream of any length in the detached form: the encrypted payload goes to the sink,
    /// and its header is returned, to be kept beside it.
    ///
    /// # Errors
    ///
    /// As [`SealedRecord::seal`], of kind `Storage`, or `cancelled`. What the sink holds then is of
    /// no use.
    #[allow(clippy::too_many_arguments)] // What it is about, each once; a struct would be unpacked at once.
    pub fn seal_payload(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        recipients: &[PublicIdentity],
        source: &mut dyn Read,
        total: Option<u64>,
        sink: &mut dyn Write,
        options: &SealOptions,
        previous: Option<&Self>,
        watch: &Watch,
    ) -> Result<Self> {
        guard("SealedHeader.seal_payload", || {
            watch.check()?;
            let author = author.open()?.signing_key();
            let sealer = sealer(&author, patient, recipients, options, previous)?;
            let header = sealer.seal_detached(source, total, sink, watch.advance())?;
            Ok(Self::new(header))
        })
    }

    /// Opens the payload that this header was detached from.
    ///
    /// # Errors
    ///
    /// As [`SealedRecord::open_stream`].
    pub fn open_payload(
        &self,
        source: &mut dyn Read,
        sink: &mut dyn Write,
        identity: &SecretIdentity,
        watch: &Watch,
    ) -> Result<()> {
        guard("SealedHeader.open_payload", || {
            watch.check()?;
            let key = self.core().unwrap_key_of(&*identity.open()?)?;
            key.open_stream(&mut *source, sink, watch.advance())?;
            expect_end(source)
        })
    }
}

/// A sealed record ends with its payload.
fn expect_end(source: &mut dyn Read) -> Result<()> {
    let mut byte = [0];
    loop {
        match source.read(&mut byte) {
            Ok(0) => return Ok(()),
            Ok(_) => return Err(PayloadError::LengthMismatch.into()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(PayloadError::Read(error).into()),
        }
    }
}
