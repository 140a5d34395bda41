//! Attacks on sealed records by whoever keeps, carries or receives them.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use ciborium::Value;
use medseal::codec::encode;
use medseal::domain;
use medseal::envelope::{SealedHeader, SealedRecord, Sealer};
use medseal::errors::ErrorCode;
use medseal::keys::{SealingSecretKey, SecretIdentity, SigningKey};
use medseal::types::{GrantId, ManifestDigest};
use support::cbor::{altered, bytes, field, names, parse, write};
use support::fixtures::{NOW, category, identity, rng};

/// A record sealed for a patient's category and, under a grant, for a clinic.
fn record(text: &[u8], seed: u64) -> SealedRecord {
    let patient = patient();
    let document = patient.public(NOW).unwrap();
    let lab = document.category_key(&category("LAB")).unwrap().clone();
    Sealer::new(&identity(1).signing_key(), patient.identity_id(), NOW)
        .category(category("LAB"))
        .to(lab)
        .to_under_grant(clinic_key().public_key().unwrap(), GRANT)
        .seal_with_rng(text, &mut rng(seed))
        .unwrap()
}

const GRANT: GrantId = GrantId::from_bytes([7; 16]);

fn patient() -> SecretIdentity {
    let mut patient = identity(2);
    patient.add_category(category("LAB")).unwrap();
    patient
}

fn patient_key() -> SealingSecretKey {
    let patient = patient();
    let epoch = patient.current_epoch(&category("LAB")).unwrap();
    patient.category_key(&category("LAB"), epoch).unwrap()
}

fn clinic_key() -> SealingSecretKey {
    identity(3).sealing_key()
}

fn attacker() -> SigningKey {
    identity(66).signing_key()
}

fn header_value(record: &SealedRecord) -> Value {
    parse(&record.header().to_bytes().unwrap())
}

fn slot_value(header: &Value, index: usize) -> Value {
    let slots = field(&mut header.clone(), "slots").clone();
    parse(slots.as_array().unwrap()[index].as_bytes().unwrap())
}

fn with_slots(header: &Value, slots: &[Value]) -> Result<SealedHeader, String> {
    let mut header = header.clone();
    let slots = slots
        .iter()
        .map(|slot| Value::Bytes(encode(slot).unwrap()))
        .collect();
    *field(&mut header, "slots") = Value::Array(slots);
    read(&encode(&header).unwrap())
}

/// The header, or the error's code.
fn read(bytes: &[u8]) -> Result<SealedHeader, String> {
    SealedHeader::from_bytes(bytes).map_err(|error| error.code().to_owned())
}

/// A slot with another body that the attacker signs in its own name.
fn resigned(body: &Value, manifest: ManifestDigest) -> Value {
    let mut body = body.clone();
    let key = attacker().verifying_key();
    *field(&mut body, "signer") = Value::Bytes(key.as_bytes().to_vec());
    let body = encode(&body).unwrap();
    let message = [manifest.as_bytes(), body.as_slice()].concat();
    let signature = attacker().sign(domain::SLOT_SIGNATURE, &message);
    Value::Map(vec![
        (Value::from("v"), Value::from(1)),
        (Value::from("slot"), Value::Bytes(body)),
        (
            Value::from("signature"),
            Value::Bytes(signature.as_bytes().to_vec()),
        ),
    ])
}

fn body(slot: &Value) -> Value {
    parse(&bytes(slot, "slot"))
}

#[test]
fn threat_05_no_field_of_the_manifest_can_be_altered() {
    let record = record(b"plaintext", 5);
    let header = header_value(&record);
    let signed = parse(&bytes(&header, "manifest"));
    let manifest = parse(&bytes(&signed, "manifest"));
    let fields = names(&manifest);
    assert_eq!(fields.len(), 11, "{fields:?}");
    for name in fields {
        let mut manifest = manifest.clone();
        let value = field(&mut manifest, &name);
        *value = altered(value);
        let mut signed = signed.clone();
        *field(&mut signed, "manifest") = Value::Bytes(encode(&manifest).unwrap());
        let mut header = header.clone();
        *field(&mut header, "manifest") = Value::Bytes(encode(&signed).unwrap());
        let error = read(&encode(&header).unwrap()).unwrap_err();
        let expected: &[&str] = match name.as_str() {
            // Two fields that must agree, or a version that is not known.
            "v" | "version" | "previous" => &["inconsistent-header", "unexpected-structure"],
            // The altered key is no key, or signed nothing.
            "author" => &["unexpected-structure", "invalid-manifest-signature"],
            _ => &["invalid-manifest-signature"],
        };
        assert!(expected.contains(&error.as_str()), "{name}: {error}");
    }
    // Another author's signature in place of the author's does not help.
    let mut forged = signed.clone();
    let signature = attacker().sign(domain::MANIFEST, &bytes(&signed, "manifest"));
    *field(&mut forged, "signature") = Value::Bytes(signature.as_bytes().to_vec());
    let mut header = header.clone();
    *field(&mut header, "manifest") = Value::Bytes(encode(&forged).unwrap());
    let error = read(&encode(&header).unwrap()).unwrap_err();
    assert_eq!(error, "invalid-manifest-signature");
}

