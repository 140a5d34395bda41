//! Sealing and opening between files.

use super::SealedRecord;
use crate::{
    arguments::PathText,
    errors::Outcome,
    identity::SecretIdentity,
    options::{Options, Work},
    plaintext::Plaintext,
    public_identity::PublicIdentity,
    sealed_header::SealedHeader,
    watch::{Cancel, Trouble, watch},
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyDict};

#[pymethods]
impl SealedRecord {
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
}
