//! Sealing and opening into memory that the caller has already.

use super::SealedRecord;
use crate::{
    buffers::{Input, Target},
    errors::Outcome,
    identity::SecretIdentity,
    options::{Options, Work},
    public_identity::PublicIdentity,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyDict};

#[pymethods]
impl SealedRecord {
    /// As `seal()`, to the beginning of a writable buffer; returns how many bytes of it are the sealed
    /// record. For records in turn, which then need no fresh memory.
    ///
    /// `sealed_length_at_most()` says how long the buffer must be. Leave it alone until this returns, as
    /// with `readinto()`. After an exception nothing of the record is in it, though what was there before
    /// may be overwritten.
    ///
    /// Raises as `seal()`, and `MalformedError` with the code `buffer-too-small`.
    ///
    /// >>> from medseal import SealedRecord, SecretIdentity
    /// >>> patient = SecretIdentity.generate()
    /// >>> buffer = bytearray(SealedRecord.sealed_length_at_most(11))
    /// >>> length = SealedRecord.seal_into(patient, patient.public(), b"HbA1c 6.9 %", buffer)
    /// >>> SealedRecord.open_bytes(buffer[:length], patient).decode()
    /// 'HbA1c 6.9 %'
    #[staticmethod]
    #[pyo3(
        signature = (author, patient, plaintext, buffer, **options),
        text_signature = "(author, patient, plaintext, buffer, *, recipients=(), category=None, \
            media_type=None, created=None, only_recipients=False, previous=None)"
    )]
    fn seal_into(
        py: Python<'_>,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        plaintext: Input,
        mut buffer: Target,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Outcome<usize> {
        let options = Options::read(options, Work::Short)?;
        let (author, patient, plaintext) = (&author.0, &patient.0, plaintext.as_slice());
        let (to, seal, previous) = options.parts();
        let place = buffer.place();
        Ok(py.detach(|| {
            facade::SealedRecord::seal_into(author, patient, to, plaintext, place, seal, previous)
        })?)
    }

    /// As `open_bytes()`, to the beginning of a writable buffer; returns how many bytes of it are the
    /// plaintext: all of it, or nothing.
    ///
    /// Until it returns, the buffer holds nothing that may be used: leave it alone, as with `readinto()`.
    /// After an exception nothing of the record is in it, though what was there before may be
    /// overwritten. Nobody but you wipes it.
    ///
    /// Raises as `open_bytes()`, and `MalformedError` with the code `buffer-too-small`.
    #[staticmethod]
    fn open_into(
        py: Python<'_>,
        data: Input,
        identity: &SecretIdentity,
        mut buffer: Target,
    ) -> Outcome<usize> {
        let (identity, place) = (&identity.0, buffer.place());
        let open = || facade::SealedRecord::open_into(data.as_slice(), identity, place);
        Ok(py.detach(open)?)
    }

    /// As many bytes as a sealed record has at the most, with so long a plaintext and so many recipients
    /// beside the patient.
    #[staticmethod]
    #[pyo3(signature = (plaintext_length, recipients = 0))]
    fn sealed_length_at_most(plaintext_length: u64, recipients: u64) -> u64 {
        facade::SealedRecord::sealed_length_at_most(plaintext_length, recipients)
    }
}
