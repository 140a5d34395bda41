//! A grant: the patient's signed leave, bound to one grantee's key, good on one ledger.

mod claims;
mod cose;
mod error;
mod terms;

pub use error::{DelegationError, GrantError};
pub use terms::{GrantTerms, Grantee, Validity};

use super::scope::Scope;
use crate::{
    domain::{GRANT_COMMITMENT, GRANT_DIGEST, GRANT_SALT},
    keys::{SigningKey, VerifyingKey},
    random,
    types::{
        Commitment, GrantId, IdentityId, LedgerId, Salt, Sha256Digest, Timestamp,
        id::labelled_sha256,
    },
};
use claims::Claims;
use rand_core::CryptoRng;
use std::fmt;

/// A consent grant whose signature verifies.
///
/// A grant is a COSE_Sign1 (RFC 9052 §4.2) over CWT claims (RFC 8392), bound to the grantee's key by
/// `cnf` (RFC 8747). It is worth nothing by itself: whoever presents it must sign with the grantee's
/// key, and the ledger must say that its [`commitment`](Self::commitment) is active. What the
/// signature proves is only that the key it names as issuer made it; that the issuer may speak for
/// the controller is what [`GrantChain`](super::GrantChain) and the ledger add.
///
/// The salt travels beside the signed bytes. It hides the grant's text from readers of the ledger,
/// so it is as private as the grant.
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    bytes: Vec<u8>,
    salt: Salt,
    commitment: Commitment,
    claims: Claims,
}

impl Grant {
    /// Most bytes of a signed grant.
    pub const MAX_BYTES: usize = 16 * 1024;
    /// Most times a root grant can allow to be delegated further: a chain has at most
    /// [`GrantChain::MAX_LENGTH`](super::GrantChain::MAX_LENGTH) grants.
    pub const MAX_DELEGATION: u8 = 7;

    /// Issues a root grant, signed by the controller of the records, with randomness from the
    /// operating system.
    ///
    /// # Errors
    ///
    /// As [`Grant::issue_with_rng`], and [`GrantError::Entropy`].
    pub fn issue(
        controller: IdentityId,
        key: &SigningKey,
        ledger: LedgerId,
        terms: GrantTerms,
        issued: Timestamp,
    ) -> Result<Self, GrantError> {
        Self::issue_with_rng(
            controller,
            key,
            ledger,
            terms,
            issued,
            &mut random::os_rng()?,
        )
    }

    /// Issues a root grant, signed by `key`, the current signing key of `controller`.
    ///
    /// # Errors
    ///
    /// [`GrantError`] if the terms allow more delegation than there can be, were issued after they
    /// end, or name more than fits into a grant.
    pub fn issue_with_rng(
        controller: IdentityId,
        key: &SigningKey,
        ledger: LedgerId,
        terms: GrantTerms,
        issued: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, GrantError> {
        let (id, salt) = (GrantId::random(rng), Salt::random(rng));
        let claims = Claims {
            id,
            salt: salt_digest(&salt),
            issuer: key.verifying_key(),
            ledger,
            controller,
            issued,
            terms,
            parent: None,
        };
        Self::sign(claims, key, salt)
    }

    /// Passes on part of this grant, with randomness from the operating system.
    ///
    /// # Errors
    ///
    /// As [`Grant::delegate_with_rng`], and [`GrantError::Entropy`].
    pub fn delegate(
        &self,
        holder: &SigningKey,
        terms: GrantTerms,
        issued: Timestamp,
    ) -> Result<Self, GrantError> {
        self.delegate_with_rng(holder, terms, issued, &mut random::os_rng()?)
    }

    /// Passes on part of this grant: a child for the same controller and ledger, signed by this
    /// grant's grantee, no part of it wider than here, and delegable fewer times.
    ///
    /// # Errors
    ///
    /// [`GrantError::Delegation`] if the key is not the grantee's or a term is wider; otherwise as
    /// [`Grant::issue_with_rng`].
    pub fn delegate_with_rng(
        &self,
        holder: &SigningKey,
        terms: GrantTerms,
        issued: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, GrantError> {
        let (id, salt) = (GrantId::random(rng), Salt::random(rng));
        let claims = Claims {
            id,
            salt: salt_digest(&salt),
            issuer: holder.verifying_key(),
            ledger: self.ledger(),
            controller: self.controller(),
            issued,
            terms,
            parent: Some(self.digest()),
        };
        claims.descends_from(self)?;
        Self::sign(claims, holder, salt)
    }

    /// Reads a grant and verifies its signature over exactly these bytes, and that the salt is the
    /// one it was signed with: one grant has one commitment.
    ///
    /// # Errors
    ///
    /// [`GrantError`]: another encoding than the one deterministic one, an unknown header, claim,
    /// critical header, algorithm or version, a value out of range, a bad signature, another salt.
    pub fn from_bytes(bytes: &[u8], salt: Salt) -> Result<Self, GrantError> {
        let signed = cose::FORM.parse(bytes)?;
        let claims = Claims::decode(signed.payload())?;
        signed.verify(&claims.issuer)?;
        if claims.salt != salt_digest(&salt) {
            return Err(GrantError::Salt);
        }
        Ok(Self::of(bytes.to_vec(), salt, claims))
    }

    /// The signed bytes: an untagged COSE_Sign1.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The salt of the [`commitment`](Self::commitment).
    #[must_use]
    pub fn salt(&self) -> Salt {
        self.salt
    }

    /// What the ledger holds of this grant.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        self.commitment
    }

    /// The digest by which a child names this grant.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::from_bytes(labelled_sha256(GRANT_DIGEST, &[&self.bytes]))
    }

