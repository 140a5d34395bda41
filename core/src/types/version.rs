//! Format versions as types.

use serde::{Deserialize, Serialize};

/// The number 1 in a format's `version` field, and nothing else: a value of a later version does
/// not decode as one of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub(crate) struct Version1;

impl TryFrom<u64> for Version1 {
    type Error = &'static str;

    fn try_from(version: u64) -> Result<Self, Self::Error> {
        if version == 1 {
            Ok(Self)
        } else {
            Err("unknown version")
        }
    }
}

impl From<Version1> for u64 {
    fn from(_: Version1) -> Self {
        1
    }
}
