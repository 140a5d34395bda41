//! The conformance vectors through the facade: what everybody reads and refuses alike, with the same
//! codes.
//!
//! Each function of [`run`] runs one file; all languages have the same ones under the same names. What
//! other languages cannot run is in `vectors/rust-only.json` with its reason, is left out here as
//! well, and is run by the library's own tests.
// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod run;

use medseal_facade::{Error, Result, hazmat};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors")
}

fn load(area: &str) -> Value {
    let text = fs::read_to_string(vectors().join(format!("{area}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn bytes(case: &Value, field: &str) -> Vec<u8> {
    unhex(text(case, field))
}

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap_or_else(|| panic!("{field}"))
}

fn unhex(text: &str) -> Vec<u8> {
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    text.as_bytes().chunks(2).map(byte).collect()
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("ok", |error: Error| error.code)
}

/// By file, the cases that only Rust runs; none named is the whole file.
fn rust_only() -> BTreeMap<String, Vec<String>> {
    let list = load("rust-only");
    let files = list["files"].as_array().unwrap().iter();
    let named = |entry: &Value| match entry["cases"].as_array() {
        Some(cases) => cases
            .iter()
            .map(|case| case.as_str().unwrap().to_owned())
            .collect(),
        None => Vec::new(),
    };
    files
        .map(|entry| (text(entry, "file").to_owned(), named(entry)))
        .collect()
}

/// The error's code, or `ok`: also where the file has what is found in place of a code.
fn expected(case: &Value) -> &str {
    match case["expected"].as_str() {
        None | Some("confirmed") => "ok",
        Some(code) => code,
    }
}

#[test]
fn every_file_gives_what_it_says() {
    let rust_only = rust_only();
    for (area, run) in run::RUNNERS {
        let (file, none) = (load(area), Vec::new());
        let (cases, left_out) = (
            file["cases"].as_array().unwrap(),
            rust_only.get(*area).unwrap_or(&none),
        );
        let ran = cases
            .iter()
            .filter(|case| !left_out.iter().any(|name| case["name"] == **name));
        let ran: Vec<_> = ran.collect();
        assert!(
            !ran.is_empty() && ran.len() == cases.len() - left_out.len(),
            "{area}"
        );
        for case in ran {
            assert_eq!(code(run(case)), expected(case), "{area}: {}", case["name"]);
        }
    }
}

#[test]
fn no_file_is_left_out() {
    let mut files = BTreeSet::new();
    for directory in fs::read_dir(vectors())
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let Ok(listing) = fs::read_dir(&directory) else {
            continue;
        };
        for file in listing.map(|entry| entry.unwrap().path()) {
            let area = file.strip_prefix(vectors()).unwrap().with_extension("");
            files.insert(area.to_str().unwrap().to_owned());
        }
    }
    let whole = rust_only()
        .into_iter()
        .filter(|(_, cases)| cases.is_empty());
    // The exemplar and the queue of a screening are run by tests of their own.
    let known = run::RUNNERS.iter().map(|(area, _)| (*area).to_owned());
    let known: Vec<_> = known
        .chain(["bindings/exemplar", "eligibility/screening"].map(str::to_owned))
        .chain(whole.map(|(area, _)| area))
        .collect();
    assert_eq!(
        known.len(),
        files.len(),
        "a file is listed twice, or is left out"
    );
    assert_eq!(files, known.into_iter().collect());
}

/// The library's tests compare every file but the exemplar with what they make from fixed seeds.
#[test]
fn the_library_runs_every_file() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core");
    let mut sources = String::new();
    collect(&core.join("tests"), &mut sources);
    collect(&core.join("src/consent/tests"), &mut sources);
    let known = run::RUNNERS.iter().map(|(area, _)| (*area).to_owned());
    for area in known.chain(rust_only().into_keys()) {
        let name = format!("\"{area}.json\"");
        assert!(
            sources.contains(&name),
            "no test of the library reads {name}"
        );
    }
}

fn collect(directory: &Path, sources: &mut String) {
    for path in fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(path).unwrap());
        }
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
