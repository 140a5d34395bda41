//! Decrypted bytes, lent and not copied.

use crate::{
    buffers::{Input, lend},
    errors::Outcome,
};
use medseal_facade::{Error, FacadeError};
use pyo3::{
    exceptions::PyBufferError,
    ffi,
    prelude::*,
    types::{PyBytes, PyMemoryView, PyString, PyType},
};
use std::{
    ffi::c_int,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use subtle::ConstantTimeEq;

/// Decrypted bytes, in memory that is wiped when nothing refers to it any more.
///
/// It is a buffer: `memoryview(plaintext)`, `file.write(plaintext)`, `numpy.frombuffer(plaintext, …)`
/// and the like read it where it lies, without a copy. `bytes(plaintext)` and `plaintext.decode()`
/// make copies, which nobody wipes. `repr()` shows the length only, so that no record ends up in a
/// log by accident.
///
/// In a `with` statement it is wiped at the end of the block.
///
/// >>> from medseal import SealedRecord, SecretIdentity
/// >>> patient = SecretIdentity.generate()
/// >>> sealed = SealedRecord.seal(patient, patient.public(), b"HbA1c 6.9 %")
/// >>> with sealed.open(patient) as plaintext:
/// ...     print(repr(plaintext), plaintext.decode())
/// <medseal.Plaintext of 11 bytes> HbA1c 6.9 %
#[pyclass(frozen, module = "medseal")]
pub(crate) struct Plaintext(Mutex<State>);

/// What the class guards. The bytes are behind an `Arc`, so that work on them needs no lock.
struct State {
    bytes: Option<Arc<medseal_facade::Plaintext>>,
    views: usize,
}

impl From<medseal_facade::Plaintext> for Plaintext {
    fn from(bytes: medseal_facade::Plaintext) -> Self {
        let bytes = Some(Arc::new(bytes));
        Self(Mutex::new(State { bytes, views: 0 }))
    }
}

impl Plaintext {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bytes(&self) -> Outcome<Arc<medseal_facade::Plaintext>> {
        let bytes = self.state().bytes.clone();
        Ok(bytes.ok_or_else(|| Error::from(FacadeError::Closed))?)
    }
}

#[pymethods]
impl Plaintext {
    fn __len__(&self) -> Outcome<usize> {
        Ok(self.bytes()?.len())
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        crate::buffers::bytes(py, self.bytes()?.as_bytes())
    }

    /// Compares with any bytes-like object, in a time that depends on the lengths only.
    fn __eq__(&self, py: Python<'_>, other: Input) -> Outcome<bool> {
        let bytes = self.bytes()?;
        Ok(py.detach(|| bytes.as_bytes().ct_eq(other.as_slice()).into()))
    }

    fn __repr__(&self) -> String {
        match self.bytes() {
            Ok(bytes) => format!("<medseal.Plaintext of {} bytes>", bytes.len()),
            Err(_) => "<medseal.Plaintext, closed>".to_owned(),
        }
    }

    /// The bytes as text.
    ///
    /// Raises `UnicodeDecodeError` if they are not in this encoding.
    #[pyo3(signature = (encoding = "utf-8", errors = "strict"))]
    fn decode<'py>(
        slf: &Bound<'py, Self>,
        encoding: &str,
        errors: &str,
    ) -> PyResult<Bound<'py, PyString>> {
        let py = slf.py();
        let view = PyMemoryView::from(slf)?;
        let string = py.get_type::<PyString>();
        Ok(string.call1((view, encoding, errors))?.cast_into()?)
    }

    /// Whether it was closed.
    #[getter]
    fn is_closed(&self) -> bool {
        self.state().bytes.is_none()
    }

    /// Wipes the bytes. Closing twice is fine.
    ///
    /// Raises `BufferError` while a `memoryview` or another buffer still looks at them.
    fn close(&self) -> PyResult<()> {
        let mut state = self.state();
        if state.views > 0 {
            let told = "the plaintext is still looked at through the buffer protocol";
            return Err(PyBufferError::new_err(told));
        }
        state.bytes = None;
        Ok(())
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (exception_type, exception, traceback, /))]
    fn __exit__(
        &self,
        exception_type: Option<&Bound<'_, PyType>>,
        exception: Option<&Bound<'_, PyAny>>,
        traceback: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let _ = (exception_type, exception, traceback);
        self.close()
    }

    #[allow(unsafe_code)]
    unsafe fn __getbuffer__(
        slf: &Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        let mut state = slf.get().state();
        let Some(bytes) = state.bytes.clone() else {
            return Err(PyBufferError::new_err("the plaintext was closed"));
        };
        // SAFETY: CPython passed `view`. The bytes never move or change, and `close` leaves them alone
        // while `views` counts this one; the view itself keeps the object alive.
        unsafe { lend(slf.as_any(), bytes.as_bytes(), view, flags)? };
        state.views += 1;
        Ok(())
    }

    #[allow(unsafe_code)]
    unsafe fn __releasebuffer__(&self, view: *mut ffi::Py_buffer) {
        let _ = view;
        let mut state = self.state();
        state.views = state.views.saturating_sub(1);
    }
}
