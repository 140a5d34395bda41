//! Sealing and opening from one array of a JVM's to another, where they lie.
//!
//! The JVM keeps an array still while it is worked with, and collects no garbage meanwhile if it must move
//! arrays for that; between reading the header and writing the result it is let go. The result's array is made
//! here, because here its length is known, and nobody else has it before it is whole.

use crate::{UniFfiTag, error::MedsealError, identity::SecretIdentity, identity::values};
use crate::{error::Result, transfer::Sealing};
use jni_sys::{JNI_ABORT, JNIEnv, JNINativeMethod, jbyteArray, jclass, jint, jlong, jsize};
use medseal_facade::{self as facade, Error, FacadeError, Lent};
use std::{ffi::CStr, ffi::c_void, panic::AssertUnwindSafe, ptr, slice, sync::Arc};
use uniffi::ffi::RustCallError;
use uniffi::{FfiBufferElement, FfiSerialize, Handle, Lift, LowerError};
use uniffi::{RustBuffer, RustCallStatus, RustCallStatusCode};

/// Tells the JVM of the functions of Kotlin's class `Arrays`; gives zero, or an error of JNI's.
///
/// # Safety
///
/// The environment is the calling thread's, and the class declares the two as they are here.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn medseal_mobile_arrays_register(
    env: *mut JNIEnv,
    class: jclass,
) -> jint {
    let method = |name: &CStr, function: *mut c_void| JNINativeMethod {
        name: name.as_ptr().cast_mut(),
        signature: c"([BJJ)[B".as_ptr().cast_mut(),
        fnPtr: function,
    };
    let methods = [
        method(c"seal", seal as *mut c_void),
        method(c"open", open as *mut c_void),
    ];
    // SAFETY: what the caller promises; the texts are constants.
    unsafe { ((**env).v1_1.RegisterNatives)(env, class, methods.as_ptr(), 2) }
}

/// Seals an array. Argument: a `Sealing`. Result, beside the array: the status.
#[allow(unsafe_code)]
unsafe extern "system" fn seal(
    env: *mut JNIEnv,
    _class: jclass,
    plaintext: jbyteArray,
    arguments: jlong,
    results: jlong,
) -> jbyteArray {
    // SAFETY: a frame of Kotlin's has room for more, and what lies in this one is a buffer given away.
    let sealing = unsafe { argument::<RustBuffer>(arguments) };
    // SAFETY: the JVM gives both.
    let mut arrays = unsafe { Arrays::new(env, plaintext) };
    let work = |arrays: &mut Arrays| {
        let sealing = lifted::<Sealing, _>(sealing)?;
        facade::SealedRecord::seal_lent(
            &sealing.author.0,
            &sealing.patient.0,
            &values(&sealing.recipients),
            arrays,
            &sealing.options,
            sealing.previous(),
        )?;
        Ok(())
    };
    let status = call(|| work(&mut arrays));
    // SAFETY: as above.
    unsafe { arrays.given(status, results) }
}

/// Opens an array. Argument: a handle of a `SecretIdentity`. Result, beside the array: the status.
#[allow(unsafe_code)]
unsafe extern "system" fn open(
    env: *mut JNIEnv,
    _class: jclass,
    container: jbyteArray,
    arguments: jlong,
    results: jlong,
) -> jbyteArray {
    // SAFETY: a frame of Kotlin's has room for more, and what lies in this one is a handle given away.
    let identity = unsafe { argument::<Handle>(arguments) };
    // SAFETY: the JVM gives both.
    let mut arrays = unsafe { Arrays::new(env, container) };
    let work = |arrays: &mut Arrays| {
        let identity = lifted::<Arc<SecretIdentity>, _>(identity)?;
        facade::SealedRecord::open_lent(arrays, &identity.0)?;
        Ok(())
    };
    let status = call(|| work(&mut arrays));
    // SAFETY: as above.
    unsafe { arrays.given(status, results) }
}

/// The only argument of a frame.
///
/// # Safety
///
/// At this address lie the elements of a `T`.
#[allow(unsafe_code)]
unsafe fn argument<T: FfiSerialize>(address: jlong) -> T {
    // SAFETY: what the caller promises.
    T::get(unsafe { slice::from_raw_parts(elements(address), T::SIZE) })
}

fn elements(address: jlong) -> *mut FfiBufferElement {
    ptr::with_exposed_provenance_mut(usize::try_from(address.cast_unsigned()).unwrap_or_default())
}

fn lifted<T: Lift<UniFfiTag, FfiType = F>, F>(value: F) -> Result<T> {
    T::try_lift(value).map_err(|_| Error::from(FacadeError::Internal).into())
}

