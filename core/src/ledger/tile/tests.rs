use super::*;
use crate::ledger::{ConsistencyProof, InclusionProof, LeafHash, LeafIndex, MemoryTree};

fn tree(size: u64) -> MemoryTree {
    (0..size)
        .map(|i| LeafHash::of(format!("entry {i}").as_bytes()))
        .collect()
}

/// The store of a log that writes only the tiles that grew.
struct Stored(std::collections::BTreeMap<(u8, u64), Vec<u8>>);

impl TileReader for Stored {
    type Error = TileError;

    fn read_tile(&self, id: TileId) -> Result<Tile, TileError> {
        Tile::from_bytes(self.0.get(&(id.level(), id.index())).ok_or(TileError)?)
    }
}

#[test]
fn proofs_from_stored_tiles_are_those_of_the_tree() {
    let sizes = [1u64, 2, 255, 256, 257, 700, 65_535, 65_536, 70_000];
    let whole = tree(70_000);
    let mut stored = Stored(Default::default());
    let mut older = TreeSize::EMPTY;
    for size in sizes.map(TreeSize::new) {
        for id in TileId::grown(older, size) {
            let tile = whole.tile(id).unwrap();
            assert_eq!(tile.hashes().len(), usize::from(id.width()));
            stored.0.insert((id.level(), id.index()), tile.to_bytes());
        }
        let tiled = TiledTree::new(&stored, size);
        for index in [0, size.leaves() / 3, size.leaves() - 1].map(LeafIndex::new) {
            assert_eq!(
                InclusionProof::from_reader(&tiled, index, size).unwrap(),
                whole.inclusion_proof(index, size).unwrap()
            );
        }
        for from in [older, TreeSize::new(size.leaves() / 2), size] {
            assert_eq!(
                ConsistencyProof::from_reader(&tiled, from, size).unwrap(),
                whole.consistency_proof(from, size).unwrap()
            );
        }
        older = size;
    }
    // The example of tlog-tiles: 70,000 leaves.
    let widths = |level| {
        (0..)
            .map_while(|index| TileId::in_tree(level, index, TreeSize::new(70_000)))
            .map(TileId::width)
            .collect::<Vec<_>>()
    };
    assert_eq!(widths(0).len(), 274);
    assert_eq!(widths(0)[272..], [256, 256 - 144]);
    assert_eq!(widths(1), [256, 17]);
    assert_eq!(widths(2), [1]);
    assert!(widths(3).is_empty());
}

impl TileReader for &Stored {
    type Error = TileError;

    fn read_tile(&self, id: TileId) -> Result<Tile, TileError> {
        (**self).read_tile(id)
    }
}

#[test]
fn tiles_are_named_as_tlog_tiles_says_and_checked() {
    let path = |level, index, size| {
        TileId::in_tree(level, index, TreeSize::new(size)).map(|id| id.to_string())
    };
    assert_eq!(path(0, 0, 300).unwrap(), "tile/0/000");
    assert_eq!(path(0, 1, 300).unwrap(), "tile/0/001.p/44");
    assert_eq!(
        path(0, 1_234_067, u64::MAX).unwrap(),
        "tile/0/x001/x234/067"
    );
    assert_eq!(path(0, 2, 300), None);
    assert_eq!(path(8, 0, u64::MAX), None);
    assert_eq!(Tile::from_bytes(&[]), Err(TileError));
    assert_eq!(Tile::from_bytes(&[0; 33]), Err(TileError));
    assert_eq!(Tile::from_bytes(&[0; 32 * 257]), Err(TileError));
    assert!(Tile::from_bytes(&[0; 32 * 256]).is_ok());
}
