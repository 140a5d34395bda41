//! What the integration tests share.
// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(dead_code, missing_docs, unreachable_pub)]

pub mod cbor;
pub mod fixtures;
pub mod vectors;
pub mod world;
