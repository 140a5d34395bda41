#![no_main]
use medseal::{envelope::DataKey, envelope::hazmat, types::NoProgress};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let key = DataKey::from_slice(&[0; 32]).unwrap();
    let whole = hazmat::cobblestone256_open(&key, b"", bytes);
    let streamed = hazmat::cobblestone256_open_stream(&key, b"", bytes, Vec::new(), NoProgress);
    assert_eq!(whole.is_ok(), streamed.is_ok());
});
