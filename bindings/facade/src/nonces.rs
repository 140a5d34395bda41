//! Where whoever decides remembers what it accepted.

use crate::error::Result;
use medseal::{
    exchange::open_nonces,
    nonces::{DurableNonces, MemoryNonces, NonceError, NonceStore, Once},
    types::Timestamp,
};
use std::path::Path;

/// One of the stores that the library has.
pub(crate) enum Nonces {
    Memory(MemoryNonces),
    File(DurableNonces),
}

impl Nonces {
    pub(crate) fn in_memory() -> Self {
        Self::Memory(MemoryNonces::default())
    }

    pub(crate) fn open(path: &Path) -> Result<Self> {
        Ok(Self::File(DurableNonces::open(path)?))
    }

    /// Those of the ledger in a directory.
    pub(crate) fn of_ledger(directory: &Path) -> Result<Self> {
        Ok(Self::File(open_nonces(directory)?))
    }
}

impl NonceStore for Nonces {
    fn redeem_each(
        &mut self,
        groups: &[Vec<Once>],
        now: Timestamp,
    ) -> Vec<std::result::Result<(), NonceError>> {
        match self {
            Self::Memory(nonces) => nonces.redeem_each(groups, now),
            Self::File(nonces) => nonces.redeem_each(groups, now),
        }
    }
}
