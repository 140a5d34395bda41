//! Ed25519 signatures, one label for each signed type, strict verification.

use super::error::{KeyError, SignatureError};
use crate::{
    domain::{KEY_ID, Label},
    types::{IdentityId, KeyId, bytes::byte_values, id::labelled_sha256},
};
use ed25519_dalek::Signer;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, hash::Hash, str::FromStr};

mod checked;

byte_values! {
    /// An Ed25519 signature (RFC 8032 §5.1.6), not yet verified.
    Signature[64];
}

/// An Ed25519 signing key. Wiped from memory when dropped, never shown.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key with this 32-byte seed (RFC 8032 §5.1.5).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs `label ‖ 0x00 ‖ message`.
    #[must_use]
    pub fn sign(&self, label: Label, message: &[u8]) -> Signature {
        self.sign_foreign(&labelled(label, message))
    }

    /// Signs exactly these bytes, for formats that bring their own domain separation (COSE, JOSE,
    /// C2SP cosignatures).
    pub(crate) fn sign_foreign(&self, message: &[u8]) -> Signature {
        Signature::from_bytes(self.0.sign(message).to_bytes())
    }
}

/// An Ed25519 public key that is safe to verify with.
///
/// Constructors refuse encodings that are not canonical (RFC 8032 §5.1.3), points of small order,
/// and points with a torsion component, so that no two verifiers can disagree about a signature.
#[derive(Clone, Copy)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// The key with these 32 bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for another length, and for points no honest signer has.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError)?;
        checked::checked(bytes).map(Self).ok_or(KeyError)
    }

    /// The key's 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key's identifier: `SHA-256(KEY_ID ‖ 0x00 ‖ "ed25519" ‖ 0x00 ‖ key)`.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::from_bytes(labelled_sha256(KEY_ID, &[b"ed25519\0", self.as_bytes()]))
    }

    /// The identity whose first signing key this is.
    #[must_use]
    pub fn identity_id(&self) -> IdentityId {
        self.key_id().into()
    }

    /// The key as a `did:key` (multicodec `ed25519-pub`, base58btc).
    #[must_use]
    pub fn did_key(&self) -> String {
        super::did::encode(self.as_bytes())
    }

    /// Reads a `did:key` of an Ed25519 key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the text is not one.
    pub fn from_did_key(text: &str) -> Result<Self, KeyError> {
        Self::from_bytes(&super::did::decode(text)?)
    }

    /// Verifies a signature over `label ‖ 0x00 ‖ message`.
    ///
    /// # Errors
    ///
    /// [`SignatureError`], without detail.
    pub fn verify(
        &self,
        label: Label,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        self.verify_foreign(&labelled(label, message), signature)
    }

    /// Verifies a signature over exactly these bytes (`verify_strict`: canonical `S`, canonical `R`
    /// of full order, no cofactor).
    pub(crate) fn verify_foreign(
        &self,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
        self.0
            .verify_strict(message, &signature)
            .map_err(|_| SignatureError)
    }
}

fn labelled(label: Label, message: &[u8]) -> Vec<u8> {
    [label.as_bytes(), &[0], message].concat()
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for VerifyingKey {}

impl PartialOrd for VerifyingKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VerifyingKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for VerifyingKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.did_key())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_did_key(text)
    }
}

impl Serialize for VerifyingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(self.as_bytes())
        }
    }
}

impl<'de> Deserialize<'de> for VerifyingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::from_did_key(&text).map_err(D::Error::custom)
        } else {
            let bytes = serde_bytes::ByteArray::<32>::deserialize(deserializer)?;
            Self::from_bytes(bytes.as_slice()).map_err(D::Error::custom)
        }
    }
}
