#![no_main]
use medseal::ledger::{ConsistencyProof, InclusionProof, StateProof, Tile};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let same = |written: Result<Vec<u8>, _>| assert_eq!(written, Ok(bytes.to_vec()));
    let _ = InclusionProof::from_bytes(bytes).map(|proof| same(proof.to_bytes()));
    let _ = ConsistencyProof::from_bytes(bytes).map(|proof| same(proof.to_bytes()));
    let _ = StateProof::from_bytes(bytes).map(|proof| same(proof.to_bytes()));
    let _ = Tile::from_bytes(bytes).map(|tile| assert_eq!(tile.to_bytes(), bytes));
});
