//! A grantee's signed request for one access: proof of possession, good once, at one place.

use super::{break_glass::BreakGlassStatement, facts::RecordFacts, purpose::Purpose};
use crate::{
    codec::{CodecError, Limits},
    domain::{ACCESS_NONCE, ACCESS_REQUEST},
    errors::{EntropyError, ErrorCode},
    keys::{SignatureError, SigningKey, VerifyingKey, message},
    random,
    types::{
        Commitment, Duration, IdentityId, LedgerId, Salt, Sha256Digest, Timestamp,
        bytes::byte_values, id::labelled_sha256,
    },
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use std::fmt;

byte_values! {
    /// Makes a request unique: 16 random bytes.
    RequestNonce[16];
}

impl RequestNonce {
    /// What a decider remembers of a grantee's nonce: `SHA-256(label ‖ 0x00 ‖ grantee ‖ nonce)`.
    /// Nonces of different grantees are different nonces.
    #[must_use]
    pub fn used_by(&self, grantee: &VerifyingKey) -> Sha256Digest {
        let parts: [&[u8]; 2] = [grantee.as_bytes(), &self.0];
        Sha256Digest::from_bytes(labelled_sha256(ACCESS_NONCE, &parts))
    }
}

/// A request for one access to one record whose signature verifies.
///
/// It names everything it is good for (ledger, who decides, grant, record, purpose, time), so that
/// whoever receives it can use it for nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessRequest {
    bytes: Vec<u8>,
    body: Body,
}

/// What a grantee asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestTerms {
    /// The ledger that decides about grants.
    pub ledger: LedgerId,
    /// Who is asked: the identity of the custodian or verifier.
    pub audience: IdentityId,
    /// The ledger's commitment to the grant the request relies on, the last of its chain.
    pub grant: Commitment,
    /// The record, and what its manifest states.
    pub record: RecordFacts,
    /// What for.
    pub purpose: Purpose,
    /// The statement recorded on the ledger, and its salt; for [`Purpose::BreakTheGlass`] only.
    pub break_glass: Option<(BreakGlassStatement, Salt)>,
    /// The decision must not be made on an older state of the ledger than this height.
    pub minimum_height: u64,
    /// When the request is made.
    pub issued: Timestamp,
    /// How long it may be presented, at most [`AccessRequest::MAX_LIFETIME`].
    pub lifetime: Duration,
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for RequestTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestTerms")
            .field("grant", &self.grant)
            .field("issued", &self.issued)
            .finish_non_exhaustive()
    }
}

impl AccessRequest {
    /// Most bytes of a signed request.
    pub const MAX_BYTES: usize = 16 * 1024;
    /// Longest time between making and presenting a request.
    pub const MAX_LIFETIME: Duration = Duration::from_hours(1);

    /// Makes a request, with a nonce from the operating system.
    ///
    /// # Errors
    ///
    /// As [`AccessRequest::issue_with_rng`], and [`RequestError::Entropy`].
    pub fn issue(grantee: &SigningKey, terms: RequestTerms) -> Result<Self, RequestError> {
        Self::issue_with_rng(grantee, terms, &mut random::os_rng()?)
    }

    /// Makes a request, signed with the key the grant is bound to.
    ///
    /// # Errors
    ///
    /// [`RequestError`] if it would be good for no time or too long, or a break-glass statement is
    /// missing or out of place.
    pub fn issue_with_rng(
        grantee: &SigningKey,
        terms: RequestTerms,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, RequestError> {
        let mut nonce = [0; RequestNonce::LEN];
        rng.fill_bytes(&mut nonce);
        let body = Body {
            version: 1,
            ledger: terms.ledger,
            audience: terms.audience,
            grantee: grantee.verifying_key(),
            grant: terms.grant,
            record: terms.record,
            purpose: terms.purpose,
            break_glass: terms
                .break_glass
                .map(|(statement, salt)| StatedReason { statement, salt }),
            minimum_height: terms.minimum_height,
            nonce: RequestNonce::from_bytes(nonce),
            issued: terms.issued,
            expires: terms.issued.plus(terms.lifetime),
        };
        body.well_formed()?;
        let bytes = message::sign(ACCESS_REQUEST, grantee, &body)?;
        // What is issued must be readable: the bounds hold on this side too.
        Self::from_bytes(&bytes)
    }

    /// Reads a request and verifies its signature over exactly these bytes.
    ///
    /// # Errors
    ///
    /// [`RequestError`]; a request of an unknown version or with an unknown field is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RequestError> {
        let body = message::open(ACCESS_REQUEST, bytes, LIMITS, |body: &Body| {
            body.well_formed().map(|()| body.grantee)
        })?;
        Ok(Self {
            bytes: bytes.to_vec(),
            body,
        })
    }

