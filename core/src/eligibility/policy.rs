//! Policies: what a verifier asks to be shown, written by a person.
//!
//! A policy is a JSON document (`docs/formats/policy.schema.json`). It names the credentials it
//! relies on, each with its schema and the issuers that are trusted, and one condition over their
//! values. [`Policy::explain`] says it in plain words; compiled, it becomes the statements that
//! holder and verifier each derive for themselves. A policy that could not be sound is refused
//! then: an unknown attribute, another unit or code system, sums that could overflow, conditions
//! that no value could meet.

mod check;
mod compile;
mod condition;
mod error;
mod evaluate;
mod explain;
mod read;

pub use error::PolicyError;

pub(super) use compile::Compiled;
use condition::Condition;

use super::{check::CheckedProgram, encoding::Day, json::Document, schema::Schemas};
use crate::{domain::ELIGIBILITY_POLICY, keys::VerifyingKey, types::Sha256Digest};
use std::collections::BTreeMap;

/// A policy that was read, whose every condition was found sound for the schemas it relies on.
#[derive(Debug, Clone)]
pub struct Policy {
    name: String,
    credentials: BTreeMap<String, CredentialRule>,
    require: Condition,
    one_enrolment: Option<Enrolment>,
    schemas: Schemas,
    hash: Sha256Digest,
    json: String,
}

/// What a policy says of one credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRule {
    /// The schema it must have.
    pub schema: Sha256Digest,
    /// Who may have issued it.
    pub issuers: Vec<VerifyingKey>,
}

/// One enrolment for each holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The credential whose issuer sees to it that each person has one link secret.
    pub credential: String,
    /// What is enrolled in. A holder has one pseudonym for each trial of each verifier.
    pub trial: String,
}

impl Policy {
    /// Reads a policy document and checks it against the schemas it names.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] with the place that is malformed or refused.
    pub fn from_json(text: &str, schemas: &Schemas) -> Result<Self, PolicyError> {
        let document = Document::parse(text)?;
        let hash = document.hash(ELIGIBILITY_POLICY);
        let read = read::policy(document.value)?;
        let policy = Self {
            name: read.name,
            schemas: check::schemas(&read.credentials, schemas)?,
            credentials: read.credentials,
            require: read.require,
            one_enrolment: read.one_enrolment,
            hash,
            json: text.to_owned(),
        };
        check::policy(&policy)?;
        compile::compile(&policy, None, None)?;
        Ok(policy)
    }

    /// The policy's name, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document as it was read.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// What names the policy in a request.
    #[must_use]
    pub const fn hash(&self) -> Sha256Digest {
        self.hash
    }

    /// The credentials the policy relies on, in the order of a presentation.
    #[must_use]
    pub const fn credentials(&self) -> &BTreeMap<String, CredentialRule> {
        &self.credentials
    }

    /// Whether, and in what, a holder can enrol once only.
    #[must_use]
    pub const fn one_enrolment(&self) -> Option<&Enrolment> {
        self.one_enrolment.as_ref()
    }

    /// The statements that the policy means when this verifier asks on this day: what holder and
    /// verifier each derive, and what the transcript absorbs.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] if no value meets a condition on this day.
    pub fn program(
        &self,
        today: Day,
        verifier: &VerifyingKey,
    ) -> Result<CheckedProgram, PolicyError> {
        Ok(self.compile(today, verifier)?.program)
    }

    pub(super) fn compile(
        &self,
        today: Day,
        verifier: &VerifyingKey,
    ) -> Result<Compiled, PolicyError> {
        let base = self.one_enrolment.as_ref().map(|enrolment| {
            // Of the policy nothing but the trial's name: a pseudonym outlives amendments.
            [
                &verifier.key_id().as_bytes()[..],
                enrolment.trial.as_bytes(),
            ]
            .concat()
        });
        compile::compile(self, Some(today), base)
    }

    /// What is proven and what the verifier learns, in plain words.
    #[must_use]
    pub fn explain(&self) -> String {
        explain::explain(self)
    }
}

#[cfg(test)]
mod tests;
