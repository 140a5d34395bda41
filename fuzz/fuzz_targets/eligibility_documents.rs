#![no_main]
use medseal::eligibility::*;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (Credential::from_bytes(bytes, &[]), CredentialRequest::from_bytes(bytes));
    let _ = (EligibilityRequest::from_bytes(bytes), Presentation::from_bytes(bytes));
    let _ = CredentialBatch::from_bytes(bytes);
    let _ = Wallet::from_bytes(bytes, WalletSecret::from_bytes([0; 32]));
    let text = String::from_utf8_lossy(bytes);
    let _ = (Schema::from_json(&text), Policy::from_json(&text, &Schemas::default()));
});
