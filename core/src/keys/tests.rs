mod documents;
mod limits;
mod primitives;
mod stored;

use super::*;
use crate::{
    errors::ErrorCode,
    types::{CategoryCode, Timestamp},
};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use subtle::ConstantTimeEq;

fn identity(seed: u64) -> SecretIdentity {
    SecretIdentity::generate_with_rng(SealingSuite::X25519, &mut StdRng::seed_from_u64(seed))
}

fn now() -> Timestamp {
    Timestamp::from_seconds(1_800_000_000).unwrap()
}

fn category(code: &str) -> CategoryCode {
    code.parse().unwrap()
}

#[test]
fn a_document_verifies_and_says_what_its_owner_has() {
    for suite in [SealingSuite::XWing, SealingSuite::X25519] {
        let secret = SecretIdentity::generate_with_rng(suite, &mut StdRng::seed_from_u64(1));
        let public = PublicIdentity::from_json(&secret.public(now()).unwrap().to_json()).unwrap();
        assert_eq!(public.identity_id(), secret.identity_id());
        assert_eq!(public.verifying_key(), secret.signing_key().verifying_key());
        assert_eq!(
            public.sealing_key(),
            &secret.sealing_key().public_key().unwrap()
        );
        let lab = public.category_key(&category("LAB")).unwrap();
        let lab_secret = secret.category_key(&lab.category, lab.epoch).unwrap();
        assert_eq!(lab.key, lab_secret.public_key().unwrap());
        assert!(public.category_key(&category("DENTAL")).is_none());
        assert!(
            public.to_json().len() < 16 * 1024,
            "{}",
            public.to_json().len()
        );
    }
}

