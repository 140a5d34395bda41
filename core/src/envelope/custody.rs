//! Custody: keeping sealed records so that erasing one reaches into the backups.
//!
//! A custodian keeps three things:
//!
//! | what | where | in the backup set |
//! |---|---|---|
//! | payloads, encrypted under their data keys | [`BlobStore`] | yes |
//! | headers, with the slots, encrypted under a *shred key* of their record | [`HeaderStore`] | yes |
//! | shred keys | [`ShredKeyStore`] | **no** |
//!
//! A data key exists only in slots, and the slots only under the shred key. To erase a record is to
//! destroy its shred key: whatever backup of the first two is restored later, the slots stay
//! unreadable, even to the patient. The key store is replicated for durability, never archived.
//!
//! What this cannot do: take back what somebody holds elsewhere, such as a container copied out, or a
//! data key or plaintext that a recipient kept.

mod keeper;
mod stores;

pub use keeper::{Custodian, CustodyError, Erased};
pub use stores::{HeaderStore, MemoryHeaderStore, MemoryShredKeyStore, ShredKey, ShredKeyStore};

use super::blob::{BlobStore, StoreError};

#[cfg(test)]
mod tests;
