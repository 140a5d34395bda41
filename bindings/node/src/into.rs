//! Sealing and opening into memory that JavaScript has given away.

use crate::bytes::{Given, Input};
use crate::numbers::Unsigned;
use crate::pool::in_pool;
use crate::public_identity::PublicIdentity;
use crate::sealed_record::SealedRecord;
use crate::sealing::{SealOptions, SealOrder};
use crate::secret_identity::SecretIdentity;
use medseal_facade as facade;
use napi::bindgen_prelude::{Object, ToNapiValue, TypeName};
use napi::{Env, ValueType, sys};
use napi_derive::napi;

/// A length in bytes, as JavaScript counts those of its arrays.
pub struct Length(i64);

impl From<usize> for Length {
    fn from(length: usize) -> Self {
        // No memory is longer than `isize` counts.
        Self(i64::try_from(length).unwrap_or(i64::MAX))
    }
}

impl ToNapiValue for Length {
    unsafe fn to_napi_value(env: sys::napi_env, value: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: the caller vouches for `env`.
        unsafe { i64::to_napi_value(env, value.0) }
    }
}

impl TypeName for Length {
    fn type_name() -> &'static str {
        "number"
    }

    fn value_type() -> ValueType {
        ValueType::Number
    }
}

/// `SealedRecord.sealInto` without its memory, which `lib/into.js` has transferred.
#[napi(js_name = "__sealInto", skip_typescript)]
pub fn seal_into(
    env: Env,
    author: &SecretIdentity,
    patient: &PublicIdentity,
    plaintext: Input,
    mut memory: Given,
    options: Option<SealOptions>,
) -> napi::Result<Object<'static>> {
    let order = SealOrder::new(author, patient, options);
    in_pool::<_, Length>(env, move || order.seal_into(&plaintext, memory.as_mut()))
}

/// `SealedRecord.openInto` without its memory, which `lib/into.js` has transferred.
#[napi(js_name = "__openInto", skip_typescript)]
pub fn open_into(
    env: Env,
    container: Input,
    identity: &SecretIdentity,
    mut memory: Given,
) -> napi::Result<Object<'static>> {
    let identity = identity.inner();
    in_pool::<_, Length>(env, move || {
        facade::SealedRecord::open_into(&container, &identity, memory.as_mut())
    })
}

#[napi]
impl SealedRecord {
    /// As many bytes as a sealed record has at the most, with a plaintext of so many bytes and so many
    /// recipients beside the patient: a buffer of that length is long enough for `sealInto`.
    #[napi(ts_args_type = "plaintextLength: bigint | number, recipients?: bigint | number")]
    pub fn sealed_length_at_most(plaintext_length: Unsigned, recipients: Option<Unsigned>) -> i64 {
        let recipients = recipients.map_or(0, |recipients| recipients.0);
        let most = facade::SealedRecord::sealed_length_at_most(plaintext_length.0, recipients);
        i64::try_from(most).unwrap_or(i64::MAX)
    }
}
