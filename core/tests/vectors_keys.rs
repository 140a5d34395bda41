//! The key vectors of `vectors/keys/`: written once from fixed seeds, compared ever after.

mod support;

use medseal::{
    domain::{DERIVE_SALT, DERIVE_SIGNING},
    errors::ErrorCode,
    keys::{
        PublicIdentity, RootSecret, SealingPublicKey, SealingSecretKey, SealingSuite,
        SecretIdentity, SigningKey, VerifyingKey, WrappedKey, next_key_digest, open_key_file,
        plain_key_file,
    },
    types::Timestamp,
};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use support::vectors::{check, hex, unhex};

#[test]
fn derivation() {
    let cases: Vec<Value> = (0u8..3)
        .map(|seed| {
            let root = RootSecret::from_bytes([seed; 32]);
            let key = SigningKey::from_seed(&root.derive(DERIVE_SIGNING, &[])).verifying_key();
            json!({
                "name": format!("root of 32 bytes {seed}"),
                "root": hex(&[seed; 32]),
                "salt_parts": [hex(b"a"), hex(&[seed])],
                "salt": hex(&*root.derive(DERIVE_SALT, &[b"a", &[seed]])),
                "signing_key": hex(key.as_bytes()),
                "did_key": key.did_key(),
                "key_id": key.key_id().to_string(),
                "next_key_digest": next_key_digest(&key).to_string(),
            })
        })
        .collect();
    check(
        "keys/derivation.json",
        json!({"format": "keys v1: derivation", "cases": cases}),
    );
}

#[test]
fn wrapped_keys() {
    let mut cases = Vec::new();
    for suite in [SealingSuite::X25519, SealingSuite::XWing] {
        let secret = SealingSecretKey::from_seed(suite, &[9; 32]);
        let public = secret.public_key().unwrap();
        let rng = &mut StdRng::seed_from_u64(1);
        let wrapped = public.wrap_with_rng(b"info", &[0x5a; 32], rng).unwrap();
        let opens = json!({
            "name": format!("{} opens", suite.name()),
            "suite": suite.kem_id(),
            "seed": hex(secret.expose_seed()),
            "public_key": hex(public.as_bytes()),
            "key_id": public.key_id().to_string(),
            "info": hex(b"info"),
            "encapsulated_key": hex(&wrapped.encapsulated_key),
            "ciphertext": hex(&wrapped.ciphertext),
            "secret": hex(&[0x5a; 32]),
        });
        let refused = [("info", hex(b"inf0")), ("seed", hex(&[8; 32]))].map(|(field, value)| {
            let mut case = opens.clone();
            case["name"] = json!(format!("{} with another {field}", suite.name()));
            case["class"] = json!("wrong-context");
            case[field] = json!(value);
            case["expected"] = json!("wrong-key");
            case.as_object_mut().unwrap().remove("secret");
            case
        });
        cases.push(opens);
        cases.extend(refused);
    }
    for case in &cases {
        let kem_id = u16::try_from(case["suite"].as_u64().unwrap()).unwrap();
        let suite = SealingSuite::try_from(kem_id).unwrap();
        let secret = SealingSecretKey::from_seed(suite, &unhex(&case["seed"]).try_into().unwrap());
        let wrapped = WrappedKey {
            encapsulated_key: unhex(&case["encapsulated_key"]),
            ciphertext: unhex(&case["ciphertext"]),
        };
        match secret.unwrap(&unhex(&case["info"]), &wrapped) {
            Ok(opened) => assert_eq!(case["secret"], json!(hex(&opened))),
            Err(error) => assert_eq!(case["expected"], json!(error.code())),
        }
    }
    check(
        "keys/wrapped.json",
        json!({"format": "keys v1: wrapped key", "cases": cases}),
    );
}

