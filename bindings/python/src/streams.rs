//! Binary file objects as the facade's streams.
//!
//! What a file object raises is kept, ends the work, and is raised again as it was.

use crate::{buffers::Input, watch::Trouble};
use medseal_facade as facade;
use pyo3::{
    exceptions::{PyBlockingIOError, PyValueError},
    prelude::*,
    types::PyBytes,
};
use std::io::{self, BufReader, BufWriter, Read, Write};

/// A file object with `read`, as an argument.
#[derive(FromPyObject)]
#[pyo3(transparent)]
pub(crate) struct Source(Py<PyAny>);

/// A file object with `write`, as an argument.
#[derive(FromPyObject)]
#[pyo3(transparent)]
pub(crate) struct Sink(Py<PyAny>);

impl Source {
    /// Reads in large pieces: each one waits for the interpreter.
    pub(crate) fn reader(self, trouble: &Trouble) -> impl Read + Send {
        let trouble = trouble.clone();
        let file = self.0;
        BufReader::with_capacity(PIECE, Reader { file, trouble })
    }
}

impl Sink {
    /// Runs work that writes here, in large pieces: each one waits for the interpreter.
    pub(crate) fn written<T>(
        self,
        trouble: &Trouble,
        work: impl FnOnce(&mut dyn Write) -> facade::Result<T>,
    ) -> facade::Result<T> {
        let trouble = trouble.clone();
        let file = self.0;
        let mut writer = BufWriter::with_capacity(PIECE, Writer { file, trouble });
        let outcome = work(&mut writer);
        // Work that succeeded has flushed. Of work that failed, nothing more is to be written.
        drop(writer.into_parts());
        outcome
    }
}

struct Reader {
    file: Py<PyAny>,
    trouble: Trouble,
}

impl Reader {
    fn read_into(&self, py: Python<'_>, place: &mut [u8]) -> PyResult<usize> {
        let most = place.len().min(PIECE);
        let read = self.file.bind(py).call_method1("read", (most,))?;
        if read.is_none() {
            return Err(PyBlockingIOError::new_err(
                "the file has nothing to read yet",
            ));
        }
        let read: Input = read.extract()?;
        let bytes = read.as_slice();
        let place = place.get_mut(..bytes.len()).ok_or_else(|| {
            PyValueError::new_err("the file's read() returned more than it was asked for")
        })?;
        place.copy_from_slice(bytes);
        Ok(bytes.len())
    }
}

impl Read for Reader {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        self.trouble
            .kept(Python::attach(|py| self.read_into(py, place)))
    }
}

struct Writer {
    file: Py<PyAny>,
    trouble: Trouble,
}

impl Writer {
    fn write_out(&self, py: Python<'_>, bytes: &[u8]) -> PyResult<usize> {
        let piece = bytes.get(..PIECE).unwrap_or(bytes);
        let written = self
            .file
            .bind(py)
            .call_method1("write", (PyBytes::new(py, piece),))?;
        let written: usize = match written.extract::<Option<usize>>()? {
            Some(written) => written,
            None => return Err(PyBlockingIOError::new_err("the file takes nothing yet")),
        };
        if written > piece.len() {
            let told = "the file's write() took more than it was given";
            return Err(PyValueError::new_err(told));
        }
        Ok(written)
    }

    fn flush_out(&self, py: Python<'_>) -> PyResult<()> {
        let file = self.file.bind(py);
        if file.hasattr("flush")? {
            file.call_method0("flush")?;
        }
        Ok(())
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.trouble
            .kept(Python::attach(|py| self.write_out(py, bytes)))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.trouble.kept(Python::attach(|py| self.flush_out(py)))
    }
}

impl Trouble {
    /// The exception is kept for the caller; the facade hears only that there is one.
    fn kept<T>(&self, outcome: PyResult<T>) -> io::Result<T> {
        outcome.map_err(|error| {
            self.set(error);
            io::Error::other("a file object raised an exception")
        })
    }
}

/// How much is read or written at once.
const PIECE: usize = 1024 * 1024;
