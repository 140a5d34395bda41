//! The public identity: a small signed JSON document.
//!
//! The document is a JWS in flattened JSON form (RFC 7515 §7.2.2) with `alg` `Ed25519` (RFC 9864).
//! The signature covers the received bytes of the payload; the protected header must be, byte for
//! byte, the one header there is for the signing key, so no algorithm can be chosen by the sender.

use super::{
    category::CategoryKey,
    error::IdentityError,
    history::KeyHistory,
    sealing::SealingPublicKey,
    signing::{Signature, SigningKey, VerifyingKey},
};
use crate::{
    domain::{IDENTITY_COMMITMENT, IDENTITY_DOCUMENT},
    types::{CategoryCode, Commitment, IdentityId, Salt, Sha256Digest, Timestamp, Version1},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// What everybody may know of an identity: its signing keys, the key to seal to, and for patients
/// the category keys. A value of this type has been verified.
///
/// A document shows who controls the identity, not whose it is in the world: that link is made
/// where the document is received, by hand or by a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicIdentity {
    claims: Claims,
    identity: IdentityId,
    key: VerifyingKey,
    next: Sha256Digest,
    json: String,
}

impl PublicIdentity {
    /// The longest document that is read, in bytes.
    pub const MAX_LEN: usize = 256 * 1024;
    /// The most categories a document lists.
    pub const MAX_CATEGORIES: usize = 64;

    /// Reads and verifies a document.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Document`] if it is not one, [`IdentityError::Signature`] if its signature
    /// or key history does not hold.
    pub fn from_json(json: &str) -> Result<Self, IdentityError> {
        if json.len() > Self::MAX_LEN {
            return Err(IdentityError::Document);
        }
        let jws: FlattenedJws<'_> =
            serde_json::from_str(json).map_err(|_| IdentityError::Document)?;
        let payload = unbase64(jws.payload)?;
        let claims: Claims =
            serde_json::from_slice(&payload).map_err(|_| IdentityError::Document)?;
        claims.check()?;
        let identity = claims.keys.verify().map_err(|_| IdentityError::Signature)?;
        let key = claims.keys.current().ok_or(IdentityError::Document)?;
        let next = claims.keys.next().ok_or(IdentityError::Document)?;
        if identity != claims.identity || jws.protected != protected_header(&key) {
            return Err(IdentityError::Signature);
        }
        let signature = unbase64(jws.signature)?;
        let signature =
            Signature::from_bytes(signature.try_into().map_err(|_| IdentityError::Signature)?);
        let signed = format!("{}.{}", jws.protected, jws.payload);
        key.verify_foreign(signed.as_bytes(), &signature)
            .map_err(|_| IdentityError::Signature)?;
        Ok(Self {
            claims,
            identity,
            key,
            next,
            json: json.to_owned(),
        })
    }

    pub(super) fn sign(claims: Claims, key: &SigningKey) -> Result<Self, IdentityError> {
        let payload = serde_json::to_vec(&claims).map_err(|_| IdentityError::Document)?;
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let protected = protected_header(&key.verifying_key());
        let signature = key.sign_foreign(format!("{protected}.{payload}").as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.as_bytes());
        let jws = FlattenedJws {
            payload: &payload,
            protected: &protected,
            signature: &signature,
        };
        let json = serde_json::to_string_pretty(&jws).map_err(|_| IdentityError::Document)?;
        Self::from_json(&(json + "\n"))
    }

    /// The document, exactly as it was signed or received.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.json.clone()
    }

    /// What the document says, as readable JSON. For people and logs; it carries no signature.
    #[must_use]
    pub fn claims_json(&self) -> String {
        serde_json::to_string_pretty(&self.claims).unwrap_or_default()
    }

    /// The identity's name for all its life.
    #[must_use]
    pub const fn identity_id(&self) -> IdentityId {
        self.identity
    }

    /// The current signing key.
    #[must_use]
    pub const fn verifying_key(&self) -> VerifyingKey {
        self.key
    }

    /// The digest of the signing key that comes next.
    #[must_use]
    pub const fn next_key_digest(&self) -> Sha256Digest {
        self.next
    }

    /// All signing keys so far.
    #[must_use]
    pub const fn key_history(&self) -> &KeyHistory {
        &self.claims.keys
    }

    /// The key to seal to when the identity itself is the recipient.
    #[must_use]
    pub const fn sealing_key(&self) -> &SealingPublicKey {
        &self.claims.sealing
    }

    /// The current key of a category, if the identity lists it.
    #[must_use]
    pub fn category_key(&self, category: &CategoryCode) -> Option<&CategoryKey> {
        self.claims
            .categories
            .iter()
            .find(|key| key.category == *category)
    }

    /// All category keys, sorted by category.
    #[must_use]
    pub fn category_keys(&self) -> &[CategoryKey] {
        &self.claims.categories
    }

    /// The organisation's `did:web`, if it states one. It is a statement: nothing here verifies it.
    #[must_use]
    pub fn also_known_as(&self) -> Option<&str> {
        self.claims.also_known_as.as_deref()
    }

    /// When the document was signed. Of two valid documents, the later one counts.
    #[must_use]
    pub const fn issued(&self) -> Timestamp {
        self.claims.issued
    }

    /// The salted commitment under which a ledger registers this document.
    #[must_use]
    pub fn commitment(&self, salt: &Salt) -> Commitment {
        Commitment::new(IDENTITY_COMMITMENT, salt, self.json.as_bytes())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    pub(super) version: Version1,
    pub(super) identity: IdentityId,
    pub(super) issued: Timestamp,
    pub(super) keys: KeyHistory,
    pub(super) sealing: SealingPublicKey,
    pub(super) categories: Vec<CategoryKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) also_known_as: Option<String>,
}

impl Claims {
    fn check(&self) -> Result<(), IdentityError> {
        let sorted = self.categories.is_sorted_by(|a, b| a.category < b.category);
        let few = self.categories.len() <= PublicIdentity::MAX_CATEGORIES;
        let named = self.also_known_as.as_deref().is_none_or(is_did_web);
        if sorted && few && named {
            Ok(())
        } else {
            Err(IdentityError::Document)
        }
    }
}

/// A `did:web` of up to 253 characters in its method-specific part.
pub(super) fn is_did_web(text: &str) -> bool {
    text.strip_prefix("did:web:").is_some_and(|name| {
        (1..=253).contains(&name.len())
            && name
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b".-:%_".contains(&c))
    })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlattenedJws<'a> {
    payload: &'a str,
    protected: &'a str,
    signature: &'a str,
}

fn protected_header(key: &VerifyingKey) -> String {
    let typ = IDENTITY_DOCUMENT.as_str();
    URL_SAFE_NO_PAD.encode(format!(
        r#"{{"alg":"Ed25519","kid":"{key}","typ":"{typ}"}}"#
    ))
}

fn unbase64(text: &str) -> Result<Vec<u8>, IdentityError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| IdentityError::Document)
}
