//! The form of a signed message: a two-element array of body and signature.
//!
//! The body is itself the deterministic encoding of a map; the signature is over a label and the
//! body's bytes as they were received.

use super::{
    error::SignatureError,
    signing::{Signature, SigningKey, VerifyingKey},
};
use crate::{
    codec::{self, CodecError, Limits},
    domain::Label,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Serialize, Deserialize)]
struct Wire(#[serde(with = "serde_bytes")] Vec<u8>, Signature);

/// Encodes and signs a body.
pub(crate) fn sign<T: Serialize>(
    label: Label,
    key: &SigningKey,
    body: &T,
) -> Result<Vec<u8>, CodecError> {
    let body = codec::encode(body)?;
    let signature = key.sign(label, &body);
    codec::encode(&Wire(body, signature))
}

/// Reads a signed body and verifies it with the key it names.
pub(crate) fn open<T: Serialize + DeserializeOwned, E>(
    label: Label,
    bytes: &[u8],
    limits: Limits,
    signer: impl Fn(&T) -> Result<VerifyingKey, E>,
) -> Result<T, E>
where
    E: From<CodecError> + From<SignatureError>,
{
    let Wire(bytes, signature) = codec::decode(bytes, limits)?;
    let body: T = codec::decode(&bytes, limits)?;
    signer(&body)?.verify(label, &bytes, &signature)?;
    Ok(body)
}