    /// The grant's identifier (`cti`).
    #[must_use]
    pub fn id(&self) -> GrantId {
        self.claims.id
    }

    /// The key that signed the grant (`iss`).
    #[must_use]
    pub fn issuer(&self) -> &VerifyingKey {
        &self.claims.issuer
    }

    /// The ledger on which the grant is good (`aud`).
    #[must_use]
    pub fn ledger(&self) -> LedgerId {
        self.claims.ledger
    }

    /// The patient whose records it is about.
    #[must_use]
    pub fn controller(&self) -> IdentityId {
        self.claims.controller
    }

    /// When it was signed (`iat`).
    #[must_use]
    pub fn issued(&self) -> Timestamp {
        self.claims.issued
    }

    /// Who may use it: identity and key (`cnf`).
    #[must_use]
    pub fn grantee(&self) -> &Grantee {
        &self.claims.terms.grantee
    }

    /// What it covers.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.claims.terms.scope
    }

    /// When it may be used (`nbf`, `exp`).
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.claims.terms.validity
    }

    /// How many times it may be delegated further; 0 is not at all.
    #[must_use]
    pub fn delegation(&self) -> u8 {
        self.claims.terms.delegation
    }

    /// The digest of the grant this was delegated from, or `None` for a root grant.
    #[must_use]
    pub fn parent(&self) -> Option<Sha256Digest> {
        self.claims.parent
    }

    /// Whether this grant was rightly delegated from `parent`.
    pub(super) fn descends_from(&self, parent: &Self) -> Result<(), DelegationError> {
        self.claims.descends_from(parent)
    }

    fn sign(claims: Claims, key: &SigningKey, salt: Salt) -> Result<Self, GrantError> {
        let bytes = cose::FORM.sign(claims.encode()?, key)?;
        Ok(Self::of(bytes, salt, claims))
    }

    fn of(bytes: Vec<u8>, salt: Salt, claims: Claims) -> Self {
        let commitment = Commitment::new(GRANT_COMMITMENT, &salt, &bytes);
        Self {
            bytes,
            salt,
            commitment,
            claims,
        }
    }
}

/// What the signature covers of the salt. Without it a grantee could present a revoked grant under
/// another salt, as one that the ledger never heard of.
fn salt_digest(salt: &Salt) -> Sha256Digest {
    Sha256Digest::from_bytes(labelled_sha256(GRANT_SALT, &[salt.as_bytes()]))
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("id", &self.id())
            .field("commitment", &self.commitment)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(super) mod tests;
