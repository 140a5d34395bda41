//! A verifier's signed request: which policy, for whom, until when, good once.

use super::{context::LedgerPoint, encoding::Day, policy::Policy};
use crate::{
    codec::{CodecError, Limits},
    domain::ELIGIBILITY_REQUEST,
    errors::{EntropyError, ErrorCode},
    keys::{SignatureError, SigningKey, VerifyingKey, message},
    random::os_rng,
    types::{Duration, Sha256Digest, Timestamp, bytes::byte_values, id::labelled_sha256},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

byte_values! {
    /// Makes a request unique: 32 random bytes.
    EligibilityNonce[32];
}

/// A request whose signature verifies.
///
/// The holder reads in it who asks and for what policy, and proves for this request only: what is
/// presented is worthless to another verifier, under another policy, or at another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibilityRequest {
    bytes: Vec<u8>,
    body: Body,
}

/// What a verifier asks for.
#[derive(Debug, Clone)]
pub struct RequestTerms {
    /// Whom presentations are for: a place of the verifier's, such as
    /// `https://trial.example.org/screening`, at most 512 bytes.
    pub audience: String,
    /// A state of the ledger; credentials must not be revoked in it, nor in the later one at which
    /// the verifier decides.
    pub ledger: LedgerPoint,
    /// When the request is made. Its UTC day is "today" in the policy.
    pub issued: Timestamp,
    /// How long it may be answered, at most [`EligibilityRequest::MAX_LIFETIME`].
    pub lifetime: Duration,
}

impl EligibilityRequest {
    /// Most bytes of a signed request.
    pub const MAX_BYTES: usize = 4 * 1024;
    /// Longest time between making and answering a request.
    pub const MAX_LIFETIME: Duration = Duration::from_days(1);

    /// Makes a request, with a nonce from the operating system.
    ///
    /// # Errors
    ///
    /// As [`EligibilityRequest::issue_with_rng`], and [`RequestError::Entropy`].
    pub fn issue(
        verifier: &SigningKey,
        policy: &Policy,
        terms: RequestTerms,
    ) -> Result<Self, RequestError> {
        Self::issue_with_rng(verifier, policy, terms, &mut os_rng()?)
    }

    /// Makes a request, with a nonce drawn from `rng`.
    ///
    /// # Errors
    ///
    /// [`RequestError::Lifetime`] if it would be good for no time or too long,
    /// [`RequestError::Malformed`] for an audience that is empty or too long.
    pub fn issue_with_rng(
        verifier: &SigningKey,
        policy: &Policy,
        terms: RequestTerms,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, RequestError> {
        let mut nonce = [0; EligibilityNonce::LEN];
        rng.fill_bytes(&mut nonce);
        let body = Body {
            v: 1,
            verifier: verifier.verifying_key(),
            audience: terms.audience,
            nonce: EligibilityNonce::from_bytes(nonce),
            policy: policy.hash(),
            ledger: terms.ledger,
            issued: terms.issued,
            expires: terms.issued.plus(terms.lifetime),
        };
        let bytes = message::sign(ELIGIBILITY_REQUEST, verifier, &body)?;
        Self::from_bytes(&bytes)
    }

    /// Reads a request and verifies its signature over exactly these bytes.
    ///
    /// # Errors
    ///
    /// [`RequestError`]; a request of an unknown version or with an unknown field is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RequestError> {
        let body = message::open(ELIGIBILITY_REQUEST, bytes, LIMITS, |body: &Body| {
            body.well_formed().map(|()| body.verifier)
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

    /// `SHA-256(label ‖ 0x00 ‖ signed bytes)`.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::from_bytes(labelled_sha256(ELIGIBILITY_REQUEST, &[&self.bytes]))
    }

    /// The key that signed it.
    #[must_use]
    pub const fn verifier(&self) -> &VerifyingKey {
        &self.body.verifier
    }

    /// Whom presentations are for.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.body.audience
    }

    /// What makes the request unique.
    #[must_use]
    pub const fn nonce(&self) -> EligibilityNonce {
        self.body.nonce
    }

    /// The hash of the policy asked for.
    #[must_use]
    pub const fn policy(&self) -> Sha256Digest {
        self.body.policy
    }

    /// The oldest state of the ledger that is acceptable.
    #[must_use]
    pub const fn ledger(&self) -> &LedgerPoint {
        &self.body.ledger
    }

    /// When it was made.
    #[must_use]
    pub const fn issued(&self) -> Timestamp {
        self.body.issued
    }

    /// The first second at which it is good no longer.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        self.body.expires
    }

    /// Whether it may be answered at this time.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        (self.body.issued..self.body.expires).contains(&now)
    }

    /// What "today" means in the policy.
    pub(super) fn today(&self) -> Option<Day> {
        Day::of(self.body.issued).ok()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    v: u64,
    verifier: VerifyingKey,
    audience: String,
    nonce: EligibilityNonce,
    policy: Sha256Digest,
    ledger: LedgerPoint,
    issued: Timestamp,
    expires: Timestamp,
}

impl Body {
    fn well_formed(&self) -> Result<(), RequestError> {
        if self.v != 1 {
            Err(RequestError::Version)
        } else if !(1..=MAX_AUDIENCE).contains(&self.audience.len()) {
            Err(RequestError::Malformed)
        } else if self.issued >= self.expires
            || self.issued.distance(self.expires) > EligibilityRequest::MAX_LIFETIME
        {
            Err(RequestError::Lifetime)
        } else {
            Ok(())
        }
    }
}

const MAX_AUDIENCE: usize = 512;

const LIMITS: Limits = Limits {
    bytes: EligibilityRequest::MAX_BYTES,
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
    /// The audience is empty or too long. Code: `invalid-eligibility-request`.
    #[error("a request names its audience in 1 to 512 bytes")]
    Malformed,
    /// The request is good for no time or for more than a day. Code: `request-lifetime`.
    #[error("a request for a proof of eligibility is good for at most a day")]
    Lifetime,
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
            Self::Malformed => "invalid-eligibility-request",
            Self::Lifetime => "request-lifetime",
            Self::Signature(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}
