//! Opening a record under a permit.

use super::{bundle::GrantBundle, error::ExchangeError};
use crate::{
    audit::{AccessEvent, EventFacts},
    consent::{
        AccessPermit, AccessRequest, BreakGlassStatement, PermittedAccess, Purpose, RecordFacts,
        RequestTerms,
    },
    envelope::{RecordKey, SealedHeader},
    keys::SecretIdentity,
    random::os_rng,
    types::{Duration, IdentityId, Progress, Salt, Timestamp},
};
use std::io::{Read, Seek, Write};
use std::ops::Range;

/// What a record's signed header states, in the terms of a decision.
#[must_use]
pub fn record_facts(header: &SealedHeader) -> RecordFacts {
    let manifest = header.manifest();
    RecordFacts::new(
        manifest.record_id(),
        header.commitment(),
        manifest.category().clone(),
        manifest.created(),
    )
}

/// A holder's wish to open one record.
#[derive(Debug, Clone)]
pub struct AccessIntent {
    /// Who is asked to decide.
    pub audience: IdentityId,
    /// What for.
    pub purpose: Purpose,
    /// The break-glass statement the ledger recorded, and its salt; for [`Purpose::BreakTheGlass`].
    pub break_glass: Option<(BreakGlassStatement, Salt)>,
    /// The decision must not be made on an older state of the ledger than this height.
    pub minimum_height: u64,
}

impl AccessIntent {
    /// How long a request made from an intent may be presented.
    pub const REQUEST_LIFETIME: Duration = Duration::from_seconds(300);

    /// An ordinary access for `purpose`, decided by `audience`.
    #[must_use]
    pub fn new(audience: IdentityId, purpose: Purpose) -> Self {
        Self {
            audience,
            purpose,
            break_glass: None,
            minimum_height: 0,
        }
    }

    /// Makes the signed request.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Request`] if a break-glass statement is missing or out of place.
    pub fn request(
        &self,
        holder: &SecretIdentity,
        bundle: &GrantBundle,
        header: &SealedHeader,
        now: Timestamp,
    ) -> Result<AccessRequest, ExchangeError> {
        let terms = RequestTerms {
            ledger: bundle.grant().ledger(),
            audience: self.audience,
            grant: bundle.grant().commitment(),
            record: record_facts(header),
            purpose: self.purpose,
            break_glass: self.break_glass.clone(),
            minimum_height: self.minimum_height,
            issued: now,
            lifetime: Self::REQUEST_LIFETIME,
        };
        Ok(AccessRequest::issue(&holder.signing_key(), terms)?)
    }
}

/// A record unlocked by a permit: its key, and the event that must reach the ledger.
///
/// The event exists before a byte is decrypted, so a reading that breaks off is recorded all the
/// same.
#[must_use = "the access event must be committed to the ledger"]
pub struct Unlocked {
    key: RecordKey,
    event: AccessEvent,
}

/// Uses up a permit to unlock a record for its grantee.
///
/// `reason` is what was stated when the glass was broken, if it was.
///
/// # Errors
///
/// [`ExchangeError::Permit`] if the permit is for another record or void,
/// [`ExchangeError::NotTheHolder`] if it is made out to another key, and what else keeps the record
/// closed. The permit is gone in any case.
pub fn unlock(
    permit: AccessPermit,
    holder: &SecretIdentity,
    bundle: &GrantBundle,
    header: &SealedHeader,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Unlocked, ExchangeError> {
    let access = permit.redeem(&header.commitment(), now)?;
    let signing = holder.signing_key();
    if access.grantee.key != signing.verifying_key()
        || access.grant_commitment != bundle.grant().commitment()
    {
        return Err(ExchangeError::NotTheHolder);
    }
    let key = header.unwrap_key(&bundle.key_for(header, holder)?)?;
    let facts = event_facts(&access, bundle, header, reason, now);
    let event = AccessEvent::new(facts, &signing, &mut os_rng()?)?;
    Ok(Unlocked { key, event })
}

fn event_facts(
    access: &PermittedAccess,
    bundle: &GrantBundle,
    header: &SealedHeader,
    reason: Option<&str>,
    now: Timestamp,
) -> EventFacts {
    EventFacts {
        ledger: access.ledger,
        controller: access.controller,
        record: access.record,
        record_commitment: access.commitment,
        category: header.manifest().category().clone(),
        grant: access.grant,
        grant_commitment: bundle.chain().root().commitment(),
        purpose: access.purpose,
        reason: reason.map(str::to_owned),
        time: now,
    }
}

impl Unlocked {
    /// Decrypts the payload from a stream to a stream; what the sink has is final when this returns.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Payload`].
    pub fn open_stream(
        &self,
        payload: impl Read,
        sink: impl Write,
        progress: impl Progress,
    ) -> Result<u64, ExchangeError> {
        self.key.open_stream(payload, sink, progress)?;
        Ok(self.key.plaintext_length())
    }

    /// Decrypts a range of the plaintext, reading only the chunks it lies in.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Payload`].
    pub fn open_range(
        &self,
        payload: impl Read + Seek,
        range: Range<u64>,
        sink: impl Write,
        progress: impl Progress,
    ) -> Result<(), ExchangeError> {
        Ok(self.key.open_range(payload, range, sink, progress)?)
    }

    /// The key of the record, for readers of a shape of their own.
    #[must_use]
    pub const fn key(&self) -> &RecordKey {
        &self.key
    }

    /// The event, to be committed to the ledger.
    pub const fn event(&self) -> &AccessEvent {
        &self.event
    }
}
