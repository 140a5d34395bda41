//! Hash tiles (C2SP tlog-tiles): the tree cut into pieces of at most 256 hashes, for storing and
//! serving.
//!
//! A tile of level `l` holds consecutive hashes of complete subtrees of height `8·l`. Full tiles
//! never change. The rightmost tile of each level may be partial; it only ever grows.

use super::index::{Subtree, TreeSize};
use super::tree::{SubtreeReader, TreeHash};
use crate::errors::ErrorCode;
use std::{cell::RefCell, fmt};

/// The name of a tile: its level, its place in the level, and how many hashes it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// The number of hashes in a full tile.
    pub const FULL_WIDTH: u16 = 256;

    /// The tile at this place in a tree of `size` leaves, or `None` if that tree has none there.
    #[must_use]
    pub fn in_tree(level: u8, index: u64, size: TreeSize) -> Option<Self> {
        let row = level.checked_mul(TILE_HEIGHT).filter(|row| *row < 64)?;
        let first = index.checked_mul(u64::from(Self::FULL_WIDTH))?;
        let hashes = (size.leaves() >> row).checked_sub(first)?;
        let width = u16::try_from(hashes)
            .unwrap_or(Self::FULL_WIDTH)
            .min(Self::FULL_WIDTH);
        (width > 0).then_some(Self {
            level,
            index,
            width,
        })
    }

    /// The tiles that a tree of `newer` leaves has and one of `older` leaves did not have yet, or
    /// had with fewer hashes, lowest level first: what to store when a tree has grown.
    pub fn grown(older: TreeSize, newer: TreeSize) -> impl Iterator<Item = Self> {
        (0..64 / TILE_HEIGHT).flat_map(move |level| {
            let row = level * TILE_HEIGHT;
            let (had, has) = (older.leaves() >> row, newer.leaves() >> row);
            let first = had >> TILE_HEIGHT;
            let end = if has > had {
                has.div_ceil(u64::from(Self::FULL_WIDTH))
            } else {
                first
            };
            (first..end).filter_map(move |index| Self::in_tree(level, index, newer))
        })
    }

    /// The level: hashes of level `l` stand for `256^l` leaves each.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.level
    }

    /// How many tiles of the same level lie to its left.
    #[must_use]
    pub const fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it holds, from 1 to 256.
    #[must_use]
    pub const fn width(self) -> u16 {
        self.width
    }

    /// Whether it holds all 256 hashes, and therefore never changes again.
    #[must_use]
    pub const fn is_full(self) -> bool {
        self.width == Self::FULL_WIDTH
    }

    /// The height of the subtrees whose hashes it holds.
    pub(super) const fn row(self) -> u8 {
        self.level * TILE_HEIGHT
    }

    /// The offset in its row of its first hash.
    pub(super) const fn first_hash(self) -> u64 {
        self.index << TILE_HEIGHT
    }
}

impl fmt::Display for TileId {
    /// The tile's path below a log's prefix, such as `tile/0/x001/234` or `tile/1/003.p/17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (place, group) in groups.iter().enumerate().rev() {
            match place {
                0 => write!(f, "{group:03}")?,
                _ => write!(f, "x{group:03}/")?,
            }
        }
        if self.is_full() {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

/// The hashes of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile(Vec<TreeHash>);

impl Tile {
    /// A tile of these hashes.
    ///
    /// # Errors
    ///
    /// [`TileError`] unless there are 1 to 256.
    pub fn new(hashes: Vec<TreeHash>) -> Result<Self, TileError> {
        if (1..=usize::from(TileId::FULL_WIDTH)).contains(&hashes.len()) {
            Ok(Self(hashes))
        } else {
            Err(TileError)
        }
    }

    /// Reads a tile from its bytes: the hashes one after the other.
    ///
    /// # Errors
    ///
    /// [`TileError`] unless they are 1 to 256 hashes of 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TileError> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() > usize::from(TileId::FULL_WIDTH) {
            return Err(TileError);
        }
        Self::new(hashes.iter().copied().map(TreeHash::from_bytes).collect())
    }

    /// The tile's bytes: the hashes one after the other.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(TreeHash::as_bytes)
            .copied()
            .collect()
    }

    /// The hashes, left to right.
    #[must_use]
    pub fn hashes(&self) -> &[TreeHash] {
        &self.0
    }
}

