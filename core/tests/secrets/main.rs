//! Secrets stay secret: not in errors, not in `Debug`, not in memory once dropped (threat row 18).
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod canary;
mod errors;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod refused;
mod shown;
