//! The claims of a grant and their one encoding: a CWT claims set (RFC 8392) with private claims.

use super::{
    Grant,
    error::{DelegationError, GrantError},
    terms::{GrantTerms, Grantee, Validity},
};
use crate::{
    codec::{self, Limits},
    keys::VerifyingKey,
    types::{GrantId, IdentityId, LedgerId, Sha256Digest, Timestamp},
};
use ciborium::Value;
use serde::{Serialize, de::DeserializeOwned};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    pub(super) id: GrantId,
    pub(super) salt: Sha256Digest,
    pub(super) issuer: VerifyingKey,
    pub(super) ledger: LedgerId,
    pub(super) controller: IdentityId,
    pub(super) issued: Timestamp,
    pub(super) terms: GrantTerms,
    pub(super) parent: Option<Sha256Digest>,
}

impl Claims {
    /// The claims set as deterministic CBOR.
    pub(super) fn encode(&self) -> Result<Vec<u8>, GrantError> {
        self.in_range()?;
        let terms = &self.terms;
        let cose_key = Value::Map(vec![
            (KEY_TYPE.into(), OKP.into()),
            (CURVE.into(), ED25519.into()),
            (
                X.into(),
                Value::Bytes(terms.grantee.key.as_bytes().to_vec()),
            ),
        ]);
        let mut claims = vec![
            (ISSUER.into(), Value::from(self.issuer.did_key())),
            (AUDIENCE.into(), Value::from(self.ledger.to_string())),
            (EXPIRES.into(), terms.validity.expires().seconds().into()),
            (
                NOT_BEFORE.into(),
                terms.validity.not_before().seconds().into(),
            ),
            (ISSUED.into(), self.issued.seconds().into()),
            (ID.into(), value(&self.id)?),
            (
                CONFIRMATION.into(),
                Value::Map(vec![(COSE_KEY.into(), cose_key)]),
            ),
            (VERSION.into(), 1.into()),
            (CONTROLLER.into(), value(&self.controller)?),
            (GRANTEE.into(), value(&terms.grantee.identity)?),
            (SCOPE.into(), value(&terms.scope)?),
            (DELEGATION.into(), terms.delegation.into()),
            (SALT.into(), value(&self.salt)?),
        ];
        if let Some(parent) = &self.parent {
            claims.push((PARENT.into(), value(parent)?));
        }
        Ok(codec::encode_value(Value::Map(claims))?)
    }

    /// Reads a claims set; anything but the known claims in their one encoding is refused.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, GrantError> {
        let mut claims = Remaining::of(codec::decode(bytes, Limits::MESSAGE)?)?;
        if claims.take::<u64>(VERSION)? != 1 {
            return Err(GrantError::Version);
        }
        let issuer: String = claims.take(ISSUER)?;
        let audience: String = claims.take(AUDIENCE)?;
        let scope = claims.take_value(SCOPE)?;
        let (expires, not_before) = (claims.take(EXPIRES)?, claims.take(NOT_BEFORE)?);
        let decoded = Self {
            id: claims.take(ID)?,
            salt: claims.take(SALT)?,
            issuer: VerifyingKey::from_did_key(&issuer).map_err(|_| GrantError::Malformed)?,
            ledger: audience.parse().map_err(|_| GrantError::Malformed)?,
            controller: claims.take(CONTROLLER)?,
            issued: claims.take(ISSUED)?,
            terms: GrantTerms {
                grantee: Grantee {
                    identity: claims.take(GRANTEE)?,
                    key: confirmation_key(claims.take_value(CONFIRMATION)?)?,
                },
                scope: scope.deserialized().map_err(|_| GrantError::Malformed)?,
                validity: Validity::new(not_before, expires)?,
                delegation: claims.take(DELEGATION)?,
            },
            parent: claims.take_optional(PARENT)?,
        };
        claims.finish()?;
        // The form is settled by comparing with the one encoding these claims have.
        if decoded.encode()? != bytes {
            return Err(GrantError::Malformed);
        }
        Ok(decoded)
    }

    /// Whether these claims were rightly delegated from `parent`: every field within its own.
    pub(super) fn descends_from(&self, parent: &Grant) -> Result<(), DelegationError> {
        let (child, terms) = (&self.terms, &parent.claims.terms);
        if self.parent != Some(parent.digest()) {
            Err(DelegationError::Link)
        } else if self.issuer != terms.grantee.key {
            Err(DelegationError::Issuer)
        } else if self.ledger != parent.ledger() {
            Err(DelegationError::Ledger)
        } else if self.controller != parent.controller() {
            Err(DelegationError::Controller)
        } else if !child.scope.is_within(&terms.scope) {
            Err(DelegationError::Scope)
        } else if !child.validity.is_within(terms.validity) {
            Err(DelegationError::Validity)
        } else if child.delegation >= terms.delegation {
            Err(DelegationError::Depth)
        } else {
            Ok(())
        }
    }

    fn in_range(&self) -> Result<(), GrantError> {
        if self.issued >= self.terms.validity.expires() {
            Err(GrantError::Validity)
        } else if self.terms.delegation > Grant::MAX_DELEGATION {
            Err(GrantError::Depth)
        } else {
            Ok(())
        }
    }
}

