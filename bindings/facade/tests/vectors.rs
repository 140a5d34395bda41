//! The conformance vectors that other languages run through the hazmat door, in Rust.

use medseal::ledger::LeafHash;
use medseal_facade::{Result, hazmat};
use serde_json::Value;

fn cases(area: &str) -> std::io::Result<Vec<Value>> {
    let path = format!("{}/../../vectors/{area}.json", env!("CARGO_MANIFEST_DIR"));
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    match file.get_mut("cases").map(Value::take) {
        Some(Value::Array(cases)) if !cases.is_empty() => Ok(cases),
        _ => Err(std::io::ErrorKind::InvalidData.into()),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap_or_default().as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
    digits.map(|pair| byte(pair).unwrap_or_default()).collect()
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("ok", |error| error.code)
}

/// The plaintext of the payload vectors: byte number n is n modulo 251.
fn pattern(length: u64) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from(at % 251).unwrap_or_default())
        .collect()
}

#[test]
fn payloads() {
    for case in cases("envelope/payloads").unwrap() {
        let (key, context) = (bytes(&case["key"]), bytes(&case["context"]));
        if let Some(length) = case["plaintext_length"].as_u64() {
            let salt = bytes(&case["salt"]);
            let plaintext = pattern(length);
            let sealed = hazmat::cobblestone256_seal(&key, &context, &salt, &plaintext).unwrap();
            assert_eq!(
                blake3::hash(&sealed).to_string(),
                case["digest"],
                "{}",
                case["name"]
            );
            let opened = hazmat::cobblestone256_open(&key, &context, &sealed).unwrap();
            assert_eq!(opened.as_bytes(), plaintext);
        } else {
            let opened = hazmat::cobblestone256_open(&key, &context, &bytes(&case["sealed"]));
            assert_eq!(code(opened), case["expected"], "{}", case["name"]);
        }
    }
}

#[test]
fn records() {
    for case in cases("envelope/records").unwrap() {
        let opened = hazmat::open_record(
            suite(&case),
            &bytes(&case["seed"]),
            &bytes(&case["container"]),
        );
        match case["expected"].as_str() {
            Some(expected) => assert_eq!(code(opened), expected, "{}", case["name"]),
            None => assert_eq!(
                opened.unwrap().as_bytes(),
                bytes(&case["plaintext"]),
                "{}",
                case["name"]
            ),
        }
    }
}

fn suite(case: &Value) -> &'static str {
    if case["suite"] == 0x20 || case["suite"] == "X25519" {
        "x25519"
    } else {
        "x-wing"
    }
}

#[test]
fn wrapped_keys() {
    for case in cases("keys/wrapped").unwrap() {
        let (info, enc, ct) = (
            bytes(&case["info"]),
            bytes(&case["encapsulated_key"]),
            bytes(&case["ciphertext"]),
        );
        let opened = hazmat::hpke_open(suite(&case), &bytes(&case["seed"]), &info, b"", &enc, &ct);
        match case["expected"].as_str() {
            Some(expected) => assert_eq!(code(opened), expected, "{}", case["name"]),
            None => {
                assert_eq!(
                    opened.unwrap().as_bytes(),
                    bytes(&case["secret"]),
                    "{}",
                    case["name"]
                );
                let public = bytes(&case["public_key"]);
                let sealed =
                    hazmat::hpke_seal(suite(&case), &public, &info, b"aad", b"secret").unwrap();
                let (enc, ct) = (&sealed.encapsulated_key, &sealed.ciphertext);
                let open = |aad: &[u8]| {
                    hazmat::hpke_open(suite(&case), &bytes(&case["seed"]), &info, aad, enc, ct)
                };
                assert_eq!(open(b"aad").unwrap().as_bytes(), b"secret");
                assert_eq!(code(open(b"other")), "wrong-key");
            }
        }
    }
}

#[test]
fn inclusion_proofs() {
    for case in cases("ledger/inclusion").unwrap() {
        // The hazmat door takes bare hashes and one size: cases about the encoding, and of a proof
        // that names another size than the tree's, cannot be put to it.
        let Some(path) = case["path"].as_str() else {
            continue;
        };
        let (index, head) = (case["index"].as_u64().unwrap(), &case["head"]);
        let (size, root) = (head["size"].as_u64().unwrap(), bytes(&head["root"]));
        if case["proof_size"]
            .as_u64()
            .is_some_and(|named| named != size)
        {
            continue;
        }
        let (leaf, proof) = (LeafHash::of(&bytes(&case["entry"])), bytes(&path.into()));
        let verified = hazmat::verify_inclusion(leaf.as_bytes(), index, size, &proof, &root);
        assert_eq!(code(verified), case["expected"], "{}", case["name"]);
    }
}

#[test]
fn consistency_proofs() {
    for case in cases("ledger/consistency").unwrap() {
        let head = |name: &str| {
            (
                case[name]["size"].as_u64().unwrap(),
                bytes(&case[name]["root"]),
            )
        };
        let ((size1, root1), (size2, root2)) = (head("older"), head("newer"));
        let verified =
            hazmat::verify_consistency(size1, size2, &bytes(&case["path"]), &root1, &root2);
        assert_eq!(code(verified), case["expected"], "{}", case["name"]);
    }
}

#[test]
fn signatures() {
    for case in cases("keys/ed25519-speccheck").unwrap() {
        let verified = hazmat::ed25519_verify(
            &bytes(&case["public_key"]),
            &bytes(&case["message"]),
            &bytes(&case["signature"]),
        );
        assert_eq!(code(verified), case["expected"], "{}", case["name"]);
    }
}

#[test]
fn lengths_that_cannot_be_are_refused() {
    assert_eq!(
        code(hazmat::cobblestone256_seal(&[0; 31], b"", &[0; 24], b"")),
        "invalid-argument"
    );
    assert_eq!(
        code(hazmat::cobblestone256_seal(&[0; 32], b"", &[0; 23], b"")),
        "invalid-argument"
    );
    assert_eq!(
        code(hazmat::cobblestone256_open(b"", b"", b"")),
        "invalid-argument"
    );
    assert_eq!(
        code(hazmat::hpke_open("x-wing", b"", b"", b"", b"", b"")),
        "invalid-argument"
    );
    assert_eq!(
        code(hazmat::hpke_seal("X-Wing", b"", b"", b"", b"")),
        "invalid-argument"
    );
    assert_eq!(
        code(hazmat::hpke_seal("x-wing", b"", b"", b"", b"")),
        "wrong-key"
    );
    assert_eq!(
        code(hazmat::verify_inclusion(b"", 0, 1, b"", &[0; 32])),
        "invalid-argument"
    );
    assert_eq!(
        code(hazmat::verify_inclusion(&[0; 32], 0, 1, b"x", &[0; 32])),
        "proof-length"
    );
    assert_eq!(code(hazmat::ed25519_verify(b"", b"", b"")), "invalid-key");
}
