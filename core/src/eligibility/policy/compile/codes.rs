//! Codes in and out of lists and subtrees, as statements.

use super::{Compiler, clauses, simple::in_range};
use crate::eligibility::{
    encoding::Hierarchy,
    group::PublicValue,
    policy::{
        PolicyError,
        condition::{CodeLists, Reference},
    },
    schema::{Kind, Part},
    set::CodeSet,
    statement::{Linear, Statement},
};

impl Compiler<'_> {
    pub(super) fn code(
        &mut self,
        at: &str,
        reference: &Reference,
        system: &str,
        lists: &CodeLists,
    ) -> Result<Vec<Statement>, PolicyError> {
        let (schema, attribute, kind) = self.policy.attribute(reference, at)?;
        let hierarchy = match kind {
            Kind::Code { hierarchy, .. } => *hierarchy,
            _ => return Err(PolicyError::Kind(at.to_owned())),
        };
        let part = |part| {
            let position = schema.position(attribute, part);
            position.ok_or_else(|| PolicyError::UnknownCode(at.to_owned()))
        };
        let set = |codes: &[String]| {
            CodeSet::new(codes.iter().map(|code| PublicValue::code(system, code)))
        };
        let subtrees = |codes: &[String]| subtrees(at, hierarchy, codes);
        let (wanted, unwanted) = (subtrees(&lists.under)?, subtrees(&lists.not_under)?);

        let mut alternatives = Vec::new();
        if !lists.included.is_empty() {
            alternatives.push(vec![Statement::InSet {
                of: self.index(&reference.credential, part(Part::Identifier)?),
                set: set(&lists.included),
            }]);
        }
        for (first, last) in wanted {
            let order = self.index(&reference.credential, part(Part::Order)?);
            let range = in_range(Linear::value(order), Some(first), Some(last));
            alternatives.push(vec![range]);
        }
        let mut statements = Vec::new();
        if !alternatives.is_empty() {
            statements.extend(clauses::any_of(alternatives));
        }
        if !lists.excluded.is_empty() {
            statements.push(Statement::NotInSet {
                of: self.index(&reference.credential, part(Part::Identifier)?),
                set: set(&lists.excluded),
            });
        }
        if !unwanted.is_empty() {
            let order = self.index(&reference.credential, part(Part::Order)?);
            let outside = gaps(&unwanted)
                .map(|(lo, hi)| vec![in_range(Linear::value(order), lo, hi)])
                .collect();
            statements.extend(clauses::any_of(outside));
        }
        Ok(statements)
    }
}

/// Subtrees as ranges of positions, in order, those that touch joined.
fn subtrees(
    at: &str,
    hierarchy: Option<Hierarchy>,
    codes: &[String],
) -> Result<Vec<(i64, i64)>, PolicyError> {
    let range = |code: &String| {
        let range = hierarchy.and_then(|tree| tree.subtree(code).ok());
        range
            .map(|(first, last)| (i64::from(first), i64::from(last)))
            .ok_or_else(|| PolicyError::UnknownCode(at.to_owned()))
    };
    let mut ranges = codes.iter().map(range).collect::<Result<Vec<_>, _>>()?;
    ranges.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (first, last) in ranges {
        match joined.last_mut() {
            Some((_, end)) if first <= *end + 1 => *end = (*end).max(last),
            _ => joined.push((first, last)),
        }
    }
    Ok(joined)
}

/// What lies outside of ranges that are in order.
fn gaps(ranges: &[(i64, i64)]) -> impl Iterator<Item = (Option<i64>, Option<i64>)> {
    let starts = [None]
        .into_iter()
        .chain(ranges.iter().map(|(_, last)| Some(last + 1)));
    let ends = ranges
        .iter()
        .map(|(first, _)| Some(first - 1))
        .chain([None]);
    starts.zip(ends)
}
