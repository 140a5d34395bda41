#![no_main]
use medseal::{
    consent::{Grant, GrantChain},
    types::Salt,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Grant::from_bytes(bytes, Salt::from_bytes([0; 32]));
    if let Ok(chain) = GrantChain::from_bytes(bytes) {
        assert_eq!(chain.to_bytes().unwrap(), bytes);
    }
});
