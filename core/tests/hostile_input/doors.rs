//! Every public function that takes bytes or text from outside.

use medseal::audit::{AccessEvent, ErasureAttestation, ErasureReceipt, TrailEvidence};
use medseal::codec::{Limits, decode};
use medseal::consent::{AccessRequest, DecisionProof, Grant, GrantChain};
use medseal::envelope::{CategoryGrantKey, SealedHeader, SealedRecord, SignedManifest};
use medseal::exchange::GrantBundle;
use medseal::keys::{
    PublicIdentity, SealingPublicKey, SealingSuite, VerifyingKey, is_protected, open_key_file,
};
use medseal::ledger::{
    ConsistencyProof, InclusionProof, Note, Receipt, SignedCheckpoint, SignedEntry,
    SplitViewEvidence, StateProof, Tile,
};
use medseal::types::Salt;

/// What comes out does not matter here.
fn ignore<T>(_: T) {}

type Door = fn(&[u8]);

/// A name and the function.
pub(crate) const DOORS: &[(&str, Door)] = &[
    ("codec::decode", |bytes| {
        ignore(decode::<Vec<Vec<u64>>>(bytes, Limits::MESSAGE))
    }),
    ("SealedHeader::from_bytes", |bytes| {
        ignore(SealedHeader::from_bytes(bytes))
    }),
    ("SealedHeader::read_from", |mut bytes| {
        ignore(SealedHeader::read_from(&mut bytes))
    }),
    ("SealedRecord::from_container", |bytes| {
        ignore(SealedRecord::from_container(bytes))
    }),
    ("SignedManifest::from_bytes", |bytes| {
        ignore(SignedManifest::from_bytes(bytes))
    }),
    ("CategoryGrantKey::from_bytes", |bytes| {
        ignore(CategoryGrantKey::from_bytes(bytes))
    }),
    ("Grant::from_bytes", |bytes| {
        ignore(Grant::from_bytes(bytes, Salt::from_bytes([0; 32])))
    }),
    ("GrantChain::from_bytes", |bytes| {
        ignore(GrantChain::from_bytes(bytes))
    }),
    ("AccessRequest::from_bytes", |bytes| {
        ignore(AccessRequest::from_bytes(bytes))
    }),
    ("DecisionProof::from_bytes", |bytes| {
        ignore(DecisionProof::from_bytes(bytes))
    }),
    ("SignedEntry::decode", |bytes| {
        ignore(SignedEntry::decode(bytes))
    }),
    ("Note::parse", |bytes| ignore(Note::parse(bytes))),
    ("SignedCheckpoint::parse", |bytes| {
        ignore(SignedCheckpoint::parse(bytes))
    }),
    ("Receipt::parse", |bytes| ignore(Receipt::parse(bytes))),
    ("SplitViewEvidence::parse", |bytes| {
        ignore(SplitViewEvidence::parse(bytes))
    }),
    ("InclusionProof::from_bytes", |bytes| {
        ignore(InclusionProof::from_bytes(bytes))
    }),
    ("ConsistencyProof::from_bytes", |bytes| {
        ignore(ConsistencyProof::from_bytes(bytes))
    }),
    ("StateProof::from_bytes", |bytes| {
        ignore(StateProof::from_bytes(bytes))
    }),
    ("Tile::from_bytes", |bytes| ignore(Tile::from_bytes(bytes))),
    ("ErasureAttestation::from_bytes", |bytes| {
        ignore(ErasureAttestation::from_bytes(bytes))
    }),
    ("ErasureReceipt::from_bytes", |bytes| {
        ignore(ErasureReceipt::from_bytes(bytes))
    }),
    ("TrailEvidence::from_bytes", |bytes| {
        ignore(TrailEvidence::from_bytes(bytes))
    }),
    ("GrantBundle::from_bytes", |bytes| {
        ignore(GrantBundle::from_bytes(bytes))
    }),
    ("AccessEvent::from_bytes", |bytes| {
        ignore(AccessEvent::from_bytes(bytes, Salt::from_bytes([0; 32])));
    }),
    ("SealingPublicKey::from_bytes", |bytes| {
        ignore(SealingPublicKey::from_bytes(SealingSuite::XWing, bytes));
    }),
    ("VerifyingKey::from_bytes", |bytes| {
        ignore(VerifyingKey::from_bytes(bytes))
    }),
    ("PublicIdentity::from_json", |bytes| {
        with_text(bytes, |text| ignore(PublicIdentity::from_json(text)))
    }),
    ("VerifyingKey::from_did_key", |bytes| {
        with_text(bytes, |text| ignore(VerifyingKey::from_did_key(text)))
    }),
    ("keys::open_key_file", |bytes| {
        with_text(bytes, |text| {
            ignore(open_key_file(text, Some(b"passphrase")))
        })
    }),
    ("keys::is_protected", |bytes| {
        with_text(bytes, |text| ignore(is_protected(text)))
    }),
];

fn with_text(bytes: &[u8], read: impl Fn(&str)) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        read(text);
    }
}
