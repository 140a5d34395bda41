//! Conformance vectors: made in memory from fixed seeds, compared with the committed file.
//!
//! With `MEDSEAL_WRITE_VECTORS=1` a missing file is written. A file that exists is never replaced:
//! formats are promises, and a vector that no longer matches is a defect of the code.

use serde_json::Value;
use std::{fs, path::Path};

/// The committed file `vectors/<name>`.
pub fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../vectors")
        .join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no vector file {name}"));
    serde_json::from_str(&text).unwrap()
}

/// Compares `vectors` with `vectors/<name>` of the repository.
pub fn check(name: &str, vectors: Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../vectors")
        .join(name);
    if !path.exists() && std::env::var_os("MEDSEAL_WRITE_VECTORS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(
            &path,
            serde_json::to_string_pretty(&vectors).unwrap() + "\n",
        )
        .unwrap();
    }
    assert_eq!(
        read(name),
        vectors,
        "{name} no longer describes what the code does"
    );
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    let pairs = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16));
    pairs.collect::<Result<_, _>>().unwrap()
}
