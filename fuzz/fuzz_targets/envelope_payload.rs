#![no_main]
use medseal::envelope::{DataKey, hazmat};
use medseal::types::NoProgress;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let key = DataKey::from_slice(&[0x4b; 32]).unwrap();
    let whole = hazmat::cobblestone256_open(&key, b"context", bytes);
    let mut sink = Vec::new();
    let streamed =
        hazmat::cobblestone256_open_stream(&key, b"context", bytes, &mut sink, NoProgress);
    assert_eq!(whole.is_ok(), streamed.is_ok());
    assert!(whole.is_err() || *whole.unwrap() == sink);
});
