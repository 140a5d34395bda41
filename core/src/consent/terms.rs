//! The two FHIR vocabularies a scope uses: resource types and confidentiality.

use crate::errors::ErrorCode;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A FHIR resource type, such as `Observation`.
///
/// An upper-case letter and up to 63 more letters: the form of all resource names of FHIR R4 and
/// R5. The library does not hold the list, so that a later release needs no new version here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResourceType(String);

impl ResourceType {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ResourceType {
    type Error = TermError;

    fn try_from(text: String) -> Result<Self, TermError> {
        let letters = text.bytes().all(|c| c.is_ascii_alphabetic());
        let capital = text.bytes().next().is_some_and(|c| c.is_ascii_uppercase());
        if letters && capital && text.len() <= 64 {
            Ok(Self(text))
        } else {
            Err(TermError::ResourceType)
        }
    }
}

impl FromStr for ResourceType {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, TermError> {
        Self::try_from(text.to_owned())
    }
}

impl From<ResourceType> for String {
    fn from(value: ResourceType) -> Self {
        value.0
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How confidential a record is: the codes of HL7 v3 `Confidentiality` as FHIR security labels use
/// them (`meta.security`), in HL7's order from open to closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Confidentiality {
    /// `U`: unrestricted.
    Unrestricted,
    /// `L`: low.
    Low,
    /// `M`: moderate.
    Moderate,
    /// `N`: normal, as health data are without a special label.
    Normal,
    /// `R`: restricted, such as mental health or HIV status.
    Restricted,
    /// `V`: very restricted.
    VeryRestricted,
}

impl Confidentiality {
    /// The code system the codes come from, as FHIR names it.
    pub const SYSTEM: &'static str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    /// All of them, from open to closed.
    pub const ALL: [Self; 6] = [
        Self::Unrestricted,
        Self::Low,
        Self::Moderate,
        Self::Normal,
        Self::Restricted,
        Self::VeryRestricted,
    ];

    /// The HL7 code, which is one letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Unrestricted => "U",
            Self::Low => "L",
            Self::Moderate => "M",
            Self::Normal => "N",
            Self::Restricted => "R",
            Self::VeryRestricted => "V",
        }
    }
}

impl FromStr for Confidentiality {
    type Err = TermError;

    fn from_str(code: &str) -> Result<Self, TermError> {
        Self::ALL
            .into_iter()
            .find(|level| level.letter() == code)
            .ok_or(TermError::Confidentiality)
    }
}

impl TryFrom<String> for Confidentiality {
    type Error = TermError;

    fn try_from(code: String) -> Result<Self, TermError> {
        code.parse()
    }
}

impl From<Confidentiality> for &'static str {
    fn from(level: Confidentiality) -> Self {
        level.letter()
    }
}

impl fmt::Display for Confidentiality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.letter())
    }
}

/// A text is not a term of its vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TermError {
    /// Not the name of a FHIR resource type. Code: `invalid-resource-type`.
    #[error("the text is not the name of a FHIR resource type")]
    ResourceType,
    /// Not one of U, L, M, N, R, V. Code: `unknown-confidentiality`.
    #[error("the confidentiality is none of the codes U, L, M, N, R and V")]
    Confidentiality,
}

impl ErrorCode for TermError {
    fn code(&self) -> &'static str {
        match self {
            Self::ResourceType => "invalid-resource-type",
            Self::Confidentiality => "unknown-confidentiality",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_checked_and_ordered() {
        for good in ["Observation", "DiagnosticReport", "A"] {
            assert_eq!(good.parse::<ResourceType>().unwrap().as_str(), good);
        }
        for bad in ["", "observation", "Obs ervation", "X2", &"A".repeat(65)] {
            assert_eq!(bad.parse::<ResourceType>(), Err(TermError::ResourceType));
        }
        assert!(Confidentiality::ALL.is_sorted());
        for level in Confidentiality::ALL {
            assert_eq!(level.letter().parse(), Ok(level));
        }
        assert_eq!(
            "X".parse::<Confidentiality>(),
            Err(TermError::Confidentiality)
        );
    }
}
