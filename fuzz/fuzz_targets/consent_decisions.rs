#![no_main]
use medseal::consent::DecisionProof;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = DecisionProof::from_bytes(bytes);
});
