//! Whether an entry may enter the ledger.
//!
//! An entry is admitted when every rule of its kind holds against the state as it is with all
//! entries admitted before it, those of the same block included. Rules are checked in the order of
//! the table in `docs/formats/ledger.md`; each has one code in [`AdmissionError`].
//!
//! Every rule can be checked again by anybody who has the entries: an entry's time is held against
//! the block before it and the block it is in, never against a clock. [`fsck`](super::fsck) does.

mod batch;
mod error;
mod knowledge;
mod recent;
mod rules;

pub use error::AdmissionError;

pub(crate) use batch::{Batch, Clock};
pub(crate) use recent::Recent;

use crate::types::Duration;

/// How far an entry's time may be from the authority's clock, and from the block before it.
pub const FRESHNESS: Duration = Duration::from_seconds(5 * 60);

/// How long a claim of emergency access can last, counted from the entry's time.
pub const LONGEST_EMERGENCY: Duration = Duration::from_hours(24);

/// The most entries a block can have, its last one not counted.
pub const MAX_BLOCK_ENTRIES: usize = 16_384;

/// The longest notice that can be stored beside an entry, in bytes.
pub const MAX_NOTICE_LEN: usize = 64 * 1024;
