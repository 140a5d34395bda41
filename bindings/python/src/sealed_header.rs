//! Headers of sealed records: what can be known of a record without its key.

use crate::{
    buffers::{self, Input},
    errors::Outcome,
    identity::SecretIdentity,
    options::{Options, Work},
    public_identity::PublicIdentity,
    records::record,
    streams::{Sink, Source},
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict},
};

record! {
    /// What a header says.
    HeaderDetails {
        /// The record, for all its life, as hexadecimal text.
        record_id: String,
        /// Which version of the record this is, from 1.
        version: u64,
        /// The digest of the version before, if there is one.
        previous: Option<String>,
        /// Who sealed it: the author's signing key as a `did:key`.
        author: String,
        /// The patient: the identity that controls the record.
        controller: String,
        /// The record's category.
        category: String,
        /// The plaintext's media type, as the author states it.
        media_type: String,
        /// When it was sealed, as the author states it, in seconds since 1970.
        created: u64,
        /// Length of the plaintext, in bytes.
        plaintext_length: u64,
        /// Length of the encrypted payload, in bytes.
        payload_length: u64,
        /// Where a content-addressed store keeps the payload: a CIDv1 over its BLAKE3 digest.
        payload_address: String,
        /// The digest of what the author signed.
        manifest_digest: String,
        /// The salted commitment by which a ledger knows this version of the record.
        commitment: String,
        /// Who can open it.
        slots: Vec<SlotDetails> => each,
    }
}

record! {
    /// One recipient's slot in a header.
    SlotDetails {
        /// The recipient's public key, by its identifier.
        recipient_key_id: String,
        /// The suite of the wrapping, `x-wing` or `x25519`.
        suite: String,
        /// The patient's category, if the slot is for a category key.
        category: Option<String>,
        /// The category key's epoch, if the slot is for one.
        epoch: Option<u32>,
        /// The grant for which the slot was added, if it was for one.
        grant_id: Option<String>,
        /// Who added the slot, as a `did:key`.
        signer: String,
    }
}

/// Everything about a sealed record but its payload. Every signature in it is verified.
///
/// It stands at the beginning of a sealed record, or is kept beside its payload as a file of its own,
/// the detached form.
///
/// >>> from medseal import SealedRecord, SecretIdentity
/// >>> patient = SecretIdentity.generate()
/// >>> sealed = SealedRecord.seal(patient, patient.public(), b"HbA1c 6.9 %", category="LAB")
/// >>> details = sealed.header.details()
/// >>> details.category, details.plaintext_length, len(details.slots)
/// ('LAB', 11, 1)
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct SealedHeader(pub(crate) facade::SealedHeader);

impl From<facade::SealedHeader> for SealedHeader {
    fn from(header: facade::SealedHeader) -> Self {
        Self(header)
    }
}

#[pymethods]
impl SealedHeader {
    /// Reads a detached header, or the header of a sealed record; what follows it is not looked at.
    ///
    /// Raises `MalformedError`, or `CryptographicError` if it was altered.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        let header = py.detach(|| facade::SealedHeader::from_bytes(data.as_slice()))?;
        Ok(Self(header))
    }

    /// The detached header, which is also the beginning of the sealed record.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// Seals what a binary file object gives in the detached form: the encrypted payload goes to the
    /// sink, and its header is returned, to be kept beside it. Takes the keywords of
    /// `SealedRecord.seal_stream()`.
    #[staticmethod]
    #[pyo3(
        signature = (author, patient, source, sink, **options),
        text_signature = "(author, patient, source, sink, *, recipients=(), category=None, \
            media_type=None, created=None, only_recipients=False, previous=None, total=None, \
            progress=None, cancel=None)"
    )]
    fn seal_payload(
        py: Python<'_>,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        source: Source,
        sink: Sink,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Outcome<Self> {
        let mut options = Options::read(options, Work::Streamed)?;
        let trouble = Trouble::default();
        let watch = options.watch(&trouble);
        let (author, patient, total) = (&author.0, &patient.0, options.total);
        let (to, seal, previous) = options.parts();
        let header = trouble.detached(py, || {
            let source = &mut source.reader(&trouble);
            sink.written(&trouble, |sink| {
                facade::SealedHeader::seal_payload(
                    author, patient, to, source, total, sink, seal, previous, &watch,
                )
            })
        });
        Ok(Self(header?))
    }

    /// Opens the payload that this header was detached from, as `SealedRecord.open_stream()` does.
    #[pyo3(signature = (source, sink, identity, *, progress = None, cancel = None))]
    fn open_payload(
        &self,
        py: Python<'_>,
        source: Source,
        sink: Sink,
        identity: &SecretIdentity,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> Outcome {
        let trouble = Trouble::default();
        let watch = watch(progress, cancel, &trouble);
        let identity = &identity.0;
        trouble.detached(py, || {
            let source = &mut source.reader(&trouble);
            sink.written(&trouble, |sink| {
                self.0.open_payload(source, sink, identity, &watch)
            })
        })
    }

    /// The header with one recipient more, added by somebody who can open the record. If the
    /// recipient is the record's patient, its slot is for the current key of the category, in place
    /// of the one for an earlier epoch. `grant_id` names the grant because of which it is added.
    #[pyo3(signature = (signer, to, *, grant_id = None))]
    fn rewrap(
        &self,
        py: Python<'_>,
        signer: &SecretIdentity,
        to: &PublicIdentity,
        grant_id: Option<&str>,
    ) -> Outcome<Self> {
        let (signer, to) = (&signer.0, &to.0);
        Ok(Self(py.detach(|| self.0.rewrap(signer, to, grant_id))?))
    }

    /// The header without the slots for a recipient's key, or without any. Whoever has a copy of the
    /// record made before keeps what those slots open.
    #[pyo3(signature = (recipient_key_id = None))]
    fn without_slots(&self, py: Python<'_>, recipient_key_id: Option<&str>) -> Outcome<Self> {
        Ok(Self(py.detach(|| self.0.without_slots(recipient_key_id))?))
    }

    /// What the header says.
    fn details(&self) -> Outcome<HeaderDetails> {
        Ok(self.0.details()?.into())
    }

    fn __repr__(&self) -> Outcome<String> {
        let details = self.0.details()?;
        Ok(format!(
            "<medseal.SealedHeader of record {} version {}>",
            details.record_id, details.version
        ))
    }
}
