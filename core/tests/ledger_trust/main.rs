//! Who is believed about the ledger: quorums, receipts, followers and evidence.
// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

mod fixture;
mod followers;
mod quorum;
mod receipts;
