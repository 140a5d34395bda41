//! What statements mean over plain values: reaches, range slots, and whether a statement holds.

use super::{
    check::ProgramError,
    compile::linear,
    range::Slot,
    statement::{Bounds, CommitmentSpec, Linear, Statement},
};
use crate::eligibility::group;
use curve25519_dalek_4::Scalar;

/// No bound and no reach is this or larger, nor its negative or smaller.
const LIMIT: i128 = 1 << 62;

impl Bounds {
    /// What a linear form of certified integers can reach.
    ///
    /// # Errors
    ///
    /// [`ProgramError`] if a value is unknown or opaque, or the reach leaves `(−2^62, 2^62)`.
    pub fn of(linear: &Linear, specs: &[CommitmentSpec]) -> Result<Self, ProgramError> {
        let (mut lo, mut hi) = (i128::from(linear.constant), i128::from(linear.constant));
        for (index, weight) in &linear.terms {
            let most: i128 = match specs.get(*index) {
                Some(CommitmentSpec::Integer { bits }) if (1..=62).contains(bits) => {
                    (1_i128 << bits) - 1
                }
                Some(CommitmentSpec::Integer { .. }) => return Err(ProgramError::Width),
                Some(CommitmentSpec::Opaque) => return Err(ProgramError::OpaqueArithmetic),
                None => return Err(ProgramError::UnknownCommitment),
            };
            let extreme = i128::from(*weight) * most;
            let side = if *weight < 0 { &mut lo } else { &mut hi };
            *side = side.checked_add(extreme).ok_or(ProgramError::Overflow)?;
        }
        Ok(Self {
            lo: within_limit(lo)?,
            hi: within_limit(hi)?,
        })
    }
}

fn within_limit(value: i128) -> Result<i64, ProgramError> {
    if value <= -LIMIT || value >= LIMIT {
        return Err(ProgramError::Overflow);
    }
    i64::try_from(value).map_err(|_| ProgramError::Overflow)
}

/// The slots of a range, `of − lo` and `hi − of`, and how wide they are.
///
/// # Errors
///
/// [`ProgramError`] if the range could wrap, bounds nothing, or nothing can satisfy it.
pub(super) fn range_slots(
    of: &Linear,
    lo: Option<i64>,
    hi: Option<i64>,
    specs: &[CommitmentSpec],
) -> Result<Vec<Slot>, ProgramError> {
    let reach = Bounds::of(of, specs)?;
    for bound in lo.iter().chain(&hi) {
        within_limit(i128::from(*bound))?;
    }
    if lo.is_none() && hi.is_none() {
        return Err(ProgramError::Unbounded);
    }
    let (least, most) = (lo.unwrap_or(reach.lo), hi.unwrap_or(reach.hi));
    if least.max(reach.lo) > most.min(reach.hi) {
        return Err(ProgramError::Unsatisfiable);
    }
    let bits = slot_bits(i128::from(most) - i128::from(least));
    let above = lo.map(|lo| linear(of).less_value(group::integer(i128::from(lo))));
    let below = hi.map(|hi| {
        let mut negated = linear(of);
        negated
            .0
            .iter_mut()
            .for_each(|(_, weight)| *weight = -*weight);
        negated.less_value(group::integer(-i128::from(hi)))
    });
    let slots = above.into_iter().chain(below);
    Ok(slots.map(|of| Slot { of, bits }).collect())
}

/// The smallest width of the range proof that holds `span`.
fn slot_bits(span: i128) -> u8 {
    let holds = |bits: &u8| span >> *bits == 0;
    [8, 16, 32].into_iter().find(holds).unwrap_or(64)
}

/// Whether a statement holds of these values. Not in constant time: the holder asks about their own.
pub(super) fn holds(statement: &Statement, specs: &[CommitmentSpec], values: &[Scalar]) -> bool {
    let value = |of: &Linear| linear(of).value(values);
    let all = |clause: &Vec<Statement>| clause.iter().all(|inner| holds(inner, specs, values));
    match statement {
        Statement::InRange { of, lo, hi } => {
            let fits = |slot: &Slot| natural(&slot.of.value(values), slot.bits).is_some();
            range_slots(of, *lo, *hi, specs).is_ok_and(|slots| slots.iter().all(fits))
        }
        Statement::EqualPublic { of, value: wanted } => value(of) == wanted.scalar(),
        Statement::Equal { a, b } => value(a) == value(b),
        Statement::NotEqual { of, value: refused } => value(of) != refused.scalar(),
        Statement::InSet { of, set } => values.get(*of).is_some_and(|value| set.contains(value)),
        Statement::NotInSet { of, set } => {
            values.get(*of).is_some_and(|value| !set.contains(value))
        }
        Statement::AnyOf(clauses) => clauses.iter().any(all),
        Statement::AtLeast { k, of } => of.iter().filter(|clause| all(clause)).count() >= *k,
        Statement::Pseudonym { link, .. } => values
            .get(*link)
            .is_some_and(|secret| *secret != Scalar::ZERO),
    }
}

/// A scalar as a natural number below `2^bits`, if it is one.
pub(super) fn natural(value: &Scalar, bits: u8) -> Option<u64> {
    let (low, high) = value.as_bytes().split_at(8);
    let number = u64::from_le_bytes(low.try_into().ok()?);
    let fits = high.iter().all(|byte| *byte == 0) && u128::from(number) >> bits == 0;
    fits.then_some(number)
}
