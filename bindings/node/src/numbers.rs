//! Numbers of 64 bits: `bigint` out, `bigint` or a whole `number` in.

use napi::bindgen_prelude::{BigInt, FromNapiValue, ToNapiValue, TypeName, ValidateNapiValue};
use napi::{Status, ValueType, sys};

/// An unsigned number of 64 bits that the host gave as a `bigint`, or as a `number` without a fraction
/// and small enough to be exact.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned(pub(crate) u64);

impl Unsigned {
    /// The number as one of 8 bits. What is larger is too large for whatever it counts, and so is 255.
    pub(crate) fn saturated(self) -> u8 {
        u8::try_from(self.0).unwrap_or(u8::MAX)
    }
}

impl From<u64> for Unsigned {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl ToNapiValue for Unsigned {
    unsafe fn to_napi_value(env: sys::napi_env, value: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: the caller vouches for `env`.
        unsafe { u64::to_napi_value(env, value.0) }
    }
}

impl FromNapiValue for Unsigned {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; both conversions check the type.
        let big = unsafe { BigInt::from_napi_value(env, value) };
        if let Ok(big) = big {
            let (negative, number, lossless) = big.get_u64();
            // Zero may carry a sign in the words of a `bigint`.
            if lossless && (!negative || number == 0) {
                return Ok(Self(number));
            }
            return Err(refused());
        }
        // SAFETY: as above.
        let number = unsafe { f64::from_napi_value(env, value) }.map_err(|_| refused())?;
        let exact = number.fract() == 0.0 && (0.0..=LARGEST_EXACT).contains(&number);
        if exact {
            // No integer conversion of a float is checked in Rust; the range was, the line above.
            format!("{number:.0}")
                .parse()
                .map(Self)
                .map_err(|_| refused())
        } else {
            Err(refused())
        }
    }
}

impl TypeName for Unsigned {
    fn type_name() -> &'static str {
        "bigint | number"
    }

    fn value_type() -> ValueType {
        ValueType::BigInt
    }
}

impl ValidateNapiValue for Unsigned {}

/// `Number.MAX_SAFE_INTEGER`.
const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

fn refused() -> napi::Error {
    let text = "a whole number from 0 to 2^64 - 1 is wanted: a bigint, or a number that is exact";
    napi::Error::new(Status::InvalidArg, text.to_owned())
}
