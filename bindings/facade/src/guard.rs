//! What every export runs inside of: a panic becomes an error and goes no further.

use crate::error::{FacadeError, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs an export.
///
/// What a panic interrupted is not used again: state that can be changed is behind a lock, which a
/// panic poisons, and a poisoned handle answers `internal` until it is closed.
pub(crate) fn guard<T>(export: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        strike(export);
        work()
    }));
    match caught {
        Ok(outcome) => outcome,
        Err(payload) => {
            // Dropping what was panicked with could panic again.
            std::mem::forget(payload);
            Err(FacadeError::Internal.into())
        }
    }
}

#[cfg(not(feature = "fault-injection"))]
const fn strike(_export: &'static str) {}

#[cfg(feature = "fault-injection")]
pub use injection::inject_panic;
#[cfg(feature = "fault-injection")]
use injection::strike;

#[cfg(feature = "fault-injection")]
mod injection {
    use std::sync::{Mutex, PoisonError};

    static TARGET: Mutex<Option<String>> = Mutex::new(None);

    /// Makes the next call of an export panic, once, on whatever thread it happens; `None` takes the
    /// order back. Only in builds for tests.
    pub fn inject_panic(export: Option<&str>) {
        *TARGET.lock().unwrap_or_else(PoisonError::into_inner) = export.map(str::to_owned);
    }

    pub(super) fn strike(export: &'static str) {
        let mut target = TARGET.lock().unwrap_or_else(PoisonError::into_inner);
        if target.as_deref() == Some(export) {
            *target = None;
            drop(target);
            #[allow(clippy::panic)] // What this feature is for.
            {
                panic!("injected");
            }
        }
    }
}
