//! Progress and cancellation: Python callables as the facade's observers.

use crate::errors::{Failure, Outcome};
use medseal_facade::{self as facade, Observer};
use pyo3::prelude::*;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// A way to stop long work from another thread, for good.
///
/// >>> from medseal import Cancel
/// >>> cancel = Cancel()
/// >>> cancel.cancel()
/// >>> cancel.is_cancelled
/// True
#[pyclass(frozen, module = "medseal")]
pub(crate) struct Cancel(facade::Cancel);

#[pymethods]
impl Cancel {
    #[new]
    fn new() -> Self {
        Self(facade::Cancel::new())
    }

    /// Stops the work this was given to, soon. It raises `CancelledError`.
    fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether it was cancelled.
    #[getter]
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// An exception raised where there is no Python frame to raise it in: in a progress callable, a file
/// object or a signal handler. The work ends, and then it is raised.
#[derive(Clone, Default)]
pub(crate) struct Trouble(Arc<Mutex<Option<PyErr>>>);

impl Trouble {
    /// Keeps the first one.
    pub(crate) fn set(&self, error: PyErr) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert(error);
    }

    /// Runs work with the interpreter released. What went wrong in Python counts for more than the
    /// error it became on its way through the facade.
    pub(crate) fn detached<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce() -> facade::Result<T> + Send,
    ) -> Outcome<T> {
        let outcome = py.detach(work);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.take() {
            Some(error) => Err(Failure::Python(error)),
            None => Ok(outcome?),
        }
    }
}

/// Watches one call for Python.
struct Progress {
    callable: Option<Py<PyAny>>,
    trouble: Trouble,
    told: Mutex<Option<Instant>>,
}

/// The facade's watch over one call: a progress callable, a token, and always Ctrl-C.
pub(crate) fn watch(
    callable: Option<Py<PyAny>>,
    cancel: Option<&Cancel>,
    trouble: &Trouble,
) -> facade::Watch {
    let progress = Progress {
        callable,
        trouble: trouble.clone(),
        told: Mutex::new(None),
    };
    facade::Watch {
        observer: Some(Arc::new(progress)),
        cancel: cancel.map(|cancel| cancel.0.clone()),
    }
}

impl Progress {
    /// Between two calls of Python there is some time: work reports much more often, and would wait
    /// for the interpreter each time. The end is always told.
    const INTERVAL: Duration = Duration::from_millis(50);

    fn is_due(&self, done: u64, total: Option<u64>) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due =
            total == Some(done) || told.is_none_or(|last| last.elapsed() >= Self::INTERVAL);
        if is_due {
            *told = Some(Instant::now());
        }
        is_due
    }

    fn tell(&self, py: Python<'_>, done: u64, total: Option<u64>) -> PyResult<bool> {
        py.check_signals()?;
        let Some(callable) = &self.callable else {
            return Ok(true);
        };
        let answer = callable.bind(py).call1((done, total))?;
        // Only `False` stops: a callable that returns nothing wants to go on.
        Ok(!answer.is(&*pyo3::types::PyBool::new(py, false)))
    }
}

impl Observer for Progress {
    fn progress(&self, done: u64, total: Option<u64>) -> bool {
        if !self.is_due(done, total) {
            return true;
        }
        Python::attach(|py| self.tell(py, done, total)).unwrap_or_else(|error| {
            self.trouble.set(error);
            false
        })
    }
}
