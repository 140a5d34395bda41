//! Sealing and opening 256 MiB beside the bare ciphers and `age`; streaming 4 GiB file to file.
//!
//! The peers come with the feature `peers` (one of them wants a C compiler), so that the other work
//! on this repository need not build them. The bench builds and runs itself with what it needs: once
//! as medseal is by default, once with its backend `aws-lc-rs`.

#[cfg(feature = "peers")]
mod measure;

#[cfg(feature = "peers")]
use measure::main as measure;

#[cfg(not(feature = "peers"))]
fn measure() {
    medseal_benches::again_with("seal", "peers");
}

fn main() {
    measure();
}
