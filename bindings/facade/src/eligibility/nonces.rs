//! Where a verifier remembers what it accepted.

use crate::error::Result;
use medseal::{
    nonces::{DurableNonces, MemoryNonces, NonceError, NonceStore, Once},
    types::Timestamp,
};
use std::path::Path;

/// One of the stores that the library has.
pub(super) enum Nonces {
    Memory(MemoryNonces),
    File(DurableNonces),
}

impl Nonces {
    pub(super) fn in_memory() -> Self {
        Self::Memory(MemoryNonces::default())
    }

    pub(super) fn open(path: &Path) -> Result<Self> {
        Ok(Self::File(DurableNonces::open(path)?))
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
