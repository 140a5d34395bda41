//! The shared, tamper-evident ledger.

pub mod hazmat;
mod index;
mod proof;
mod state;
mod tile;
mod tree;

pub use index::{LeafIndex, Subtree, TreeSize};
pub use proof::{ConsistencyProof, InclusionProof, ProofError, ProveError};
pub use state::{
    StateError, StateKey, StateProof, StateProofError, StateRoot, StateTree, StateUndo, StateValue,
};
pub use tile::{Tile, TileError, TileId, TileReader, TiledTree};
pub use tree::{LeafHash, MemoryTree, MissingSubtree, SubtreeReader, TreeHash, TreeHead};
