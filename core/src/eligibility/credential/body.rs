//! One credential: what the issuer signed.

use super::{cose, error::CredentialError};
use crate::{
    codec,
    domain::CREDENTIAL,
    eligibility::{
        group::ValueCommitment,
        schema::Schema,
        status::{Status, StatusHandle},
    },
    keys::{SigningKey, VerifyingKey},
    types::{Duration, KeyId, Sha256Digest, Timestamp, id::labelled_sha256},
};
use serde::{Deserialize, Serialize};

/// A credential whose issuer's signature verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    bytes: Vec<u8>,
    issuer: VerifyingKey,
    body: Body,
}

/// When a credential is valid: from the beginning of one week to the beginning of another, so that
/// times do not tell copies apart. Weeks are counted from 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    not_before: Timestamp,
    expires: Timestamp,
}

impl Validity {
    /// From the beginning of this week until at least so many weeks from now.
    #[must_use]
    pub const fn weeks(now: Timestamp, weeks: u8) -> Self {
        let not_before = now.minus(Duration::from_seconds(now.seconds() % WEEK));
        Self {
            not_before,
            expires: not_before.plus(Duration::from_seconds((weeks as u64 + 1) * WEEK)),
        }
    }

    /// The first second of validity.
    #[must_use]
    pub const fn not_before(self) -> Timestamp {
        self.not_before
    }

    /// The first second at which it is valid no longer.
    #[must_use]
    pub const fn expires(self) -> Timestamp {
        self.expires
    }

    /// Whether a credential is valid at this time.
    #[must_use]
    pub fn contains(self, time: Timestamp) -> bool {
        (self.not_before..self.expires).contains(&time)
    }
}

const WEEK: u64 = 7 * 86_400;

impl Credential {
    /// Most bytes of a credential.
    pub const MAX_BYTES: usize = cose::LIMITS.bytes;

    /// Reads a credential and verifies that one of `issuers` signed exactly these bytes.
    ///
    /// # Errors
    ///
    /// [`CredentialError`]; an unknown version, suite, header or field is refused.
    pub fn from_bytes(bytes: &[u8], issuers: &[VerifyingKey]) -> Result<Self, CredentialError> {
        let signed = cose::FORM.parse(bytes)?;
        let body: Body = codec::decode(signed.payload(), cose::LIMITS)?;
        body.well_formed()?;
        let named = |key: &&VerifyingKey| key.key_id() == body.issuer;
        let issuer = issuers.iter().find(named).ok_or(CredentialError::Issuer)?;
        signed.verify(issuer)?;
        Ok(Self {
            bytes: bytes.to_vec(),
            issuer: *issuer,
            body,
        })
    }

    /// The handle that a credential states, whoever signed it.
    pub(in crate::eligibility) fn stated_handle(
        bytes: &[u8],
    ) -> Result<StatusHandle, CredentialError> {
        let signed = cose::FORM.parse(bytes)?;
        let body: Body = codec::decode(signed.payload(), cose::LIMITS)?;
        Ok(body.status.handle)
    }

    /// Signs one copy.
    pub(super) fn sign(
        issuer: &SigningKey,
        schema: &Schema,
        holder: VerifyingKey,
        commitments: Vec<ValueCommitment>,
        validity: Validity,
        status: Status,
    ) -> Result<Self, CredentialError> {
        let key = issuer.verifying_key();
        let body = Body {
            v: 1,
            suite: SUITE,
            schema: schema.hash(),
            issuer: key.key_id(),
            holder,
            commitments,
            nbf: validity.not_before,
            exp: validity.expires,
            status,
        };
        let bytes = cose::FORM.sign(codec::encode(&body)?, issuer)?;
        Self::from_bytes(&bytes, &[key])
    }

    /// A credential that nobody verified, for attacks in tests.
    #[cfg(test)]
    pub(in crate::eligibility) fn unverified(bytes: Vec<u8>, issuer: VerifyingKey) -> Self {
        let signed = cose::FORM.parse(&bytes).unwrap();
        Self {
            body: codec::decode(signed.payload(), cose::LIMITS).unwrap(),
            bytes,
            issuer,
        }
    }

    /// The signed bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `SHA-256(label ‖ 0x00 ‖ signed bytes)`.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::from_bytes(labelled_sha256(CREDENTIAL, &[&self.bytes]))
    }

    /// Who certified it.
    #[must_use]
    pub const fn issuer(&self) -> &VerifyingKey {
        &self.issuer
    }

    /// The schema that says what each commitment means.
    #[must_use]
    pub const fn schema(&self) -> Sha256Digest {
        self.body.schema
    }

    /// The key that presentations of this copy are signed with.
    #[must_use]
    pub const fn holder(&self) -> &VerifyingKey {
        &self.body.holder
    }

    /// The commitments: the holder's link secret, then the schema's positions.
    #[must_use]
    pub fn commitments(&self) -> &[ValueCommitment] {
        &self.body.commitments
    }

    /// When it is valid.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity {
            not_before: self.body.nbf,
            expires: self.body.exp,
        }
    }

    /// Where its revocation is looked up.
    #[must_use]
    pub const fn status(&self) -> &Status {
        &self.body.status
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    v: u64,
    suite: u64,
    schema: Sha256Digest,
    issuer: KeyId,
    holder: VerifyingKey,
    commitments: Vec<ValueCommitment>,
    nbf: Timestamp,
    exp: Timestamp,
    status: Status,
}

impl Body {
    fn well_formed(&self) -> Result<(), CredentialError> {
        let whole_weeks = |time: Timestamp| time.seconds().is_multiple_of(WEEK);
        if self.v != 1 || self.suite != SUITE {
            Err(CredentialError::Version)
        } else if self.commitments.len() < 2
            || self.nbf >= self.exp
            || !whole_weeks(self.nbf)
            || !whole_weeks(self.exp)
        {
            Err(CredentialError::Malformed)
        } else {
            Ok(())
        }
    }
}

/// Pedersen commitments over ristretto255, Bulletproofs, single-use copies.
const SUITE: u64 = 1;
