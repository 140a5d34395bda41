//! A view that somebody states in a document.

use super::view::{
    BreakGlassStatus, ConsentView, GrantStatus, KeyStatus, Questions, RecordStatus, ViewUnavailable,
};
use crate::{
    errors::ErrorCode,
    types::{Commitment, KeyId, LedgerId, Timestamp},
};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use std::{collections::BTreeMap, fmt, marker::PhantomData};

/// What a ledger says of keys, grants, records and break-glass statements at one height, in a JSON
/// document: from the decider's own copy of the ledger, or another implementation's.
///
/// **It proves nothing.** A decision on it is as good as the word of whoever states it, so it comes
/// from the decider's own house or is not used. What is not in the document the ledger does not have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedView {
    ledger: LedgerId,
    height: u64,
    time: Timestamp,
    keys: Statuses<KeyId, KeyStatus>,
    grants: Statuses<Commitment, GrantStatus>,
    records: Statuses<Commitment, RecordStatus>,
    break_glass: Statuses<Commitment, BreakGlassStatus>,
}

impl StatedView {
    /// The longest document that is read, in bytes: 4 MiB.
    pub const MAX_LEN: usize = 4 << 20;

    /// Reads a document: `{"ledger", "height", "time", "keys", "grants", "records", "break_glass"}`,
    /// the last four by identifier; `docs/formats/consent.md` has the fields.
    ///
    /// # Errors
    ///
    /// [`MalformedView`] for anything else, a member stated twice, or one that is too long.
    pub fn from_json(json: &str) -> Result<Self, MalformedView> {
        if json.len() > Self::MAX_LEN {
            return Err(MalformedView);
        }
        serde_json::from_str(json).map_err(|_| MalformedView)
    }
}

impl ConsentView for StatedView {
    fn ledger(&self) -> LedgerId {
        self.ledger
    }

    fn height(&self) -> u64 {
        self.height
    }

    fn time(&self) -> Timestamp {
        self.time
    }

    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable> {
        Ok(self.keys.0.get(key).copied())
    }

    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable> {
        Ok(self.grants.0.get(grant).copied())
    }

    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable> {
        Ok(self.records.0.get(record).copied())
    }

    fn break_glass(&self, event: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable> {
        Ok(self.break_glass.0.get(event).copied())
    }

    /// A statement is no proof.
    fn proof(&self, _: &Questions) -> Result<Vec<u8>, ViewUnavailable> {
        Err(ViewUnavailable)
    }
}

/// A document does not state a view of a ledger. Code: `malformed-view`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the document does not state a view of a ledger")]
pub struct MalformedView;

impl ErrorCode for MalformedView {
    fn code(&self) -> &'static str {
        "malformed-view"
    }
}

/// A JSON object that states no member twice: of two statuses of one grant, readers would pick
/// different ones.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statuses<K, V>(BTreeMap<K, V>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Statuses<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(StatusVisitor(PhantomData))
    }
}

struct StatusVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for StatusVisitor<K, V> {
    type Value = Statuses<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of statuses by identifier")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut statuses = BTreeMap::new();
        while let Some((key, status)) = map.next_entry()? {
            if statuses.insert(key, status).is_some() {
                return Err(A::Error::custom("a member is stated twice"));
            }
        }
        Ok(Statuses(statuses))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";

    fn view(keys: &str) -> Result<StatedView, MalformedView> {
        StatedView::from_json(&format!(
            r#"{{"ledger":"{KEY}","height":2,"time":1800000000,"keys":{keys},
                 "grants":{{}},"records":{{}},"break_glass":{{}}}}"#
        ))
    }

    fn status(until: &str) -> String {
        format!(r#""{KEY}":{{"identity":"{KEY}","from":1,"until":{until}}}"#)
    }

    #[test]
    fn a_document_states_what_the_ledger_knows() {
        let view = view(&format!("{{{}}}", status("null"))).unwrap();
        let known = view.key(&KEY.parse().unwrap()).unwrap().unwrap();
        assert_eq!((known.from, known.until, view.height()), (1, None, 2));
        let other = KeyId::from_bytes([2; 32]);
        assert_eq!(view.key(&other).unwrap(), None);
        assert!(view.proof(&Questions::default()).is_err());
    }

    #[test]
    fn a_document_that_states_two_things_is_refused() {
        let twice = format!("{{{},{}}}", status("null"), status("2"));
        assert_eq!(view(&twice), Err(MalformedView));
    }

    #[test]
    fn a_document_that_states_anything_else_is_refused() {
        for keys in [
            "[]".to_owned(),
            r#"{"11":{}}"#.to_owned(),
            format!(r#"{{"{KEY}":{{"identity":"{KEY}","from":-1,"until":null}}}}"#),
            format!(r#"{{"{KEY}":{{"identity":"{KEY}","from":1,"until":null,"by":1}}}}"#),
        ] {
            assert_eq!(view(&keys), Err(MalformedView), "{keys}");
        }
        assert_eq!(StatedView::from_json("{}"), Err(MalformedView));
        let long = " ".repeat(StatedView::MAX_LEN + 1);
        assert_eq!(StatedView::from_json(&long), Err(MalformedView));
    }
}
