//! A policy evaluated over plain values: what a holder does before proving anything.

use super::{
    Policy,
    condition::{CodeLists, Condition, NumberBounds, Reference, Test},
};
use crate::eligibility::{
    encoding::{Day, Hierarchy, Rounding},
    schema::{CertifiedValue, CertifiedValues, Kind},
};
use std::collections::BTreeMap;

impl Policy {
    /// Whether these values meet the policy on this day. `values` holds those of each credential,
    /// by the name the policy gives it; what is missing meets nothing.
    #[must_use]
    pub fn is_met_by(&self, values: &BTreeMap<String, CertifiedValues>, today: Day) -> bool {
        let plain = Plain {
            policy: self,
            values,
            today: i64::from(today.number()),
        };
        plain.meets(&self.require).unwrap_or(false)
    }
}

struct Plain<'a> {
    policy: &'a Policy,
    values: &'a BTreeMap<String, CertifiedValues>,
    today: i64,
}

/// `None` where something is missing or does not fit.
impl Plain<'_> {
    fn meets(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::All(of) => self.count(of).map(|met| met == of.len()),
            Condition::Any(of) => self.count(of).map(|met| met > 0),
            Condition::AtLeast { count, of } => self.count(of).map(|met| met >= *count),
            Condition::Simple { test, .. } => self.test(test),
        }
    }

    fn count(&self, of: &[Condition]) -> Option<usize> {
        let met: Option<Vec<bool>> = of.iter().map(|condition| self.meets(condition)).collect();
        met.map(|met| met.into_iter().filter(|met| *met).count())
    }

    fn test(&self, test: &Test) -> Option<bool> {
        match test {
            Test::Sum { terms, bounds, .. } => self.sum(terms, bounds),
            Test::Age {
                born,
                min,
                max,
                leap_day,
            } => {
                let today = Day::from_number(u16::try_from(self.today).ok()?);
                let (earliest, latest) = self.days(born)?;
                let has_completed = |years: u8, born: i64| {
                    let last = today.latest_birth(years, *leap_day).ok()?;
                    Some(last.is_some_and(|last| born <= i64::from(last.number())))
                };
                let old_enough = match min {
                    Some(years) => has_completed(*years, latest)?,
                    None => true,
                };
                let young_enough = match max {
                    Some(years) => !has_completed(years.checked_add(1)?, earliest)?,
                    None => true,
                };
                Some(old_enough && young_enough)
            }
            Test::Date {
                date,
                within_days,
                not_before,
                not_after,
            } => {
                let (earliest, latest) = self.days(date)?;
                let recent = within_days.is_none_or(|days| {
                    earliest >= self.today - i64::from(days) && latest <= self.today
                });
                let after = not_before.is_none_or(|day| earliest >= i64::from(day.number()));
                let before = not_after.is_none_or(|day| latest <= i64::from(day.number()));
                Some(recent && after && before)
            }
            Test::Between { from, to, min, max } => {
                let (from, to) = (self.days(from)?, self.days(to)?);
                let far_enough = min.is_none_or(|days| to.0 - from.1 >= i64::from(days));
                let near_enough = max.is_none_or(|days| to.1 - from.0 <= i64::from(days));
                Some(far_enough && near_enough)
            }
            Test::Code { code, lists, .. } => self.code(code, lists),
        }
    }

    fn sum(&self, terms: &[(Reference, i64)], bounds: &NumberBounds) -> Option<bool> {
        let mut numbers = Vec::new();
        for (reference, times) in terms {
            let (Kind::Number { scale, .. }, CertifiedValue::Number(number)) =
                self.value(reference)?
            else {
                return None;
            };
            numbers.push((i128::from(*number) * i128::from(*times), *scale));
        }
        let finest = numbers.iter().map(|(_, scale)| *scale).max()?;
        let sum: i128 = numbers
            .iter()
            .map(|(number, scale)| number * 10i128.pow(u32::from(finest - scale)))
            .sum();
        let bound = |bound: &Option<super::condition::Bound>, rounding| match bound {
            None => Some(None),
            Some(bound) => {
                let scaled = bound.value.scaled(finest, rounding).ok()?;
                Some(Some(i128::from(scaled)))
            }
        };
        let (floor, ceiling) = (Rounding::Floor, Rounding::Ceiling);
        Some(
            bound(&bounds.min, ceiling)?.is_none_or(|b| sum >= b)
                && bound(&bounds.max, floor)?.is_none_or(|b| sum <= b)
                && bound(&bounds.above, floor)?.is_none_or(|b| sum > b)
                && bound(&bounds.below, ceiling)?.is_none_or(|b| sum < b)
                && bound(&bounds.equals, Rounding::Exact)?.is_none_or(|b| sum == b)
                && bound(&bounds.not_equals, Rounding::Exact)?.is_none_or(|b| sum != b),
        )
    }

    fn code(&self, reference: &Reference, lists: &CodeLists) -> Option<bool> {
        let (Kind::Code { hierarchy, .. }, CertifiedValue::Code(code)) = self.value(reference)?
        else {
            return None;
        };
        let listed = |codes: &[String]| code.as_ref().is_some_and(|code| codes.contains(code));
        let below = |codes: &[String]| match (hierarchy, code) {
            (Some(tree), Some(code)) => codes.iter().any(|above| is_below(*tree, code, above)),
            _ => false,
        };
        let unasked = lists.included.is_empty() && lists.under.is_empty();
        let wanted = unasked || listed(&lists.included) || below(&lists.under);
        let unwanted = listed(&lists.excluded) || below(&lists.not_under);
        Some(wanted && !unwanted)
    }

    fn days(&self, reference: &Reference) -> Option<(i64, i64)> {
        match self.value(reference)?.1 {
            CertifiedValue::Days(earliest, latest) => Some(((*earliest).into(), (*latest).into())),
            _ => None,
        }
    }

    fn value(&self, reference: &Reference) -> Option<(&Kind, &CertifiedValue)> {
        let (_, index, kind) = self.policy.attribute(reference, "").ok()?;
        let values = self.values.get(&reference.credential)?;
        values.as_slice().get(index).map(|value| (kind, value))
    }
}

fn is_below(tree: Hierarchy, code: &str, above: &str) -> bool {
    match (tree.position(code), tree.subtree(above)) {
        (Ok(position), Ok((first, last))) => (first..=last).contains(&position),
        _ => false,
    }
}
