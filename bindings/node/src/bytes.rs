//! Bytes in and out, without a copy where that is sound.

use medseal_facade::Plaintext;
use napi::bindgen_prelude::{
    FromNapiValue, JsObjectValue, Object, ToNapiValue, TypeName, Uint8Array, ValidateNapiValue,
};
use napi::{ValueType, check_status, sys};
use std::ffi::c_void;
use std::ops::Deref;
use std::ptr;
use zeroize::Zeroizing;

/// Bytes that the host lends to work off the event loop.
///
/// Large arrays are borrowed and kept alive until the promise settles; the caller leaves them alone
/// until then, as with `node:fs`. Small ones are copied, which is cheaper than keeping them alive, and
/// so are those whose memory can shrink or is shared with other threads: a borrowed view of them
/// could come to lie outside.
pub struct Input(Bytes);

enum Bytes {
    Copied(Vec<u8>),
    Borrowed(Uint8Array),
}

impl Deref for Input {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Copied(bytes) => bytes,
            Bytes::Borrowed(array) => array,
        }
    }
}

impl FromNapiValue for Input {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the type, and the
        // slice is not kept beyond this call, during which no JavaScript runs but the getter below.
        let bytes: &[u8] = unsafe { FromNapiValue::from_napi_value(env, value) }?;
        // SAFETY: as above; `value` is a typed array, or the line above had failed.
        if bytes.len() < WORTH_BORROWING || !unsafe { is_fixed(env, value) }? {
            return Ok(Self(Bytes::Copied(bytes.to_vec())));
        }
        // SAFETY: as above.
        let array = unsafe { Uint8Array::from_napi_value(env, value) }?;
        Ok(Self(Bytes::Borrowed(array)))
    }
}

impl TypeName for Input {
    fn type_name() -> &'static str {
        "Uint8Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Input {}

/// Memory that JavaScript has given away: `lib/into.js` has transferred it, and no code of the caller's can
/// reach it before the promise settles.
pub struct Given(Uint8Array);

impl AsMut<[u8]> for Given {
    fn as_mut(&mut self) -> &mut [u8] {
        // SAFETY: only `lib/into.js` calls the functions that take this, with an array over memory that it
        // has just transferred to itself. It keeps the memory to itself until the promise has settled, and
        // the reference in here keeps it alive.
        unsafe { self.0.as_mut() }
    }
}

impl FromNapiValue for Given {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the type.
        unsafe { Uint8Array::from_napi_value(env, value) }.map(Self)
    }
}

impl TypeName for Given {
    fn type_name() -> &'static str {
        "Uint8Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Given {}

/// Bytes that the library made, given to the host as a `Buffer`.
pub struct Output(Vec<u8>);

impl From<Vec<u8>> for Output {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl ToNapiValue for Output {
    unsafe fn to_napi_value(env: sys::napi_env, value: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: the caller vouches for `env`.
        unsafe { lend(env, value.0) }
    }
}

impl TypeName for Output {
    fn type_name() -> &'static str {
        "Buffer"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

/// An opened record or another secret, given to the host as a `Buffer` whose memory is wiped when it
/// is collected.
pub struct SecretOutput(Zeroizing<Vec<u8>>);

impl From<Plaintext> for SecretOutput {
    fn from(plaintext: Plaintext) -> Self {
        Self(Zeroizing::new(plaintext.into_vec()))
    }
}

impl From<Zeroizing<Vec<u8>>> for SecretOutput {
    fn from(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

impl ToNapiValue for SecretOutput {
    unsafe fn to_napi_value(env: sys::napi_env, value: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: the caller vouches for `env`.
        unsafe { lend(env, value.0) }
    }
}

impl TypeName for SecretOutput {
    fn type_name() -> &'static str {
        "Buffer"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

/// A passphrase, as text or as bytes.
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Deref for Passphrase {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl FromNapiValue for Passphrase {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; both conversions check the type.
        let bytes: napi::Result<&[u8]> = unsafe { FromNapiValue::from_napi_value(env, value) };
        if let Ok(bytes) = bytes {
            return Ok(Self(Zeroizing::new(bytes.to_vec())));
        }
        // SAFETY: as above.
        let text = unsafe { String::from_napi_value(env, value) }?;
        Ok(Self(Zeroizing::new(text.into_bytes())))
    }
}

impl TypeName for Passphrase {
    fn type_name() -> &'static str {
        "Uint8Array | string"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Passphrase {}

const WORTH_BORROWING: usize = 16 * 1024;
const WORTH_LENDING: usize = 16 * 1024;

/// A `Buffer` with these bytes. Large ones stay where they are and are dropped when the host collects
/// the `Buffer`; for small ones a copy costs less than the bookkeeping.
///
/// # Safety
///
/// `env` is the current environment.
unsafe fn lend<T: AsMut<Vec<u8>> + 'static>(
    env: sys::napi_env,
    mut bytes: T,
) -> napi::Result<sys::napi_value> {
    let mut buffer = ptr::null_mut();
    let (data, length) = (bytes.as_mut().as_mut_ptr(), bytes.as_mut().len());
    if length >= WORTH_LENDING {
        let owner = Box::into_raw(Box::new(bytes));
        // SAFETY: `data` is what `owner` keeps, which moves no more and which only `drop_owner`
        // drops, after the host has let go of the buffer.
        let status = unsafe {
            sys::napi_create_external_buffer(
                env,
                length,
                data.cast(),
                Some(drop_owner::<T>),
                owner.cast(),
                &mut buffer,
            )
        };
        if status == sys::Status::napi_ok {
            return Ok(buffer);
        }
        // A host that has no external buffers (Electron) gets a copy.
        // SAFETY: nobody has taken `owner` over, as the call failed.
        bytes = *unsafe { Box::from_raw(owner) };
    }
    // SAFETY: `data` and `length` are those of `bytes`, which lives until the end of this function.
    check_status!(unsafe {
        sys::napi_create_buffer_copy(env, length, data.cast(), ptr::null_mut(), &mut buffer)
    })?;
    drop(bytes);
    Ok(buffer)
}

/// Frees what a `Buffer` was made of.
unsafe extern "C" fn drop_owner<T>(_env: sys::napi_env, _data: *mut c_void, owner: *mut c_void) {
    // SAFETY: `owner` came out of `Box::into_raw` in `lend`, and the host calls this once.
    drop(unsafe { Box::from_raw(owner.cast::<T>()) });
}

/// Whether the memory of a typed array has one length for good and one thread that sees it.
///
/// # Safety
///
/// `env` is the current environment and `array` a typed array of it.
unsafe fn is_fixed(env: sys::napi_env, array: sys::napi_value) -> napi::Result<bool> {
    let (mut kind, mut length, mut data, mut offset) = (0, 0, ptr::null_mut(), 0);
    let mut memory = ptr::null_mut();
    // SAFETY: the caller vouches for `env` and `array`; all results are places on the stack.
    check_status!(unsafe {
        sys::napi_get_typedarray_info(
            env,
            array,
            &mut kind,
            &mut length,
            &mut data,
            &mut memory,
            &mut offset,
        )
    })?;
    let mut own = false;
    // SAFETY: `memory` came from the call above.
    check_status!(unsafe { sys::napi_is_arraybuffer(env, memory, &mut own) })?;
    let resizable =
        Object::from_raw(env, memory).get_named_property::<Option<bool>>("resizable")?;
    Ok(own && resizable != Some(true))
}
