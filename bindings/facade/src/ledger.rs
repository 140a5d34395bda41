//! A ledger with the keys to seal its blocks, and the steps that people take on it.

mod consent;
mod credentials;
mod founding;
mod queries;
mod records;
mod store;

pub use credentials::LedgerPoint;
pub use queries::{FindingDetails, FsckDetails, LedgerDetails};

use crate::{error::Result, handle::Exclusive, nonces::Nonces};
use medseal::exchange::Exchange;
use store::Store;

/// A ledger, in memory or in a directory, and the keys of the authorities that seal its blocks here.
/// A handle.
///
/// When a step returns, what it did is durable, cosigned and visible to the next. A request is permitted
/// once, also when the directory was closed meanwhile. Steps from several
/// threads happen one after the other. A directory is held until the ledger is closed: nobody else
/// can open it.
#[derive(Clone)]
pub struct Ledger(Exclusive<Exchange<Store, Nonces>>);

impl Ledger {
    /// Lets go of the ledger and its directory. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn new(exchange: Exchange<Store, Nonces>) -> Self {
        Self(Exclusive::new(exchange))
    }

    pub(crate) fn step<R>(
        &self,
        step: impl FnOnce(&mut Exchange<Store, Nonces>) -> Result<R>,
    ) -> Result<R> {
        self.0.step(step)
    }
}
