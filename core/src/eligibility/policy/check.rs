//! Looking up what a policy refers to, and refusing what does not fit.

use super::{
    CredentialRule, Policy, PolicyError,
    condition::{CodeLists, Condition, NumberBounds, Reference, Test},
};
use crate::eligibility::{
    encoding::{Hierarchy, Rounding},
    schema::{Kind, Schema, Schemas},
};
use std::collections::BTreeMap;

/// The schemas of all credentials, each by the hash the policy gives.
pub(super) fn schemas(
    rules: &BTreeMap<String, CredentialRule>,
    known: &Schemas,
) -> Result<Schemas, PolicyError> {
    let schema = |(name, rule): (&String, &CredentialRule)| {
        let schema = known.find(&rule.schema).cloned();
        schema.ok_or_else(|| PolicyError::UnknownSchema(format!("credentials.{name}.schema")))
    };
    rules.iter().map(schema).collect()
}

/// Refuses a policy whose tests do not fit the attributes they are about.
pub(super) fn policy(policy: &Policy) -> Result<(), PolicyError> {
    let used = &mut Vec::new();
    condition(policy, &policy.require, used)?;
    if let Some(enrolment) = &policy.one_enrolment {
        used.push(enrolment.credential.clone());
        policy.schema(&enrolment.credential, "one_enrolment.credential")?;
    }
    match policy.credentials.keys().find(|name| !used.contains(name)) {
        // A credential that nothing is asked of would be shown, and linked, for no purpose.
        Some(unused) => Err(PolicyError::Unsatisfiable(format!("credentials.{unused}"))),
        None => Ok(()),
    }
}

impl Policy {
    pub(super) fn schema(&self, credential: &str, at: &str) -> Result<&Schema, PolicyError> {
        self.credentials
            .get(credential)
            .and_then(|rule| self.schemas.find(&rule.schema))
            .ok_or_else(|| PolicyError::UnknownAttribute(at.to_owned()))
    }

    /// The schema, the index and the kind of an attribute.
    pub(super) fn attribute(
        &self,
        reference: &Reference,
        at: &str,
    ) -> Result<(&Schema, usize, &Kind), PolicyError> {
        let schema = self.schema(&reference.credential, at)?;
        let (index, attribute) = schema
            .attribute(&reference.attribute)
            .ok_or_else(|| PolicyError::UnknownAttribute(at.to_owned()))?;
        Ok((schema, index, attribute.kind()))
    }
}

fn condition(
    policy: &Policy,
    checked: &Condition,
    used: &mut Vec<String>,
) -> Result<(), PolicyError> {
    match checked {
        Condition::All(of) | Condition::Any(of) | Condition::AtLeast { of, .. } => of
            .iter()
            .try_for_each(|inner| condition(policy, inner, used)),
        Condition::Simple { at, test } => {
            used.extend(references(test).into_iter().map(|r| r.credential.clone()));
            self::test(policy, at, test)
        }
    }
}

fn references(test: &Test) -> Vec<&Reference> {
    match test {
        Test::Sum { terms, .. } => terms.iter().map(|(reference, _)| reference).collect(),
        Test::Age { born: one, .. } | Test::Date { date: one, .. } => vec![one],
        Test::Code { code, .. } => vec![code],
        Test::Between { from, to, .. } => vec![from, to],
    }
}

fn test(policy: &Policy, at: &str, test: &Test) -> Result<(), PolicyError> {
    match test {
        Test::Sum {
            terms,
            unit,
            bounds,
        } => {
            let mut finest = 0;
            for (reference, _) in terms {
                let Kind::Number {
                    unit: certified,
                    scale,
                    ..
                } = policy.attribute(reference, at)?.2
                else {
                    return Err(PolicyError::Kind(at.to_owned()));
                };
                if certified != unit {
                    return Err(PolicyError::Unit(at.to_owned()));
                }
                finest = finest.max(*scale);
            }
            // An equality with a number that is never certified is a mistake of the writer.
            match bounds
                .exact()
                .all(|b| b.value.scaled(finest, Rounding::Exact).is_ok())
            {
                true => Ok(()),
                false => Err(PolicyError::Unsatisfiable(at.to_owned())),
            }
        }
        Test::Age { .. } | Test::Date { .. } | Test::Between { .. } => {
            if matches!(test, Test::Age { min: Some(min), max: Some(max), .. } if min > max) {
                return Err(PolicyError::Unsatisfiable(at.to_owned()));
            }
            for reference in references(test) {
                if !matches!(policy.attribute(reference, at)?.2, Kind::Date { .. }) {
                    return Err(PolicyError::Kind(at.to_owned()));
                }
            }
            Ok(())
        }
        Test::Code {
            code,
            system,
            lists,
        } => match policy.attribute(code, at)?.2 {
            Kind::Code {
                system: certified,
                hierarchy,
                ..
            } => {
                if certified != system {
                    return Err(PolicyError::CodeSystem(at.to_owned()));
                }
                codes(at, lists, *hierarchy)
            }
            _ => Err(PolicyError::Kind(at.to_owned())),
        },
    }
}

fn codes(at: &str, lists: &CodeLists, hierarchy: Option<Hierarchy>) -> Result<(), PolicyError> {
    let unknown = || PolicyError::UnknownCode(at.to_owned());
    let tree = |code: &String| {
        let tree = hierarchy.ok_or_else(unknown)?;
        tree.subtree(code).map_err(|_| unknown())?;
        if tree.is_exact(code) {
            Ok(())
        } else {
            Err(unknown())
        }
    };
    let listed = |code: &String| match hierarchy {
        Some(tree) => tree.position(code).map(|_| ()).map_err(|_| unknown()),
        None => Ok(()),
    };
    lists.under.iter().try_for_each(tree)?;
    lists.not_under.iter().try_for_each(tree)?;
    lists.included.iter().try_for_each(listed)?;
    lists.excluded.iter().try_for_each(listed)
}

impl NumberBounds {
    fn exact(&self) -> impl Iterator<Item = &super::condition::Bound> {
        [&self.equals, &self.not_equals].into_iter().flatten()
    }
}
