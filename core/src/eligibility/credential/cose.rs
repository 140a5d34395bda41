//! The signature around a credential: COSE_Sign1 (RFC 9052) with one possible protected header.

use super::error::CredentialError;
use crate::{
    codec::{self, Limits},
    domain::CREDENTIAL,
    keys::{Signature, SigningKey, VerifyingKey},
};
use ciborium::Value;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, iana::Algorithm,
};

pub(super) fn sign(payload: Vec<u8>, key: &SigningKey) -> Result<Vec<u8>, CredentialError> {
    let bytes = CoseSign1Builder::new()
        .protected(header())
        .payload(payload)
        .create_signature(CREDENTIAL.as_bytes(), |message| {
            key.sign_foreign(message).as_bytes().to_vec()
        })
        .build()
        .to_vec()
        .map_err(|_| CredentialError::Malformed)?;
    // What is issued must be readable: the bounds hold on this side too.
    codec::decode::<Value>(&bytes, LIMITS)?;
    Ok(bytes)
}

/// A COSE_Sign1 of the right form whose signature is not yet verified.
pub(super) struct Signed {
    cose: CoseSign1,
    payload: Vec<u8>,
    signature: Signature,
}

impl Signed {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, CredentialError> {
        codec::decode::<Value>(bytes, LIMITS)?;
        let cose = CoseSign1::from_slice(bytes).map_err(|_| CredentialError::Malformed)?;
        let protected = cose.protected.original_data.as_deref().unwrap_or_default();
        codec::decode::<Value>(protected, LIMITS)?;
        if cose.protected.header != header() || !cose.unprotected.is_empty() {
            return Err(CredentialError::Malformed);
        }
        let payload = cose.payload.clone().ok_or(CredentialError::Malformed)?;
        let signature = cose.signature.as_slice().try_into();
        Ok(Self {
            signature: Signature::from_bytes(signature.map_err(|_| CredentialError::Malformed)?),
            cose,
            payload,
        })
    }

    /// The payload, as it was received.
    pub(super) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies the signature over the received bytes of header and payload.
    pub(super) fn verify(&self, issuer: &VerifyingKey) -> Result<(), CredentialError> {
        let message = self.cose.tbs_data(CREDENTIAL.as_bytes());
        Ok(issuer.verify_foreign(&message, &self.signature)?)
    }
}

/// The only header a credential can have.
fn header() -> Header {
    HeaderBuilder::new()
        .algorithm(Algorithm::Ed25519)
        .value(TYP, Value::from(MEDIA_TYPE))
        .build()
}

/// Most bytes of a credential.
pub(super) const LIMITS: Limits = Limits {
    bytes: 8 * 1024,
    ..Limits::MESSAGE
};

/// The COSE header parameter `typ` (RFC 9596).
const TYP: i64 = 16;
const MEDIA_TYPE: &str = "application/medseal-credential+cose";
