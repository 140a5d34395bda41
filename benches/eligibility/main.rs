//! Eligibility: proofs beside the bare range proofs of the same slots, alone and in batches; whole
//! presentations beside AnonCreds.
//!
//! The peers in Rust come with the feature `range-peers`, with which the bench builds and runs itself.
//! AnonCreds is a program in Python: `cargo xtask bench-report` installs it below `target/`, and says
//! where it is in `MEDSEAL_ANONCREDS_PYTHON`. Without that its rows are left out.

#[cfg(feature = "range-peers")]
mod anoncreds;
#[cfg(feature = "range-peers")]
mod dalek;
#[cfg(feature = "range-peers")]
mod measure;
#[cfg(feature = "range-peers")]
mod proofs;
#[cfg(feature = "range-peers")]
mod screening;
#[cfg(feature = "range-peers")]
mod tari;

#[cfg(feature = "range-peers")]
use measure::main as measure;

#[cfg(not(feature = "range-peers"))]
fn measure() {
    medseal_benches::again_with("eligibility", "range-peers");
}

fn main() {
    measure();
}