/// A place where tiles are stored: a database, a directory, a web server's answers.
pub trait TileReader {
    /// Why a tile could not be read. [`TileError`] must be convertible to it.
    type Error: std::error::Error + From<TileError>;

    /// Reads a tile. It may hold more hashes than `id` asks for (a later, wider state of the same
    /// tile), never fewer.
    ///
    /// # Errors
    ///
    /// The storage's own error.
    fn read_tile(&self, id: TileId) -> Result<Tile, Self::Error>;
}

/// A tree whose hashes are read from tiles: produces the same proofs as a tree in memory.
///
/// The tiles are not checked here. A proof from a damaged tile is a proof that does not verify.
#[derive(Debug)]
pub struct TiledTree<R> {
    reader: R,
    size: TreeSize,
    /// The tiles read last: the hashes of one proof lie in few tiles.
    recent: RefCell<Vec<(TileId, Tile)>>,
}

impl<R: TileReader> TiledTree<R> {
    /// The tree of `size` leaves in this storage.
    pub const fn new(reader: R, size: TreeSize) -> Self {
        Self {
            reader,
            size,
            recent: RefCell::new(Vec::new()),
        }
    }

    /// The number of leaves.
    pub const fn size(&self) -> TreeSize {
        self.size
    }

    fn with_tile<T>(
        &self,
        id: TileId,
        read: impl FnOnce(&Tile) -> Result<T, TileError>,
    ) -> Result<T, R::Error> {
        if let Some((_, tile)) = self.recent.borrow().iter().find(|(known, _)| *known == id) {
            return Ok(read(tile)?);
        }
        let tile = self.reader.read_tile(id)?;
        if tile.hashes().len() < usize::from(id.width()) {
            return Err(TileError.into());
        }
        let result = read(&tile)?;
        let mut recent = self.recent.borrow_mut();
        if recent.len() >= RECENT_TILES {
            recent.remove(0);
        }
        recent.push((id, tile));
        Ok(result)
    }
}

impl<R: TileReader> SubtreeReader for TiledTree<R> {
    type Error = R::Error;

    fn subtree(&self, subtree: Subtree) -> Result<TreeHash, R::Error> {
        // The subtree spans `2^above` hashes of its tile, the tile `2^TILE_HEIGHT` of them.
        let above = subtree.level() % TILE_HEIGHT;
        let level = subtree.level() / TILE_HEIGHT;
        let index = subtree.offset() >> (TILE_HEIGHT - above);
        let id = TileId::in_tree(level, index, self.size).ok_or(TileError)?;
        let count = 1usize << above;
        let first = (subtree.offset() << above) & u64::from(TileId::FULL_WIDTH - 1);
        let first = usize::try_from(first).map_err(|_| TileError)?;
        self.with_tile(id, |tile| {
            let hashes = tile.hashes().get(first..first + count).ok_or(TileError)?;
            Ok(complete_hash(hashes))
        })
    }
}

/// The hash over a power of two of hashes.
fn complete_hash(hashes: &[TreeHash]) -> TreeHash {
    match hashes {
        [] => TreeHash::of_empty_tree(),
        [hash] => *hash,
        _ => {
            let (left, right) = hashes.split_at(hashes.len() / 2);
            TreeHash::node(&complete_hash(left), &complete_hash(right))
        }
    }
}

/// A tile is absent, too narrow, or not 1 to 256 hashes. Code: `malformed-tile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hash tile is absent, too narrow or malformed")]
pub struct TileError;

impl ErrorCode for TileError {
    fn code(&self) -> &'static str {
        "malformed-tile"
    }
}

const TILE_HEIGHT: u8 = 8;
const RECENT_TILES: usize = 8;

#[cfg(test)]
mod tests;