#[test]
fn an_altered_document_is_refused() {
    let json = identity(1).public(now()).unwrap().to_json();
    let other = identity(2).public(now()).unwrap().to_json();
    let field = |json: &str, name: &str| {
        serde_json::from_str::<serde_json::Value>(json).unwrap()[name]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for name in ["payload", "protected", "signature"] {
        let mixed = json.replace(&field(&json, name), &field(&other, name));
        assert!(PublicIdentity::from_json(&mixed).is_err(), "{name}");
    }
    // Algorithm confusion: a header that names another algorithm is refused, whatever it signs.
    let none = json.replace(&field(&json, "protected"), "eyJhbGciOiJub25lIn0");
    assert_eq!(
        PublicIdentity::from_json(&none).unwrap_err().code(),
        "invalid-signature"
    );
}

/// Row 15: an attacker adds a second value for a key and hopes that two readers take different ones
/// (CVE-2017-12635).
#[test]
fn threat_15_duplicate_and_unknown_json_keys_are_refused() {
    let json = identity(1).public(now()).unwrap().to_json();
    let doubled = json.replacen('{', "{\"signature\": \"AA\",", 1);
    assert_eq!(
        PublicIdentity::from_json(&doubled).unwrap_err().code(),
        "invalid-identity-document"
    );
    let unknown = json.replacen('{', "{\"header\": \"AA\",", 1);
    assert_eq!(
        PublicIdentity::from_json(&unknown).unwrap_err().code(),
        "invalid-identity-document"
    );
    let file = plain_key_file(&identity(1)).unwrap();
    let doubled = file.replacen('{', "{\"medseal_key\": 1,", 1);
    assert_eq!(
        open_key_file(&doubled, None).err(),
        Some(KeyFileError::Malformed)
    );
}

#[test]
fn rotation_keeps_the_identity_and_old_records_readable() {
    let mut secret = identity(3);
    let before = secret.public(now()).unwrap();
    let lab = category("LAB");
    let wrapped = before
        .category_key(&lab)
        .unwrap()
        .key
        .wrap(b"info", b"data key")
        .unwrap();
    let direct = before.sealing_key().wrap(b"info", b"data key").unwrap();

    secret.rotate().unwrap();
    secret.rotate().unwrap();
    let after = secret.public(now()).unwrap();
    assert_eq!(after.identity_id(), before.identity_id());
    assert_ne!(after.verifying_key(), before.verifying_key());
    assert_eq!(after.key_history().rotations(), 2);
    assert_eq!(after.category_key(&lab).unwrap().epoch, KeyEpoch::new(2));
    assert_ne!(after.sealing_key(), before.sealing_key());

    let old = secret.category_key(&lab, KeyEpoch::new(0)).unwrap();
    assert_eq!(&old.unwrap(b"info", &wrapped).unwrap()[..], b"data key");
    let old = secret
        .sealing_key_by_id(&before.sealing_key().key_id())
        .unwrap();
    assert_eq!(&old.unwrap(b"info", &direct).unwrap()[..], b"data key");
}

#[test]
fn only_the_committed_key_can_come_next() {
    let mut secret = identity(4);
    let recovery = secret.take_recovery_secret().unwrap();
    assert_eq!(
        secret.rotate().unwrap_err().code(),
        "recovery-secret-needed"
    );
    let stranger = RootSecret::generate().unwrap();
    assert_eq!(
        secret.rotate_with_recovery(stranger).unwrap_err().code(),
        "wrong-recovery-secret"
    );
    secret.rotate_with_recovery(recovery).unwrap();
    assert_eq!(secret.public(now()).unwrap().key_history().rotations(), 1);
}

#[test]
fn pairwise_identities_are_stable_and_unlike() {
    let secret = identity(5);
    let a = secret.pairwise("clinic a").unwrap();
    assert_eq!(
        a.identity_id(),
        secret.pairwise("clinic a").unwrap().identity_id()
    );
    let b = secret.pairwise("clinic b").unwrap();
    let (a, b, me) = (
        a.public(now()).unwrap(),
        b.public(now()).unwrap(),
        secret.public(now()).unwrap(),
    );
    for (x, y) in [(&a, &b), (&a, &me), (&b, &me)] {
        assert_ne!(x.identity_id(), y.identity_id());
        assert_ne!(x.sealing_key(), y.sealing_key());
        for key in x.category_keys() {
            assert_ne!(
                Some(&key.key),
                y.category_key(&key.category).map(|key| &key.key)
            );
        }
    }
}

#[test]
fn category_epochs_are_independent_keys() {
    let mut secret = identity(6);
    let lab = category("LAB");
    assert_eq!(secret.rotate_category(&lab).unwrap(), KeyEpoch::new(1));
    let [old, new] = [0, 1].map(|e| secret.category_key(&lab, KeyEpoch::new(e)).unwrap());
    assert!(!bool::from(old.ct_eq(&new)));
    let wrapped = new.public_key().unwrap().wrap(b"", b"x").unwrap();
    assert_eq!(old.unwrap(b"", &wrapped).unwrap_err().code(), "wrong-key");
    assert_eq!(
        secret.category_key(&lab, KeyEpoch::new(2)).err(),
        Some(IdentityError::UnknownCategory)
    );
}

#[test]
fn key_files_open_with_the_right_passphrase_only() {
    let mut secret = identity(7);
    secret.rotate().unwrap();
    secret
        .set_also_known_as("did:web:hospital.example")
        .unwrap();
    let file = protect_key_file(&secret, b"correct horse", PassphraseCost::LEAST).unwrap();
    assert!(is_protected(&file).unwrap());
    let opened = open_key_file(&file, Some(b"correct horse")).unwrap();
    assert!(bool::from(opened.ct_eq(&secret)));
    assert_eq!(opened.public(now()).unwrap(), secret.public(now()).unwrap());
    assert_eq!(
        open_key_file(&file, Some(b"")).err(),
        Some(KeyFileError::WrongPassphrase)
    );
    assert_eq!(
        open_key_file(&file, None).err(),
        Some(KeyFileError::PassphraseNeeded)
    );

    let plain = plain_key_file(&secret).unwrap();
    assert!(!is_protected(&plain).unwrap());
    assert!(bool::from(
        open_key_file(&plain, None).unwrap().ct_eq(&secret)
    ));
}

#[test]
fn altered_key_files_are_refused() {
    let file = protect_key_file(&identity(8), b"passphrase", PassphraseCost::LEAST).unwrap();
    let mut refused = 0;
    for position in 0..file.len() {
        let mut bytes = file.clone().into_bytes();
        bytes[position] ^= 1;
        let Ok(altered) = String::from_utf8(bytes) else {
            continue;
        };
        if let Ok(opened) = open_key_file(&altered, Some(b"passphrase")) {
            // Only white space between JSON tokens can change without changing the meaning.
            assert!(file.as_bytes()[position].is_ascii_whitespace());
            drop(opened);
        } else {
            refused += 1;
        }
    }
    assert!(refused > file.len() / 2);
    let greedy = file.replace("\"memory_kib\": 8", "\"memory_kib\": 4294967295");
    assert_eq!(
        open_key_file(&greedy, Some(b"passphrase")).err(),
        Some(KeyFileError::Cost)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = SecretIdentity::from_bytes(&bytes);
        let _ = VerifyingKey::from_bytes(&bytes);
        let _ = SealingPublicKey::from_bytes(SealingSuite::XWing, &bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = PublicIdentity::from_json(&text);
        let _ = open_key_file(&text, None);
        let _ = VerifyingKey::from_did_key(&text);
    }

    #[test]
    fn stored_identities_round_trip(seed: u64, rotations in 0usize..3, taken: bool) {
        let mut secret = identity(seed);
        for _ in 0..rotations {
            secret.rotate().unwrap();
        }
        if taken {
            secret.take_recovery_secret().unwrap();
        }
        let again = SecretIdentity::from_bytes(&secret.expose_bytes().unwrap()).unwrap();
        prop_assert!(bool::from(again.ct_eq(&secret)));
        prop_assert_eq!(again.public(now()).unwrap(), secret.public(now()).unwrap());
    }
}
