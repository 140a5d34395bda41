//! The signature around a grant: COSE_Sign1 with one possible protected header.

use super::{Grant, error::GrantError};
use crate::{
    codec::{self, Limits},
    domain::GRANT,
    keys::{Signature, SignatureError, SigningKey, VerifyingKey},
};
use ciborium::Value;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, iana::Algorithm,
};

/// Signs a payload.
pub(super) fn sign(payload: Vec<u8>, key: &SigningKey) -> Result<Vec<u8>, GrantError> {
    let bytes = CoseSign1Builder::new()
        .protected(header())
        .payload(payload)
        .create_signature(GRANT.as_bytes(), |message| {
            key.sign_foreign(message).as_bytes().to_vec()
        })
        .build()
        .to_vec()
        .map_err(|_| GrantError::Malformed)?;
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
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, GrantError> {
        codec::decode::<Value>(bytes, LIMITS)?;
        let cose = CoseSign1::from_slice(bytes).map_err(|_| GrantError::Malformed)?;
        let protected = cose.protected.original_data.as_deref().unwrap_or_default();
        codec::decode::<Value>(protected, LIMITS)?;
        known(&cose.protected.header)?;
        if !cose.unprotected.is_empty() {
            return Err(GrantError::UnknownHeader);
        }
        let payload = cose.payload.clone().ok_or(GrantError::Malformed)?;
        let signature = cose.signature.as_slice().try_into();
        Ok(Self {
            signature: Signature::from_bytes(signature.map_err(|_| GrantError::Malformed)?),
            cose,
            payload,
        })
    }

    /// The claims, as they were received.
    pub(super) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies the signature over the received bytes of header and payload.
    pub(super) fn verify(&self, issuer: &VerifyingKey) -> Result<(), SignatureError> {
        issuer.verify_foreign(&self.cose.tbs_data(GRANT.as_bytes()), &self.signature)
    }
}

/// The only header a grant can have.
fn header() -> Header {
    HeaderBuilder::new()
        .algorithm(Algorithm::Ed25519)
        .value(TYP, Value::from(MEDIA_TYPE))
        .build()
}

/// Names what differs from [`header`]. A critical header is named first: it asks to be refused by
/// whoever does not know it, and this version knows none.
fn known(found: &Header) -> Result<(), GrantError> {
    let expected = header();
    if !found.crit.is_empty() {
        Err(GrantError::UnknownCriticalHeader)
    } else if found.alg != expected.alg {
        Err(GrantError::Algorithm)
    } else if *found != expected {
        Err(GrantError::UnknownHeader)
    } else {
        Ok(())
    }
}

const LIMITS: Limits = Limits {
    bytes: Grant::MAX_BYTES,
    ..Limits::MESSAGE
};

/// The COSE header parameter `typ` (RFC 9596).
const TYP: i64 = 16;
const MEDIA_TYPE: &str = "application/medseal-grant+cwt";
