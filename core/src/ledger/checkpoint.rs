//! Checkpoints (C2SP tlog-checkpoint): what the authorities state about the tree at one size.

use super::index::TreeSize;
use super::note::{Note, NoteError, NoteSignature, has_control_characters};
use super::tree::{TreeHash, TreeHead};
use crate::domain::CHECKPOINT_LINK;
use crate::errors::ErrorCode;
use crate::types::{Sha256Digest, id::labelled_sha256};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

/// The name of a ledger in its checkpoints: one line of 1 to 255 bytes, such as
/// `example.org/medseal/4f2a`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// The statement that the ledger of this origin has this tree. Who states it is in the signatures.
///
/// Its text has exactly three lines; extension lines are refused, because nobody could audit them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Checkpoint {
    origin: Origin,
    head: TreeHead,
}

/// A checkpoint as a signed note. Its signatures are not verified yet:
/// [`Authorities::verify`](super::Authorities::verify) does that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl Origin {
    /// The origin as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let one_line = !text.contains('\n') && !has_control_characters(text);
        if one_line && (1..=255).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CheckpointError::Malformed)
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Checkpoint {
    /// The statement that the ledger of this origin has this tree.
    #[must_use]
    pub const fn new(origin: Origin, head: TreeHead) -> Self {
        Self { origin, head }
    }

    /// The ledger's name.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Size and root of the tree.
    #[must_use]
    pub const fn head(&self) -> TreeHead {
        self.head
    }

    /// The digest by which the next block links to this checkpoint: over its text, not its
    /// signatures, which may be added later.
    #[must_use]
    pub fn link(&self) -> Sha256Digest {
        let text = self.to_string();
        Sha256Digest::from_bytes(labelled_sha256(CHECKPOINT_LINK, &[text.as_bytes()]))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.origin)?;
        writeln!(f, "{}", self.head.size)?;
        writeln!(f, "{}", STANDARD.encode(self.head.root.as_bytes()))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text
            .strip_suffix('\n')
            .ok_or(CheckpointError::Malformed)?
            .splitn(4, '\n');
        let mut line = || lines.next().ok_or(CheckpointError::Malformed);
        let origin = line()?.parse()?;
        let size = parse_decimal(line()?).ok_or(CheckpointError::Malformed)?;
        let root = parse_hash(line()?).ok_or(CheckpointError::Malformed)?;
        if lines.next().is_some() {
            return Err(CheckpointError::Extended);
        }
        let size = TreeSize::new(size);
        if size == TreeSize::EMPTY && root != TreeHash::of_empty_tree() {
            return Err(CheckpointError::Malformed);
        }
        Ok(Self::new(origin, TreeHead { size, root }))
    }
}

impl SignedCheckpoint {
    /// A checkpoint that nobody signed yet.
    ///
    /// # Errors
    ///
    /// None that occurs: a checkpoint is a short text.
    pub fn unsigned(checkpoint: Checkpoint) -> Result<Self, CheckpointError> {
        let note = Note::unsigned(&checkpoint.to_string())?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a signed checkpoint.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`]: it is no signed note, no checkpoint, or has extension lines.
    pub fn parse(note: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::parse(note)?;
        let checkpoint = note.text().parse()?;
        Ok(Self { checkpoint, note })
    }

    /// What it states; not to be believed before its signatures are verified.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note it is.
    #[must_use]
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// Adds a signature.
    ///
    /// # Errors
    ///
    /// [`CheckpointError::Note`] if there are too many.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), CheckpointError> {
        Ok(self.note.add(signature)?)
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// Why a text is not a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is not a signed note. Codes: those of [`NoteError`].
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its lines are not origin, size and root. Code: `malformed-checkpoint`.
    #[error("the checkpoint does not have the lines it should")]
    Malformed,
    /// It has extension lines. Code: `extended-checkpoint`.
    #[error("the checkpoint has extension lines, which are not accepted")]
    Extended,
}

impl ErrorCode for CheckpointError {
    fn code(&self) -> &'static str {
        match self {
            Self::Note(error) => error.code(),
            Self::Malformed => "malformed-checkpoint",
            Self::Extended => "extended-checkpoint",
        }
    }
}

/// An ASCII decimal number without leading zeroes.
pub(super) fn parse_decimal(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|c| c.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    (digits && !leading_zero)
        .then(|| text.parse().ok())
        .flatten()
}

/// The canonical base64 form of a hash.
pub(super) fn parse_hash(text: &str) -> Option<TreeHash> {
    // 32 bytes are 44 characters: nothing longer is decoded.
    if text.len() != 44 {
        return None;
    }
    let bytes = STANDARD.decode(text).ok()?;
    Some(TreeHash::from_bytes(bytes.try_into().ok()?))
}
