#![no_main]
use medseal::audit::{AccessEvent, ErasureAttestation, ErasureReceipt, TrailEvidence};
use medseal::{exchange::GrantBundle, types::Salt};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (ErasureAttestation::from_bytes(bytes), ErasureReceipt::from_bytes(bytes));
    let _ =
        (AccessEvent::from_bytes(bytes, Salt::from_bytes([0; 32])), GrantBundle::from_bytes(bytes));
    let _ = TrailEvidence::from_bytes(bytes);
});
