//! What is made in any language is good in every other.
//!
//! Each leaves a sealed record, its receipt and a grant in `target/interop`, all for the person of the
//! first case of `vectors/keys/documents.json`. `cargo xtask interop` names those that must be there.

use medseal_facade::{
    AuthorityList, Grant, GrantTerms, Ledger, PublicIdentity, Receipt, SealOptions, SealedRecord,
    SecretIdentity,
};
use serde_json::{Value, json};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn what_other_languages_made_is_good_here() {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| Path::new(ROOT).join("target"), PathBuf::from);
    let place = target.join("interop");
    fs::create_dir_all(&place).unwrap();
    let cases = fs::read_to_string(Path::new(ROOT).join("vectors/keys/documents.json")).unwrap();
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let (document, key_file) = (
        &cases["cases"][0]["document"],
        &cases["cases"][0]["key_file"],
    );
    let person = SecretIdentity::from_key_file(key_file.as_str().unwrap(), None).unwrap();
    let document = PublicIdentity::from_json(document.as_str().unwrap()).unwrap();

    leave(&place, "rust", &document).unwrap();
    let files = fs::read_dir(&place).unwrap().flatten();
    let found: Vec<String> = files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    let demanded = std::env::var("MEDSEAL_INTEROP").unwrap_or_else(|_| "rust".to_owned());
    for language in demanded.split(' ') {
        assert!(
            found.iter().any(|found| found == language),
            "{language} left nothing"
        );
    }
    for language in &found {
        check(&place, language, &person).unwrap_or_else(|error| panic!("{language}: {error}"));
    }
}

fn leave(place: &Path, language: &str, person: &PublicIdentity) -> Outcome {
    let author = SecretIdentity::generate(Some("x25519"))?;
    let (text, options) = (greeting(language), SealOptions::default());
    let sealed = SealedRecord::seal(&author, person, &[], text.as_bytes(), &options, None)?;
    let origin = format!("{language}.example/ledger");
    let ledger = Ledger::in_memory(std::slice::from_ref(&author), &origin, None, None)?;
    let terms = GrantTerms {
        categories: vec!["GENERAL".to_owned()],
        purposes: vec!["TREAT".to_owned()],
        expires: 4_000_000_000,
        ..GrantTerms::default()
    };
    let left = json!({
        "origin": origin,
        "verifier_keys": ledger.authorities()?.details()?.verifier_keys,
        "receipt": ledger.anchor(&author, &sealed.header()?, None, None)?.to_text()?,
        "patient": author.public(None)?.to_json()?,
        "grant": hex(&ledger.grant(&author, person, &terms, None)?.to_bytes()?),
    });
    fs::write(place.join(format!("{language}.sealed")), sealed.as_bytes())?;
    Ok(fs::write(
        place.join(format!("{language}.json")),
        left.to_string(),
    )?)
}

fn check(place: &Path, language: &str, person: &SecretIdentity) -> Outcome {
    let left = fs::read_to_string(place.join(format!("{language}.json")))?;
    let left: Value = serde_json::from_str(&left)?;
    let text = |name: &str| left.get(name).and_then(Value::as_str).unwrap_or_default();
    let record = SealedRecord::from_bytes(fs::read(place.join(format!("{language}.sealed")))?)?;
    assert_eq!(
        record.open(person)?.as_bytes(),
        greeting(language).as_bytes()
    );
    let keys = left.get("verifier_keys").cloned().unwrap_or_default();
    let keys: Vec<String> = serde_json::from_value(keys)?;
    let known = AuthorityList::from_verifier_keys(text("origin"), &keys, None)?;
    let receipt = Receipt::from_text(text("receipt"))?.verify(&known, Some(&record.header()?))?;
    assert_eq!(receipt.action, "anchor");
    let grant = Grant::from_bytes(&unhex(text("grant"))?)?;
    grant.verify(&PublicIdentity::from_json(text("patient"))?)?;
    assert_eq!(grant.details()?.grantee, person.identity_id()?);
    Ok(())
}

fn greeting(language: &str) -> String {
    format!("sealed by {language}: naïve 🩺 𝒙")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Outcome<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?));
    bytes.collect()
}
