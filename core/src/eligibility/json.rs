//! JSON documents people write (schemas, policies), read strictly and named by one hash.
//!
//! A document is JSON without repeated members, `null`, or numbers other than integers; decimals are
//! text, so that no reader rounds them. Its hash is taken over the deterministic CBOR of the same
//! data (object → map, array → array, text → text), so white space and the order of members do not
//! matter, and any language can compute it.

use crate::{
    codec,
    domain::Label,
    types::{Sha256Digest, id::labelled_sha256},
};
use ciborium::Value;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{collections::BTreeMap, fmt};

/// Most bytes of a document's text.
pub(super) const MAX_BYTES: usize = 256 * 1024;

/// A document as data, and the bytes its hash is over.
pub(super) struct Document {
    pub(super) value: Value,
    pub(super) canonical: Vec<u8>,
}

impl Document {
    /// Reads JSON text.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let not_json = || Fault::new("", "JSON without repeated members, null or fractions");
        if text.len() > MAX_BYTES {
            return Err(Fault::new("", "a document of at most 256 KiB"));
        }
        let Strict(value) = serde_json::from_str(text).map_err(|_| not_json())?;
        let canonical = codec::encode(&value).map_err(|_| not_json())?;
        Ok(Self { value, canonical })
    }

    /// `SHA-256(label ‖ 0x00 ‖ canonical bytes)`.
    pub(super) fn hash(&self, label: Label) -> Sha256Digest {
        Sha256Digest::from_bytes(labelled_sha256(label, &[&self.canonical]))
    }
}

/// Where a document is not as it should be, and what is expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Members and positions leading to the place, such as `require.all[2].min`; empty for the
    /// document itself.
    pub at: String,
    /// What belongs there.
    pub expected: &'static str,
}

impl Fault {
    pub(super) fn new(at: &str, expected: &'static str) -> Self {
        Self {
            at: at.to_owned(),
            expected,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            write!(f, "expected {}", self.expected)
        } else {
            write!(f, "at {}: expected {}", self.at, self.expected)
        }
    }
}

/// The members of one object, taken one after another; none may be left over.
pub(super) struct Members {
    path: String,
    members: BTreeMap<String, Value>,
}

impl Members {
    pub(super) fn of(value: Value, path: &str) -> Result<Self, Fault> {
        let Value::Map(entries) = value else {
            return Err(Fault::new(path, "an object"));
        };
        let members = entries
            .into_iter()
            .filter_map(|(key, value)| Some((key.into_text().ok()?, value)))
            .collect();
        Ok(Self {
            path: path.to_owned(),
            members,
        })
    }

    /// The path of a member.
    pub(super) fn at(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    pub(super) fn fault(&self, name: &str, expected: &'static str) -> Fault {
        Fault::new(&self.at(name), expected)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name)
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, Fault> {
        self.optional_text(name)?
            .ok_or_else(|| self.fault(name, "a text"))
    }

    pub(super) fn optional_text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Text(text)) if (1..=MAX_TEXT).contains(&text.len()) => Ok(Some(text)),
            Some(_) => Err(self.fault(name, "a text of 1 to 512 bytes")),
        }
    }

    pub(super) fn integer(&mut self, name: &str) -> Result<i64, Fault> {
        self.optional_integer(name)?
            .ok_or_else(|| self.fault(name, "an integer"))
    }

    pub(super) fn optional_integer(&mut self, name: &str) -> Result<Option<i64>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Integer(number)) => i64::try_from(number)
                .map(Some)
                .map_err(|_| self.fault(name, "a smaller integer")),
            Some(_) => Err(self.fault(name, "an integer")),
        }
    }

    /// An integer, as one or as text; a decimal, as text.
    pub(super) fn optional_number(&mut self, name: &str) -> Result<Option<String>, Fault> {
        match self.members.get(name) {
            Some(Value::Integer(_)) => Ok(self.optional_integer(name)?.map(|n| n.to_string())),
            _ => self.optional_text(name),
        }
    }

    pub(super) fn optional_list(&mut self, name: &str) -> Result<Option<Vec<Value>>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Array(items)) if !items.is_empty() => Ok(Some(items)),
            Some(_) => Err(self.fault(name, "a list that is not empty")),
        }
    }

    pub(super) fn list(&mut self, name: &str) -> Result<Vec<Value>, Fault> {
        self.optional_list(name)?
            .ok_or_else(|| self.fault(name, "a list"))
    }

    /// A list of texts; absent is an empty list.
    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<String>, Fault> {
        let items = self.optional_list(name)?.unwrap_or_default();
        let text = |item: Value| match item {
            Value::Text(text) if (1..=MAX_TEXT).contains(&text.len()) => Ok(text),
            _ => Err(self.fault(name, "a list of texts")),
        };
        items.into_iter().map(text).collect()
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(name) => Err(self.fault(name, "no member of this name")),
        }
    }
}

const MAX_TEXT: usize = 512;

/// JSON as the formats allow it.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, array, text, integer or boolean")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((name, Strict(value))) = entries.next_entry::<String, _>()? {
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is repeated"));
            }
        }
        let entries = map.into_iter().map(|(k, v)| (Value::Text(k), v));
        Ok(Value::Map(entries.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ELIGIBILITY_POLICY;

    #[test]
    fn one_hash_for_one_meaning() {
        let hash = |text| Document::parse(text).unwrap().hash(ELIGIBILITY_POLICY);
        assert_eq!(
            hash(r#"{"a":1,"b":["x"]}"#),
            hash("{ \"b\": [\"x\"], \"a\": 1 }")
        );
        assert_ne!(hash(r#"{"a":1}"#), hash(r#"{"a":"1"}"#));
    }

    #[test]
    fn threat_15_repeated_members_and_fractions_are_refused() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":1.0}"#,
            r#"{"a":1e3}"#,
            r#"{"a":null}"#,
            r#"{"a":1} x"#,
            "",
        ] {
            assert!(Document::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn threat_16_a_document_of_more_than_256_kibibytes_is_not_read() {
        let padded = |length: usize| format!("{{\"a\":1}}{}", " ".repeat(length - 7));
        assert!(Document::parse(&padded(256 * 1024)).is_ok());
        let fault = Document::parse(&padded(256 * 1024 + 1)).err().unwrap();
        assert_eq!(fault, Fault::new("", "a document of at most 256 KiB"));
    }

    #[test]
    fn members_must_all_be_taken() {
        let value = Document::parse(r#"{"known":"x","unknown":2}"#)
            .unwrap()
            .value;
        let mut members = Members::of(value, "here").unwrap();
        assert_eq!(members.text("known").unwrap(), "x");
        assert_eq!(members.finish().unwrap_err().at, "here.unknown");
    }
}
