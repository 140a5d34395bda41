//! The vectors of `vectors/envelope/`: written once from fixed seeds, compared ever after.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use ciborium::Value as Cbor;
use medseal::codec::encode;
use medseal::domain;
use medseal::envelope::{BlobAddress, CategoryGrantKey, DataKey, SealedRecord, Sealer, hazmat};
use medseal::errors::ErrorCode;
use medseal::keys::{KeyEpoch, SealingSecretKey, SealingSuite, SigningKey};
use medseal::types::{CategoryCode, GrantId, IdentityId, Timestamp};
use serde_json::{Value, json};
use support::cbor::{bytes, field, parse};
use support::fixtures::{category, rng};
use support::vectors::{check, hex, unhex};

/// The plaintext of so many bytes that the payload vectors mean: 0, 1, … 250, 0, 1, …
fn pattern(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

#[test]
fn payloads() {
    let key = DataKey::from_slice(&[0x4b; 32]).unwrap();
    let seal = |context: &[u8], length: usize| {
        hazmat::cobblestone256_seal(&key, context, [0x5a; 24], &pattern(length)).unwrap()
    };
    let positive = |context: &[u8], length: usize| {
        let sealed = seal(context, length);
        let mut case = json!({
            "name": format!("{length} bytes"),
            "key": hex(&[0x4b; 32]),
            "context": hex(context),
            "salt": hex(&[0x5a; 24]),
            "plaintext_length": length,
            "digest": blake3::hash(&sealed).to_string(),
        });
        // Long payloads are given by their digest only.
        if sealed.len() < 200 {
            case["sealed"] = json!(hex(&sealed));
        }
        case
    };
    let mut cases: Vec<Value> = [0, 1, 100, 16_383, 16_384, 16_385, 65_536, 100_000]
        .map(|length| positive(b"context", length))
        .to_vec();
    cases.push(positive(b"", 3));
    let good = seal(b"context", 100);
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let negative = [
        (
            "salt altered",
            "commitment",
            flipped(0),
            "key-commitment-mismatch",
        ),
        (
            "commitment altered",
            "commitment",
            flipped(24),
            "key-commitment-mismatch",
        ),
        ("chunk altered", "altered", flipped(56), "payload-corrupt"),
        ("tag altered", "altered", flipped(171), "payload-corrupt"),
        (
            "byte missing",
            "truncated",
            good[..171].to_vec(),
            "payload-corrupt",
        ),
        (
            "tag cut",
            "truncated",
            good[..60].to_vec(),
            "payload-truncated",
        ),
        (
            "no chunk",
            "truncated",
            good[..56].to_vec(),
            "payload-truncated",
        ),
        (
            "no commitment",
            "truncated",
            good[..24].to_vec(),
            "payload-truncated",
        ),
        ("nothing", "truncated", Vec::new(), "payload-truncated"),
        (
            "byte added",
            "appended",
            [&good[..], &[0]].concat(),
            "payload-corrupt",
        ),
    ];
    cases.extend(negative.map(|(name, class, sealed, expected)| {
        json!({"name": name, "class": class, "key": hex(&[0x4b; 32]), "context": hex(b"context"),
               "sealed": hex(&sealed), "expected": expected})
    }));
    for (name, field, value) in [
        ("another key", "key", hex(&[0x4c; 32])),
        ("another context", "context", hex(b"kontext")),
    ] {
        let mut case = json!({"name": name, "class": "commitment", "key": hex(&[0x4b; 32]),
            "context": hex(b"context"), "sealed": hex(&good),
            "expected": "key-commitment-mismatch"});
        case[field] = json!(value);
        cases.push(case);
    }
    for case in cases.iter().filter(|case| case.get("sealed").is_some()) {
        let key = DataKey::from_slice(&unhex(&case["key"])).unwrap();
        let opened =
            hazmat::cobblestone256_open(&key, &unhex(&case["context"]), &unhex(&case["sealed"]));
        match opened {
            Ok(plaintext) => assert_eq!(case["plaintext_length"], plaintext.len(), "{case}"),
            Err(error) => assert_eq!(case["expected"], error.code(), "{case}"),
        }
    }
    check(
        "envelope/payloads.json",
        json!({"format": "envelope v1: payload", "cases": cases}),
    );
}

const GRANT: GrantId = GrantId::from_bytes([0x77; 16]);

fn author() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn record(suite: SealingSuite, secret: &SealingSecretKey) -> SealedRecord {
    let author = author();
    let sealer = Sealer::new(
        &author,
        IdentityId::from_bytes([0xc0; 32]),
        Timestamp::from_seconds(1_800_000_000).unwrap(),
    );
    let key = secret.public_key().unwrap();
    let category = medseal::keys::CategoryKey {
        category: CategoryCode::default(),
        epoch: KeyEpoch::new(3),
        key: SealingSecretKey::from_seed(suite, &[8; 32])
            .public_key()
            .unwrap(),
    };
    sealer
        .media_type("text/plain".parse().unwrap())
        .to_under_grant(key, GRANT)
        .to(category)
        .seal_with_rng(b"potassium 4.1 mmol/l", &mut rng(21))
        .unwrap()
}

/// A container with another header in front of its payload.
fn container(record: &SealedRecord, header: &Cbor) -> Vec<u8> {
    let header = encode(header).unwrap();
    let length = u32::try_from(header.len()).unwrap().to_be_bytes();
    [
        b"medseal\x1a\0\0\0\x01",
        &length[..],
        &header,
        record.payload(),
    ]
    .concat()
}

#[test]
fn records() {
    let mut cases = Vec::new();
    for suite in [SealingSuite::X25519, SealingSuite::XWing] {
        let secret = SealingSecretKey::from_seed(suite, &[9; 32]);
        let record = record(suite, &secret);
        let header = record.header();
        cases.push(json!({
            "name": format!("a record sealed with {}", suite.name()),
            "suite": suite.kem_id(),
            "seed": hex(secret.expose_seed()),
            "container": hex(&record.to_container().unwrap()),
            "plaintext": hex(b"potassium 4.1 mmol/l"),
            "record": header.manifest().record_id().to_string(),
            "version": header.manifest().version(),
            "author": header.manifest().author().did_key(),
            "controller": header.manifest().controller().to_string(),
            "category": header.manifest().category().as_str(),
            "media_type": header.manifest().media_type().as_str(),
            "created": header.manifest().created().seconds(),
            "payload_address": BlobAddress::from(header.manifest().payload_digest()).to_string(),
            "manifest_digest": header.manifest_digest().to_string(),
            "salt": header.salt().to_string(),
            "commitment": header.commitment().to_string(),
        }));
    }
    let secret = SealingSecretKey::from_seed(SealingSuite::X25519, &[9; 32]);
    let record = record(SealingSuite::X25519, &secret);
    for (name, class, container, expected) in refused_containers(&record) {
        cases.push(json!({"name": name, "class": class, "suite": 0x20,
            "seed": hex(secret.expose_seed()), "container": hex(&container),
            "expected": expected}));
    }
    cases.push(
        json!({"name": "another recipient's key", "class": "recipient", "suite": 0x20,
        "seed": hex(&[10; 32]), "container": hex(&record.to_container().unwrap()),
        "expected": "not-a-recipient"}),
    );
    for case in &cases {
        let kem_id = u16::try_from(case["suite"].as_u64().unwrap()).unwrap();
        let seed = unhex(&case["seed"]).try_into().unwrap();
        let secret = SealingSecretKey::from_seed(SealingSuite::try_from(kem_id).unwrap(), &seed);
        let opened = SealedRecord::from_container(&unhex(&case["container"]))
            .and_then(|record| record.open(&secret));
        match opened {
            Ok(plaintext) => assert_eq!(case["plaintext"], hex(&plaintext), "{}", case["name"]),
            Err(error) => assert_eq!(case["expected"], error.code(), "{}", case["name"]),
        }
    }
    check(
        "envelope/records.json",
        json!({"format": "envelope v1: record", "cases": cases}),
    );
}

type Refused = (&'static str, &'static str, Vec<u8>, &'static str);

fn refused_containers(record: &SealedRecord) -> Vec<Refused> {
    let good = record.to_container().unwrap();
    let header = parse(&record.header().to_bytes().unwrap());
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let payload = good.len() - record.payload().len();
    let claim = [&good[..12], &(1u32 << 30).to_be_bytes(), &good[16..]].concat();
    let mut other_manifest = parse(&bytes(&header, "manifest"));
    let mut manifest = parse(&bytes(&other_manifest, "manifest"));
    *field(&mut manifest, "media_type") = Cbor::from("text/html");
    *field(&mut other_manifest, "manifest") = Cbor::Bytes(encode(&manifest).unwrap());
    let mut relabelled = header.clone();
    *field(&mut relabelled, "manifest") = Cbor::Bytes(encode(&other_manifest).unwrap());

    let slots = field(&mut header.clone(), "slots")
        .as_array()
        .unwrap()
        .clone();
    let with_slots = |slots: Vec<Cbor>| {
        let mut header = header.clone();
        *field(&mut header, "slots") = Cbor::Array(slots);
        container(record, &header)
    };
    // The first slot under another grant: as it was signed, and signed again by its signer.
    let mut slot = parse(slots[0].as_bytes().unwrap());
    let mut body = parse(&bytes(&slot, "slot"));
    *field(&mut body, "grant") = Cbor::Bytes(vec![0x78; 16]);
    let body = encode(&body).unwrap();
    *field(&mut slot, "slot") = Cbor::Bytes(body.clone());
    let unsigned = Cbor::Bytes(encode(&slot).unwrap());
    let digest = record.header().manifest_digest();
    let message = [digest.as_bytes(), body.as_slice()].concat();
    let signature = author().sign(domain::SLOT_SIGNATURE, &message);
    *field(&mut slot, "signature") = Cbor::Bytes(signature.as_bytes().to_vec());
    let resigned = Cbor::Bytes(encode(&slot).unwrap());

    vec![
        ("empty", "container", Vec::new(), "not-a-sealed-record"),
        (
            "other magic",
            "container",
            flipped(0),
            "not-a-sealed-record",
        ),
        ("other version", "container", flipped(11), "unknown-version"),
        ("header of a gigabyte", "length", claim, "header-too-large"),
        (
            "header cut",
            "length",
            good[..payload - 1].to_vec(),
            "header-truncated",
        ),
        (
            "header not CBOR",
            "encoding",
            flipped(16),
            "malformed-encoding",
        ),
        (
            "media type altered",
            "manifest",
            container(record, &relabelled),
            "invalid-manifest-signature",
        ),
        (
            "slot under another grant",
            "slot",
            with_slots(vec![unsigned]),
            "invalid-slot-signature",
        ),
        (
            "slot under another grant, signed again",
            "slot",
            with_slots(vec![resigned]),
            "wrong-key",
        ),
        (
            "slot twice",
            "slot",
            with_slots(vec![slots[0].clone(), slots[0].clone()]),
            "inconsistent-header",
        ),
        (
            "slot dropped",
            "slot",
            with_slots(vec![slots[1].clone()]),
            "not-a-recipient",
        ),
        (
            "payload altered",
            "payload",
            flipped(payload + 60),
            "payload-digest-mismatch",
        ),
        (
            "payload cut",
            "payload",
            good[..good.len() - 1].to_vec(),
            "payload-length-mismatch",
        ),
        (
            "payload continued",
            "payload",
            [&good[..], &[0]].concat(),
            "payload-length-mismatch",
        ),
    ]
}

#[test]
fn category_grants() {
    let lab = category("LAB");
    let secret = SealingSecretKey::from_seed(SealingSuite::X25519, &[3; 32]);
    let mut cases = Vec::new();
    for suite in [SealingSuite::X25519, SealingSuite::XWing] {
        let grantee = SealingSecretKey::from_seed(suite, &[9; 32]);
        let (to, epoch) = (grantee.public_key().unwrap(), KeyEpoch::new(2));
        let wrapped =
            CategoryGrantKey::wrap_with_rng(&lab, epoch, &secret, &to, GRANT, &mut rng(31))
                .unwrap();
        let bytes = wrapped.to_bytes().unwrap();
        let case = |name: &str, bytes: &[u8]| {
            json!({"name": format!("{} {name}", suite.name()), "suite": suite.kem_id(),
                   "seed": hex(grantee.expose_seed()), "wrapped": hex(bytes)})
        };
        let mut opens = case("opens", &bytes);
        opens["category_seed"] = json!(hex(secret.expose_seed()));
        opens["category_key"] = json!(wrapped.category_key_id().to_string());
        cases.push(opens);
        for (name, value) in [
            ("category", Cbor::from("IMG")),
            ("epoch", Cbor::from(3)),
            ("grant", Cbor::Bytes(vec![0x78; 16])),
            ("grantee", Cbor::Bytes(vec![0; 32])),
            ("category_key", Cbor::Bytes(vec![0; 32])),
            ("ciphertext", Cbor::Bytes(vec![0; 48])),
        ] {
            let mut altered = parse(&bytes);
            *field(&mut altered, name) = value;
            let mut refused = case(&format!("with another {name}"), &encode(&altered).unwrap());
            refused["class"] = json!("context");
            refused["expected"] = json!("wrong-key");
            cases.push(refused);
        }
        let mut shorter = parse(&bytes);
        *field(&mut shorter, "encapsulated_key") = Cbor::Bytes(vec![0; 31]);
        let mut refused = case("with a short key", &encode(&shorter).unwrap());
        refused["class"] = json!("length");
        refused["expected"] = json!("invalid-category-grant");
        cases.push(refused);
    }
    for case in &cases {
        let kem_id = u16::try_from(case["suite"].as_u64().unwrap()).unwrap();
        let suite = SealingSuite::try_from(kem_id).unwrap();
        let grantee = SealingSecretKey::from_seed(suite, &unhex(&case["seed"]).try_into().unwrap());
        let unwrapped = CategoryGrantKey::from_bytes(&unhex(&case["wrapped"]))
            .and_then(|wrapped| wrapped.unwrap(&grantee));
        match unwrapped {
            Ok(key) => assert_eq!(case["category_seed"], hex(key.expose_seed())),
            Err(error) => assert_eq!(case["expected"], error.code(), "{}", case["name"]),
        }
    }
    check(
        "envelope/category_grants.json",
        json!({"format": "envelope v1: category grant", "cases": cases}),
    );
}
