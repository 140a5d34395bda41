//! From facts to keys and values of the state, and back.

use super::{AuthoritiesFact, EventFact, GrantFact, IdentityFact, KeyFact, RecordFact, TrailState};
use crate::{
    codec::{self, CodecError, Limits},
    ledger::state::{StateKey, StateValue},
};
use serde::{Serialize, de::DeserializeOwned};

/// The kinds of fact, as the key of the state distinguishes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FactKind {
    /// An identity.
    Identity = 1,
    /// A signing key.
    Key = 2,
    /// A version of a record.
    Record = 3,
    /// A grant.
    Grant = 4,
    /// An access event or a break-glass claim.
    Event = 5,
    /// A controller's trail.
    Trail = 6,
    /// The authorities in force.
    Authorities = 7,
}

impl FactKind {
    /// The state's key of the fact of this kind about `identifier`.
    #[must_use]
    pub fn key(self, identifier: &[u8]) -> StateKey {
        StateKey::new(self as u8, identifier)
    }
}

/// The value of a fact: its deterministic CBOR, as the state holds it.
pub trait Fact: Serialize + DeserializeOwned {
    /// The kind, which is part of the fact's key.
    const KIND: FactKind;

    /// Reads a fact from the value proven or stored.
    ///
    /// # Errors
    ///
    /// [`CodecError`] if the bytes are not the one encoding of such a fact.
    fn from_value(value: &[u8]) -> Result<Self, CodecError> {
        codec::decode(value, LIMITS)
    }

    /// The value as the state holds it.
    ///
    /// # Errors
    ///
    /// [`CodecError`] never for facts read from a ledger.
    fn to_value(&self) -> Result<StateValue, CodecError> {
        StateValue::new(&codec::encode(self)?).map_err(|_| CodecError::TooLarge)
    }
}

macro_rules! facts {
    ($($type:ty: $kind:ident;)*) => {$(
        impl Fact for $type {
            const KIND: FactKind = FactKind::$kind;
        }
    )*};
}

facts! {
    IdentityFact: Identity;
    KeyFact: Key;
    RecordFact: Record;
    GrantFact: Grant;
    EventFact: Event;
    TrailState: Trail;
    AuthoritiesFact: Authorities;
}

const LIMITS: Limits = Limits {
    bytes: 4096,
    depth: 4,
    items: 256,
};
