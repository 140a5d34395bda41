//! Writing: any `Serialize` value as deterministic CBOR.

use super::CodecError;
use ciborium::Value;
use serde::Serialize;

/// Encodes a value as deterministic CBOR.
///
/// # Errors
///
/// [`CodecError::Structure`] if the value contains what the formats do not allow: a floating point
/// number, a tag, or a map with equal keys.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    let value = Value::serialized(value).map_err(|_| CodecError::Structure)?;
    encode_value(value)
}

/// Encodes an already built CBOR value deterministically: sorts its maps and refuses what the
/// formats do not allow.
pub(crate) fn encode_value(mut value: Value) -> Result<Vec<u8>, CodecError> {
    normalise(&mut value)?;
    write(&value)
}

fn normalise(value: &mut Value) -> Result<(), CodecError> {
    match value {
        Value::Map(entries) => {
            let mut keyed = Vec::with_capacity(entries.len());
            for (mut key, mut value) in std::mem::take(entries) {
                normalise(&mut key)?;
                normalise(&mut value)?;
                keyed.push((write(&key)?, key, value));
            }
            keyed.sort_by(|(a, ..), (b, ..)| a.cmp(b));
            if keyed
                .windows(2)
                .any(|pair| matches!(pair, [(a, ..), (b, ..)] if a == b))
            {
                return Err(CodecError::Structure);
            }
            *entries = keyed
                .into_iter()
                .map(|(_, key, value)| (key, value))
                .collect();
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(normalise),
        Value::Integer(_) | Value::Bytes(_) | Value::Text(_) | Value::Bool(_) | Value::Null => {
            Ok(())
        }
        _ => Err(CodecError::Structure),
    }
}

fn write(value: &Value) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(|_| CodecError::Structure)?;
    Ok(bytes)
}
