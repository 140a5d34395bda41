//! A record unlocked by a permit.

use crate::bytes::SecretOutput;
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::sealed_record::SealedRecord;
use crate::watch::Watch;
use crate::work::{Work, off_loop, watched};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A record that its grantee may open: its key, and the access event that must reach the ledger
/// (`Ledger.recordAccess`). A handle.
///
/// The event exists before a byte is decrypted, so a reading that breaks off is recorded all the
/// same. What a sink or file got before an error must be thrown away.
#[napi]
pub struct Unlocked {
    inner: facade::Unlocked,
}

#[napi]
impl Unlocked {
    /// Opens the record in memory: all of it, or nothing.
    ///
    /// @throws `closed`; `inconsistent-header` if it is another record than the one unlocked; of kind
    /// `Cryptographic` if the payload was altered.
    #[napi(
        ts_args_type = "record: SealedRecord",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn open(&self, record: &SealedRecord) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
        let inner = self.inner.clone();
        let record = record.inner();
        off_loop(move || inner.open(&record))
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext.
    ///
    /// @throws as `open`, or `range-outside-payload`.
    #[napi(
        ts_args_type = "record: SealedRecord, begin: bigint | number, end: bigint | number",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn open_range(
        &self,
        record: &SealedRecord,
        begin: Unsigned,
        end: Unsigned,
    ) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
        let inner = self.inner.clone();
        let record = record.inner();
        off_loop(move || inner.open_range(&record, begin.0, end.0))
    }

    /// Opens a sealed file into another, for its owner's eyes only. The target is there whole, once
    /// all of it was verified, or not at all.
    ///
    /// @throws as `open`, of kind `Storage`, or `cancelled`.
    #[napi(
        ts_args_type = "source: string, target: string, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<void>"
    )]
    pub fn open_file(
        &self,
        source: String,
        target: String,
        options: Option<Watch>,
    ) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        watched(options, move |watch| {
            inner.open_file(&source, &target, watch)
        })
    }

    /// The commitment of the access event, by which the ledger knows it.
    ///
    /// @throws `closed`.
    #[napi(getter)]
    pub fn event_commitment(&self, env: Env) -> napi::Result<String> {
        let result = self.inner.event_commitment();
        result.or_throw(env)
    }

    /// Wipes the record's key as soon as no operation uses it. Closing twice is fine.
    #[napi]
    pub fn close(&self) {
        self.inner.close();
    }

    /// Whether it was closed.
    #[napi(getter)]
    pub fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }
}

impl Unlocked {
    pub(crate) fn inner(&self) -> facade::Unlocked {
        self.inner.clone()
    }
}

impl From<facade::Unlocked> for Unlocked {
    fn from(inner: facade::Unlocked) -> Self {
        Self { inner }
    }
}
