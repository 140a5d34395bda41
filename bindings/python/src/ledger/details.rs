//! What a ledger says of itself, and what a check of it finds.

use crate::records::record;

record! {
    /// A ledger at its last block.
    LedgerDetails {
        /// The ledger.
        ledger_id: String,
        /// Its public name.
        origin: String,
        /// The height of its last block, from 0.
        height: u64,
        /// When that block was sealed, in seconds since 1970.
        time: u64,
        /// How many entries there are.
        size: u64,
        /// The root of the tree over all entries.
        root: String,
    }
}

record! {
    /// What a check of a stored ledger found.
    FsckDetails {
        /// The ledger, if its first entry can be read.
        ledger_id: Option<String>,
        /// Blocks that were checked.
        blocks: u64,
        /// Entries that were checked.
        entries: u64,
        /// Whether a block waits for its signatures, which is no fault.
        outstanding: bool,
        /// Everything that is wrong, up to 1,000; none of a sound ledger.
        findings: Vec<FindingDetails> => each,
    }
}

record! {
    /// One thing that is wrong with a stored ledger.
    FindingDetails {
        /// What is wrong, as an error code.
        code: String,
        /// A sentence about it.
        message: String,
        /// The block it concerns.
        height: Option<u64>,
        /// The entry or row it concerns.
        index: Option<u64>,
    }
}
