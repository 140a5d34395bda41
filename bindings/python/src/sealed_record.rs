//! Sealing and opening in memory.

mod files;
mod into;
mod streams;

use crate::{
    buffers::{self, Input, lend},
    errors::Outcome,
    identity::SecretIdentity,
    options::{Options, Work},
    plaintext::Plaintext,
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
};
use medseal_facade as facade;
use pyo3::{
    ffi,
    prelude::*,
    types::{PyBytes, PyDict},
};
use std::ffi::c_int;

/// A sealed record in memory: its header, and the bytes that are stored and sent.
///
/// It is a buffer of those bytes: `file.write(sealed)` and `memoryview(sealed)` copy nothing.
///
/// >>> from medseal import SealedRecord, SecretIdentity
/// >>> laboratory, patient = SecretIdentity.generate(), SecretIdentity.generate()
/// >>> sealed = SealedRecord.seal(laboratory, patient.public(), b"HbA1c 6.9 %", category="LAB")
/// >>> sealed.open(patient) == b"HbA1c 6.9 %"
/// True
/// >>> sealed.open(laboratory)
/// Traceback (most recent call last):
/// medseal.CryptographicError: [not-a-recipient] the record is not sealed to this key
#[pyclass(frozen, module = "medseal")]
pub(crate) struct SealedRecord(pub(crate) facade::SealedRecord);

impl From<facade::SealedRecord> for SealedRecord {
    fn from(record: facade::SealedRecord) -> Self {
        Self(record)
    }
}

#[pymethods]
impl SealedRecord {
    /// Seals a plaintext in the author's name, to the patient's key for the category and to the
    /// recipients' own keys.
    ///
    /// `category` is GENERAL, or that of the version before, unless given; `media_type` is
    /// `application/octet-stream`. `created` is when the record was made; without it, the clock's
    /// time. `only_recipients` leaves the patient's key out: no grant of the patient's will then open
    /// the record. `previous` is the header of the version that this one replaces.
    #[staticmethod]
    #[pyo3(
        signature = (author, patient, plaintext, **options),
        text_signature = "(author, patient, plaintext, *, recipients=(), category=None, \
            media_type=None, created=None, only_recipients=False, previous=None)"
    )]
    fn seal(
        py: Python<'_>,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        plaintext: Input,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Outcome<Self> {
        let options = Options::read(options, Work::Short)?;
        let (author, patient, plaintext) = (&author.0, &patient.0, plaintext.as_slice());
        let (to, seal, previous) = options.parts();
        let sealed = || facade::SealedRecord::seal(author, patient, to, plaintext, seal, previous);
        Ok(Self(py.detach(sealed)?))
    }

    /// Takes a copy of the bytes of a sealed record and verifies its header. The payload is verified
    /// when it is opened.
    ///
    /// Raises `MalformedError`, or `CryptographicError` if the header was altered.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        let record = py.detach(|| facade::SealedRecord::from_bytes(data.as_slice().to_vec()));
        Ok(Self(record?))
    }

    /// Opens a sealed record that is in memory as bytes, with a recipient's or its patient's secrets:
    /// all of it, or nothing. Copies nothing on the way.
    #[staticmethod]
    fn open_bytes(py: Python<'_>, data: Input, identity: &SecretIdentity) -> Outcome<Plaintext> {
        let identity = &identity.0;
        let opened = py.detach(|| facade::SealedRecord::open_bytes(data.as_slice(), identity));
        Ok(opened?.into())
    }

    /// Opens the record with a recipient's or its patient's secrets: all of it, or nothing.
    ///
    /// Raises `CryptographicError` with the code `not-a-recipient`, `wrong-key`, or another if the
    /// record was altered.
    fn open(&self, py: Python<'_>, identity: &SecretIdentity) -> Outcome<Plaintext> {
        let identity = &identity.0;
        Ok(py.detach(|| self.0.open(identity))?.into())
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext, decrypting only the chunks they
    /// lie in. Each chunk is verified; that the whole is what the author signed is not.
    fn open_range(
        &self,
        py: Python<'_>,
        identity: &SecretIdentity,
        begin: u64,
        end: u64,
    ) -> Outcome<Plaintext> {
        let identity = &identity.0;
        Ok(py
            .detach(|| self.0.open_range(identity, begin, end))?
            .into())
    }

    /// The same record under another header, such as one with a recipient more.
    fn with_header(&self, py: Python<'_>, header: &SealedHeader) -> Outcome<Self> {
        let header = &header.0;
        Ok(Self(py.detach(|| self.0.with_header(header))?))
    }

    /// Puts a detached header and its payload together.
    ///
    /// Raises `CryptographicError` if the author signed another payload.
    #[staticmethod]
    fn from_parts(py: Python<'_>, header: &SealedHeader, payload: Input) -> Outcome<Self> {
        let header = &header.0;
        let joined = || facade::SealedRecord::from_parts(header, payload.as_slice());
        Ok(Self(py.detach(joined)?))
    }

    /// The encrypted payload, to be kept apart from its header.
    fn payload<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        let payload = py.detach(|| self.0.payload())?;
        buffers::bytes(py, &payload)
    }

    /// The header.
    #[getter]
    fn header(&self) -> Outcome<SealedHeader> {
        Ok(self.0.header()?.into())
    }

    /// The bytes that are stored and sent, as a copy of their own.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, self.0.as_bytes())
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        self.to_bytes(py)
    }

    fn __len__(&self) -> usize {
        self.0.as_bytes().len()
    }

    fn __repr__(&self) -> String {
        format!("<medseal.SealedRecord of {} bytes>", self.__len__())
    }

    #[allow(unsafe_code)]
    unsafe fn __getbuffer__(
        slf: &Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        // SAFETY: CPython passed `view`. The bytes never change, and stay where they are until the
        // object is dropped, which the view keeps alive.
        unsafe { lend(slf.as_any(), slf.get().0.as_bytes(), view, flags) }
    }
}
