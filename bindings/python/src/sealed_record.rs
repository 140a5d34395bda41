//! Sealing and opening, in memory, between files and between streams.

use crate::{
    arguments::PathText,
    buffers::{self, Input, Target, lend},
    errors::Outcome,
    identity::SecretIdentity,
    options::{Options, Work},
    plaintext::Plaintext,
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
    streams::{Sink, Source},
    watch::{Cancel, Trouble, watch},
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

    /// As many bytes as a sealed record has at the most, with so long a plaintext and so many recipients
    /// beside the patient.
    #[staticmethod]
    #[pyo3(signature = (plaintext_length, recipients = 0))]
    fn sealed_length_at_most(plaintext_length: u64, recipients: u64) -> u64 {
        facade::SealedRecord::sealed_length_at_most(plaintext_length, recipients)
    }

    /// Seals a file of any size into another, in bounded memory. What the target held before is
    /// replaced when the sealed record is complete; until then, and after an error or a
    /// cancellation, nothing of it can be seen.
    ///
    /// The keywords of `seal()`, and: `progress` is called now and then with the bytes done and the
    /// total, and stops the work if it returns `False`; `cancel` stops it from another thread.
    #[staticmethod]
    #[pyo3(
        signature = (author, patient, source, target, **options),
        text_signature = "(author, patient, source, target, *, recipients=(), category=None, \
            media_type=None, created=None, only_recipients=False, previous=None, progress=None, \
            cancel=None)"
    )]
    fn seal_file(
        py: Python<'_>,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        source: PathText,
        target: PathText,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Outcome<SealedHeader> {
        let mut options = Options::read(options, Work::Long)?;
        let trouble = Trouble::default();
        let watch = options.watch(&trouble);
        let (author, patient) = (&author.0, &patient.0);
        let (source, target) = (&source.0, &target.0);
        let (to, seal, previous) = options.parts();
        let header = trouble.detached(py, || {
            facade::SealedRecord::seal_file(
                author, patient, to, source, target, seal, previous, &watch,
            )
        });
        Ok(header?.into())
    }

    /// Seals what a binary file object gives into another, in bounded memory.
    ///
    /// A sealed record begins with its header, which is known last: the encrypted payload waits in a
    /// temporary file without a name. Between files, `seal_file()` needs none. The keywords of
    /// `seal_file()`, and `total`, the length for the progress, if it is known.
    ///
    /// >>> import io
    /// >>> from medseal import SealedRecord, SecretIdentity
    /// >>> patient, sealed, opened = SecretIdentity.generate(), io.BytesIO(), io.BytesIO()
    /// >>> header = SealedRecord.seal_stream(patient, patient.public(), io.BytesIO(b"6.9"), sealed)
    /// >>> sealed.seek(0)
    /// 0
    /// >>> header = SealedRecord.open_stream(sealed, opened, patient)
    /// >>> opened.getvalue()
    /// b'6.9'
    #[staticmethod]
    #[pyo3(
        signature = (author, patient, source, sink, **options),
        text_signature = "(author, patient, source, sink, *, recipients=(), category=None, \
            media_type=None, created=None, only_recipients=False, previous=None, total=None, \
            progress=None, cancel=None)"
    )]
    fn seal_stream(
        py: Python<'_>,
        author: &SecretIdentity,
        patient: &PublicIdentity,
        source: Source,
        sink: Sink,
        options: Option<&Bound<'_, PyDict>>,
    ) -> Outcome<SealedHeader> {
        let mut options = Options::read(options, Work::Streamed)?;
        let trouble = Trouble::default();
        let watch = options.watch(&trouble);
        let (author, patient, total) = (&author.0, &patient.0, options.total);
        let (to, seal, previous) = options.parts();
        let header = trouble.detached(py, || {
            let source = &mut source.reader(&trouble);
            sink.written(&trouble, |sink| {
                facade::SealedRecord::seal_stream(
                    author, patient, to, source, total, sink, seal, previous, &watch,
                )
            })
        });
        Ok(header?.into())
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

    /// Opens a sealed file into another, for its owner's eyes only, in bounded memory. The target is
    /// there whole, once all of it was verified, or not at all. Returns the header.
    #[staticmethod]
    #[pyo3(signature = (source, target, identity, *, progress = None, cancel = None))]
    fn open_file(
        py: Python<'_>,
        source: PathText,
        target: PathText,
        identity: &SecretIdentity,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> Outcome<SealedHeader> {
        let trouble = Trouble::default();
        let watch = watch(progress, cancel, &trouble);
        let (source, target, identity) = (&source.0, &target.0, &identity.0);
        let open = || facade::SealedRecord::open_file(source, target, identity, &watch);
        Ok(trouble.detached(py, open)?.into())
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext of a sealed file, reading only
    /// the chunks they lie in. Each chunk is verified; that the whole is what the author signed is
    /// not.
    #[staticmethod]
    fn open_file_range(
        py: Python<'_>,
        source: PathText,
        identity: &SecretIdentity,
        begin: u64,
        end: u64,
    ) -> Outcome<Plaintext> {
        let (source, identity) = (&source.0, &identity.0);
        let open = || facade::SealedRecord::open_file_range(source, identity, begin, end);
        Ok(py.detach(open)?.into())
    }

    /// Opens what a binary file object gives into another, in bounded memory. Returns the header.
    ///
    /// Every chunk is verified before it is released, but that the whole is what the author signed
    /// is known only when this returns: throw away what the sink holds after an exception.
    #[staticmethod]
    #[pyo3(signature = (source, sink, identity, *, progress = None, cancel = None))]
    fn open_stream(
        py: Python<'_>,
        source: Source,
        sink: Sink,
        identity: &SecretIdentity,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> Outcome<SealedHeader> {
        let trouble = Trouble::default();
        let watch = watch(progress, cancel, &trouble);
        let identity = &identity.0;
        let header = trouble.detached(py, || {
            let source = &mut source.reader(&trouble);
            sink.written(&trouble, |sink| {
                facade::SealedRecord::open_stream(source, sink, identity, &watch)
            })
        });
        Ok(header?.into())
    }

    /// Copies a sealed file under another header of the same record version, such as one with a
    /// recipient more, without opening it. Source and target may be the same.
    #[staticmethod]
    #[pyo3(signature = (source, target, header, *, progress = None, cancel = None))]
    fn replace_header(
        py: Python<'_>,
        source: PathText,
        target: PathText,
        header: &SealedHeader,
        progress: Option<Py<PyAny>>,
        cancel: Option<&Cancel>,
    ) -> Outcome {
        let trouble = Trouble::default();
        let watch = watch(progress, cancel, &trouble);
        let (source, target, header) = (&source.0, &target.0, &header.0);
        trouble.detached(py, || {
            facade::SealedRecord::replace_header(source, target, header, &watch)
        })
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
