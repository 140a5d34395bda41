#![no_main]
use medseal::keys::{PublicIdentity, SealingPublicKey, SealingSuite, VerifyingKey, open_key_file};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = VerifyingKey::from_bytes(bytes);
    let _ = SealingPublicKey::from_bytes(SealingSuite::XWing, bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let _ = (
        open_key_file(text, None),
        PublicIdentity::from_json(text),
        VerifyingKey::from_did_key(text),
    );
});
