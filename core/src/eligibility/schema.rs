//! Schemas: what each position of a credential's list of commitments means.
//!
//! An issuer publishes a schema once; everybody names it by its hash. It fixes, for each attribute,
//! the unit, scale, width and rounding of a number, the precision of a date, the system and version
//! of a code. The position of a commitment in the signed list is its meaning, and nothing else is.

mod attribute;
mod read;
mod values;

pub(super) use read::is_name;
pub(super) use values::is_code;

pub use attribute::{Attribute, Kind, Part, Position};
pub use values::{CertifiedValue, CertifiedValues};

use super::json::{Document, Fault};
use crate::{domain::ELIGIBILITY_SCHEMA, errors::ErrorCode, types::Sha256Digest};
use std::collections::BTreeMap;

/// A schema that was read and found usable.
///
/// ```
/// use medseal::eligibility::Schema;
///
/// let schema = Schema::from_json(r#"{
///     "medseal_schema": 1,
///     "name": "Example laboratory: glycated haemoglobin",
///     "attributes": [
///         {"name": "hba1c", "kind": "number", "meaning": "http://loinc.org|4548-4",
///          "unit": "%", "scale": 1, "bits": 8, "rounding": "half-even"},
///         {"name": "measured", "kind": "date"},
///         {"name": "birth_date", "kind": "date", "partial": true}
///     ]
/// }"#)?;
/// // One for the number, one for the exact date, two for the date that may be partial, and the
/// // holder's link secret before them all.
/// assert_eq!(schema.positions().len(), 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Schema {
    name: String,
    attributes: Vec<Attribute>,
    positions: Vec<Position>,
    hash: Sha256Digest,
    json: String,
}

impl Schema {
    /// Most attributes of a schema.
    pub const MAX_ATTRIBUTES: usize = 48;

    /// Reads a schema document (`docs/formats/eligibility.md`).
    ///
    /// # Errors
    ///
    /// [`SchemaError`] naming the place that is not as it should be.
    pub fn from_json(text: &str) -> Result<Self, SchemaError> {
        let document = Document::parse(text)?;
        let hash = document.hash(ELIGIBILITY_SCHEMA);
        let (name, attributes) = read::schema(document.value)?;
        let link = Position {
            attribute: None,
            part: Part::Link,
            bits: None,
        };
        let positions = attributes.iter().enumerate();
        let positions = positions.flat_map(|(index, attribute)| attribute.positions(index));
        Ok(Self {
            name,
            positions: [link].into_iter().chain(positions).collect(),
            attributes,
            hash,
            json: text.to_owned(),
        })
    }

    /// The document as it was read.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// What names the schema everywhere.
    #[must_use]
    pub const fn hash(&self) -> Sha256Digest {
        self.hash
    }

    /// The schema's name, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The attributes, in order.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// What each commitment of a credential means; the first is the holder's link secret.
    #[must_use]
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// The attribute of this name, and where it stands.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<(usize, &Attribute)> {
        let mut named = self.attributes.iter().enumerate();
        named.find(|(_, attribute)| attribute.name() == name)
    }

    /// The position of one part of an attribute.
    pub(super) fn position(&self, attribute: usize, part: Part) -> Option<usize> {
        let mut positions = self.positions.iter();
        positions.position(|p| p.attribute == Some(attribute) && p.part == part)
    }
}

/// The schemas somebody knows, by hash.
#[derive(Debug, Clone, Default)]
pub struct Schemas(BTreeMap<Sha256Digest, Schema>);

impl Schemas {
    /// Adds a schema.
    pub fn insert(&mut self, schema: Schema) {
        self.0.insert(schema.hash(), schema);
    }

    /// The schema with this hash.
    #[must_use]
    pub fn find(&self, hash: &Sha256Digest) -> Option<&Schema> {
        self.0.get(hash)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Schema> {
        self.0.values()
    }
}

impl FromIterator<Schema> for Schemas {
    fn from_iter<I: IntoIterator<Item = Schema>>(schemas: I) -> Self {
        Self(schemas.into_iter().map(|s| (s.hash(), s)).collect())
    }
}

/// A document is not a schema. Code: `invalid-schema`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a medseal schema: {0}")]
pub struct SchemaError(Fault);

impl From<Fault> for SchemaError {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl SchemaError {
    /// Where, and what was expected.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.0
    }
}

impl ErrorCode for SchemaError {
    fn code(&self) -> &'static str {
        "invalid-schema"
    }
}

#[cfg(test)]
mod tests;
