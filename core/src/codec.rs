//! Deterministic CBOR (RFC 8949 §4.2.1): one byte string per value, and bounds before any work.
//!
//! Everything medseal signs, hashes or stores in binary goes through [`encode`] and [`decode`].
//! Structures are maps with text keys sorted by their encoded bytes, byte strings are CBOR byte
//! strings, integers are shortest form, lengths are definite. Tags, floating point numbers,
//! `undefined` and indefinite lengths do not occur.
//!
//! [`decode`] first walks the bytes without allocating, and refuses input that is too long, too
//! deep, has too many items, or is not deterministic; only then it builds the value, encodes it
//! again and compares. Two encodings of one value can therefore never both be accepted.

mod encode;
mod scan;

pub use encode::encode;
pub(crate) use encode::encode_value;

use crate::errors::ErrorCode;
use serde::{Serialize, de::DeserializeOwned};

/// What a decoder accepts at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the whole encoding, in bytes.
    pub bytes: usize,
    /// Nesting of arrays and maps.
    pub depth: usize,
    /// Data items of any kind, counted together.
    pub items: usize,
}

impl Limits {
    /// The limits of ordinary protocol messages: 64 KiB, 8 levels, 4,096 items.
    pub const MESSAGE: Self = Self {
        bytes: 64 * 1024,
        depth: 8,
        items: 4096,
    };
}

/// Why bytes are not the encoding of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The input is longer, deeper or has more items than allowed. Code: `encoding-too-large`.
    #[error("the encoding exceeds a limit of its format")]
    TooLarge,
    /// The input ends early, goes on after the value, or is no CBOR. Code: `malformed-encoding`.
    #[error("the encoding is malformed")]
    Malformed,
    /// The input is CBOR, but not the one deterministic encoding. Code: `non-canonical-encoding`.
    #[error("the encoding is not canonical")]
    NonCanonical,
    /// The input is deterministic CBOR of another shape or version. Code: `unexpected-structure`.
    #[error("the encoding does not have the expected structure")]
    Structure,
}

impl ErrorCode for CodecError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "encoding-too-large",
            Self::Malformed => "malformed-encoding",
            Self::NonCanonical => "non-canonical-encoding",
            Self::Structure => "unexpected-structure",
        }
    }
}

/// Reads one value from its deterministic encoding.
///
/// # Errors
///
/// [`CodecError::TooLarge`] before any allocation if a limit is exceeded; otherwise the class of
/// what is wrong with the bytes. Trailing bytes are [`CodecError::Malformed`].
///
/// ```
/// use medseal::codec::{decode, encode, CodecError, Limits};
///
/// let bytes = encode(&vec![1u64, 2, 3])?;
/// assert_eq!(bytes, [0x83, 1, 2, 3]);
/// assert_eq!(decode::<Vec<u64>>(&bytes, Limits::MESSAGE)?, [1, 2, 3]);
/// // The same numbers with a longer integer encoding are refused.
/// assert_eq!(
///     decode::<Vec<u64>>(&[0x83, 0x18, 1, 2, 3], Limits::MESSAGE),
///     Err(CodecError::NonCanonical)
/// );
/// # Ok::<(), CodecError>(())
/// ```
pub fn decode<T: DeserializeOwned + Serialize>(
    bytes: &[u8],
    limits: Limits,
) -> Result<T, CodecError> {
    scan::check(bytes, limits)?;
    let value: T = ciborium::from_reader(bytes).map_err(|_| CodecError::Structure)?;
    if encode(&value)? != bytes {
        return Err(CodecError::Structure);
    }
    Ok(value)
}

#[cfg(test)]
mod tests;
