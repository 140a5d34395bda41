//! `vectors/bindings/exemplar.json`: the values that get lost between languages.
//!
//! Every shell runs the same file. It is made once, by `MEDSEAL_WRITE_VECTORS=1` where there is none,
//! because what is in it was sealed and protected at random.

use medseal_facade::{
    KeyFileCost, Ledger, PublicIdentity, Result, SealOptions, SealedHeader, SealedRecord,
    SecretIdentity, hazmat,
};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};

/// The end of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;
const PASSPHRASE: &str = "pässwörd 🔑 \u{20bb7}";
const PLAINTEXT: &str =
    "\u{0} emoji 🩺, astral \u{20bb7}, combining e\u{301}, right-to-left \u{5d0}\u{5d1}";

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("ok", |error| error.code)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &Value) -> Vec<u8> {
    let digits = text.as_str().unwrap_or_default().as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
    digits.map(|pair| byte(pair).unwrap_or_default()).collect()
}

fn make() -> Result<Value> {
    let identity = SecretIdentity::generate(Some("x25519"))?;
    let cheap = KeyFileCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    let plain = String::from_utf8(identity.to_plain_key_file()?.into_vec()).unwrap_or_default();
    let document = identity.public(Some(LAST_SECOND))?;
    let seal = |plaintext: &[u8], created| {
        let options = SealOptions {
            created: Some(created),
            ..SealOptions::default()
        };
        SealedRecord::seal(&identity, &document, &[], plaintext, &options, None)
    };
    let record = |plaintext: &str, created| -> Result<Value> {
        let sealed = seal(plaintext.as_bytes(), created)?;
        let record = sealed.header()?.details()?.record_id;
        Ok(
            json!({"plaintext": plaintext, "created": created, "record_id": record,
            "container": hex(sealed.as_bytes())}),
        )
    };
    let pairwise = [
        "",
        "registry",
        "trial 🧪",
        "\u{20bb7}",
        "e\u{301}",
        "\u{e9}",
        "nul \u{0} inside",
    ];
    let pairwise = pairwise.map(|relationship| -> Result<Value> {
        let id = identity.pairwise(relationship)?.identity_id()?;
        Ok(json!({"relationship": relationship, "identity_id": id}))
    });
    Ok(json!({
        "format": "bindings v1: exemplar",
        "key_file": plain,
        "protected_key_file": identity.to_key_file(PASSPHRASE.as_bytes(), Some(cheap))?,
        "passphrase": PASSPHRASE,
        "identity_id": identity.identity_id()?,
        "document": document.to_json()?,
        "issued": LAST_SECOND,
        "pairwise": pairwise.into_iter().collect::<Result<Vec<_>>>()?,
        "records": [record(PLAINTEXT, 0)?, record("", LAST_SECOND)?],
        "refused": [
            {"call": "SecretIdentity.public", "now": u64::MAX, "expected": "invalid-time"},
            {"call": "SecretIdentity.public", "now": LAST_SECOND + 1, "expected": "invalid-time"},
            {"call": "SecretIdentity.add_category", "category": "", "expected": "invalid-code"},
            {"call": "SecretIdentity.add_category", "category": "LAB 🧪", "expected": "invalid-code"},
            {"call": "SecretIdentity.set_also_known_as", "did_web": "", "expected": "invalid-identity-document"},
            {"call": "Ledger.consistency_proof", "older_size": u64::MAX, "expected": "out-of-range"},
            {"call": "hazmat.verify_inclusion", "index": u64::MAX, "size": u64::MAX, "expected": "proof-length"},
            {"call": "SealedRecord.open_range", "begin": u64::MAX - 1, "end": u64::MAX, "expected": "range-outside-payload"},
        ],
    }))
}

#[test]
fn the_exemplar_means_the_same_here_as_everywhere() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/bindings/exemplar.json");
    if !path.exists() && std::env::var_os("MEDSEAL_WRITE_VECTORS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = serde_json::to_string_pretty(&make().unwrap()).unwrap() + "\n";
        std::fs::write(&path, text).unwrap();
    }
    let exemplar: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    check(&exemplar).unwrap();
}

fn check(exemplar: &Value) -> Result<()> {
    let text = |name: &str| {
        exemplar
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let list = |name: &str| {
        exemplar
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let identity = SecretIdentity::from_key_file(text("key_file"), None)?;
    assert_eq!(identity.identity_id()?, text("identity_id"));
    let passphrase = Some(text("passphrase").as_bytes());
    let protected = SecretIdentity::from_key_file(text("protected_key_file"), passphrase)?;
    assert_eq!(protected.identity_id()?, text("identity_id"));
    let document = PublicIdentity::from_json(text("document"))?.details()?;
    assert_eq!(
        Some(document.issued),
        exemplar.get("issued").and_then(Value::as_u64)
    );

    let pairwise = list("pairwise");
    assert!(pairwise.len() > 5);
    for case in &pairwise {
        let of = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(
            identity.pairwise(of("relationship"))?.identity_id()?,
            of("identity_id")
        );
    }
    let mut last = None;
    for case in list("records") {
        let container = unhex(case.get("container").unwrap_or(&Value::Null));
        let opened = SealedRecord::open_bytes(&container, &identity)?;
        let plaintext = case.get("plaintext").and_then(Value::as_str);
        assert_eq!(std::str::from_utf8(opened.as_bytes()).ok(), plaintext);
        let details = SealedHeader::from_bytes(&container)?.details()?;
        assert_eq!(
            Some(details.created),
            case.get("created").and_then(Value::as_u64)
        );
        assert_eq!(
            Some(details.record_id.as_str()),
            case.get("record_id").and_then(Value::as_str)
        );
        last = Some(SealedRecord::from_bytes(container)?);
    }
    let record = match last {
        Some(record) => record,
        None => SealedRecord::from_bytes(Vec::new())?,
    };
    let ledger = Ledger::in_memory(std::slice::from_ref(&identity), "node.example", None, None)?;
    let refused = list("refused");
    assert!(refused.len() > 5);
    for case in &refused {
        let of = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name: &str| case.get(name).and_then(Value::as_u64).unwrap_or_default();
        let found = match of("call") {
            "SecretIdentity.public" => code(identity.public(Some(number("now")))),
            "SecretIdentity.add_category" => code(identity.add_category(of("category"))),
            "SecretIdentity.set_also_known_as" => code(identity.set_also_known_as(of("did_web"))),
            "Ledger.consistency_proof" => code(ledger.consistency_proof(number("older_size"))),
            "hazmat.verify_inclusion" => code(hazmat::verify_inclusion(
                &[0; 32],
                number("index"),
                number("size"),
                b"",
                &[0; 32],
            )),
            "SealedRecord.open_range" => {
                code(record.open_range(&identity, number("begin"), number("end")))
            }
            _ => "no such call",
        };
        assert_eq!(found, of("expected"), "{case}");
    }
    Ok(())
}
