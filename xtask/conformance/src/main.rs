//! Reads one question a line from standard input, a JSON object, and answers each with one line.
//!
//! `{"do": "hpke_open", "suite": "X25519", "secret_key": "…", …}` gives `{"plaintext": "…"}`, or
//! `{"error": "wrong-key"}` with the library's stable code. Byte strings are hexadecimal. The
//! scripts beside this crate compare the answers with those of other implementations.

mod answers;

use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut sink = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = serde_json::from_str(&line?)
            .map_err(|error| error.to_string())
            .and_then(|question: Value| answers::to(&question))
            .unwrap_or_else(|error| json!({ "error": error }));
        writeln!(sink, "{answer}")?;
        sink.flush()?;
    }
    Ok(())
}
