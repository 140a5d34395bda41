//! From the facade's one error to Python's exceptions.
//!
//! The classes themselves are Python (`medseal/_errors.py`): they are subclassed, pickled and read
//! like any others there.

use medseal_facade::{Error, Kind};
use pyo3::{prelude::*, sync::PyOnceLock, types::PyTuple};

/// What a function of this module fails with: an error of medseal, or an exception of Python that
/// was raised on the way, such as one of a file object.
pub(crate) enum Failure {
    Medseal(Error),
    Python(PyErr),
}

/// What every function of this module gives back.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Medseal(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Python(error) => error,
            Failure::Medseal(error) => {
                Python::attach(|py| raised(py, error).unwrap_or_else(|failure| failure))
            }
        }
    }
}

fn raised(py: Python<'_>, error: Error) -> PyResult<PyErr> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("medseal._errors").map(Bound::unbind))?;
    let class = module.bind(py).getattr(class_of(error.kind))?;
    let reasons = PyTuple::new(py, error.reasons)?;
    let exception = class.call1((error.message, error.code, reasons))?;
    Ok(PyErr::from_value(exception))
}

/// The name of a kind's exception.
const fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Malformed => "MalformedError",
        Kind::Cryptographic => "CryptographicError",
        Kind::Denied => "DeniedError",
        Kind::Conflict => "ConflictError",
        Kind::Storage => "StorageError",
        Kind::Cancelled => "CancelledError",
        Kind::Closed => "ClosedError",
        Kind::Internal => "InternalError",
    }
}