/// The claims that have not been read yet.
struct Remaining(Vec<(Value, Value)>);

impl Remaining {
    fn of(value: Value) -> Result<Self, GrantError> {
        value
            .into_map()
            .map(Self)
            .map_err(|_| GrantError::Malformed)
    }

    fn take<T: DeserializeOwned>(&mut self, name: i64) -> Result<T, GrantError> {
        self.take_optional(name)?.ok_or(GrantError::Malformed)
    }

    fn take_value(&mut self, name: i64) -> Result<Value, GrantError> {
        let found = self.0.iter().position(|(key, _)| *key == name.into());
        let index = found.ok_or(GrantError::Malformed)?;
        Ok(self.0.swap_remove(index).1)
    }

    fn take_optional<T: DeserializeOwned>(&mut self, name: i64) -> Result<Option<T>, GrantError> {
        if !self.0.iter().any(|(key, _)| *key == name.into()) {
            return Ok(None);
        }
        let value = self.take_value(name)?.deserialized();
        value.map(Some).map_err(|_| GrantError::Malformed)
    }

    fn finish(self) -> Result<(), GrantError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(GrantError::UnknownClaim)
        }
    }
}

/// The key in a `cnf` claim. Its other members are settled by comparing encodings.
fn confirmation_key(confirmation: Value) -> Result<VerifyingKey, GrantError> {
    let mut key = Remaining::of(Remaining::of(confirmation)?.take_value(COSE_KEY)?)?;
    let x = key.take_value(X)?.into_bytes();
    VerifyingKey::from_bytes(&x.map_err(|_| GrantError::Malformed)?)
        .map_err(|_| GrantError::Malformed)
}

fn value<T: Serialize>(claim: &T) -> Result<Value, GrantError> {
    Value::serialized(claim).map_err(|_| GrantError::Malformed)
}

// RFC 8392 §3.1 and RFC 8747 §3.1.
const ISSUER: i64 = 1;
const AUDIENCE: i64 = 3;
const EXPIRES: i64 = 4;
const NOT_BEFORE: i64 = 5;
const ISSUED: i64 = 6;
const ID: i64 = 7;
const CONFIRMATION: i64 = 8;
/// Confirmation method `COSE_Key` (RFC 8747 §3.2).
const COSE_KEY: i64 = 1;

// RFC 9052 §7 and RFC 9053 §7.2.
const KEY_TYPE: i64 = 1;
const OKP: i64 = 1;
const CURVE: i64 = -1;
const ED25519: i64 = 6;
const X: i64 = -2;

// The private-use range of RFC 8392 §9.1 is everything below -65536.
const VERSION: i64 = -65537;
const CONTROLLER: i64 = -65538;
const GRANTEE: i64 = -65539;
const SCOPE: i64 = -65540;
const DELEGATION: i64 = -65541;
const PARENT: i64 = -65542;
const SALT: i64 = -65543;
