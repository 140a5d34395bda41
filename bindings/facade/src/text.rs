//! Texts and numbers from other languages into the library's types.

use crate::error::{FacadeError, Result};
use medseal::{
    keys::SealingSuite,
    types::{CategoryCode, GrantId, KeyId, Timestamp},
};

/// `x-wing` or `x25519`; nothing is the default.
pub(crate) fn suite(name: Option<&str>) -> Result<SealingSuite> {
    match name {
        None => Ok(SealingSuite::default()),
        Some("x-wing") => Ok(SealingSuite::XWing),
        Some("x25519") => Ok(SealingSuite::X25519),
        Some(_) => {
            Err(FacadeError::Argument("the suite is neither \"x-wing\" nor \"x25519\"").into())
        }
    }
}

pub(crate) const fn suite_name(suite: SealingSuite) -> &'static str {
    match suite {
        SealingSuite::XWing => "x-wing",
        SealingSuite::X25519 => "x25519",
    }
}

/// Seconds since 1970; nothing is what the clock says.
pub(crate) fn time(seconds: Option<u64>) -> Result<Timestamp> {
    Ok(match seconds {
        Some(seconds) => Timestamp::from_seconds(seconds)?,
        None => Timestamp::now()?,
    })
}

pub(crate) fn category(code: &str) -> Result<CategoryCode> {
    Ok(code.parse()?)
}

pub(crate) fn grant_id(hexadecimal: &str) -> Result<GrantId> {
    Ok(hexadecimal.parse()?)
}

pub(crate) fn key_id(hexadecimal: &str) -> Result<KeyId> {
    Ok(hexadecimal.parse()?)
}

/// Bytes of a fixed length.
pub(crate) fn array<const N: usize>(bytes: &[u8], otherwise: &'static str) -> Result<[u8; N]> {
    let array = bytes.try_into();
    Ok(array.map_err(|_| FacadeError::Argument(otherwise))?)
}
