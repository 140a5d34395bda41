#![no_main]
use medseal::envelope::{CategoryGrantKey, SealedHeader, SealedRecord, SignedManifest};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (SealedRecord::from_container(bytes), CategoryGrantKey::from_bytes(bytes));
    let _ = (SealedHeader::from_bytes(bytes), SignedManifest::from_bytes(bytes));
});
