//! Keys that are none, signatures and wrapped keys.

use super::super::*;
use crate::domain;

/// Row 6: the eight low-order points of Curve25519 and their non-canonical encodings.
#[test]
fn threat_06_low_order_and_non_canonical_x25519_keys_are_refused() {
    let mut one = [0; 32];
    one[0] = 1;
    let mut p_minus_1 = [0xff; 32];
    (p_minus_1[0], p_minus_1[31]) = (0xec, 0x7f);
    let order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
    let other_8 = "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157";
    let order_8 = crate::types::bytes::from_hex(order_8).unwrap();
    let other_8 = crate::types::bytes::from_hex(other_8).unwrap();
    let mut p = p_minus_1;
    p[0] = 0xed;
    let mut nine_plus_p = [0xff; 32];
    (nine_plus_p[0], nine_plus_p[31]) = (0xf6, 0x7f);
    for point in [[0; 32], one, p_minus_1, order_8, other_8, p, nine_plus_p] {
        assert_eq!(
            SealingPublicKey::from_bytes(SealingSuite::X25519, &point).err(),
            Some(KeyError)
        );
        let mut high_bit = point;
        high_bit[31] |= 0x80;
        assert!(SealingPublicKey::from_bytes(SealingSuite::X25519, &high_bit).is_err());
        // The same point as the second half of an X-Wing key.
        let good = SealingSecretKey::from_seed(SealingSuite::XWing, &[7; 32])
            .public_key()
            .unwrap();
        let mixed = [&good.as_bytes()[..1184], &point].concat();
        assert!(SealingPublicKey::from_bytes(SealingSuite::XWing, &mixed).is_err());
    }
    let mut nine = [0; 32];
    nine[0] = 9;
    assert!(SealingPublicKey::from_bytes(SealingSuite::X25519, &nine).is_ok());
}

/// Row 6: small-order Ed25519 points in canonical and non-canonical encodings, and a point with a
/// torsion component.
#[test]
fn threat_06_low_order_and_non_canonical_ed25519_keys_are_refused() {
    let pinned = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for hex in pinned {
        let bytes: [u8; 32] = crate::types::bytes::from_hex(hex).unwrap();
        assert!(VerifyingKey::from_bytes(&bytes).is_err(), "{hex}");
    }
    // A good key plus a point of order 8.
    let mixed = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d";
    let mixed: [u8; 32] = crate::types::bytes::from_hex(mixed).unwrap();
    assert!(VerifyingKey::from_bytes(&mixed).is_err());
}

#[test]
fn did_key_of_the_specification() {
    // did:key specification, Ed25519 test vector.
    let did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    let key = VerifyingKey::from_did_key(did).unwrap();
    assert_eq!(key.did_key(), did);
    for bad in [
        "",
        "did:key:z",
        "did:web:a",
        &did[..20],
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
    ] {
        assert!(VerifyingKey::from_did_key(bad).is_err(), "{bad}");
    }
}

#[test]
fn signatures_hold_for_one_label_only() {
    let key = SigningKey::from_seed(&[1; 32]);
    let signature = key.sign(domain::MANIFEST, b"bytes");
    let public = key.verifying_key();
    assert!(
        public
            .verify(domain::MANIFEST, b"bytes", &signature)
            .is_ok()
    );
    assert!(
        public
            .verify(domain::ACCESS_EVENT, b"bytes", &signature)
            .is_err()
    );
    assert!(
        public
            .verify(domain::MANIFEST, b"byte", &signature)
            .is_err()
    );
}

#[test]
fn a_wrapped_key_is_bound_to_its_info_and_recipient() {
    for suite in [SealingSuite::XWing, SealingSuite::X25519] {
        let [a, b] = [1, 2].map(|seed| SealingSecretKey::from_seed(suite, &[seed; 32]));
        let wrapped = a.public_key().unwrap().wrap(b"info", b"secret").unwrap();
        assert_eq!(wrapped.encapsulated_key.len(), suite.encapsulated_key_len());
        assert_eq!(&a.unwrap(b"info", &wrapped).unwrap()[..], b"secret");
        assert!(a.unwrap(b"inf0", &wrapped).is_err());
        assert!(b.unwrap(b"info", &wrapped).is_err());
        for end in 0..wrapped.ciphertext.len() {
            let mut short = wrapped.clone();
            short.ciphertext.truncate(end);
            assert!(a.unwrap(b"info", &short).is_err());
        }
    }
}
