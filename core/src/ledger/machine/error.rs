//! What can go wrong with a ledger as a whole.

use super::CosignError;
use crate::{
    errors::ErrorCode,
    ledger::{
        entry::EntryError, proof::ProveError, receipt::ReceiptError, state::StateError,
        store::StoreError, tree::MissingSubtree,
    },
    types::Cancelled,
};

/// Why a ledger cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The store cannot be read, or holds no ledger. Codes: those of [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The last checkpoint does not carry a quorum of valid cosignatures over what is stored.
    /// Code: `bad-checkpoint`.
    #[error("the ledger's last checkpoint is not signed by its authorities over what is stored")]
    Checkpoint,
    /// Opening was cancelled. Code: `cancelled`.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ErrorCode for OpenError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Checkpoint => "bad-checkpoint",
            Self::Cancelled(error) => error.code(),
        }
    }
}

/// Why a block cannot be sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// The clock stands more than five minutes before the last block. Code: `clock-behind`.
    #[error("the clock stands before the time of the ledger's last block")]
    ClockBehind,
    /// The genesis entry cannot be one: its origin is no checkpoint origin, or it is too large.
    /// Code: `invalid-genesis`.
    #[error("the ledger's origin is not valid or its genesis entry is too large")]
    Genesis,
    /// The block could not be stored. Codes: those of [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The block did not get its cosignatures. Codes: those of [`CosignError`].
    #[error(transparent)]
    Cosign(#[from] CosignError),
    /// The state can hold no more. Codes: those of [`StateError`].
    #[error(transparent)]
    State(#[from] StateError),
    /// The block's last entry has no encoding. Codes: those of [`EntryError`].
    #[error(transparent)]
    Entry(#[from] EntryError),
}

impl ErrorCode for SealError {
    fn code(&self) -> &'static str {
        match self {
            Self::ClockBehind => "clock-behind",
            Self::Genesis => "invalid-genesis",
            Self::Store(error) => error.code(),
            Self::Cosign(error) => error.code(),
            Self::State(error) => error.code(),
            Self::Entry(error) => error.code(),
        }
    }
}

/// Why a proof cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProofRequestError {
    /// The tree has no such entry or size. Codes: those of [`ProveError`].
    #[error(transparent)]
    Prove(#[from] ProveError<MissingSubtree>),
    /// The parts do not make a receipt. Codes: those of [`ReceiptError`].
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The entry cannot be read. Codes: those of [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ErrorCode for ProofRequestError {
    fn code(&self) -> &'static str {
        match self {
            Self::Prove(error) => error.code(),
            Self::Receipt(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
