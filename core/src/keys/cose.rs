//! Tokens that other tools can read: COSE_Sign1 (RFC 9052) with one possible protected header.

use super::{Signature, SignatureError, SigningKey, VerifyingKey};
use crate::{
    codec::{self, CodecError, Limits},
    domain::Label,
};
use ciborium::Value;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, iana::Algorithm,
};

/// The form of one kind of token: what its signature is over, and the only header it can have.
pub(crate) struct CoseForm {
    /// Goes into the signature as external data (`external_aad`).
    pub(crate) label: Label,
    /// Its `typ`.
    pub(crate) media_type: &'static str,
    /// Its bounds.
    pub(crate) limits: Limits,
}

/// A token of the right form whose signature is not yet verified.
pub(crate) struct CoseSigned {
    label: Label,
    cose: CoseSign1,
    payload: Vec<u8>,
    signature: Signature,
}

/// Why bytes are not a token of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CoseError {
    /// Not one deterministic encoding within bounds.
    Encoding(CodecError),
    /// No COSE_Sign1, or one without a payload or of another signature.
    Malformed,
    /// A critical header, which this version does not know.
    CriticalHeader,
    /// Another algorithm.
    Algorithm,
    /// Another header.
    Header,
}

impl CoseForm {
    /// Signs a payload.
    pub(crate) fn sign(&self, payload: Vec<u8>, key: &SigningKey) -> Result<Vec<u8>, CoseError> {
        let bytes = CoseSign1Builder::new()
            .protected(self.header())
            .payload(payload)
            .create_signature(self.label.as_bytes(), |message| {
                key.sign_foreign(message).as_bytes().to_vec()
            })
            .build()
            .to_vec()
            .map_err(|_| CoseError::Malformed)?;
        // What is issued must be readable: the bounds hold on this side too.
        codec::decode::<Value>(&bytes, self.limits)?;
        Ok(bytes)
    }

    pub(crate) fn parse(&self, bytes: &[u8]) -> Result<CoseSigned, CoseError> {
        codec::decode::<Value>(bytes, self.limits)?;
        let cose = CoseSign1::from_slice(bytes).map_err(|_| CoseError::Malformed)?;
        let protected = cose.protected.original_data.as_deref().unwrap_or_default();
        codec::decode::<Value>(protected, self.limits)?;
        self.require_header(&cose.protected.header)?;
        if !cose.unprotected.is_empty() {
            return Err(CoseError::Header);
        }
        let payload = cose.payload.clone().ok_or(CoseError::Malformed)?;
        let signature = cose.signature.as_slice().try_into();
        Ok(CoseSigned {
            label: self.label,
            signature: Signature::from_bytes(signature.map_err(|_| CoseError::Malformed)?),
            cose,
            payload,
        })
    }

    fn header(&self) -> Header {
        HeaderBuilder::new()
            .algorithm(Algorithm::Ed25519)
            .value(TYP, Value::from(self.media_type))
            .build()
    }

    /// Names what differs from the header. A critical one is named first: it asks to be refused by
    /// whoever does not know it, and this version knows none.
    fn require_header(&self, found: &Header) -> Result<(), CoseError> {
        let expected = self.header();
        if !found.crit.is_empty() {
            Err(CoseError::CriticalHeader)
        } else if found.alg != expected.alg {
            Err(CoseError::Algorithm)
        } else if *found != expected {
            Err(CoseError::Header)
        } else {
            Ok(())
        }
    }
}

impl CoseSigned {
    /// The payload, as it was received.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies the signature over the received bytes of header and payload.
    pub(crate) fn verify(&self, issuer: &VerifyingKey) -> Result<(), SignatureError> {
        let message = self.cose.tbs_data(self.label.as_bytes());
        issuer.verify_foreign(&message, &self.signature)
    }
}

impl From<CodecError> for CoseError {
    fn from(error: CodecError) -> Self {
        Self::Encoding(error)
    }
}

/// The COSE header parameter `typ` (RFC 9596).
const TYP: i64 = 16;
