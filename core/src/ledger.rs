//! The shared, tamper-evident ledger: commitments only, ordered and vouched for by its authorities.
//!
//! Somebody signs a [`Statement`] (a grant, a revocation, an access…) and submits it. The ledger
//! judges it by the rules of [`admission`], seals what it admitted into a [`Block`], and has the
//! block's checkpoint cosigned by a quorum of the [`Authorities`]. From then on anybody can be shown,
//! offline and in a few hundred bytes, that an entry is on the ledger ([`Receipt`]), what the ledger
//! says about a grant at that block ([`StateProof`]), and that a later ledger still contains this one
//! ([`ConsistencyProof`]).
//!
//! | room | what is in it |
//! |---|---|
//! | `entry` | what can be written: statements, changes of the authorities, the genesis and state entries |
//! | [`admission`] | the rules an entry has to meet |
//! | `facts`, `trail` | what the ledger knows, as values of its authenticated state |
//! | `tree`, `tile`, `proof` | the Merkle tree over all entries (RFC 9162) |
//! | `state` | the authenticated map of facts |
//! | `note`, `checkpoint`, `quorum`, `receipt` | what is signed about the tree, and by whom |
//! | `signer` | an authority's signer, which never contradicts itself |
//! | `follower`, `evidence` | watching a ledger from outside |
//! | `machine`, `block`, `view` | the [`Ledger`] itself |
//! | [`store`] | where its bytes are kept |
//! | [`mod@fsck`] | checking all of it again |
//!
//! What must never be reused: an origin, for two ledgers; an authority's key, with two signer states.

pub mod admission;
mod block;
mod checkpoint;
mod entry;
mod evidence;
mod facts;
mod follower;
pub mod fsck;
pub mod hazmat;
mod index;
mod machine;
mod note;
mod proof;
mod quorum;
mod receipt;
mod signer;
mod state;
pub mod store;
mod tile;
mod trail;
mod tree;
mod verifier_key;
mod view;

pub use admission::AdmissionError;
pub use block::Block;
pub use checkpoint::{Checkpoint, CheckpointError, Origin, SignedCheckpoint};
pub use entry::{
    Action, AuthorityChange, AuthorityKey, AuthorityList, EntryBody, EntryError, EntryNonce,
    Genesis, SignedEntry, StateEntry, Statement, StatementSigner, VerifiedEntry, approve, assemble,
};
pub use evidence::{EvidenceError, SplitViewEvidence};
pub use facts::{
    AuthoritiesFact, EventFact, Fact, FactKind, GrantFact, IdentityFact, KeyFact, RecordFact,
};
pub use follower::{FollowError, LedgerFollower};
pub use index::{LeafIndex, Subtree, TreeSize};
pub use machine::{CosignError, Ledger, OpenError, ProofRequestError, SealError};
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
pub use trail::{TrailError, TrailState};
pub use tree::{LeafHash, MemoryTree, MissingSubtree, SubtreeReader, TreeHash, TreeHead};
pub use verifier_key::{KeyName, SignatureType, VerifierKey, VerifierKeyError};
pub use view::{GrantStatus, LedgerView};
