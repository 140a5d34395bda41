//! Policies: who is eligible.

use crate::credential_schema::CredentialSchemaArgument;
use crate::errors::OrThrow;
use medseal_facade as facade;
use napi::Env;
use napi_derive::napi;

/// Who is eligible: conditions over certified values, in a document that a person can read and
/// write, checked against the schemas it names.
#[napi]
pub struct EligibilityPolicy {
    inner: facade::EligibilityPolicy,
}

/// What a policy says.
#[napi(object, object_from_js = false)]
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

#[napi]
impl EligibilityPolicy {
    /// Reads a policy document and checks it against the schemas it names.
    ///
    /// @throws `invalid-policy`, `unknown-schema`, `unit-mismatch` and other codes of kind `Malformed`.
    #[napi(ts_args_type = "json: string, schemas: Array<CredentialSchema>")]
    pub fn from_json(
        env: Env,
        json: String,
        schemas: Vec<CredentialSchemaArgument>,
    ) -> napi::Result<Self> {
        let schemas: Vec<_> = schemas.into_iter().map(|argument| argument.0).collect();
        let result = facade::EligibilityPolicy::from_json(&json, &schemas);
        result.or_throw(env).map(Self::from)
    }

    /// The document as it was read.
    #[napi]
    pub fn to_json(&self, env: Env) -> napi::Result<String> {
        let result = self.inner.to_json();
        result.or_throw(env)
    }

    /// What the policy says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<EligibilityPolicyDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(EligibilityPolicyDetails::from)
    }
}

impl EligibilityPolicy {
    pub(crate) fn inner(&self) -> facade::EligibilityPolicy {
        self.inner.clone()
    }
}

impl From<facade::EligibilityPolicy> for EligibilityPolicy {
    fn from(inner: facade::EligibilityPolicy) -> Self {
        Self { inner }
    }
}

impl From<facade::EligibilityPolicyDetails> for EligibilityPolicyDetails {
    fn from(record: facade::EligibilityPolicyDetails) -> Self {
        Self {
            name: record.name,
            hash: record.hash,
            credentials: record.credentials,
            trial: record.trial,
            explanation: record.explanation,
        }
    }
}
