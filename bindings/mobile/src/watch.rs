//! Progress and cancellation.

use std::sync::Arc;

/// Is told how far long work has come, and may stop it.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// Notes that `done` out of `total` (if that is known) is finished, in bytes or entries. Returns
    /// whether to go on; `false` ends the work with the error `cancelled`.
    fn progress(&self, done: u64, total: Option<u64>) -> bool;
}

/// A way to stop work from another thread.
#[derive(Default, uniffi::Object)]
pub struct Cancel(pub(crate) medseal_facade::Cancel);

#[uniffi::export]
impl Cancel {
    /// One that has not been cancelled.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the work it was given to, soon; and for good.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// Who watches long work: an observer, a cancellation token, both or nobody.
#[derive(Default, uniffi::Record)]
pub struct Watch {
    /// Is told about progress.
    #[uniffi(default = None)]
    pub observer: Option<Arc<dyn Observer>>,
    /// Can stop the work.
    #[uniffi(default = None)]
    pub cancel: Option<Arc<Cancel>>,
}

impl From<Watch> for medseal_facade::Watch {
    fn from(watch: Watch) -> Self {
        let observer = watch.observer.map(|observer| {
            let observer: Arc<dyn medseal_facade::Observer> = Arc::new(Hosted(observer));
            observer
        });
        let cancel = watch.cancel.map(|cancel| cancel.0.clone());
        Self { observer, cancel }
    }
}

/// An observer of the host's, as the facade calls it.
struct Hosted(Arc<dyn Observer>);

impl medseal_facade::Observer for Hosted {
    fn progress(&self, done: u64, total: Option<u64>) -> bool {
        self.0.progress(done, total)
    }
}
