//! One attribute of a schema and the commitments it takes.

use crate::eligibility::encoding::{Hierarchy, Rounding};

/// One named value that a credential certifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub(super) name: String,
    pub(super) meaning: Option<String>,
    pub(super) kind: Kind,
}

/// What an attribute's value is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A decimal in one unit.
    Number {
        /// The unit, as UCUM writes it.
        unit: String,
        /// Decimal places that are certified.
        scale: u8,
        /// Width: the value lies in `minimum ..= minimum + 2^bits − 1`, scaled.
        bits: u8,
        /// The smallest value that can be certified, scaled.
        minimum: i64,
        /// What happens to further decimal places.
        rounding: Rounding,
    },
    /// A calendar day.
    Date {
        /// Whether a month or a year may stand for a day; it is then two commitments.
        partial: bool,
    },
    /// A code of one system.
    Code {
        /// The code system, as FHIR names it.
        system: String,
        /// The version whose meaning of the codes is certified.
        version: Option<String>,
        /// Whether codes spell their place in a tree; there is a second commitment then.
        hierarchy: Option<Hierarchy>,
        /// Whether "no code" can be certified.
        optional: bool,
    },
}

/// What one commitment commits to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The holder's link secret.
    Link,
    /// A number, less its schema's minimum.
    Number,
    /// The day of an exact date, or the first that a partial one can be.
    Earliest,
    /// The last day that a partial date can be.
    Latest,
    /// The hash of a code and its system.
    Identifier,
    /// The position of a code in its tree.
    Order,
}

/// A commitment's meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which attribute, none for the link secret.
    pub attribute: Option<usize>,
    /// Which part of it.
    pub part: Part,
    /// The certified width; none where the value is no small number.
    pub bits: Option<u8>,
}

impl Attribute {
    /// The name that policies use.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it means elsewhere, as `system|code`.
    #[must_use]
    pub fn meaning(&self) -> Option<&str> {
        self.meaning.as_deref()
    }

    /// What its value is.
    #[must_use]
    pub const fn kind(&self) -> &Kind {
        &self.kind
    }

    pub(super) fn positions(&self, index: usize) -> Vec<Position> {
        let at = |part, bits| Position {
            attribute: Some(index),
            part,
            bits,
        };
        match self.kind {
            Kind::Number { bits, .. } => vec![at(Part::Number, Some(bits))],
            Kind::Date { partial: false } => vec![at(Part::Earliest, Some(DAY_BITS))],
            Kind::Date { partial: true } => vec![
                at(Part::Earliest, Some(DAY_BITS)),
                at(Part::Latest, Some(DAY_BITS)),
            ],
            Kind::Code {
                hierarchy: None, ..
            } => vec![at(Part::Identifier, None)],
            Kind::Code {
                hierarchy: Some(_), ..
            } => vec![
                at(Part::Identifier, None),
                at(Part::Order, Some(ORDER_BITS)),
            ],
        }
    }
}

const DAY_BITS: u8 = 16;
const ORDER_BITS: u8 = 32;
