//! Documents that their own key signed, and that say what no document may say.

use super::*;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A document as the format describes it, signed whatever it says.
fn signed(by: &SecretIdentity, header: &Value, claims: &Value) -> Result<PublicIdentity, String> {
    let [protected, payload] =
        [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{protected}.{payload}");
    let signature = by.signing_key().sign_foreign(message.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature.as_bytes());
    let document = json!({"payload": payload, "protected": protected, "signature": signature});
    PublicIdentity::from_json(&document.to_string()).map_err(|error| error.code().to_owned())
}

/// `{"alg", "kid", "typ"}`, in this order: the one header that a key's documents have.
fn header(of: &SecretIdentity) -> Value {
    json!({
        "alg": "Ed25519",
        "kid": of.signing_key().verifying_key().did_key(),
        "typ": "medseal-identity+jwt",
    })
}

fn claims(of: &SecretIdentity) -> Value {
    serde_json::from_str(&of.public(now()).unwrap().claims_json()).unwrap()
}

#[test]
fn threat_15_a_document_has_the_one_header_of_its_key() {
    let (owner, other) = (identity(1), identity(2));
    let claims = claims(&owner);
    assert!(signed(&owner, &header(&owner), &claims).is_ok());
    let with = |name: &str, value: Value| {
        let mut header = header(&owner);
        header[name] = value;
        header
    };
    for other in [
        with("alg", json!("EdDSA")),
        with("alg", json!("none")),
        with("alg", json!("HS256")),
        with("kid", header(&other)["kid"].clone()),
        with("typ", json!("medseal/v1/access-request")),
        with("crit", json!(["exp"])),
        json!({}),
    ] {
        let refused = signed(&owner, &other, &claims).unwrap_err();
        assert_eq!(refused, "invalid-signature", "{other}");
    }
}

#[test]
fn a_document_says_what_its_keys_say_and_lists_each_category_once() {
    let (owner, other) = (identity(1), identity(2));
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims(&owner);
        change(&mut claims);
        signed(&owner, &header(&owner), &claims).err()
    };
    let categories = |count: usize| {
        let one = claims(&owner)["categories"][0].clone();
        let named = (0..count).map(|number| {
            let mut category = one.clone();
            category["category"] = json!(format!("C{number:02}"));
            category
        });
        Value::Array(named.collect())
    };
    let malformed = Some("invalid-identity-document".to_owned());

    assert_eq!(
        refused(&|claims| claims["identity"] = self::claims(&other)["identity"].clone()),
        Some("invalid-signature".to_owned())
    );
    assert_eq!(
        refused(&|claims| claims["categories"] = categories(64)),
        None
    );
    assert_eq!(
        refused(&|claims| claims["categories"] = categories(65)),
        malformed
    );
    for (one, another) in [(0, 1), (0, 0)] {
        let swapped = refused(&|claims| {
            let listed = categories(2);
            claims["categories"] = json!([listed[another], listed[one]]);
        });
        assert_eq!(swapped, malformed, "{another} before {one}");
    }
    for (name, expected) in [
        ("did:web:hospital.example", None),
        ("https://hospital.example", malformed.clone()),
        ("did:web:", malformed.clone()),
        ("did:web:a b", malformed.clone()),
    ] {
        assert_eq!(
            refused(&|claims| claims["also_known_as"] = json!(name)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn threat_16_a_document_of_more_than_256_kibibytes_is_not_read() {
    let document = identity(1).public(now()).unwrap().to_json();
    let padded = |length: usize| format!("{document}{}", " ".repeat(length - document.len()));
    assert!(PublicIdentity::from_json(&padded(256 * 1024)).is_ok());
    let refused = PublicIdentity::from_json(&padded(256 * 1024 + 1)).unwrap_err();
    assert_eq!(refused.code(), "invalid-identity-document");
}

/// A text that is a byte short would otherwise be another name of a key that ends in zero.
#[test]
fn threat_15_a_did_key_has_one_length() {
    let keys = (0..=u8::MAX).flat_map(|a| (0..16).map(move |b| [a, b]));
    let key = keys
        .map(|[a, b]| {
            let mut seed = [0; 32];
            (seed[0], seed[1]) = (a, b);
            SigningKey::from_seed(&seed).verifying_key()
        })
        .find(|key| key.as_bytes()[31] == 0)
        .unwrap();
    let text = |bytes: &[u8]| {
        let bytes = [&[0xed, 0x01], bytes].concat();
        format!("did:key:z{}", bs58::encode(bytes).into_string())
    };
    assert_eq!(
        VerifyingKey::from_did_key(&text(key.as_bytes())).unwrap(),
        key
    );
    assert!(VerifyingKey::from_did_key(&text(&key.as_bytes()[..31])).is_err());
    assert!(VerifyingKey::from_did_key(&text(&[&key.as_bytes()[..], &[0]].concat())).is_err());
}
