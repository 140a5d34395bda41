//! Arguments as Python programs write them: paths, times, passphrases.

use crate::buffers::Input;
use pyo3::{
    PyClass, exceptions::PyValueError, prelude::*, pyclass::boolean_struct::True, types::PyString,
};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// A path: `str` or anything with `__fspath__`.
pub(crate) struct PathText(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for PathText {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let path: PathBuf = object.extract()?;
        let text = path.into_os_string().into_string();
        text.map(Self)
            .map_err(|_| PyValueError::new_err("the path is not Unicode text"))
    }
}

/// A moment: whole seconds since 1970 UTC, or a `datetime` with a time zone.
pub(crate) struct Seconds(pub(crate) u64);

impl<'py> FromPyObject<'_, 'py> for Seconds {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let Ok(timestamp) = object.getattr("timestamp") else {
            return object.extract().map(Self);
        };
        if object.getattr("tzinfo").is_ok_and(|zone| zone.is_none()) {
            let told = "the datetime has no time zone, so it is no moment; add tzinfo=UTC";
            return Err(PyValueError::new_err(told));
        }
        let floor = timestamp.call0()?.call_method0("__floor__")?;
        floor.extract().map(Self)
    }
}

/// The seconds of an optional moment; nothing stays nothing, which is the clock's time.
pub(crate) fn seconds(moment: Option<Seconds>) -> Option<u64> {
    moment.map(|moment| moment.0)
}

/// A passphrase: `str`, taken as UTF-8, or bytes. Our copy is wiped; Python's own is not ours.
pub(crate) struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl<'py> FromPyObject<'_, 'py> for Passphrase {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let bytes = match object.cast::<PyString>() {
            Ok(text) => text.to_cow()?.as_bytes().to_vec(),
            Err(_) => Input::extract(object)?.as_slice().to_vec(),
        };
        Ok(Self(Zeroizing::new(bytes)))
    }
}

/// The facade's handles inside of a list of Python's.
pub(crate) fn each<C, F>(given: &[Py<C>], inner: impl Fn(&C) -> &F) -> Vec<F>
where
    C: PyClass<Frozen = True> + Sync,
    F: Clone,
{
    given.iter().map(|one| inner(one.get()).clone()).collect()
}
