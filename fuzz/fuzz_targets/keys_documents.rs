#![no_main]
use medseal::keys::{PublicIdentity, SealingPublicKey, SealingSuite, VerifyingKey, open_key_file};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = VerifyingKey::from_bytes(bytes);
    let _ = SealingPublicKey::from_bytes(SealingSuite::XWing, bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = (open_key_file(&text, None), PublicIdentity::from_json(&text));
});
