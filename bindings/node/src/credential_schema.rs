//! Schemas: what a credential certifies.

use crate::errors::OrThrow;
use medseal_facade as facade;
use napi::bindgen_prelude::{FromNapiRef, FromNapiValue};
use napi::{Env, sys};
use napi_derive::napi;

/// What a credential certifies: attributes with their kinds, units and code systems.
#[napi]
pub struct CredentialSchema {
    inner: facade::CredentialSchema,
}

/// What a schema says.
#[napi(object, object_from_js = false)]
pub struct CredentialSchemaDetails {
    /// The schema's name.
    pub name: String,
    /// The hash that names it in policies and credentials.
    pub hash: String,
    /// What is certified, in order.
    pub attributes: Vec<AttributeDetails>,
}

/// One named value that a credential certifies.
#[napi(object, object_from_js = false)]
pub struct AttributeDetails {
    /// The name that policies use.
    pub name: String,
    /// `number`, `date` or `code`.
    pub kind: String,
    /// The unit of a number, as UCUM writes it.
    pub unit: Option<String>,
    /// The system of a code, as FHIR names it.
    pub code_system: Option<String>,
    /// What it means elsewhere, as `system|code`.
    pub meaning: Option<String>,
}

#[napi]
impl CredentialSchema {
    /// Reads a schema document.
    ///
    /// @throws `invalid-schema`.
    #[napi(ts_args_type = "json: string")]
    pub fn from_json(env: Env, json: String) -> napi::Result<Self> {
        let result = facade::CredentialSchema::from_json(&json);
        result.or_throw(env).map(Self::from)
    }

    /// The document as it was read.
    #[napi]
    pub fn to_json(&self, env: Env) -> napi::Result<String> {
        let result = self.inner.to_json();
        result.or_throw(env)
    }

    /// What the schema says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<CredentialSchemaDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(CredentialSchemaDetails::from)
    }
}

impl CredentialSchema {
    pub(crate) fn inner(&self) -> facade::CredentialSchema {
        self.inner.clone()
    }
}

impl From<facade::CredentialSchema> for CredentialSchema {
    fn from(inner: facade::CredentialSchema) -> Self {
        Self { inner }
    }
}

/// The same, where it may be left out.
pub struct CredentialSchemaArgument(pub(crate) facade::CredentialSchema);

impl FromNapiValue for CredentialSchemaArgument {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class.
        let value = unsafe { CredentialSchema::from_napi_ref(env, value) }?;
        Ok(Self(value.inner()))
    }
}

impl From<facade::CredentialSchemaDetails> for CredentialSchemaDetails {
    fn from(record: facade::CredentialSchemaDetails) -> Self {
        Self {
            name: record.name,
            hash: record.hash,
            attributes: record
                .attributes
                .into_iter()
                .map(AttributeDetails::from)
                .collect(),
        }
    }
}

impl From<facade::AttributeDetails> for AttributeDetails {
    fn from(record: facade::AttributeDetails) -> Self {
        Self {
            name: record.name,
            kind: record.kind,
            unit: record.unit,
            code_system: record.code_system,
            meaning: record.meaning,
        }
    }
}
