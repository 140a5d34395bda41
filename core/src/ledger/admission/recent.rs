//! The entries admitted so lately that a copy of them would still be fresh.

use super::FRESHNESS;
use crate::{
    codec::CodecError,
    ledger::entry::{EntryBody, EntryNonce},
    types::Timestamp,
};
use serde::{Deserialize, de::IgnoredAny};
use serde_bytes::{ByteArray, ByteBuf};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// What makes an entry a copy of another: time, signer and nonce.
pub(crate) type Fingerprint = (Timestamp, [u8; 32], EntryNonce);

/// Remembers entries until they are too old to be admitted again: signers and nonces, by time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recent(BTreeMap<Timestamp, BTreeSet<([u8; 32], EntryNonce)>>);

impl Recent {
    /// The fingerprint of an entry of a kind that can be submitted.
    pub(crate) fn fingerprint(body: &EntryBody) -> Option<Fingerprint> {
        match body {
            EntryBody::Statement(one) => Some((one.time, *one.signer.as_bytes(), one.nonce)),
            EntryBody::Authorities(change) => Some((change.time, [0; 32], change.nonce)),
            EntryBody::Genesis(_) | EntryBody::State(_) => None,
        }
    }

    /// The fingerprint of a stored entry, read without looking at the rest of it.
    pub(crate) fn glance(entry: &[u8]) -> Result<Option<Fingerprint>, CodecError> {
        let (body, _): (ByteBuf, ByteBuf) =
            ciborium::from_reader(entry).map_err(|_| CodecError::Structure)?;
        let body: Glance =
            ciborium::from_reader(body.as_slice()).map_err(|_| CodecError::Structure)?;
        Ok(match body {
            Glance::Statement(one) => Some((one.time, one.signer.into_array(), one.nonce)),
            Glance::Authorities(one) => Some((one.time, [0; 32], one.nonce)),
            Glance::Genesis(_) | Glance::State(_) => None,
        })
    }

    pub(crate) fn contains(&self, (time, signer, nonce): &Fingerprint) -> bool {
        self.0
            .get(time)
            .is_some_and(|known| known.contains(&(*signer, *nonce)))
    }

    pub(crate) fn insert(&mut self, (time, signer, nonce): Fingerprint) {
        self.0.entry(time).or_default().insert((signer, nonce));
    }

    /// Takes over the entries of a sealed block, and forgets those that cannot be admitted again
    /// once a block of this time is the last.
    pub(crate) fn advance(&mut self, mut sealed: Self, block_time: Timestamp) {
        let oldest = oldest_admissible(block_time);
        self.0 = self.0.split_off(&oldest);
        for (time, entries) in sealed.0.split_off(&oldest) {
            match self.0.entry(time) {
                Entry::Vacant(place) => drop(place.insert(entries)),
                Entry::Occupied(mut known) => known.get_mut().extend(entries),
            }
        }
    }
}

/// The earliest time an entry can have after a block of this time.
pub(crate) fn oldest_admissible(block_time: Timestamp) -> Timestamp {
    block_time.minus(FRESHNESS)
}

/// The parts of an entry's body that make its fingerprint.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Glance {
    Genesis(IgnoredAny),
    Statement(GlanceAtStatement),
    Authorities(GlanceAtChange),
    State(IgnoredAny),
}

#[derive(Deserialize)]
struct GlanceAtStatement {
    time: Timestamp,
    signer: ByteArray<32>,
    nonce: EntryNonce,
}

#[derive(Deserialize)]
struct GlanceAtChange {
    time: Timestamp,
    nonce: EntryNonce,
}