#[test]
fn threat_05_no_field_of_a_slot_can_be_altered() {
    let record = record(b"plaintext", 5);
    let header = header_value(&record);
    let digest = record.header().manifest_digest();
    let keys = [patient_key(), clinic_key()];
    for (index, key) in keys.iter().enumerate() {
        let slot = slot_value(&header, index);
        let other = slot_value(&header, 1 - index);
        let honest = with_slots(&header, &[slot.clone(), other.clone()]).unwrap();
        assert!(honest.unwrap_key(key).is_ok());
        let fields = names(&body(&slot));
        assert_eq!(fields.len(), 9, "{fields:?}");
        for name in fields {
            let mut altered_body = body(&slot);
            let value = field(&mut altered_body, &name);
            *value = match name.as_str() {
                "suite" => Value::from(0x20),
                "category" if !value.is_null() => Value::from("IMG"),
                "category" => Value::from("LAB"),
                "grant" => Value::Bytes(vec![8; 16]),
                "signer" => Value::Bytes(attacker().verifying_key().as_bytes().to_vec()),
                _ => altered(value),
            };
            // With the signature as it was, the header is refused.
            let mut unsigned = slot.clone();
            *field(&mut unsigned, "slot") = Value::Bytes(encode(&altered_body).unwrap());
            let error = with_slots(&header, &[unsigned, other.clone()]).unwrap_err();
            let expected = ["invalid-slot-signature", "inconsistent-header"];
            assert!(expected.contains(&error.as_str()), "{name}: {error}");

            // Signed by the attacker in its own name, the key inside is out of reach.
            let signed = resigned(&altered_body, digest);
            match with_slots(&header, &[signed, other.clone()]) {
                Err(error) => {
                    let is_contradiction = ["v", "suite", "category", "epoch"];
                    assert!(is_contradiction.contains(&name.as_str()), "{name}");
                    assert_eq!(error, "inconsistent-header", "{name}");
                }
                Ok(header) if name == "signer" => {
                    // Nothing but the name of who added the slot: it is recorded.
                    let opened = header.unwrap_key(key).unwrap();
                    assert_eq!(opened.slot().signer(), attacker().verifying_key());
                }
                Ok(header) => {
                    let error = header.unwrap_key(key).unwrap_err();
                    let expected = if name == "recipient" {
                        "not-a-recipient"
                    } else {
                        "wrong-key"
                    };
                    assert_eq!(error.code(), expected, "{name}");
                }
            }
        }
        // The signature itself.
        let mut unsigned = slot.clone();
        let value = field(&mut unsigned, "signature");
        *value = altered(value);
        let error = with_slots(&header, &[unsigned, other]).unwrap_err();
        assert_eq!(error, "invalid-slot-signature");
    }
}

#[test]
fn threat_05_slots_cannot_be_moved_swapped_or_dropped_unseen() {
    let (one, two) = (record(b"one", 5), record(b"two", 6));
    let (from, to) = (header_value(&one), header_value(&two));
    let slots = [slot_value(&from, 0), slot_value(&from, 1)];
    // To another record: as it is, and signed again for it.
    let error = with_slots(&to, &slots).unwrap_err();
    assert_eq!(error, "invalid-slot-signature");
    let digest = two.header().manifest_digest();
    let moved: Vec<_> = slots
        .iter()
        .map(|slot| resigned(&body(slot), digest))
        .collect();
    let header = with_slots(&to, &moved).unwrap();
    for key in [patient_key(), clinic_key()] {
        assert_eq!(header.unwrap_key(&key).unwrap_err().code(), "wrong-key");
    }
    // To another recipient of the same record.
    let digest = one.header().manifest_digest();
    let mut swapped = [body(&slots[0]), body(&slots[1])];
    let [first, second] = &mut swapped;
    std::mem::swap(field(first, "recipient"), field(second, "recipient"));
    let swapped = swapped.map(|body| resigned(&body, digest));
    let header = with_slots(&from, &swapped).unwrap();
    for key in [patient_key(), clinic_key()] {
        assert_eq!(header.unwrap_key(&key).unwrap_err().code(), "wrong-key");
    }
    // Dropped: the others still open, the recipient is told that it is none.
    let header = with_slots(&from, &slots[..1]).unwrap();
    assert!(header.unwrap_key(&patient_key()).is_ok());
    let error = header.unwrap_key(&clinic_key()).unwrap_err();
    assert_eq!(error.code(), "not-a-recipient");
    // Twice the same.
    let twice = [slots[0].clone(), slots[0].clone()];
    assert_eq!(
        with_slots(&from, &twice).unwrap_err(),
        "inconsistent-header"
    );
}

