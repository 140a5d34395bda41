//! A record unlocked by a permit.

use crate::{
    error::Result,
    files::{Existing, Output, Readers},
    guard::guard,
    handle::Handle,
    plaintext::Plaintext,
    sealed_header::SealedHeader,
    sealed_record::{self, SealedRecord},
    watch::Watch,
};
use medseal::{envelope::HeaderError, exchange};
use std::{
    io::{Cursor, Read, Write},
    path::Path,
    sync::Arc,
};

/// A record that its grantee may open: its key, and the access event that must reach the ledger
/// ([`Ledger::record_access`](crate::Ledger::record_access)). A handle.
///
/// The event exists before a byte is decrypted, so a reading that breaks off is recorded all the
/// same. What a sink or file got before an error must be thrown away.
#[derive(Clone)]
pub struct Unlocked {
    unlocked: Handle<exchange::Unlocked>,
    header: SealedHeader,
}

impl Unlocked {
    /// Opens the record in memory: all of it, or nothing.
    ///
    /// # Errors
    ///
    /// `closed`; `inconsistent-header` if it is another record than the one unlocked; of kind
    /// `Cryptographic` if the payload was altered.
    pub fn open(&self, record: &SealedRecord) -> Result<Plaintext> {
        guard("Unlocked.open", || {
            let unlocked = self.unlocked.open()?;
            let payload = self.payload_of(record)?;
            Ok(Plaintext::new(unlocked.key().open(payload)?))
        })
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), or `range-outside-payload`.
    pub fn open_range(&self, record: &SealedRecord, begin: u64, end: u64) -> Result<Plaintext> {
        guard("Unlocked.open_range", || {
            let unlocked = self.unlocked.open()?;
            let payload = Cursor::new(self.payload_of(record)?);
            sealed_record::range(unlocked.key(), payload, begin, end)
        })
    }

    /// Opens a sealed file into another, for its owner's eyes only. The target is there whole, once
    /// all of it was verified, or not at all.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), of kind `Storage`, or `cancelled`.
    pub fn open_file(&self, source: &str, target: &str, watch: &Watch) -> Result<()> {
        guard("Unlocked.open_file", || {
            watch.check()?;
            let unlocked = self.unlocked.open()?;
            let (header, payload) = sealed_record::begin(source)?;
            self.check_header(&SealedHeader::new(header))?;
            let output = Output::create(Path::new(target), Readers::Owner, Existing::Replace)?;
            output.write(|file| unlocked.open_stream(payload, file, watch.advance()))?;
            Ok(())
        })
    }

    /// Opens the encrypted payload, without its header, from a stream to a stream. What the sink has
    /// is final when this returns.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), of kind `Storage`, or `cancelled`.
    pub fn open_payload(
        &self,
        source: &mut dyn Read,
        sink: &mut dyn Write,
        watch: &Watch,
    ) -> Result<()> {
        guard("Unlocked.open_payload", || {
            watch.check()?;
            let unlocked = self.unlocked.open()?;
            unlocked.open_stream(source, sink, watch.advance())?;
            Ok(())
        })
    }

    /// The commitment of the access event, by which the ledger knows it.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn event_commitment(&self) -> Result<String> {
        guard("Unlocked.event_commitment", || {
            Ok(self.unlocked.open()?.event().commitment().to_string())
        })
    }

    /// Wipes the record's key as soon as no operation uses it. Closing twice is fine.
    pub fn close(&self) {
        self.unlocked.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.unlocked.is_closed()
    }

    pub(crate) fn new(unlocked: exchange::Unlocked, header: SealedHeader) -> Self {
        Self {
            unlocked: Handle::new(unlocked),
            header,
        }
    }

    pub(crate) fn core(&self) -> Result<Arc<exchange::Unlocked>> {
        self.unlocked.open()
    }

    fn payload_of<'a>(&self, record: &'a SealedRecord) -> Result<&'a [u8]> {
        self.check_header(&record.header()?)?;
        record.payload_bytes()
    }

    fn check_header(&self, header: &SealedHeader) -> Result<()> {
        if header.core().manifest_digest() == self.header.core().manifest_digest() {
            Ok(())
        } else {
            Err(HeaderError::Inconsistent.into())
        }
    }
}