#[test]
fn refused_keys() {
    let ed25519 = [
        (
            "identity",
            "0100000000000000000000000000000000000000000000000000000000000000",
        ),
        (
            "order-2",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ),
        (
            "order-4",
            "0000000000000000000000000000000000000000000000000000000000000000",
        ),
        (
            "order-8",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        ),
        (
            "not-canonical",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ),
        (
            "mixed-order",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        ),
        (
            "length",
            "01000000000000000000000000000000000000000000000000000000000000",
        ),
    ];
    let x25519 = [
        (
            "zero",
            "0000000000000000000000000000000000000000000000000000000000000000",
        ),
        (
            "order-4",
            "0100000000000000000000000000000000000000000000000000000000000000",
        ),
        (
            "order-8",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        ),
        (
            "not-canonical",
            "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ),
        (
            "top-bit",
            "0900000000000000000000000000000000000000000000000000000000000080",
        ),
    ];
    let case = |algorithm: &str, (class, key): (&str, &str)| {
        json!({"name": format!("{algorithm}: {class}"), "class": class, "algorithm": algorithm,
               "public_key": key, "expected": "invalid-key"})
    };
    let ed25519 = ed25519.into_iter().map(|key| case("ed25519", key));
    let x25519 = x25519.into_iter().map(|key| case("x25519", key));
    let cases: Vec<Value> = ed25519.chain(x25519).collect();
    for case in &cases {
        let key = unhex(&case["public_key"]);
        let error = match case["algorithm"].as_str().unwrap() {
            "ed25519" => VerifyingKey::from_bytes(&key).unwrap_err(),
            _ => SealingPublicKey::from_bytes(SealingSuite::X25519, &key).unwrap_err(),
        };
        assert_eq!(case["expected"], json!(error.code()), "{case}");
    }
    check(
        "keys/refused.json",
        json!({"format": "keys v1: public key", "cases": cases}),
    );
}

#[test]
fn documents_and_key_files() {
    let time = Timestamp::from_seconds(1_800_000_000).unwrap();
    let rng = &mut StdRng::seed_from_u64(11);
    let secret = SecretIdentity::generate_with_rng(SealingSuite::X25519, rng);
    let file = plain_key_file(&secret).unwrap();
    let document = secret.public(time).unwrap();
    let text = document.to_json();
    let altered = |member: &str| {
        let mut jws: Value = serde_json::from_str(&text).unwrap();
        let value = jws[member].as_str().unwrap();
        let first = if value.starts_with('A') { 'B' } else { 'A' };
        jws[member] = json!(format!("{first}{}", &value[1..]));
        jws.to_string()
    };
    let positive = json!({
        "name": "a new identity",
        "key_file": &*file,
        "document": text,
        "identity": document.identity_id().to_string(),
        "claims": serde_json::from_str::<Value>(&document.claims_json()).unwrap(),
    });
    let repeated = text.replacen('{', "{\"payload\":\"\",", 1);
    let negative = [
        (
            "signature altered",
            "signature",
            altered("signature"),
            "invalid-signature",
        ),
        (
            "header altered",
            "algorithm",
            altered("protected"),
            "invalid-signature",
        ),
        (
            "payload altered",
            "encoding",
            altered("payload"),
            "invalid-identity-document",
        ),
        (
            "member repeated",
            "duplicate-key",
            repeated,
            "invalid-identity-document",
        ),
        (
            "empty object",
            "structure",
            "{}".to_owned(),
            "invalid-identity-document",
        ),
    ]
    .map(|(name, class, document, expected)| {
        let error = PublicIdentity::from_json(&document).unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
        json!({"name": name, "class": class, "document": document, "expected": expected})
    });
    let stored = open_key_file(&file, None).unwrap();
    assert_eq!(stored.public(time).unwrap().to_json(), text);
    let cases: Vec<Value> = [positive].into_iter().chain(negative).collect();
    check(
        "keys/documents.json",
        json!({"format": "keys v1: identity document", "cases": cases}),
    );
}
