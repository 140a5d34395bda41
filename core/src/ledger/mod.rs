//! The shared, tamper-evident ledger.

mod checkpoint;
mod evidence;
mod follower;
pub mod hazmat;
mod index;
mod note;
mod proof;
mod quorum;
mod receipt;
mod signer;
mod state;
mod tile;
mod tree;
mod verifier_key;

pub use checkpoint::{Checkpoint, CheckpointError, Origin, SignedCheckpoint};
pub use evidence::{EvidenceError, SplitViewEvidence};
pub use follower::{FollowError, LedgerFollower};
pub use index::{LeafIndex, Subtree, TreeSize};
pub use note::{Note, NoteError, NoteSignature};
pub use proof::{ConsistencyProof, InclusionProof, ProofError, ProveError};
pub use quorum::{Authorities, AuthoritiesError, Cosigner, QuorumError, VerifiedCheckpoint};
pub use receipt::{Receipt, ReceiptError};
pub use signer::{
    CheckpointSigner, FileSignerState, MemorySignerState, SignedHead, SignerError, SignerState,
    SignerStateError,
};
pub use state::{
    StateError, StateKey, StateProof, StateProofError, StateRoot, StateTree, StateUndo, StateValue,
};
pub use tile::{Tile, TileError, TileId, TileReader, TiledTree};
pub use tree::{LeafHash, MemoryTree, MissingSubtree, SubtreeReader, TreeHash, TreeHead};
pub use verifier_key::{KeyName, SignatureType, VerifierKey, VerifierKeyError};
