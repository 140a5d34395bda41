#![no_main]
use medseal::ledger::{Receipt, SplitViewEvidence};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Receipt::parse(bytes).map(|read| assert_eq!(read.to_string().as_bytes(), bytes));
    let _ =
        SplitViewEvidence::parse(bytes).map(|read| assert_eq!(read.to_string().as_bytes(), bytes));
});
