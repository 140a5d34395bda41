//! A custodian's word that it destroyed what it held.

use crate::{
    audit::AuditError,
    codec::Limits,
    domain::ERASURE_ATTESTATION,
    keys::{SigningKey, VerifyingKey, message},
    types::{Commitment, LedgerId, Timestamp, Version1},
};
use serde::{Deserialize, Serialize};

/// What a custodian says it destroyed of one version of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destroyed {
    /// The keys: every slot it held, or the key under which it kept the slots.
    pub keys: bool,
    /// The encrypted payload itself.
    pub payload: bool,
}

/// A signed statement by one custodian about one version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureAttestation {
    bytes: Vec<u8>,
    body: Body,
}

impl ErasureAttestation {
    /// The longest attestation there is, in bytes.
    pub const MAX_LEN: usize = 1024;

    /// States and signs that `destroyed` was destroyed at `time`.
    ///
    /// # Errors
    ///
    /// [`AuditError::Encoding`] never for values that exist.
    pub fn new(
        ledger: LedgerId,
        record: Commitment,
        destroyed: Destroyed,
        time: Timestamp,
        custodian: &SigningKey,
    ) -> Result<Self, AuditError> {
        let key = custodian.verifying_key();
        let body = Body {
            version: Version1,
            ledger,
            record,
            custodian: key,
            destroyed,
            time,
        };
        let bytes = message::sign(ERASURE_ATTESTATION, custodian, &body)?;
        Ok(Self { bytes, body })
    }

    /// Reads an attestation and verifies its signature.
    ///
    /// # Errors
    ///
    /// [`AuditError`] for another form or version, or a signature that does not hold.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AuditError> {
        let body = message::open(ERASURE_ATTESTATION, bytes, LIMITS, |body: &Body| {
            Ok::<_, AuditError>(body.custodian)
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

    /// The ledger the record is anchored on.
    #[must_use]
    pub const fn ledger(&self) -> LedgerId {
        self.body.ledger
    }

    /// The ledger's commitment to the version of the record.
    #[must_use]
    pub const fn record(&self) -> Commitment {
        self.body.record
    }

    /// Who attests.
    #[must_use]
    pub const fn custodian(&self) -> VerifyingKey {
        self.body.custodian
    }

    /// What it says was destroyed.
    #[must_use]
    pub const fn destroyed(&self) -> Destroyed {
        self.body.destroyed
    }

    /// When, by the custodian's clock.
    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.body.time
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    version: Version1,
    ledger: LedgerId,
    record: Commitment,
    custodian: VerifyingKey,
    destroyed: Destroyed,
    time: Timestamp,
}

const LIMITS: Limits = Limits {
    bytes: ErasureAttestation::MAX_LEN,
    depth: 3,
    items: 32,
};
