#![no_main]
use medseal::codec::{Limits, decode, encode};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = decode::<ciborium::Value>(bytes, Limits::MESSAGE) {
        assert_eq!(encode(&value).unwrap(), bytes);
    }
});
