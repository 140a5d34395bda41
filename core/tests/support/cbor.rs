//! Taking CBOR apart and putting it together again, differently.

use ciborium::Value;

/// Reads CBOR without any of the checks that `medseal::codec` makes.
pub fn parse(bytes: &[u8]) -> Value {
    ciborium::from_reader(bytes).unwrap()
}

/// Writes CBOR as it is, deterministic or not.
pub fn write(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// A field of a map.
pub fn field<'a>(map: &'a mut Value, name: &str) -> &'a mut Value {
    let entries = map.as_map_mut().unwrap();
    let entry = entries
        .iter_mut()
        .find(|(key, _)| key.as_text() == Some(name));
    &mut entry.unwrap().1
}

/// The bytes of a field that is a byte string.
pub fn bytes(map: &Value, name: &str) -> Vec<u8> {
    field(&mut map.clone(), name).as_bytes().unwrap().clone()
}

/// The names of a map's fields.
pub fn names(map: &Value) -> Vec<String> {
    let entries = map.as_map().unwrap().iter();
    entries
        .map(|(key, _)| key.as_text().unwrap().to_owned())
        .collect()
}

/// Another value of the same kind, as an attacker would try it.
pub fn altered(value: &Value) -> Value {
    match value {
        Value::Bytes(bytes) => {
            let mut bytes = bytes.clone();
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            Value::Bytes(bytes)
        }
        Value::Integer(number) => Value::Integer((i128::from(*number) + 1).try_into().unwrap()),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Null => Value::Integer(0.into()),
        other => panic!("no other value for {other:?}"),
    }
}
