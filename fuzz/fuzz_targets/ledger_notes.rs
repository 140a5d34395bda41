#![no_main]
use medseal::ledger::{Note, SignedCheckpoint, VerifierKey};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(note) = Note::parse(bytes) else { return };
    assert_eq!(note.to_string().as_bytes(), bytes);
    let _ = (SignedCheckpoint::parse(bytes), note.text().trim_end().parse::<VerifierKey>());
});
