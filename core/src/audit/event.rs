//! One access to one record, stated and signed by whoever had it.

use super::error::AuditError;
use crate::{
    codec::Limits,
    consent::Purpose,
    domain::{ACCESS_EVENT, EVENT_COMMITMENT},
    keys::{SigningKey, VerifyingKey, message},
    types::{
        CategoryCode, Commitment, EventId, GrantId, IdentityId, LedgerId, RecordId, Salt,
        Timestamp, Version1,
    },
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

/// What an access event states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFacts {
    /// The ledger the event is committed to.
    pub ledger: LedgerId,
    /// The identity whose record it is.
    pub controller: IdentityId,
    /// The record that was opened.
    pub record: RecordId,
    /// The ledger's commitment to the version that was opened.
    pub record_commitment: Commitment,
    /// The record's category.
    pub category: CategoryCode,
    /// The grant it was opened under: the last of its chain.
    pub grant: GrantId,
    /// The ledger's commitment to the first grant of the chain.
    pub grant_commitment: Commitment,
    /// What for.
    pub purpose: Purpose,
    /// The reason stated when the glass was broken.
    pub reason: Option<String>,
    /// When.
    pub time: Timestamp,
}

/// A signed access event, with the salt that opens its commitment on the ledger.
///
/// An event that is not committed to the ledger leaves the patient in the dark: committing it is
/// the duty that comes with every access.
#[must_use = "an access that is not committed to the ledger is hidden from the patient"]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEvent {
    bytes: Vec<u8>,
    body: Body,
    salt: Salt,
}

impl AccessEvent {
    /// The longest event there is, in bytes.
    pub const MAX_LEN: usize = 8 * 1024;

    /// States and signs an event.
    pub(crate) fn new(
        facts: EventFacts,
        accessor: &SigningKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, AuditError> {
        let accessor_key = accessor.verifying_key();
        let event = EventId::random(rng);
        let body = Body {
            version: Version1,
            event,
            accessor: accessor_key,
            facts,
        };
        let bytes = message::sign(ACCESS_EVENT, accessor, &body)?;
        Self::from_bytes(&bytes, Salt::random(rng))
    }

    /// Reads an event and verifies its signature.
    ///
    /// # Errors
    ///
    /// [`AuditError`] for another form, a version this one does not know, or a signature that does
    /// not hold.
    pub fn from_bytes(bytes: &[u8], salt: Salt) -> Result<Self, AuditError> {
        let body = message::open(ACCESS_EVENT, bytes, LIMITS, |body: &Body| {
            Ok::<_, AuditError>(body.accessor)
        })?;
        Ok(Self {
            bytes: bytes.to_vec(),
            body,
            salt,
        })
    }

    /// What the ledger holds of the event: `SHA-256(EVENT_COMMITMENT ‖ 0x00 ‖ salt ‖ bytes)`.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        Commitment::new(EVENT_COMMITMENT, &self.salt, &self.bytes)
    }

    /// The signed bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The salt of the commitment: as private as the event.
    #[must_use]
    pub const fn salt(&self) -> &Salt {
        &self.salt
    }

    /// The event's identifier.
    #[must_use]
    pub const fn id(&self) -> EventId {
        self.body.event
    }

    /// The key of whoever opened the record, which signed the event.
    #[must_use]
    pub const fn accessor(&self) -> VerifyingKey {
        self.body.accessor
    }

    /// What the event states.
    #[must_use]
    pub const fn facts(&self) -> &EventFacts {
        &self.body.facts
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    version: Version1,
    event: EventId,
    accessor: VerifyingKey,
    facts: EventFacts,
}

const LIMITS: Limits = Limits {
    bytes: AccessEvent::MAX_LEN,
    depth: 4,
    items: 64,
};
