//! Short texts with a syntax: category codes and media types.

use crate::errors::ErrorCode;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text is not a valid code or media type. Code: `invalid-code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a code is 1 to 64 characters of A-Z a-z 0-9 . _ : - ; a media type is type/subtype of at most 127"
)]
pub struct CodeError;

impl ErrorCode for CodeError {
    fn code(&self) -> &'static str {
        "invalid-code"
    }
}

/// What kind of record this is, as the patient shares it: `LAB`, `IMG`, `EMERGENCY`, …
///
/// 1 to 64 characters out of `A–Z a–z 0–9 . _ : -`, compared exactly. Each category has its own key
/// pair; a grant for a category covers all its records. Codes of FHIR `document-class` or LOINC fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategoryCode(String);

impl CategoryCode {
    /// The category that break-glass access can open, and the only one.
    pub const EMERGENCY: &'static str = "EMERGENCY";
    /// The category of records sealed without naming one.
    pub const GENERAL: &'static str = "GENERAL";

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the category that break-glass access can open.
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.0 == Self::EMERGENCY
    }
}

impl Default for CategoryCode {
    fn default() -> Self {
        Self(Self::GENERAL.to_owned())
    }
}

/// The media type of a record's plaintext (RFC 6838), such as `application/fhir+json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaType(String);

impl MediaType {
    /// The media type as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for MediaType {
    fn default() -> Self {
        Self("application/octet-stream".to_owned())
    }
}

fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"._:-".contains(&c))
}

fn is_media_type(text: &str) -> bool {
    let name = |part: &str| {
        part.bytes()
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric())
            && part
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&c))
    };
    text.len() <= 127
        && text
            .split_once('/')
            .is_some_and(|(kind, sub)| name(kind) && name(sub))
}

macro_rules! checked_text {
    ($($name:ident: $check:ident;)*) => {$(
        impl TryFrom<String> for $name {
            type Error = CodeError;

            fn try_from(text: String) -> Result<Self, CodeError> {
                if $check(&text) { Ok(Self(text)) } else { Err(CodeError) }
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

checked_text! {
    CategoryCode: is_code;
    MediaType: is_media_type;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_media_types_are_checked() {
        for good in ["LAB", "11502-2", "a", &"x".repeat(64)] {
            assert!(good.parse::<CategoryCode>().is_ok(), "{good}");
        }
        for bad in ["", "two words", "caf\u{e9}", "a/b", &"x".repeat(65)] {
            assert!(bad.parse::<CategoryCode>().is_err(), "{bad}");
        }
        for good in ["application/fhir+json", "application/dicom", "text/plain"] {
            assert!(good.parse::<MediaType>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "text",
            "/plain",
            "text/",
            "text/plain; charset=utf-8",
            "a/b/c",
        ] {
            assert!(bad.parse::<MediaType>().is_err(), "{bad}");
        }
    }
}
