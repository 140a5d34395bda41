//! Bytes across the border, without a copy where that is sound.
//!
//! *In:* `bytes`, a view of `bytes`, and a [`Plaintext`] cannot change while they are borrowed, and
//! are read where they lie, with the interpreter released. A `bytearray`, an array or a mapped file
//! can be written by another thread in the meantime, which Rust's `&[u8]` does not allow: those are
//! copied first, and the copy is wiped.
//!
//! *Out:* a plaintext stays where it was decrypted and is lent through the buffer protocol; or it is
//! decrypted to a [`Target`], a buffer of the caller's.

use crate::{errors::Outcome, plaintext::Plaintext};
use pyo3::{
    buffer::PyBuffer,
    exceptions::{PyBufferError, PyTypeError},
    ffi,
    prelude::*,
    types::{PyBytes, PyMemoryView},
};
use std::ffi::c_int;
use zeroize::Zeroizing;

/// An argument that gives bytes: anything with a contiguous buffer of them.
pub(crate) enum Input {
    /// Immutable and kept alive by the view.
    Borrowed(PyBuffer<u8>),
    Copied(Zeroizing<Vec<u8>>),
}

impl Input {
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Copied(copy) => copy,
            Self::Borrowed(buffer) => borrowed(buffer),
        }
    }
}

#[allow(unsafe_code)]
fn borrowed(buffer: &PyBuffer<u8>) -> &[u8] {
    // SAFETY: `Input` keeps a buffer only if its exporter never writes to it or moves it as long as
    // the buffer is held (see `is_immutable`), and the slice lives no longer than the buffer.
    buffer
        .as_slice_ptr()
        .map_or(&[], |slice| unsafe { slice.as_ref() })
}

impl<'py> FromPyObject<'_, 'py> for Input {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let buffer = PyBuffer::<u8>::get(&object).map_err(|_| {
            PyTypeError::new_err("a bytes-like object is needed: bytes, bytearray, memoryview, …")
        })?;
        if is_immutable(&object)? && buffer.is_c_contiguous() {
            return Ok(Self::Borrowed(buffer));
        }
        let mut copy = Zeroizing::new(vec![0; buffer.item_count()]);
        buffer.copy_to_slice(object.py(), &mut copy)?;
        Ok(Self::Copied(copy))
    }
}

/// An argument that is written to: anything with a writable, contiguous buffer of bytes. It stays in place
/// and keeps its length as long as this holds it.
pub(crate) struct Target(PyBuffer<u8>);

impl Target {
    #[allow(unsafe_code)]
    pub(crate) fn place(&mut self) -> &mut [u8] {
        let length = self.0.item_count();
        if length == 0 {
            return &mut [];
        }
        // SAFETY: the exporter lends this memory for writing, in one piece, until the buffer is released.
        // No `Input` is of the same memory: what can be written is copied there. That no other thread
        // touches it in the meantime is what the caller promises, as to `readinto()` and `recv_into()`.
        unsafe { std::slice::from_raw_parts_mut(self.0.buf_ptr().cast(), length) }
    }
}

impl<'py> FromPyObject<'_, 'py> for Target {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let needed = || {
            PyTypeError::new_err(
                "a writable bytes-like object in one piece is needed: bytearray, memoryview, …",
            )
        };
        let buffer = PyBuffer::<u8>::get(&object).map_err(|_| needed())?;
        if buffer.readonly() || !buffer.is_c_contiguous() {
            return Err(needed());
        }
        Ok(Self(buffer))
    }
}

/// Whether nobody can write to what this object exports. A view that only says of itself that it is
/// read-only does not count: what it looks at may be a `bytearray`.
fn is_immutable(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    if let Ok(view) = object.cast::<PyMemoryView>() {
        let base = view.getattr("obj")?;
        return Ok(base.is_instance_of::<PyBytes>() || base.is_instance_of::<Plaintext>());
    }
    Ok(object.is_instance_of::<PyBytes>() || object.is_instance_of::<Plaintext>())
}

/// A new `bytes` with these bytes in it, which are copied while the interpreter is released.
#[allow(unsafe_code)]
pub(crate) fn bytes<'py>(py: Python<'py>, bytes: &[u8]) -> Outcome<Bound<'py, PyBytes>> {
    if bytes.len() < WORTH_RELEASING {
        return Ok(PyBytes::new(py, bytes));
    }
    let length = ffi::Py_ssize_t::try_from(bytes.len()).map_err(PyErr::from)?;
    // SAFETY: with no source, CPython makes a `bytes` of this length that nobody else has seen, or
    // reports why not. What it holds may be written, once, before it is given to anybody.
    let new = unsafe {
        let object = ffi::PyBytes_FromStringAndSize(std::ptr::null(), length);
        Bound::from_owned_ptr_or_err(py, object)?
    };
    // SAFETY: as above; it is `length` bytes long and lives until after the copy.
    let place = Place(unsafe { ffi::PyBytes_AsString(new.as_ptr()) }.cast());
    py.detach(move || place.fill(bytes));
    Ok(new.cast_into().map_err(PyErr::from)?)
}

/// Memory of a `bytes` that is being made.
struct Place(*mut u8);

#[allow(unsafe_code)]
// SAFETY: whoever made the place waits while one other thread, or none, writes to it.
unsafe impl Send for Place {}

impl Place {
    #[allow(unsafe_code)]
    fn fill(self, bytes: &[u8]) {
        // SAFETY: the place is as long as `bytes` and was made for this call.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.0, bytes.len()) }
    }
}

/// From this length on, a copy takes longer than letting go of the interpreter.
const WORTH_RELEASING: usize = 256 * 1024;

/// Fills in a view of `bytes`, which `owner` keeps in place.
///
/// # Safety
///
/// `view` is the one that CPython passed to `__getbuffer__`, or null. `bytes` stay where they are,
/// unchanged, until `owner` is dropped or the view is released.
#[allow(unsafe_code)]
pub(crate) unsafe fn lend(
    owner: &Bound<'_, PyAny>,
    bytes: &[u8],
    view: *mut ffi::Py_buffer,
    flags: c_int,
) -> PyResult<()> {
    if view.is_null() {
        return Err(PyBufferError::new_err("there is no view to fill in"));
    }
    let length = ffi::Py_ssize_t::try_from(bytes.len())?;
    // SAFETY: the view is CPython's own, for this call; the function takes a reference to `owner` and
    // refuses a view that wants to write.
    let filled = unsafe {
        ffi::PyBuffer_FillInfo(
            view,
            owner.as_ptr(),
            bytes.as_ptr().cast_mut().cast(),
            length,
            1,
            flags,
        )
    };
    if filled == 0 {
        Ok(())
    } else {
        Err(PyErr::fetch(owner.py()))
    }
}
