//! From a document to a policy.

mod simple;

use super::{CredentialRule, Enrolment, PolicyError, condition::Condition};
use crate::{
    eligibility::{
        json::{Fault, Members},
        schema::is_name,
    },
    keys::VerifyingKey,
};
use ciborium::Value;
use std::collections::BTreeMap;

pub(super) struct Read {
    pub(super) name: String,
    pub(super) credentials: BTreeMap<String, CredentialRule>,
    pub(super) require: Condition,
    pub(super) one_enrolment: Option<Enrolment>,
}

pub(super) fn policy(value: Value) -> Result<Read, PolicyError> {
    let mut members = Members::of(value, "")?;
    if members.integer("medseal_policy")? != 1 {
        return Err(members.fault("medseal_policy", "version 1").into());
    }
    let name = members.text("name")?;
    let credentials = credentials(&mut members)?;
    let require = members.take("require");
    let require = require.ok_or_else(|| members.fault("require", "a condition"))?;
    let mut budget = MAX_CONDITIONS;
    let require = condition(require, "require", MAX_DEPTH, &mut budget)?;
    let one_enrolment = match members.take("one_enrolment") {
        None => None,
        Some(value) => Some(enrolment(Members::of(value, "one_enrolment")?)?),
    };
    members.finish()?;
    Ok(Read {
        name,
        credentials,
        require,
        one_enrolment,
    })
}

fn credentials(members: &mut Members) -> Result<BTreeMap<String, CredentialRule>, Fault> {
    let value = members.take("credentials");
    let value = value.ok_or_else(|| members.fault("credentials", "an object"))?;
    let Value::Map(entries) = value else {
        return Err(members.fault("credentials", "an object"));
    };
    if !(1..=MAX_CREDENTIALS).contains(&entries.len()) {
        return Err(members.fault("credentials", "1 to 8 credentials"));
    }
    let mut rules = BTreeMap::new();
    for (name, rule) in entries {
        let name = name.into_text().unwrap_or_default();
        if !is_name(&name) {
            return Err(members.fault("credentials", "names of a-z 0-9 _"));
        }
        let path = format!("credentials.{name}");
        rules.insert(name, credential(Members::of(rule, &path)?)?);
    }
    Ok(rules)
}

fn credential(mut members: Members) -> Result<CredentialRule, Fault> {
    let schema = members.text("schema")?.parse();
    let schema = schema.map_err(|_| members.fault("schema", "the hash of a schema, in hex"))?;
    let issuers = members.texts("issuers")?;
    let issuers: Result<Vec<_>, _> = issuers
        .iter()
        .map(|text| VerifyingKey::from_did_key(text))
        .collect();
    let issuers = issuers
        .ok()
        .filter(|issuers| (1..=MAX_ISSUERS).contains(&issuers.len()))
        .ok_or_else(|| members.fault("issuers", "1 to 64 did:key of Ed25519 keys"))?;
    members.finish()?;
    Ok(CredentialRule { schema, issuers })
}

fn enrolment(mut members: Members) -> Result<Enrolment, Fault> {
    let enrolment = Enrolment {
        credential: members.text("credential")?,
        trial: members.text("trial")?,
    };
    members.finish()?;
    Ok(enrolment)
}

fn condition(
    value: Value,
    path: &str,
    depth: usize,
    budget: &mut usize,
) -> Result<Condition, PolicyError> {
    let too_large = || PolicyError::TooLarge(path.to_owned());
    *budget = budget.checked_sub(1).ok_or_else(too_large)?;
    let depth = depth.checked_sub(1).ok_or_else(too_large)?;
    let mut members = Members::of(value, path)?;
    let mut group = |members: &mut Members, name: &str| {
        let items = members.list(name)?.into_iter().enumerate();
        items
            .map(|(index, item)| {
                let path = format!("{}[{index}]", members.at(name));
                condition(item, &path, depth, budget)
            })
            .collect::<Result<Vec<_>, PolicyError>>()
    };
    let parsed = if members.has("all") {
        Condition::All(group(&mut members, "all")?)
    } else if members.has("any") {
        Condition::Any(group(&mut members, "any")?)
    } else if members.has("at_least") {
        let of = group(&mut members, "of")?;
        let count = usize::try_from(members.integer("at_least")?).ok();
        let count = count.filter(|count| (1..=of.len()).contains(count));
        let count = count.ok_or_else(|| members.fault("at_least", "1 up to the length of `of`"))?;
        Condition::AtLeast { count, of }
    } else {
        Condition::Simple {
            at: path.to_owned(),
            test: Box::new(simple::test(&mut members)?),
        }
    };
    members.finish()?;
    Ok(parsed)
}

const MAX_CREDENTIALS: usize = 8;
const MAX_ISSUERS: usize = 64;
const MAX_CONDITIONS: usize = 256;
const MAX_DEPTH: usize = 8;
