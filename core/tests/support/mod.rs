//! What the integration tests share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(dead_code, missing_docs, unreachable_pub)]

pub mod vectors;
