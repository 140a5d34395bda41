//! The ledger as its users see it: through the public API only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

mod admission;
mod corruption;
#[cfg(feature = "redb")]
mod disk;
#[cfg(feature = "redb")]
mod faults;
#[cfg(feature = "redb")]
mod kill;
mod lifecycle;
mod model;
mod restored;
#[path = "../support/mod.rs"]
mod support;
mod threats;
mod trail;
mod unstored;
mod vectors;
mod world;
