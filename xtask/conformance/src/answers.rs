//! What can be asked.

use medseal::envelope::{DataKey, hazmat as cobblestone};
use medseal::errors::ErrorCode;
use medseal::keys::{
    SealingPublicKey, SealingSecretKey, SealingSuite, WrappedKey, hazmat as primitives,
};
use serde_json::{Value, json};

/// The answer, or the stable code of the error.
pub(crate) fn to(question: &Value) -> Result<Value, String> {
    match text(question, "do")? {
        "public_key" => public_key(question),
        "hpke_open" => hpke_open(question),
        "wrap" => wrap(question),
        "unwrap" => unwrap(question),
        "cobblestone_seal" => cobblestone_seal(question),
        "cobblestone_open" => cobblestone_open(question),
        other => Err(format!("there is no question `{other}`")),
    }
}

/// The public key of a seed, as our wrapper derives it.
fn public_key(question: &Value) -> Result<Value, String> {
    let public = secret_key(question)?.public_key().map_err(code)?;
    Ok(json!({ "public_key": hexadecimal(public.as_bytes()) }))
}

/// HPKE with any associated data, which only published vectors have.
fn hpke_open(question: &Value) -> Result<Value, String> {
    let seed = fixed(question, "secret_key")?;
    let (info, aad) = (bytes(question, "info")?, bytes(question, "aad")?);
    let wrapped = wrapped(question)?;
    let opened =
        primitives::hpke_open(suite(question)?, &seed, &info, &aad, &wrapped).map_err(code)?;
    Ok(json!({ "plaintext": hexadecimal(&opened) }))
}

/// What a slot does to a data key, and what undoes it.
fn wrap(question: &Value) -> Result<Value, String> {
    let public = bytes(question, "public_key")?;
    let public = SealingPublicKey::from_bytes(suite(question)?, &public).map_err(code)?;
    let (info, plaintext) = (bytes(question, "info")?, bytes(question, "plaintext")?);
    let wrapped = public.wrap(&info, &plaintext).map_err(code)?;
    Ok(json!({
        "encapsulated_key": hexadecimal(&wrapped.encapsulated_key),
        "ciphertext": hexadecimal(&wrapped.ciphertext),
    }))
}

fn unwrap(question: &Value) -> Result<Value, String> {
    let info = bytes(question, "info")?;
    let wrapped = wrapped(question)?;
    let opened = secret_key(question)?
        .unwrap(&info, &wrapped)
        .map_err(code)?;
    Ok(json!({ "plaintext": hexadecimal(&opened) }))
}

fn cobblestone_seal(question: &Value) -> Result<Value, String> {
    let (key, context) = (data_key(question)?, bytes(question, "context")?);
    let (salt, plaintext) = (fixed(question, "salt")?, bytes(question, "plaintext")?);
    let sealed =
        cobblestone::cobblestone256_seal(&key, &context, salt, &plaintext).map_err(code)?;
    Ok(json!({ "sealed": hexadecimal(&sealed) }))
}

fn cobblestone_open(question: &Value) -> Result<Value, String> {
    let (key, context) = (data_key(question)?, bytes(question, "context")?);
    let sealed = bytes(question, "sealed")?;
    let opened = cobblestone::cobblestone256_open(&key, &context, &sealed).map_err(code)?;
    Ok(json!({ "plaintext": hexadecimal(&opened) }))
}

fn secret_key(question: &Value) -> Result<SealingSecretKey, String> {
    let seed = fixed(question, "secret_key")?;
    Ok(SealingSecretKey::from_seed(suite(question)?, &seed))
}

fn data_key(question: &Value) -> Result<DataKey, String> {
    DataKey::from_slice(&bytes(question, "key")?).ok_or_else(|| "a key has 32 bytes".to_owned())
}

fn wrapped(question: &Value) -> Result<WrappedKey, String> {
    Ok(WrappedKey {
        encapsulated_key: bytes(question, "encapsulated_key")?,
        ciphertext: bytes(question, "ciphertext")?,
    })
}

fn suite(question: &Value) -> Result<SealingSuite, String> {
    let name = text(question, "suite")?;
    let suites = [SealingSuite::XWing, SealingSuite::X25519];
    let found = suites.into_iter().find(|suite| suite.name() == name);
    found.ok_or_else(|| format!("there is no suite `{name}`"))
}

fn text<'a>(question: &'a Value, field: &str) -> Result<&'a str, String> {
    let value = question.get(field).and_then(Value::as_str);
    value.ok_or_else(|| format!("the question has no text `{field}`"))
}

fn bytes(question: &Value, field: &str) -> Result<Vec<u8>, String> {
    let text = text(question, field)?;
    let pair = |at: usize| {
        text.get(at..at + 2)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    let pairs = (0..text.len()).step_by(2).map(pair);
    pairs
        .collect::<Option<_>>()
        .ok_or_else(|| format!("`{field}` is not hexadecimal"))
}

fn fixed<const N: usize>(question: &Value, field: &str) -> Result<[u8; N], String> {
    let bytes = bytes(question, field)?;
    bytes
        .try_into()
        .map_err(|_| format!("`{field}` does not have {N} bytes"))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn code(error: impl ErrorCode) -> String {
    error.code().to_owned()
}