/// Runs a call as UniFFI does.
fn call(work: impl FnOnce() -> Result<()>) -> RustCallStatus {
    let mut status = RustCallStatus::default();
    let lowered =
        |error| RustCallError::Error(<MedsealError as LowerError<UniFfiTag>>::lower_error(error));
    let work = AssertUnwindSafe(|| work().map_err(lowered));
    uniffi::rust_call(&mut status, work);
    status
}

/// What is read, and what was made of it.
struct Arrays {
    env: *mut JNIEnv,
    input: jbyteArray,
    length: usize,
    output: jbyteArray,
}

impl Arrays {
    /// # Safety
    ///
    /// The environment is the calling thread's, and the array an argument of the call it is in.
    #[allow(unsafe_code)]
    unsafe fn new(env: *mut JNIEnv, input: jbyteArray) -> Self {
        // SAFETY: what the caller promises.
        let length = unsafe { ((**env).v1_1.GetArrayLength)(env, input) };
        Self {
            env,
            input,
            length: usize::try_from(length).unwrap_or_default(),
            output: ptr::null_mut(),
        }
    }

    fn still_input(&self) -> facade::Result<Still> {
        Still::hold(self.env, self.input, self.length, JNI_ABORT)
    }

    /// Writes the status; gives the array, or none after an error.
    ///
    /// # Safety
    ///
    /// At the address is room for a status.
    #[allow(unsafe_code)]
    unsafe fn given(self, status: RustCallStatus, results: jlong) -> jbyteArray {
        let is_made = status.code == RustCallStatusCode::Success;
        // SAFETY: what the caller promises.
        let results = unsafe { slice::from_raw_parts_mut(elements(results), RustCallStatus::SIZE) };
        RustCallStatus::put(results, status);
        if is_made {
            self.output
        } else {
            ptr::null_mut()
        }
    }
}

impl Lent for Arrays {
    fn input<T>(&mut self, work: impl FnOnce(&[u8]) -> facade::Result<T>) -> facade::Result<T> {
        work(self.still_input()?.bytes())
    }

    fn both<T>(
        &mut self,
        length: usize,
        work: impl FnOnce(&[u8], &mut [u8]) -> facade::Result<T>,
    ) -> facade::Result<T> {
        let told = "that is more than an array holds: use files or streams";
        let size = jsize::try_from(length).map_err(|_| FacadeError::Argument(told))?;
        #[allow(unsafe_code)]
        // SAFETY: the environment is this thread's, and no array is held.
        let made = unsafe { ((**self.env).v1_1.NewByteArray)(self.env, size) };
        if made.is_null() {
            // The JVM throws its own error when this returns.
            return Err(FacadeError::Internal.into());
        }
        self.output = made;
        let input = self.still_input()?;
        let mut output = Still::hold(self.env, self.output, length, 0)?;
        work(input.bytes(), output.bytes_mut())
    }
}

/// An array that stays where it is until this is dropped. Meanwhile this thread asks nothing of the JVM.
struct Still {
    env: *mut JNIEnv,
    array: jbyteArray,
    begin: *mut c_void,
    length: usize,
    /// What becomes of it where the JVM gave a copy.
    after: jint,
}

#[allow(unsafe_code)]
impl Still {
    fn hold(
        env: *mut JNIEnv,
        array: jbyteArray,
        length: usize,
        after: jint,
    ) -> facade::Result<Self> {
        // SAFETY: the environment is this thread's, and the array is referred to by the call it is in.
        let begin = unsafe {
            let hold = (**env).v1_2.GetPrimitiveArrayCritical;
            hold(env, array, ptr::null_mut())
        };
        if begin.is_null() {
            return Err(FacadeError::Internal.into());
        }
        Ok(Self {
            env,
            array,
            begin,
            length,
            after,
        })
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: so many bytes stay there while this lives. Callers leave what they gave alone until they
        // have the result, which is said where they give it.
        unsafe { slice::from_raw_parts(self.begin.cast(), self.length) }
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and only an array that was made here and that nobody else knows is written to.
        unsafe { slice::from_raw_parts_mut(self.begin.cast(), self.length) }
    }
}

#[allow(unsafe_code)]
impl Drop for Still {
    fn drop(&mut self) {
        // SAFETY: it was held by this thread, and nothing borrows of it any more.
        unsafe {
            let release = (**self.env).v1_2.ReleasePrimitiveArrayCritical;
            release(self.env, self.array, self.begin, self.after);
        }
    }
}
