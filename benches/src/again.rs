//! Benches that build themselves with more than the workspace is built with.

use std::process::Command;

/// Runs a bench once more, built with these features; its rows go where ours go.
///
/// # Panics
///
/// If it cannot be built or fails.
pub fn again_with(bench: &str, features: &str) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["bench", "--quiet", "--package", "medseal-benches"])
        .args(["--features", features, "--bench", bench, "--"])
        .args(
            std::env::args()
                .skip(1)
                .filter(|argument| argument != "--bench"),
        )
        .status();
    assert!(status.expect("cargo is there").success());
}
