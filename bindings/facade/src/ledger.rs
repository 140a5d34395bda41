//! A ledger with the keys to seal its blocks, and the steps that people take on it.

mod consent;
mod founding;
mod queries;
mod records;
mod store;

pub use queries::{FindingDetails, FsckDetails, LedgerDetails};

use crate::error::{FacadeError, Result};
use medseal::exchange::Exchange;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;

/// A ledger, in memory or in a directory, and the keys of the authorities that seal its blocks here.
/// A handle.
///
/// When a step returns, what it did is durable, cosigned and visible to the next. Steps from several
/// threads happen one after the other. A directory is held until the ledger is closed: nobody else
/// can open it.
#[derive(Clone)]
pub struct Ledger(Arc<Mutex<Option<Exchange<Store>>>>);

impl Ledger {
    /// Lets go of the ledger and its directory. Closing twice is fine.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.0.clear_poison();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }

    fn new(exchange: Exchange<Store>) -> Self {
        Self(Arc::new(Mutex::new(Some(exchange))))
    }

    /// A step. What a panic interrupted cannot be used again, only closed and opened.
    fn step<R>(&self, step: impl FnOnce(&mut Exchange<Store>) -> Result<R>) -> Result<R> {
        let mut exchange = self.0.lock().map_err(|_| FacadeError::Internal)?;
        step(exchange.as_mut().ok_or(FacadeError::Closed)?)
    }
}
