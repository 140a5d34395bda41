//! Plain values, certified: checked against a schema and encoded.

use super::{Attribute, Kind, Schema};
use crate::eligibility::encoding::{Day, Days, Decimal, ValueError};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
use zeroize::Zeroize;

/// One certified value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CertifiedValue {
    /// A number, scaled.
    Number(i64),
    /// The first and the last day a date can be, in days since 1900-01-01.
    Days(u16, u16),
    /// A code of the attribute's system, or that there is none.
    Code(Option<String>),
}

/// The values of all attributes of one schema, in its order. Health data: there is no `Debug` of
/// the values, and they are wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct CertifiedValues(Vec<CertifiedValue>);

impl CertifiedValues {
    /// Encodes plain values: for each attribute's name a decimal, a date or a code as FHIR writes
    /// them.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if an attribute has no value (and is no optional code), a value has no
    /// attribute, or a value is not one the schema can certify.
    pub fn new(schema: &Schema, plain: &BTreeMap<String, String>) -> Result<Self, ValueError> {
        let unknown = |name: &String| schema.attribute(name).is_none();
        if plain.keys().any(unknown) {
            return Err(ValueError);
        }
        let attributes = schema.attributes().iter();
        attributes
            .map(|attribute| encode(attribute, plain.get(attribute.name()).map(String::as_str)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Values that somebody else encoded.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if they are not values of this schema.
    pub(in crate::eligibility) fn checked(
        schema: &Schema,
        values: Vec<CertifiedValue>,
    ) -> Result<Self, ValueError> {
        let values = Self(values);
        let all = schema.attributes().len() == values.0.len()
            && schema
                .attributes()
                .iter()
                .zip(&values.0)
                .all(|(attribute, value)| fits(attribute, value));
        if all { Ok(values) } else { Err(ValueError) }
    }

    pub(in crate::eligibility) fn as_slice(&self) -> &[CertifiedValue] {
        &self.0
    }
}

impl Drop for CertifiedValues {
    fn drop(&mut self) {
        for value in &mut self.0 {
            match value {
                CertifiedValue::Number(number) => number.zeroize(),
                CertifiedValue::Days(earliest, latest) => {
                    earliest.zeroize();
                    latest.zeroize();
                }
                CertifiedValue::Code(code) => code.zeroize(),
            }
        }
    }
}

impl fmt::Debug for CertifiedValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertifiedValues({} values)", self.0.len())
    }
}

fn encode(attribute: &Attribute, text: Option<&str>) -> Result<CertifiedValue, ValueError> {
    let value = match (attribute.kind(), text) {
        (
            Kind::Number {
                scale, rounding, ..
            },
            Some(text),
        ) => CertifiedValue::Number(text.parse::<Decimal>()?.scaled(*scale, *rounding)?),
        (Kind::Date { .. }, Some(text)) => {
            let days: Days = text.parse()?;
            CertifiedValue::Days(days.earliest.number(), days.latest.number())
        }
        (Kind::Code { .. }, text) => CertifiedValue::Code(text.map(str::to_owned)),
        _ => return Err(ValueError),
    };
    if fits(attribute, &value) {
        Ok(value)
    } else {
        Err(ValueError)
    }
}

/// Whether an encoded value is one of the attribute's.
fn fits(attribute: &Attribute, value: &CertifiedValue) -> bool {
    match (attribute.kind(), value) {
        (Kind::Number { bits, minimum, .. }, CertifiedValue::Number(number)) => number
            .checked_sub(*minimum)
            .is_some_and(|above| (0..1i64 << bits).contains(&above)),
        (Kind::Date { partial }, CertifiedValue::Days(earliest, latest)) => {
            Day::from_number(*earliest) <= Day::from_number(*latest)
                && (*partial || earliest == latest)
        }
        (Kind::Code { optional, .. }, CertifiedValue::Code(None)) => *optional,
        (Kind::Code { hierarchy, .. }, CertifiedValue::Code(Some(code))) => {
            let known = hierarchy.is_none_or(|tree| tree.position(code).is_ok());
            is_code(code) && known
        }
        _ => false,
    }
}

/// FHIR's `code`: no white space at the ends, single spaces within; at most 64 bytes here.
pub(in crate::eligibility) fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.split(' ').all(|word| {
            !word.is_empty() && !word.chars().any(|c| c.is_whitespace() || c.is_control())
        })
}
