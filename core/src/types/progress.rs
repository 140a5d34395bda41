//! Progress and cancellation of long work.

use crate::errors::ErrorCode;
use std::ops::ControlFlow;

/// Receives word of how far long work has come, and may stop it.
///
/// Any `FnMut(u64, Option<u64>) -> ControlFlow<()>` is one: it gets what is done and, where known,
/// the total, in the unit of the operation (bytes of a payload, entries of a ledger), and returns
/// [`ControlFlow::Break`] to cancel. It is called often; keep it quick.
pub trait Progress {
    /// Notes that `done` out of `total` is finished.
    fn advance(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()>;
}

impl<F: FnMut(u64, Option<u64>) -> ControlFlow<()>> Progress for F {
    fn advance(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        self(done, total)
    }
}

/// No progress wanted, and no cancellation.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn advance(&mut self, _done: u64, _total: Option<u64>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// The caller's [`Progress`] stopped the work. Code: `cancelled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operation was cancelled")]
pub struct Cancelled;

impl ErrorCode for Cancelled {
    fn code(&self) -> &'static str {
        "cancelled"
    }
}
