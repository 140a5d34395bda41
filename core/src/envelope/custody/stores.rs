//! Where a custodian keeps headers, and where the keys that make them readable.

use super::StoreError;
use crate::envelope::payload::DataKey;
use crate::types::RecordId;
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps encrypted headers by record and version. Belongs into the backup set.
///
/// An implementation is safe to share between threads, and does not return from a change before
/// it is durable.
pub trait HeaderStore {
    /// Stores a header: a new one if `replacing` is nothing, else in place of exactly those bytes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] if something else is there; [`StoreError::Failed`].
    fn put(
        &self,
        record: RecordId,
        version: u64,
        replacing: Option<&[u8]>,
        header: &[u8],
    ) -> Result<(), StoreError>;

    /// The stored bytes.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] or [`StoreError::Failed`].
    fn get(&self, record: RecordId, version: u64) -> Result<Vec<u8>, StoreError>;

    /// The versions that are kept of a record, ascending.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    fn versions(&self, record: RecordId) -> Result<Vec<u64>, StoreError>;

    /// Deletes all versions of a record.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    fn delete(&self, record: RecordId) -> Result<(), StoreError>;
}

/// The key under which a custodian keeps the headers of one record. Destroying it erases the record.
///
/// Wiped from memory when dropped, never shown.
pub struct ShredKey(DataKey);

impl ShredKey {
    /// Draws a fresh key.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(DataKey::random(rng))
    }

    /// The key with these bytes, or nothing if they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        DataKey::from_slice(bytes).map(Self)
    }

    /// The secret bytes, for a key store to keep.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8; 32] {
        self.0.expose_bytes()
    }

    pub(super) fn key(&self) -> &DataKey {
        &self.0
    }
}

/// Keeps shred keys. **Must stay outside of every backup set**: a shred key that can be restored
/// undoes the erasure.
///
/// An implementation is safe to share between threads, and does not return from a change before
/// it is durable. After [`destroy`](Self::destroy) the key's bytes are overwritten or the device
/// that wrapped them has forgotten its own key.
pub trait ShredKeyStore {
    /// Stores the key of a record that has none yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] if it has one, [`StoreError::Erased`] if it had one;
    /// [`StoreError::Failed`].
    fn create(&self, record: RecordId, key: &ShredKey) -> Result<(), StoreError>;

    /// The key of a record.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`], [`StoreError::Erased`] or [`StoreError::Failed`].
    fn get(&self, record: RecordId) -> Result<ShredKey, StoreError>;

    /// Destroys the key of a record and remembers that it is destroyed, so that the record cannot
    /// come back. Returns whether there was a key.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    fn destroy(&self, record: RecordId) -> Result<bool, StoreError>;
}

/// Headers in memory, for tests and small tools. A clone is an independent copy, like a backup.
#[derive(Default)]
pub struct MemoryHeaderStore(Mutex<Headers>);

type Headers = BTreeMap<(RecordId, u64), Vec<u8>>;

impl MemoryHeaderStore {
    fn headers(&self) -> MutexGuard<'_, Headers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for MemoryHeaderStore {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.headers().clone()))
    }
}

impl HeaderStore for MemoryHeaderStore {
    fn put(
        &self,
        record: RecordId,
        version: u64,
        replacing: Option<&[u8]>,
        header: &[u8],
    ) -> Result<(), StoreError> {
        let mut headers = self.headers();
        if headers.get(&(record, version)).map(Vec::as_slice) != replacing {
            return Err(StoreError::Conflict);
        }
        headers.insert((record, version), header.to_vec());
        Ok(())
    }

    fn get(&self, record: RecordId, version: u64) -> Result<Vec<u8>, StoreError> {
        let headers = self.headers();
        let header = headers.get(&(record, version)).cloned();
        header.ok_or(StoreError::NotFound)
    }

    fn versions(&self, record: RecordId) -> Result<Vec<u64>, StoreError> {
        let headers = self.headers();
        let of_record = headers.range((record, 0)..=(record, u64::MAX));
        Ok(of_record.map(|((_, version), _)| *version).collect())
    }

    fn delete(&self, record: RecordId) -> Result<(), StoreError> {
        self.headers().retain(|(kept, _), _| *kept != record);
        Ok(())
    }
}

/// Shred keys in memory, for tests and small tools. It cannot be cloned: a copy would be a backup.
#[derive(Default)]
pub struct MemoryShredKeyStore(Mutex<BTreeMap<RecordId, Option<ShredKey>>>);

impl MemoryShredKeyStore {
    fn keys(&self) -> MutexGuard<'_, BTreeMap<RecordId, Option<ShredKey>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShredKeyStore for MemoryShredKeyStore {
    fn create(&self, record: RecordId, key: &ShredKey) -> Result<(), StoreError> {
        let mut keys = self.keys();
        match keys.get(&record) {
            Some(Some(_)) => Err(StoreError::Conflict),
            Some(None) => Err(StoreError::Erased),
            None => {
                let key = ShredKey::from_slice(key.expose_bytes());
                keys.insert(record, key);
                Ok(())
            }
        }
    }

    fn get(&self, record: RecordId) -> Result<ShredKey, StoreError> {
        match self.keys().get(&record) {
            Some(Some(key)) => ShredKey::from_slice(key.expose_bytes()).ok_or(StoreError::NotFound),
            Some(None) => Err(StoreError::Erased),
            None => Err(StoreError::NotFound),
        }
    }

    fn destroy(&self, record: RecordId) -> Result<bool, StoreError> {
        Ok(self.keys().insert(record, None).flatten().is_some())
    }
}
