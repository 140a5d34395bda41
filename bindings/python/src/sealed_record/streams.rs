//! Sealing and opening between binary file objects.

use super::SealedRecord;
use crate::{
    errors::Outcome,
    identity::SecretIdentity,
    options::{Options, Work},
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
    streams::{Sink, Source},
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyDict};

#[pymethods]
impl SealedRecord {
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
}
