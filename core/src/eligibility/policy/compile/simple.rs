//! One test, as statements.

use super::Compiler;
use crate::eligibility::{
    encoding::{Day, Rounding},
    group::PublicValue,
    policy::{
        PolicyError,
        condition::{Bound, NumberBounds, Reference, Test},
    },
    schema::{Kind, Part},
    statement::{Linear, Statement},
};

impl Compiler<'_> {
    pub(super) fn test(&mut self, at: &str, test: &Test) -> Result<Vec<Statement>, PolicyError> {
        match test {
            Test::Sum { terms, bounds, .. } => self.sum(at, terms, bounds),
            Test::Age {
                born,
                min,
                max,
                leap_day,
            } => {
                let last_birth = |years: u8| match self.today {
                    None => Ok(Some(Day::LAST)),
                    Some(today) => today.latest_birth(years, *leap_day),
                };
                let last_birth = |years| last_birth(years).map_err(|_| unsatisfiable(at));
                // Born by then, even on the latest day the date can be.
                let latest = match min {
                    Some(years) => Some(last_birth(*years)?.ok_or_else(|| unsatisfiable(at))?),
                    None => None,
                };
                // Born after that, even on the earliest.
                let earliest = match (max, self.today) {
                    (Some(years), Some(_)) => {
                        let beyond = years.checked_add(1).ok_or_else(|| unsatisfiable(at))?;
                        Some(last_birth(beyond)?.map_or(0, |day| number(&day) + 1))
                    }
                    (Some(_), None) => Some(0),
                    (None, _) => None,
                };
                self.days(at, born, earliest, latest.as_ref().map(number))
            }
            Test::Date {
                date,
                within_days,
                not_before,
                not_after,
            } => {
                let today = |days: &u16, otherwise| match self.today {
                    Some(today) => (number(&today) - i64::from(*days)).max(0),
                    None => otherwise,
                };
                let oldest = within_days.as_ref().map(|days| today(days, 0));
                let newest = within_days.map(|_| today(&0, LAST_DAY));
                let earliest = oldest.max(not_before.as_ref().map(number));
                let latest = match (newest, not_after.as_ref().map(number)) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                self.days(at, date, earliest, latest)
            }
            Test::Between { from, to, min, max } => {
                let mut statements = Vec::new();
                if let Some(days) = min {
                    let of = Linear::difference(
                        self.day(at, to, Part::Earliest)?,
                        self.day(at, from, Part::Latest)?,
                    );
                    statements.push(in_range(of, Some(i64::from(*days)), None));
                }
                if let Some(days) = max {
                    let of = Linear::difference(
                        self.day(at, to, Part::Latest)?,
                        self.day(at, from, Part::Earliest)?,
                    );
                    statements.push(in_range(of, None, Some(i64::from(*days))));
                }
                Ok(statements)
            }
            Test::Code {
                code,
                system,
                lists,
            } => self.code(at, code, system, lists),
        }
    }

    fn sum(
        &mut self,
        at: &str,
        terms: &[(Reference, i64)],
        bounds: &NumberBounds,
    ) -> Result<Vec<Statement>, PolicyError> {
        let overflow = || PolicyError::Overflow(at.to_owned());
        let mut numbers = Vec::new();
        for (reference, times) in terms {
            let (schema, attribute, kind) = self.policy.attribute(reference, at)?;
            let Kind::Number {
                scale,
                bits,
                minimum,
                ..
            } = *kind
            else {
                return Err(PolicyError::Kind(at.to_owned()));
            };
            let position = schema.position(attribute, Part::Number);
            let position = position.ok_or_else(|| PolicyError::Kind(at.to_owned()))?;
            numbers.push((
                &reference.credential,
                position,
                *times,
                scale,
                bits,
                minimum,
            ));
        }
        let finest = numbers.iter().map(|(.., scale, _, _)| *scale).max();
        let finest = finest.unwrap_or_default();
        let mut of = Linear {
            terms: Vec::new(),
            constant: 0,
        };
        let (mut least, mut most) = (0i128, 0i128);
        for (credential, position, times, scale, bits, minimum) in numbers {
            let factor = 10i64.checked_pow(u32::from(finest - scale));
            let weight = factor.and_then(|factor| factor.checked_mul(times));
            let weight = weight.ok_or_else(overflow)?;
            let constant = weight.checked_mul(minimum);
            let constant = constant.and_then(|c| of.constant.checked_add(c));
            of.constant = constant.ok_or_else(overflow)?;
            of.terms.push((self.index(credential, position), weight));
            let ends =
                [0, (1i128 << bits) - 1].map(|v| (v + i128::from(minimum)) * i128::from(weight));
            least += ends.into_iter().min().unwrap_or_default();
            most += ends.into_iter().max().unwrap_or_default();
        }
        if least <= -(1 << 62) || most >= 1 << 62 {
            return Err(overflow());
        }
        let statements = number_statements(&of, bounds, finest);
        let statements = statements.map_err(|_| unsatisfiable(at))?;
        let possible = |statement: &Statement| match statement {
            Statement::InRange { lo, hi, .. } => {
                let (lo, hi) = (lo.map(i128::from), hi.map(i128::from));
                let (lo, hi) = (lo.unwrap_or(least), hi.unwrap_or(most));
                lo <= hi && lo <= most && hi >= least
            }
            _ => true,
        };
        if statements.iter().all(possible) {
            Ok(statements)
        } else {
            Err(unsatisfiable(at))
        }
    }

    /// A date that lies between two days, whatever day of those it can be.
    fn days(
        &mut self,
        at: &str,
        date: &Reference,
        earliest: Option<i64>,
        latest: Option<i64>,
    ) -> Result<Vec<Statement>, PolicyError> {
        let possible = earliest.unwrap_or(0) <= latest.unwrap_or(LAST_DAY);
        if !possible || earliest > Some(LAST_DAY) {
            return Err(unsatisfiable(at));
        }
        let first = self.day(at, date, Part::Earliest)?;
        let last = self.day(at, date, Part::Latest)?;
        if self.is_one_commitment(at, date)? {
            return Ok(vec![in_range(Linear::value(first), earliest, latest)]);
        }
        let after = earliest.map(|day| in_range(Linear::value(first), Some(day), None));
        let before = latest.map(|day| in_range(Linear::value(last), None, Some(day)));
        Ok([after, before].into_iter().flatten().collect())
    }

    fn is_one_commitment(&self, at: &str, date: &Reference) -> Result<bool, PolicyError> {
        let kind = self.policy.attribute(date, at)?.2;
        Ok(*kind == Kind::Date { partial: false })
    }

    /// The commitment to the first or the last day that a date can be: one where it is exact.
    fn day(&mut self, at: &str, date: &Reference, part: Part) -> Result<usize, PolicyError> {
        let (schema, attribute, _) = self.policy.attribute(date, at)?;
        let position = schema
            .position(attribute, part)
            .or_else(|| schema.position(attribute, Part::Earliest))
            .ok_or_else(|| PolicyError::Kind(at.to_owned()))?;
        Ok(self.index(&date.credential, position))
    }
}

