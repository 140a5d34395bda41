//! Progress and cancellation of long work.

use crate::error::Result;
use medseal::types::{Cancelled, Progress};
use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Is told how far long work has come, and may stop it.
pub trait Observer: Send + Sync {
    /// Notes that `done` out of `total` (if that is known) is finished, in bytes or entries. Returns
    /// whether to go on; `false` ends the work with the error `cancelled`.
    fn progress(&self, done: u64, total: Option<u64>) -> bool;
}

/// A way to stop work from another thread, for hosts that have cancellation tokens.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// One that has not been cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the work it was given to, soon; and for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Who watches long work: an observer, a cancellation token, both or nobody.
#[derive(Clone, Default)]
pub struct Watch {
    /// Is told about progress.
    pub observer: Option<Arc<dyn Observer>>,
    /// Can stop the work.
    pub cancel: Option<Cancel>,
}

impl Watch {
    /// Fails if the work was cancelled before it began.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Cancelled.into());
        }
        Ok(())
    }

    pub(crate) fn advance(&self) -> impl Progress + '_ {
        |done: u64, total: Option<u64>| {
            let goes_on = self
                .observer
                .as_ref()
                .is_none_or(|observer| observer.progress(done, total));
            if goes_on && !self.is_cancelled() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        }
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(Cancel::is_cancelled)
    }
}
