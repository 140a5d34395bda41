//! Evidence that a ledger was shown with two heads.

use super::checkpoint::{CheckpointError, SignedCheckpoint, parse_hash};
use super::index::{Climb, TreeSize, prefix_ranges};
use super::note::Note;
use super::proof::{ConsistencyProof, ProveError, prefix_root, whole_root};
use super::quorum::{Authorities, QuorumError};
use super::tree::{SubtreeReader, TreeHash, TreeHead};
use super::verifier_key::KeyName;
use crate::errors::ErrorCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt;

/// Two checkpoints of one ledger, each cosigned by a quorum, that cannot both be true.
///
/// Either they state two roots for one size, or the larger tree is shown not to begin with the
/// smaller one. Anyone with the authorities' keys can verify it, offline and for good; the
/// authorities that signed both cannot talk their way out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitViewEvidence {
    smaller: SignedCheckpoint,
    larger: SignedCheckpoint,
    /// Unless the sizes are equal: the last complete subtree of the smaller tree's size in the
    /// larger tree, and its siblings up to the larger root.
    path: Vec<TreeHash>,
}

impl SplitViewEvidence {
    /// Two checkpoints that state different roots for one size.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::NoConflict`] if they do not.
    pub fn same_size(
        one: SignedCheckpoint,
        other: SignedCheckpoint,
    ) -> Result<Self, EvidenceError> {
        Self::new(one, other, Vec::new())
    }

    /// Two checkpoints of different sizes, with a consistency proof that leads to the larger root
    /// but not to the smaller one.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::NoConflict`] if the proof does not show that. A proof from a size that is a
    /// power of two never does, since it leaves out the one hash that would differ: whoever has the
    /// larger tree uses [`from_reader`](Self::from_reader) then.
    pub fn from_proof(
        smaller: SignedCheckpoint,
        larger: SignedCheckpoint,
        proof: &ConsistencyProof,
    ) -> Result<Self, EvidenceError> {
        Self::new(smaller, larger, proof.path().to_vec())
    }

    /// Two checkpoints of different sizes, the larger one of the tree in `reader`.
    ///
    /// # Errors
    ///
    /// [`ProveError::Reader`] if the tree cannot be read, [`ProveError::OutOfRange`] if the
    /// checkpoints do not contradict each other.
    pub fn from_reader<R: SubtreeReader>(
        smaller: SignedCheckpoint,
        larger: SignedCheckpoint,
        reader: &R,
    ) -> Result<Self, ProveError<R::Error>> {
        let sizes = [&smaller, &larger].map(|signed| signed.checkpoint().head().size);
        let [older, newer] = sizes;
        let path = prefix_ranges(older, newer)
            .into_iter()
            .map(|range| reader.range(range))
            .collect::<Result<_, _>>()?;
        Self::new(smaller, larger, path).map_err(|_| ProveError::OutOfRange)
    }

    fn new(
        smaller: SignedCheckpoint,
        larger: SignedCheckpoint,
        path: Vec<TreeHash>,
    ) -> Result<Self, EvidenceError> {
        let same_origin = smaller.checkpoint().origin() == larger.checkpoint().origin();
        let heads = (smaller.checkpoint().head(), larger.checkpoint().head());
        if same_origin && contradict(heads.0, heads.1, &path) {
            Ok(Self {
                smaller,
                larger,
                path,
            })
        } else {
            Err(EvidenceError::NoConflict)
        }
    }

    /// Verifies that a quorum of these authorities cosigned each of the two, and names those that
    /// signed both. There is at least one, because a quorum is more than half.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::Quorum`] if the authorities do not stand behind one of the checkpoints: then
    /// it is no evidence against them.
    pub fn verify(&self, authorities: &Authorities) -> Result<Vec<KeyName>, EvidenceError> {
        let smaller = authorities.verify(&self.smaller)?;
        let larger = authorities.verify(&self.larger)?;
        Ok(smaller.common_cosigners(&larger))
    }

    /// The two checkpoints, the smaller tree's first.
    #[must_use]
    pub const fn checkpoints(&self) -> [&SignedCheckpoint; 2] {
        [&self.smaller, &self.larger]
    }

    /// Reads evidence from its text.
    ///
    /// # Errors
    ///
    /// [`EvidenceError`]: it is malformed, or the two checkpoints do not contradict each other.
    pub fn parse(text: &[u8]) -> Result<Self, EvidenceError> {
        if text.len() > MAX_LEN {
            return Err(EvidenceError::Malformed);
        }
        let text = std::str::from_utf8(text).map_err(|_| EvidenceError::Malformed)?;
        let (path, rest) = text.split_once("\n\n").ok_or(EvidenceError::Malformed)?;
        let mut lines = path.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(EvidenceError::Malformed);
        }
        let path = lines
            .map(|line| parse_hash(line).ok_or(EvidenceError::Malformed))
            .collect::<Result<_, _>>()?;
        // A checkpoint's text has no empty line, so the second one in what follows ends the first.
        let (at, _) = rest
            .match_indices("\n\n")
            .nth(1)
            .ok_or(EvidenceError::Malformed)?;
        let (smaller, larger) = rest
            .split_at_checked(at + 1)
            .ok_or(EvidenceError::Malformed)?;
        let larger = larger.strip_prefix('\n').ok_or(EvidenceError::Malformed)?;
        Self::new(
            SignedCheckpoint::parse(smaller.as_bytes())?,
            SignedCheckpoint::parse(larger.as_bytes())?,
            path,
        )
    }
}

impl fmt::Display for SplitViewEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}\n{}", self.smaller, self.larger)
    }
}

/// Whether no ledger can have had both heads.
///
/// For different sizes the path must lead to the larger root. That fixes what the larger tree begins
/// with, and if that is not the smaller root, one of the two statements is false.
fn contradict(smaller: TreeHead, larger: TreeHead, path: &[TreeHash]) -> bool {
    if smaller.size == larger.size {
        return path.is_empty() && smaller.root != larger.root;
    }
    let Some((seed, path)) = path.split_first() else {
        return false;
    };
    let climb = Climb::of_prefix(smaller.size, larger.size);
    smaller.size != TreeSize::EMPTY
        && smaller.size < larger.size
        && path.len() == climb.length()
        && whole_root(*seed, path, climb) == larger.root
        && prefix_root(*seed, path, climb) != smaller.root
}

/// Why something is not evidence of a split view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The text is not in the form of evidence. Code: `malformed-evidence`.
    #[error("this is not evidence of a split view")]
    Malformed,
    /// A checkpoint in it is malformed. Codes: those of [`CheckpointError`].
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoints do not contradict each other. Code: `no-conflict`.
    #[error("the two checkpoints are not shown to contradict each other")]
    NoConflict,
    /// The authorities do not stand behind both. Codes: those of [`QuorumError`].
    #[error(transparent)]
    Quorum(#[from] QuorumError),
}

impl ErrorCode for EvidenceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed-evidence",
            Self::Checkpoint(error) => error.code(),
            Self::NoConflict => "no-conflict",
            Self::Quorum(error) => error.code(),
        }
    }
}

const HEADER: &str = "medseal split view 1";

/// Two of the longest notes, and 65 hashes above them.
const MAX_LEN: usize = 2 * Note::MAX_LEN + 65 * 45 + 128;
