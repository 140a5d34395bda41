//! A ledger with the keys to seal its blocks.

use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A ledger, in memory or in a directory, and the keys of the authorities that seal its blocks here.
/// A handle.
///
/// When a step returns, what it did is durable, cosigned and visible to the next. Steps from several
/// threads happen one after the other. A directory is held until the ledger is closed: nobody else
/// can open it.
#[napi]
pub struct Ledger {
    pub(crate) inner: facade::Ledger,
}

#[napi]
impl Ledger {
    /// Lets go of the ledger and its directory. Closing twice is fine.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn close(&self) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        off_loop(move || {
            inner.close();
            Ok(())
        })
    }

    /// Whether it was closed.
    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn is_closed(&self) -> AsyncTask<Work<bool, bool>> {
        let inner = self.inner.clone();
        off_loop(move || Ok(inner.is_closed()))
    }
}

impl From<facade::Ledger> for Ledger {
    fn from(inner: facade::Ledger) -> Self {
        Self { inner }
    }
}
