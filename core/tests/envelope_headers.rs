//! Headers whose signatures all hold and that are wrong all the same: made from the format's
//! description, since the library makes none like them.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use ciborium::Value;
use medseal::codec::encode;
use medseal::domain;
use medseal::envelope::{RecipientKey, SealedHeader, SealedRecord, Sealer};
use medseal::errors::ErrorCode;
use medseal::keys::{SealingSuite, SecretIdentity, SigningKey};
use medseal::types::GrantId;
use support::cbor::{bytes, field, parse};
use support::fixtures::{NOW, category, identity, rng};

fn author() -> SigningKey {
    identity(1).signing_key()
}

fn patient() -> SecretIdentity {
    SecretIdentity::generate_with_rng(SealingSuite::X25519, &mut rng(2))
}

fn record() -> SealedRecord {
    let patient = patient();
    let document = patient.public(NOW).unwrap();
    Sealer::new(&author(), patient.identity_id(), NOW)
        .category(category("LAB"))
        .to(document.category_key(&category("LAB")).unwrap().clone())
        .seal_with_rng(b"plaintext", &mut rng(5))
        .unwrap()
}

/// The parts of a header, each as its signer would have it.
struct Parts {
    manifest: Value,
    slot: Value,
    manifest_v: u64,
    slot_v: u64,
}

impl Parts {
    fn of(record: &SealedRecord) -> Self {
        let mut header = parse(&record.header().to_bytes().unwrap());
        let signed = parse(&bytes(&header, "manifest"));
        let slots = field(&mut header, "slots").as_array().unwrap().clone();
        let slot = parse(slots[0].as_bytes().unwrap());
        Self {
            manifest: parse(&bytes(&signed, "manifest")),
            slot: parse(&bytes(&slot, "slot")),
            manifest_v: 1,
            slot_v: 1,
        }
    }

    /// The header without slots; the author signs it.
    fn bare(&self) -> Result<SealedHeader, String> {
        header(&self.signed_manifest(), Vec::new())
    }

    /// The header with the slot; the author signs both.
    fn whole(&self) -> Result<SealedHeader, String> {
        let slot = encode(&self.slot).unwrap();
        let digest = self.bare()?.manifest_digest();
        let message = [digest.as_bytes(), slot.as_slice()].concat();
        let signature = author().sign(domain::SLOT_SIGNATURE, &message);
        let slot = envelope(self.slot_v, "slot", slot, signature.as_bytes());
        header(&self.signed_manifest(), vec![Value::Bytes(slot)])
    }

