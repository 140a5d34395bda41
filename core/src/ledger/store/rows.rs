//! What the rows of a ledger's tables hold.

use super::{LedgerStore, StoreError, Table};
use crate::{
    codec::{self, Limits},
    ledger::{
        entry::Version1,
        index::TreeSize,
        state::{StateChanges, StateKey},
        tile::TileId,
        tree::MemoryTree,
    },
    types::Sha256Digest,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};

/// Row 0 of [`Table::Meta`].
pub(crate) const LAYOUT: &[u8] = b"medseal ledger 1";

/// A row of [`Table::Blocks`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlockRow {
    version: Version1,
    /// Index of the block's first entry.
    pub(crate) first: u64,
    /// Size of the tree with the block.
    pub(crate) size: u64,
    /// For each entry eight bytes: the index of the entry before it on its controller's trail, or
    /// all ones if there is none.
    links: ByteBuf,
    /// Digests of the notices stored beside the block's entries, by index of the entry.
    pub(crate) notices: Vec<(u64, Sha256Digest)>,
}

impl BlockRow {
    pub(crate) fn new(
        first: u64,
        size: u64,
        links: &[Option<u64>],
        notices: Vec<(u64, Sha256Digest)>,
    ) -> Self {
        let links = links
            .iter()
            .flat_map(|link| link.unwrap_or(NO_LINK).to_be_bytes());
        let links = ByteBuf::from(links.collect::<Vec<_>>());
        Self {
            version: Version1,
            first,
            size,
            links,
            notices,
        }
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, StoreError> {
        codec::encode(self).map_err(|_| StoreError::Damaged)
    }

    /// Reads a row; `None` if there is none.
    pub(crate) fn read(store: &impl LedgerStore, height: u64) -> Result<Option<Self>, StoreError> {
        let Some(bytes) = store.read(Table::Blocks, height)? else {
            return Ok(None);
        };
        let row: Self = codec::decode(&bytes, BLOCK_LIMITS).map_err(|_| StoreError::Damaged)?;
        let entries = row.size.checked_sub(row.first).filter(|count| *count > 0);
        let fits = entries.and_then(|count| count.checked_mul(8)) == Some(row.links.len() as u64);
        let inside = |(index, _): &(u64, Sha256Digest)| (row.first..row.size).contains(index);
        let notices_fit =
            row.notices.iter().all(inside) && row.notices.is_sorted_by(|(a, _), (b, _)| a < b);
        if fits && notices_fit {
            Ok(Some(row))
        } else {
            Err(StoreError::Damaged)
        }
    }

    /// The links, one for each entry.
    pub(crate) fn links(&self) -> impl Iterator<Item = Option<u64>> {
        let (links, _) = self.links.as_chunks::<8>();
        links
            .iter()
            .map(|link| Some(u64::from_be_bytes(*link)).filter(|link| *link != NO_LINK))
    }
}

/// The digest under which a block's row names a notice: it covers the entry's index, too.
pub(crate) fn notice_digest(index: u64, notice: &[u8]) -> Sha256Digest {
    let mut hash = Sha256::new();
    hash.update(index.to_be_bytes());
    hash.update(notice);
    Sha256Digest::from_bytes(hash.finalize().into())
}

/// Writes a row of [`Table::Changes`]: by ascending key the key, the value's length in two bytes,
/// and the value.
pub(crate) fn encode_changes(changes: &StateChanges) -> Result<Vec<u8>, StoreError> {
    let mut row = Vec::with_capacity(
        changes
            .written()
            .map(|(_, value)| 34 + value.as_bytes().len())
            .sum(),
    );
    for (key, value) in changes.written() {
        let length = u16::try_from(value.as_bytes().len()).map_err(|_| StoreError::Damaged)?;
        row.extend_from_slice(key.as_bytes());
        row.extend_from_slice(&length.to_be_bytes());
        row.extend_from_slice(value.as_bytes());
    }
    Ok(row)
}

/// Reads a row of [`Table::Changes`].
pub(crate) fn decode_changes(mut row: &[u8]) -> Result<Vec<(StateKey, &[u8])>, StoreError> {
    let mut changes: Vec<(StateKey, &[u8])> = Vec::new();
    while !row.is_empty() {
        let (key, rest) = row.split_first_chunk::<32>().ok_or(StoreError::Damaged)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(StoreError::Damaged)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (value, rest) = rest.split_at_checked(length).ok_or(StoreError::Damaged)?;
        let key = StateKey::from_bytes(*key);
        if changes.last().is_some_and(|(last, _)| *last >= key) {
            return Err(StoreError::Damaged);
        }
        changes.push((key, value));
        row = rest;
    }
    Ok(changes)
}

/// The number of a tile's row in [`Table::Tiles`].
pub(crate) fn tile_number(id: TileId) -> u64 {
    u64::from(id.level()) << 56 | id.index()
}

/// The rows of the tiles that a tree has and one of `older` leaves did not, or had narrower.
pub(crate) fn grown_tiles(tree: &MemoryTree, older: TreeSize) -> Vec<(u64, Vec<u8>)> {
    TileId::grown(older, tree.size())
        .filter_map(|id| Some((tile_number(id), tree.tile(id)?.to_bytes())))
        .collect()
}

/// Says that no entry is before this one on its trail.
pub(crate) const NO_LINK: u64 = u64::MAX;

const BLOCK_LIMITS: Limits = Limits {
    bytes: 2 << 20,
    depth: 4,
    items: 64 * 1024,
};
