//! What a policy can ask for.

use crate::eligibility::encoding::{Day, Decimal, LeapDayRule};

/// A condition, or a combination of them.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::eligibility) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    AtLeast { count: usize, of: Vec<Condition> },
    Simple { at: String, test: Box<Test> },
}

/// One test of certified values.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::eligibility) enum Test {
    /// A number, or a sum of weighted numbers, in one unit.
    Sum {
        terms: Vec<(Reference, i64)>,
        unit: String,
        bounds: Box<NumberBounds>,
    },
    /// Completed years between a date of birth and the day of the request.
    Age {
        born: Reference,
        min: Option<u8>,
        max: Option<u8>,
        leap_day: LeapDayRule,
    },
    /// A date, against the day of the request or fixed days.
    Date {
        date: Reference,
        within_days: Option<u16>,
        not_before: Option<Day>,
        not_after: Option<Day>,
    },
    /// Days from one date to another.
    Between {
        from: Reference,
        to: Reference,
        min: Option<i32>,
        max: Option<i32>,
    },
    /// A code.
    Code {
        code: Reference,
        system: String,
        lists: CodeLists,
    },
}

/// An attribute of a credential, as a policy writes it: `credential.attribute`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::eligibility) struct Reference {
    pub(in crate::eligibility) credential: String,
    pub(in crate::eligibility) attribute: String,
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.credential, self.attribute)
    }
}

/// Bounds of a number; all that are given must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::eligibility) struct NumberBounds {
    pub(in crate::eligibility) min: Option<Bound>,
    pub(in crate::eligibility) max: Option<Bound>,
    pub(in crate::eligibility) above: Option<Bound>,
    pub(in crate::eligibility) below: Option<Bound>,
    pub(in crate::eligibility) equals: Option<Bound>,
    pub(in crate::eligibility) not_equals: Option<Bound>,
}

/// A number in a policy, with the text it was written as.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::eligibility) struct Bound {
    pub(in crate::eligibility) text: String,
    pub(in crate::eligibility) value: Decimal,
}

/// Which codes are wanted and unwanted. Of the first two lists any may match; of the others none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::eligibility) struct CodeLists {
    pub(in crate::eligibility) included: Vec<String>,
    pub(in crate::eligibility) under: Vec<String>,
    pub(in crate::eligibility) excluded: Vec<String>,
    pub(in crate::eligibility) not_under: Vec<String>,
}