    /// The signed bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The ledger that decides about grants.
    #[must_use]
    pub fn ledger(&self) -> LedgerId {
        self.body.ledger
    }

    /// Who is asked.
    #[must_use]
    pub fn audience(&self) -> IdentityId {
        self.body.audience
    }

    /// The key that signed the request.
    #[must_use]
    pub fn grantee(&self) -> &VerifyingKey {
        &self.body.grantee
    }

    /// The ledger's commitment to the grant it relies on.
    #[must_use]
    pub fn grant(&self) -> Commitment {
        self.body.grant
    }

    /// The record asked for.
    #[must_use]
    pub fn record(&self) -> &RecordFacts {
        &self.body.record
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.body.purpose
    }

    /// The break-glass statement it was made under.
    #[must_use]
    pub fn break_glass(&self) -> Option<&BreakGlassStatement> {
        self.body
            .break_glass
            .as_ref()
            .map(|stated| &stated.statement)
    }

    /// What the ledger must hold of the break-glass statement.
    #[must_use]
    pub fn break_glass_event(&self) -> Option<Commitment> {
        let stated = self.body.break_glass.as_ref()?;
        stated.statement.commitment(&stated.salt).ok()
    }

    /// The height of the ledger below which no decision may be made.
    #[must_use]
    pub fn minimum_height(&self) -> u64 {
        self.body.minimum_height
    }

    /// What makes the request unique.
    #[must_use]
    pub fn nonce(&self) -> RequestNonce {
        self.body.nonce
    }

    /// When it was made.
    #[must_use]
    pub fn issued(&self) -> Timestamp {
        self.body.issued
    }

    /// The first second at which it is good no longer.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.body.expires
    }
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for AccessRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessRequest")
            .field("grant", &self.grant())
            .field("nonce", &self.nonce())
            .finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    version: u64,
    ledger: LedgerId,
    audience: IdentityId,
    grantee: VerifyingKey,
    grant: Commitment,
    record: RecordFacts,
    purpose: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    break_glass: Option<StatedReason>,
    minimum_height: u64,
    nonce: RequestNonce,
    issued: Timestamp,
    expires: Timestamp,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedReason {
    statement: BreakGlassStatement,
    salt: Salt,
}

impl Body {
    fn well_formed(&self) -> Result<(), RequestError> {
        if self.version != 1 {
            Err(RequestError::Version)
        } else if self.issued >= self.expires
            || self.issued.distance(self.expires) > AccessRequest::MAX_LIFETIME
        {
            Err(RequestError::Lifetime)
        } else if self.purpose.is_break_glass() != self.break_glass.is_some() {
            Err(RequestError::BreakGlass)
        } else {
            Ok(())
        }
    }
}

const LIMITS: Limits = Limits {
    bytes: AccessRequest::MAX_BYTES,
    ..Limits::MESSAGE
};

/// Why a request cannot be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The encoding is not acceptable. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The request is of a version that this one does not know. Code: `unknown-version`.
    #[error("the request is of an unknown version")]
    Version,
    /// The request is good for no time or for more than an hour. Code: `request-lifetime`.
    #[error("a request is good for at most an hour")]
    Lifetime,
    /// A request for break-glass access states no reason, or another one does.
    /// Code: `break-glass-reason`.
    #[error("a request states a break-glass reason if and only if that is its purpose")]
    BreakGlass,
    /// The signature does not verify. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for RequestError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Version => "unknown-version",
            Self::Lifetime => "request-lifetime",
            Self::BreakGlass => "break-glass-reason",
            Self::Signature(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}
