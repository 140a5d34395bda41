#![no_main]
use medseal::envelope::{CategoryGrantKey, SealedHeader, SealedRecord};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(header) = SealedHeader::from_bytes(bytes) {
        assert_eq!(header.to_bytes().unwrap(), bytes);
    }
    let _ = SealedRecord::from_container(bytes);
    let _ = CategoryGrantKey::from_bytes(bytes);
});
