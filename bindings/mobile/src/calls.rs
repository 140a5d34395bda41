//! Buffers for calls that cross without a structure.
//!
//! UniFFI exports every function a second time, with its arguments and results in elements of eight bytes
//! at two addresses, and Kotlin calls only those: JNA takes longer to make one structure than the rest of
//! the call. The two functions for buffers, which UniFFI writes itself, have no such form. Here it is.

use uniffi::{FfiBufferElement, FfiSerialize, RustBuffer, RustCallStatus, ffi};

/// A buffer of so many bytes. Argument: the length. Results: the buffer, and the status.
///
/// # Safety
///
/// One element can be read at `arguments`, seven can be written at `results`.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn medseal_mobile_buffer_alloc(
    arguments: *const FfiBufferElement,
    results: *mut FfiBufferElement,
) {
    // SAFETY: what the caller promises.
    let (arguments, mut results) = unsafe {
        (
            std::slice::from_raw_parts(arguments, u64::SIZE),
            std::slice::from_raw_parts_mut(results, RustBuffer::SIZE + RustCallStatus::SIZE),
        )
    };
    let mut status = RustCallStatus::default();
    let buffer = ffi::uniffi_rustbuffer_alloc(u64::get(arguments), &mut status);
    RustBuffer::write(&mut results, buffer);
    RustCallStatus::write(&mut results, status);
}

/// Frees a buffer. Argument: the buffer. Result: the status.
///
/// # Safety
///
/// Three elements can be read at `arguments`, and are a buffer of UniFFI's that nobody uses any more; four
/// can be written at `results`.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn medseal_mobile_buffer_free(
    arguments: *const FfiBufferElement,
    results: *mut FfiBufferElement,
) {
    // SAFETY: what the caller promises.
    let (arguments, results) = unsafe {
        (
            std::slice::from_raw_parts(arguments, RustBuffer::SIZE),
            std::slice::from_raw_parts_mut(results, RustCallStatus::SIZE),
        )
    };
    let mut status = RustCallStatus::default();
    ffi::uniffi_rustbuffer_free(RustBuffer::get(arguments), &mut status);
    RustCallStatus::put(results, status);
}