pub(super) fn in_range(of: Linear, lo: Option<i64>, hi: Option<i64>) -> Statement {
    Statement::InRange { of, lo, hi }
}

fn number(day: &Day) -> i64 {
    i64::from(day.number())
}

fn unsatisfiable(at: &str) -> PolicyError {
    PolicyError::Unsatisfiable(at.to_owned())
}

/// The bounds of a number in integers: `>` becomes `≥ b + 1`, places beyond the certified ones are
/// rounded inwards.
fn number_statements(
    of: &Linear,
    bounds: &NumberBounds,
    scale: u8,
) -> Result<Vec<Statement>, crate::eligibility::encoding::ValueError> {
    let scaled = |bound: &Option<Bound>, rounding| {
        let scaled = bound
            .as_ref()
            .map(|bound| bound.value.scaled(scale, rounding));
        scaled.transpose()
    };
    let at_least = scaled(&bounds.min, Rounding::Ceiling)?;
    let above = scaled(&bounds.above, Rounding::Floor)?.map(|bound| bound + 1);
    let at_most = scaled(&bounds.max, Rounding::Floor)?;
    let below = scaled(&bounds.below, Rounding::Ceiling)?.map(|bound| bound - 1);
    let lo = at_least.max(above);
    let hi = match (at_most, below) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let range = (lo.is_some() || hi.is_some()).then(|| in_range(of.clone(), lo, hi));
    let equal = scaled(&bounds.equals, Rounding::Exact)?.map(|value| Statement::EqualPublic {
        of: of.clone(),
        value: PublicValue::integer(value),
    });
    let unequal = scaled(&bounds.not_equals, Rounding::Exact)?.map(|value| Statement::NotEqual {
        of: of.clone(),
        value: PublicValue::integer(value),
    });
    Ok([range, equal, unequal].into_iter().flatten().collect())
}

const LAST_DAY: i64 = 65_535;
