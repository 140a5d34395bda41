//! Schemas: what a credential certifies.

use crate::{error::Result, guard::guard};
use medseal::eligibility::{Kind, Schema};
use std::sync::Arc;

/// What a credential certifies: attributes with their kinds, units and code systems.
#[derive(Debug, Clone)]
pub struct CredentialSchema(Arc<Schema>);

/// What a schema says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialSchemaDetails {
    /// The schema's name.
    pub name: String,
    /// The hash that names it in policies and credentials.
    pub hash: String,
    /// What is certified, in order.
    pub attributes: Vec<AttributeDetails>,
}

/// One named value that a credential certifies.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl CredentialSchema {
    /// Reads a schema document.
    ///
    /// # Errors
    ///
    /// `invalid-schema`.
    pub fn from_json(json: &str) -> Result<Self> {
        guard("CredentialSchema.from_json", || {
            Ok(Self(Arc::new(Schema::from_json(json)?)))
        })
    }

    /// The document as it was read.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_json(&self) -> Result<String> {
        guard("CredentialSchema.to_json", || {
            Ok(self.0.as_json().to_owned())
        })
    }

    /// What the schema says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<CredentialSchemaDetails> {
        guard("CredentialSchema.details", || {
            let attributes = self.0.attributes().iter().map(|attribute| {
                let (kind, unit, system) = match attribute.kind() {
                    Kind::Number { unit, .. } => ("number", Some(unit.clone()), None),
                    Kind::Code { system, .. } => ("code", None, Some(system.clone())),
                    _ => ("date", None, None),
                };
                AttributeDetails {
                    name: attribute.name().to_owned(),
                    kind: kind.to_owned(),
                    unit,
                    code_system: system,
                    meaning: attribute.meaning().map(str::to_owned),
                }
            });
            Ok(CredentialSchemaDetails {
                name: self.0.name().to_owned(),
                hash: self.0.hash().to_string(),
                attributes: attributes.collect(),
            })
        })
    }

    pub(crate) fn core(&self) -> &Schema {
        &self.0
    }
}
