//! Sealing and opening files. Each output is there whole or not at all.

use crate::bytes::SecretOutput;
use crate::numbers::Unsigned;
use crate::public_identity::PublicIdentity;
use crate::sealed_header::SealedHeader;
use crate::sealed_record::SealedRecord;
use crate::sealing::{SealOrder, WatchedSealOptions};
use crate::secret_identity::SecretIdentity;
use crate::watch::Watch;
use crate::work::{Work, off_loop, watched};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

#[napi]
impl SealedRecord {
    /// Seals a file of any size into another, in bounded memory. What the target held before is
    /// replaced when the sealed record is complete; until then, and after an error or a cancellation,
    /// nothing of it can be seen.
    ///
    /// @throws as `seal`, with kind `Storage`, or with `cancelled`.
    #[napi(
        ts_args_type = "author: SecretIdentity, patient: PublicIdentity, source: string, target: string, options?: SealOptions & import('./index.js').WatchOptions",
        ts_return_type = "Promise<SealedHeader>"
    )]
    pub fn seal_file(
        author: &SecretIdentity,
        patient: &PublicIdentity,
        source: String,
        target: String,
        options: Option<WatchedSealOptions>,
    ) -> AsyncTask<Work<facade::SealedHeader, SealedHeader>> {
        let options = options.unwrap_or_default();
        let order = SealOrder::new(author, patient, Some(options.seal));
        watched(Some(options.watch), move |watch| {
            facade::SealedRecord::seal_file(
                &order.author,
                &order.patient,
                &order.recipients,
                &source,
                &target,
                &order.options,
                order.previous.as_ref(),
                watch,
            )
        })
    }

    /// Opens a sealed file into another, for its owner's eyes only, in bounded memory. The target is
    /// there whole, once all of it was verified, or not at all.
    ///
    /// @throws as `open`, with kind `Storage`, or with `cancelled`.
    #[napi(
        ts_args_type = "source: string, target: string, identity: SecretIdentity, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<SealedHeader>"
    )]
    pub fn open_file(
        source: String,
        target: String,
        identity: &SecretIdentity,
        options: Option<Watch>,
    ) -> AsyncTask<Work<facade::SealedHeader, SealedHeader>> {
        let identity = identity.inner();
        watched(options, move |watch| {
            facade::SealedRecord::open_file(&source, &target, &identity, watch)
        })
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext of a sealed file, reading only the
    /// chunks they lie in. Each chunk is verified; that the whole is what the author signed is not.
    ///
    /// @throws as `open`, with kind `Storage`, or with `range-outside-payload`.
    #[napi(
        ts_args_type = "source: string, identity: SecretIdentity, begin: bigint | number, end: bigint | number",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn open_file_range(
        source: String,
        identity: &SecretIdentity,
        begin: Unsigned,
        end: Unsigned,
    ) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
        let identity = identity.inner();
        off_loop(move || facade::SealedRecord::open_file_range(&source, &identity, begin.0, end.0))
    }

    /// Copies a sealed file under another header of the same record version, such as one with a
    /// recipient more, without opening it. Source and target may be the same.
    ///
    /// @throws `inconsistent-header` if the header is another record's; with kind `Cryptographic`
    /// if the payload is not the signed one; with kind `Storage`, or with `cancelled`.
    #[napi(
        ts_args_type = "source: string, target: string, header: SealedHeader, options?: import('./index.js').WatchOptions",
        ts_return_type = "Promise<void>"
    )]
    pub fn replace_header(
        source: String,
        target: String,
        header: &SealedHeader,
        options: Option<Watch>,
    ) -> AsyncTask<Work<(), ()>> {
        let header = header.inner();
        watched(options, move |watch| {
            facade::SealedRecord::replace_header(&source, &target, &header, watch)
        })
    }
}
