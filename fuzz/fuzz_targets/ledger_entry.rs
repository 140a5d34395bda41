#![no_main]
use medseal::ledger::SignedEntry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = SignedEntry::decode(bytes);
});
