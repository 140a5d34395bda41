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
    again_with("peers");
}

fn main() {
    measure();
}

/// Runs this bench once more, built with other features; its rows go where ours go.
fn again_with(features: &str) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(cargo)
        .args(["bench", "--quiet", "--package", "medseal-benches"])
        .args(["--features", features, "--bench", "seal", "--"])
        .args(
            std::env::args()
                .skip(1)
                .filter(|argument| argument != "--bench"),
        )
        .status();
    assert!(status.expect("cargo is there").success());
}
