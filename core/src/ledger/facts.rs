//! What the ledger knows: the values of its authenticated state, and the keys they stand under.
//!
//! A value is the deterministic CBOR of one of the types below. Its key is
//! `SHA-256(STATE_KEY ‖ 0x00 ‖ kind ‖ identifier)`:
//!
//! | kind | identifier | value |
//! |---|---|---|
//! | 1 | identity | [`IdentityFact`] |
//! | 2 | key id of a signing key | [`KeyFact`] |
//! | 3 | commitment to a record's manifest | [`RecordFact`] |
//! | 4 | commitment to a grant | [`GrantFact`] |
//! | 5 | commitment to an event | [`EventFact`] |
//! | 6 | identity, as a controller | [`TrailState`] |
//! | 7 | empty | [`AuthoritiesFact`] |
//!
//! Nothing is ever removed from the state: a grant that was revoked and a record that was erased
//! stay provable as such.

mod value;

pub use value::{Fact, FactKind};

use super::{
    entry::{AuthorityList, Version1},
    trail::TrailState,
};
use crate::types::{Commitment, IdentityId, KeyId, Sha256Digest, Timestamp};
use serde::{Deserialize, Serialize};

/// A registered identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityFact {
    version: Version1,
    /// Its current signing key.
    pub key: KeyId,
    /// Digest of the key that must sign the next rotation.
    pub next: Sha256Digest,
    /// Commitment to its current document.
    pub document: Commitment,
    /// Height of the block that registered it.
    pub registered: u64,
    /// Height of the block of its last rotation, or of its registration.
    pub changed: u64,
}

/// A signing key that is or was an identity's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFact {
    version: Version1,
    /// Whose it is.
    pub identity: IdentityId,
    /// Height of the block that made it current.
    pub from: u64,
    /// Height of the block that retired it; `None` while it is current.
    pub until: Option<u64>,
}

/// One anchored version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordFact {
    version: Version1,
    /// The identity that decides over it.
    pub controller: IdentityId,
    /// The identity that anchored it.
    pub author: IdentityId,
    /// Height of the block it was anchored in.
    pub height: u64,
    /// Index of its entry.
    pub index: u64,
    /// The version it replaces.
    pub previous: Option<Commitment>,
    /// The version that replaces it.
    pub replaced_by: Option<Commitment>,
    /// Height of the block that erased it.
    pub erased: Option<u64>,
}

/// A grant and its own status. Whether it is active depends on those above it, too: see
/// [`LedgerView::grant_status`](crate::ledger::LedgerView::grant_status).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantFact {
    version: Version1,
    /// The identity over whose records it is.
    pub controller: IdentityId,
    /// The identity that made it: the controller, or the grantee who delegated.
    pub issuer: IdentityId,
    /// The grant it was delegated from.
    pub parent: Option<Commitment>,
    /// How many grants are above it.
    pub depth: u8,
    /// Height of the block it was made in.
    pub height: u64,
    /// Index of its entry.
    pub index: u64,
    /// Height of the block that revoked it.
    pub revoked: Option<u64>,
}

/// A logged access, or a claim of emergency access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFact {
    version: Version1,
    /// The identity whose record it concerns.
    pub controller: IdentityId,
    /// The identity that logged it.
    pub actor: IdentityId,
    /// Height of the block it was logged in.
    pub height: u64,
    /// Index of its entry.
    pub index: u64,
    /// When a claim of emergency access ends; `None` for an access under a grant.
    pub expires: Option<Timestamp>,
}

/// The authorities in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoritiesFact {
    version: Version1,
    /// 0 for the set of the genesis entry, one more with each change.
    pub revision: u64,
    /// The set.
    pub authorities: AuthorityList,
    /// Height of the block it was adopted in. It cosigns the blocks after that; the genesis set
    /// also its own.
    pub height: u64,
}

impl IdentityFact {
    pub(super) fn registered(
        key: KeyId,
        next: Sha256Digest,
        document: Commitment,
        height: u64,
    ) -> Self {
        Self {
            version: Version1,
            key,
            next,
            document,
            registered: height,
            changed: height,
        }
    }
}

impl KeyFact {
    pub(super) fn current(identity: IdentityId, from: u64) -> Self {
        Self {
            version: Version1,
            identity,
            from,
            until: None,
        }
    }
}

impl RecordFact {
    pub(super) fn anchored(
        controller: IdentityId,
        author: IdentityId,
        place: Place,
        previous: Option<Commitment>,
    ) -> Self {
        let Place { height, index } = place;
        let version = Version1;
        let (replaced_by, erased) = (None, None);
        Self {
            version,
            controller,
            author,
            height,
            index,
            previous,
            replaced_by,
            erased,
        }
    }
}

impl GrantFact {
    /// The most grants there can be above a grant.
    pub const MAX_DEPTH: u8 = 7;

    pub(super) fn made(
        controller: IdentityId,
        issuer: IdentityId,
        parent: Option<(Commitment, u8)>,
        place: Place,
    ) -> Self {
        let Place { height, index } = place;
        let depth = parent.map_or(0, |(_, depth)| depth.saturating_add(1));
        let parent = parent.map(|(grant, _)| grant);
        let version = Version1;
        Self {
            version,
            controller,
            issuer,
            parent,
            depth,
            height,
            index,
            revoked: None,
        }
    }
}

impl EventFact {
    pub(super) fn logged(
        controller: IdentityId,
        actor: IdentityId,
        place: Place,
        expires: Option<Timestamp>,
    ) -> Self {
        let Place { height, index } = place;
        Self {
            version: Version1,
            controller,
            actor,
            height,
            index,
            expires,
        }
    }
}

impl AuthoritiesFact {
    pub(super) fn adopted(revision: u64, authorities: AuthorityList, height: u64) -> Self {
        Self {
            version: Version1,
            revision,
            authorities,
            height,
        }
    }
}

/// Where an entry stands, or will stand once its block is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) height: u64,
    pub(crate) index: u64,
}
