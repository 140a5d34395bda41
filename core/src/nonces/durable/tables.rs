//! What is remembered, in tables: each thing, and all of them by the time at which they end.

use super::NonceFileError;
use crate::{
    nonces::{NonceError, Once, distinct},
    types::Timestamp,
};
use redb::{ReadableTable, ReadableTableMetadata, Table, TableDefinition, WriteTransaction};

/// The tables, in one transaction.
pub(super) struct Tables<'a> {
    seen: Table<'a, &'static [u8; 32], u64>,
    ends: Table<'a, (u64, &'static [u8; 32]), ()>,
    meta: Table<'a, &'static str, u64>,
    capacity: u64,
}

impl<'a> Tables<'a> {
    pub(super) fn open(
        transaction: &'a WriteTransaction,
        capacity: u64,
    ) -> Result<Self, NonceFileError> {
        Ok(Self {
            seen: transaction.open_table(SEEN)?,
            ends: transaction.open_table(ENDS)?,
            meta: transaction.open_table(META)?,
            capacity,
        })
    }

    pub(super) fn take(
        &mut self,
        once: &[Once],
        now: Timestamp,
    ) -> Result<Result<(), NonceError>, NonceFileError> {
        if !distinct(once) {
            return Ok(Err(NonceError::Replayed));
        }
        for (what, _) in once {
            if self.seen.get(what.as_bytes())?.is_some() {
                return Ok(Err(NonceError::Replayed));
            }
        }
        let forgotten = self.forget(now)?;
        let may_be_forgotten = once
            .iter()
            .any(|(_, expires)| Some(expires.seconds()) <= forgotten);
        let new = u64::try_from(once.len()).unwrap_or(u64::MAX);
        if may_be_forgotten || self.seen.len()?.saturating_add(new) > self.capacity {
            return Ok(Err(NonceError::Unavailable));
        }
        for (what, expires) in once {
            self.seen.insert(what.as_bytes(), expires.seconds())?;
            self.ends.insert((expires.seconds(), what.as_bytes()), ())?;
        }
        Ok(Ok(()))
    }

    /// Removes a few things that have expired. Returns until when things may have been forgotten.
    fn forget(&mut self, now: Timestamp) -> Result<Option<u64>, NonceFileError> {
        let before = self.meta.get(FORGOTTEN)?.map(|until| until.value());
        let mut forgotten = before;
        for _ in 0..FORGOTTEN_AT_ONCE {
            let first = self.ends.first()?.map(|(key, _)| {
                let (end, what) = key.value();
                (end, *what)
            });
            let Some((end, what)) = first.filter(|(end, _)| *end <= now.seconds()) else {
                break;
            };
            self.ends.remove((end, &what))?;
            self.seen.remove(&what)?;
            forgotten = forgotten.max(Some(end));
        }
        if let Some(until) = forgotten.filter(|_| forgotten != before) {
            self.meta.insert(FORGOTTEN, until)?;
        }
        Ok(forgotten)
    }
}

/// Until when each thing is remembered.
pub(super) const SEEN: TableDefinition<'_, &[u8; 32], u64> = TableDefinition::new("seen");
/// The same, by time.
pub(super) const ENDS: TableDefinition<'_, (u64, &[u8; 32]), ()> = TableDefinition::new("ends");
/// The version of the file, and until when things may have been forgotten.
pub(super) const META: TableDefinition<'_, &str, u64> = TableDefinition::new("medseal-nonces");
pub(super) const VERSION: &str = "version";
const FORGOTTEN: &str = "forgotten";

/// Expired things removed with each group that is added: more than a group can have, so that what is
/// full of expired things always has room, and few enough that nobody waits.
const FORGOTTEN_AT_ONCE: usize = 256;