    fn signed_manifest(&self) -> Vec<u8> {
        let manifest = encode(&self.manifest).unwrap();
        let signature = author().sign(domain::MANIFEST, &manifest);
        envelope(self.manifest_v, "manifest", manifest, signature.as_bytes())
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// `{v, name, signature}`, in the order of the encoded names.
fn envelope(v: u64, name: &str, content: Vec<u8>, signature: &[u8; 64]) -> Vec<u8> {
    map([
        ("v", v.into()),
        (name, Value::Bytes(content)),
        ("signature", Value::Bytes(signature.to_vec())),
    ])
}

fn header(manifest: &[u8], slots: Vec<Value>) -> Result<SealedHeader, String> {
    let bytes = map([
        ("v", 1.into()),
        ("salt", Value::Bytes(vec![9; 32])),
        ("slots", Value::Array(slots)),
        ("manifest", Value::Bytes(manifest.to_vec())),
    ]);
    SealedHeader::from_bytes(&bytes).map_err(|error| error.code().to_owned())
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Vec<u8> {
    let entries = entries.map(|(name, value)| (Value::from(name), value));
    encode(&Value::Map(entries.to_vec())).unwrap()
}

#[test]
fn threat_15_a_signed_header_of_another_version_or_shape_is_refused() {
    let parts = || Parts::of(&record());
    assert!(parts().whole().is_ok());
    let manifest = |name: &'static str, value: Value| {
        parts().with(|parts| *field(&mut parts.manifest, name) = value)
    };
    let slot = |name: &'static str, value: Value| {
        parts().with(|parts| *field(&mut parts.slot, name) = value)
    };
    let cases = [
        ("a manifest of version 2", manifest("v", 2.into())),
        (
            "version zero of something",
            parts().with(|parts| {
                *field(&mut parts.manifest, "version") = 0.into();
                *field(&mut parts.manifest, "previous") = Value::Bytes(vec![1; 32]);
            }),
        ),
        ("a second version of nothing", manifest("version", 2.into())),
        (
            "a first version of something",
            manifest("previous", Value::Bytes(vec![1; 32])),
        ),
        (
            "a length that no payload has",
            manifest(
                "payload_length",
                Value::Bytes(vec![0, 0, 0, 0, 0, 0, 0, 71]),
            ),
        ),
        (
            "a signature of version 2",
            parts().with(|parts| parts.manifest_v = 2),
        ),
        ("a slot of version 2", slot("v", 2.into())),
        (
            "a slot's signature of version 2",
            parts().with(|parts| parts.slot_v = 2),
        ),
        (
            "another suite's encapsulated key",
            slot("encapsulated_key", Value::Bytes(vec![7; 1120])),
        ),
        ("a category without an epoch", slot("epoch", Value::Null)),
        ("an epoch without a category", slot("category", Value::Null)),
        (
            "a slot for another category",
            slot("category", "IMG".into()),
        ),
    ];
    let mut header = parse(&record().header().to_bytes().unwrap());
    *field(&mut header, "v") = 2.into();
    let refused = SealedHeader::from_bytes(&encode(&header).unwrap()).unwrap_err();
    assert_eq!(refused.code(), "inconsistent-header");
    for (what, outcome) in cases {
        assert_eq!(
            outcome.whole().unwrap_err(),
            "inconsistent-header",
            "{what}"
        );
    }
}

#[test]
fn a_version_follows_in_all_respects_or_not_at_all() {
    let first = record();
    let digest = first.header().manifest_digest();
    let second = |name: &'static str, value: Value| {
        let parts = Parts::of(&first).with(|parts| {
            *field(&mut parts.manifest, "version") = 2.into();
            *field(&mut parts.manifest, "previous") = Value::Bytes(digest.as_bytes().to_vec());
            *field(&mut parts.manifest, name) = value;
        });
        let second = parts.bare().unwrap();
        second
            .verify_follows(first.header())
            .map_err(|error| error.code())
    };
    assert_eq!(second("version", 2.into()), Ok(()));
    let bytes = |byte| Value::Bytes(vec![byte; 32]);
    for (name, other) in [
        ("record", bytes(1)),
        ("version", 3.into()),
        ("previous", bytes(2)),
        ("controller", bytes(3)),
        ("category", "IMG".into()),
    ] {
        assert_eq!(second(name, other), Err("not-the-next-version"), "{name}");
    }
}

#[test]
fn threat_16_a_header_has_512_slots_at_most() {
    let (record, patient) = (record(), patient());
    let mut header = record.header().clone();
    let lab = category("LAB");
    let epoch = patient.current_epoch(&lab).unwrap();
    let key = header.unwrap_key(&patient.category_key(&lab, epoch).unwrap());
    let key = key.unwrap();
    let to = RecipientKey::from(patient.sealing_key().public_key().unwrap());
    let rewrap = |header: &SealedHeader, number: u16| {
        let mut grant = [0; 16];
        grant[..2].copy_from_slice(&number.to_be_bytes());
        let grant = Some(GrantId::from_bytes(grant));
        header.rewrap_with_rng(&key, &to, grant, &author(), &mut rng(number.into()))
    };
    for number in 1..512 {
        header = rewrap(&header, number).unwrap();
    }
    let bytes = header.to_bytes().unwrap();
    assert_eq!(SealedHeader::from_bytes(&bytes).unwrap(), header);
    assert_eq!(rewrap(&header, 512).unwrap_err().code(), "header-too-large");

    // Somebody else's program may have written one more, each slot of it well made.
    let more = rewrap(record.header(), 512).unwrap();
    let mut more = parse(&more.to_bytes().unwrap());
    let more = field(&mut more, "slots").as_array().unwrap()[1].clone();
    let mut whole = parse(&bytes);
    let slots = field(&mut whole, "slots").as_array_mut().unwrap();
    slots.push(more);
    assert_eq!(slots.len(), 513);
    let refused = SealedHeader::from_bytes(&encode(&whole).unwrap()).unwrap_err();
    assert_eq!(refused.code(), "header-too-large");
}