#[test]
fn threat_05_a_slot_of_an_older_version_does_not_open_the_newer() {
    let first = record(b"first", 5);
    let second = Sealer::new(&identity(1).signing_key(), patient().identity_id(), NOW)
        .next_version_of(first.header())
        .to_under_grant(clinic_key().public_key().unwrap(), GRANT)
        .seal_with_rng(b"second", &mut rng(6))
        .unwrap();
    let old = slot_value(&header_value(&first), 1);
    let error = with_slots(&header_value(&second), std::slice::from_ref(&old)).unwrap_err();
    assert_eq!(error, "invalid-slot-signature");
    // Signed again, it unwraps (same record, recipient and grant) to the key of the old version,
    // to which the new payload is not committed.
    let digest = second.header().manifest_digest();
    let header = with_slots(&header_value(&second), &[resigned(&body(&old), digest)]).unwrap();
    let key = header.unwrap_key(&clinic_key()).unwrap();
    let error = key.open(second.payload()).unwrap_err();
    assert_eq!(error.code(), "key-commitment-mismatch");
}

#[test]
fn threat_05_another_salt_gives_another_commitment() {
    let record = record(b"plaintext", 5);
    let mut header = header_value(&record);
    let salt = field(&mut header, "salt");
    *salt = altered(salt);
    let header = read(&encode(&header).unwrap()).unwrap();
    assert_ne!(header.commitment(), record.header().commitment());
}

#[test]
fn threat_15_only_the_one_encoding_of_a_header_is_read() {
    let record = record(b"plaintext", 5);
    let good = record.header().to_bytes().unwrap();
    let header = parse(&good);
    let with_entries = |change: fn(&mut Vec<(Value, Value)>)| {
        let mut header = header.clone();
        change(header.as_map_mut().unwrap());
        write(&header)
    };
    let version = good.windows(3).position(|bytes| bytes == b"\x61v\x01");
    let version = version.unwrap();
    let longer_integer = [&good[..version + 2], &[0x18, 1], &good[version + 3..]].concat();
    let indefinite = [&[0xbf], &good[1..], &[0xff]].concat();
    let cases: [(&str, Vec<u8>, &str); 8] = [
        (
            "other order",
            with_entries(|entries| entries.reverse()),
            "non-canonical-encoding",
        ),
        (
            "field twice",
            with_entries(|entries| entries.insert(0, entries[0].clone())),
            "non-canonical-encoding",
        ),
        ("longer integer", longer_integer, "non-canonical-encoding"),
        ("indefinite length", indefinite, "non-canonical-encoding"),
        (
            "field added",
            with_entries(|entries| entries.push((Value::from("zzzzzzzzzz"), Value::from(1)))),
            "unexpected-structure",
        ),
        (
            "field missing",
            with_entries(|entries| {
                entries.pop();
            }),
            "unexpected-structure",
        ),
        (
            "byte added",
            [&good[..], &[0]].concat(),
            "malformed-encoding",
        ),
        (
            "byte missing",
            good[..good.len() - 1].to_vec(),
            "malformed-encoding",
        ),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(read(&bytes).unwrap_err(), expected, "{name}");
    }
    // Not even the author can sign a manifest in another encoding.
    let signed = parse(&bytes(&header, "manifest"));
    let mut manifest = parse(&bytes(&signed, "manifest"));
    manifest.as_map_mut().unwrap().reverse();
    let manifest = write(&manifest);
    let signature = identity(1).signing_key().sign(domain::MANIFEST, &manifest);
    let mut signed = signed.clone();
    *field(&mut signed, "manifest") = Value::Bytes(manifest);
    *field(&mut signed, "signature") = Value::Bytes(signature.as_bytes().to_vec());
    let mut header = header.clone();
    *field(&mut header, "manifest") = Value::Bytes(encode(&signed).unwrap());
    let error = read(&encode(&header).unwrap()).unwrap_err();
    assert_eq!(error, "non-canonical-encoding");
}

#[test]
fn threat_18_errors_and_debug_output_hold_nothing_of_the_record() {
    const CANARY: &str = "canary-4711-plaintext";
    let record = record(CANARY.as_bytes(), 5);
    let key = record.header().unwrap_key(&clinic_key()).unwrap();
    let shown = [format!("{key:?}"), format!("{:?}", record.header())].concat();
    let seed = clinic_key().expose_seed().map(|byte| format!("{byte:02x}"));
    let container = record.to_container().unwrap();
    let mut shown = vec![shown];
    for at in 0..container.len() {
        let mut container = container.clone();
        container[at] ^= 1;
        let opened = SealedRecord::from_container(&container)
            .and_then(|record| record.open(&clinic_key()).map(drop));
        if let Err(error) = opened {
            shown.push(format!("{error} {error:?} {}", error.code()));
        }
    }
    let short = key.open(&record.payload()[1..]).unwrap_err();
    shown.push(format!("{short} {short:?}"));
    assert!(shown.len() > container.len() / 2);
    for text in shown {
        assert!(!text.contains("canary") && !text.contains("4711"), "{text}");
        assert!(!text.contains(&seed.concat()[..16]), "{text}");
    }
}
