//! Handles: shared, closable, safe between threads.

use crate::error::{FacadeError, Result};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Something with secrets or state that its owner can close before the last reference is gone.
///
/// Work takes its own reference and holds no lock, so closing never waits. What a running operation
/// still uses is dropped, and wiped if it is a secret, when that operation ends.
pub(crate) struct Handle<T>(Arc<RwLock<Option<Arc<T>>>>);

impl<T> Handle<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(RwLock::new(Some(Arc::new(value)))))
    }

    /// The value, unless the handle was closed or a panic left it half changed.
    pub(crate) fn open(&self) -> Result<Arc<T>> {
        let slot = self.0.read().map_err(|_| FacadeError::Internal)?;
        Ok(slot.clone().ok_or(FacadeError::Closed)?)
    }

    /// Drops the value. Closing twice is fine.
    pub(crate) fn close(&self) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.0.clear_poison();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }
}

impl<T: Clone> Handle<T> {
    /// Changes the value: all of it, or, if `change` fails, nothing.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let mut slot = self.0.write().map_err(|_| FacadeError::Internal)?;
        let current = slot.as_ref().ok_or(FacadeError::Closed)?;
        let mut changed = T::clone(current);
        let result = change(&mut changed)?;
        *slot = Some(Arc::new(changed));
        Ok(result)
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Something that is used once.
pub(crate) struct Once<T>(Mutex<Option<T>>);

impl<T> Once<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(Some(value)))
    }

    pub(crate) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    pub(crate) fn look<R>(&self, look: impl FnOnce(&T) -> Result<R>) -> Result<R> {
        look(self.lock().as_ref().ok_or(FacadeError::Closed)?)
    }

    /// Nothing changes in place here, so a panic leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// State that changes in place, one step after the other.
///
/// What a panic interrupted cannot be used again, only closed.
pub(crate) struct Exclusive<T>(Arc<Mutex<Option<T>>>);

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(Mutex::new(Some(value))))
    }

    pub(crate) fn step<R>(&self, step: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let mut value = self.0.lock().map_err(|_| FacadeError::Internal)?;
        step(value.as_mut().ok_or(FacadeError::Closed)?)
    }

    /// Drops the value. Closing twice is fine.
    pub(crate) fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.0.clear_poison();
    }

    pub(crate) fn is_closed(&self) -> bool {
        let value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        value.is_none()
    }
}

impl<T> Clone for Exclusive<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
