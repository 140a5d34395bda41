//! Policies: who is eligible.

use super::schema::CredentialSchema;
use crate::{error::Result, guard::guard};
use medseal::eligibility::{Policy, Schemas};
use std::sync::Arc;

/// Who is eligible: conditions over certified values, in a document that a person can read and
/// write, checked against the schemas it names.
#[derive(Debug, Clone)]
pub struct EligibilityPolicy(Arc<Policy>);

/// What a policy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibilityPolicyDetails {
    /// The policy's name.
    pub name: String,
    /// The hash that names it in requests.
    pub hash: String,
    /// The credentials it relies on, by its names for them.
    pub credentials: Vec<String>,
    /// What a holder can enrol in once only, if the policy asks for that.
    pub trial: Option<String>,
    /// What is proven and what the verifier learns, in plain words, to be shown to the holder.
    pub explanation: String,
}

impl EligibilityPolicy {
    /// Reads a policy document and checks it against the schemas it names.
    ///
    /// # Errors
    ///
    /// `invalid-policy`, `unknown-schema`, `unit-mismatch` and other codes of kind `Malformed`.
    pub fn from_json(json: &str, schemas: &[CredentialSchema]) -> Result<Self> {
        guard("EligibilityPolicy.from_json", || {
            let schemas: Schemas = schemas.iter().map(|schema| schema.core().clone()).collect();
            Ok(Self(Arc::new(Policy::from_json(json, &schemas)?)))
        })
    }

    /// The document as it was read.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_json(&self) -> Result<String> {
        guard("EligibilityPolicy.to_json", || {
            Ok(self.0.as_json().to_owned())
        })
    }

    /// What the policy says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<EligibilityPolicyDetails> {
        guard("EligibilityPolicy.details", || {
            Ok(EligibilityPolicyDetails {
                name: self.0.name().to_owned(),
                hash: self.0.hash().to_string(),
                credentials: self.0.credentials().keys().cloned().collect(),
                trial: self.0.one_enrolment().map(|once| once.trial.clone()),
                explanation: self.0.explain(),
            })
        })
    }

    pub(crate) fn core(&self) -> &Policy {
        &self.0
    }
}
