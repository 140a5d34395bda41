#![no_main]
use medseal::{
    codec::{Limits, decode},
    consent::{AccessRequest, BreakGlassStatement, Scope},
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = AccessRequest::from_bytes(bytes);
    let _ = decode::<BreakGlassStatement>(bytes, Limits::MESSAGE);
    let _ = decode::<Scope>(bytes, Limits::MESSAGE);
});
