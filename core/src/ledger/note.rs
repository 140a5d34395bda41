//! Signed notes (C2SP signed-note): a text, and lines below it that say who signed it.
//!
//! Nothing in a note is to be believed before a known key's signature verified. Reading one here is
//! strict, so that a note has exactly one form and is written back byte for byte.

use super::verifier_key::KeyName;
use crate::errors::ErrorCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt;

/// A text with signatures, none of them verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line of a note: by whom it says it is, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    key_id: u32,
    bytes: Vec<u8>,
}

impl Note {
    /// The longest note that is read, in bytes: room for 16 post-quantum signatures.
    pub const MAX_LEN: usize = 256 * 1024;
    /// The most signatures that are read.
    pub const MAX_SIGNATURES: usize = 64;

    /// A note without signatures yet.
    ///
    /// # Errors
    ///
    /// [`NoteError`] unless the text ends in a newline, is short enough, and has no other control
    /// characters.
    pub fn unsigned(text: &str) -> Result<Self, NoteError> {
        if text.len() > Self::MAX_LEN / 2 {
            return Err(NoteError::TooLarge);
        }
        if !text.ends_with('\n') || has_control_characters(text) {
            return Err(NoteError::Malformed);
        }
        Ok(Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        })
    }

    /// Reads a signed note: the text, an empty line, and at least one signature line.
    ///
    /// # Errors
    ///
    /// [`NoteError::TooLarge`] beyond the limits; [`NoteError::Malformed`] if it is not UTF-8, has
    /// control characters, no signatures, or a signature line that is not canonical.
    pub fn parse(note: &[u8]) -> Result<Self, NoteError> {
        if note.len() > Self::MAX_LEN {
            return Err(NoteError::TooLarge);
        }
        let note = std::str::from_utf8(note).map_err(|_| NoteError::Malformed)?;
        if has_control_characters(note) {
            return Err(NoteError::Malformed);
        }
        // The text may have empty lines of its own; the signatures follow the last one.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        if lines.split('\n').count() > Self::MAX_SIGNATURES {
            return Err(NoteError::TooLarge);
        }
        let signatures = lines
            .split('\n')
            .map(NoteSignature::parse)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: format!("{text}\n"),
            signatures,
        })
    }

    /// The text, with its final newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in the order of their lines.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature line below the others, unless the very same line is there.
    ///
    /// # Errors
    ///
    /// [`NoteError::TooLarge`] beyond the limits.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        self.signatures.push(signature);
        let within = self.signatures.len() <= Self::MAX_SIGNATURES
            && self.to_string().len() <= Self::MAX_LEN;
        if !within {
            self.signatures.pop();
            return Err(NoteError::TooLarge);
        }
        Ok(())
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl NoteSignature {
    /// A signature line. `bytes` are what the key's type prescribes, without the key id.
    #[must_use]
    pub const fn new(name: KeyName, key_id: u32, bytes: Vec<u8>) -> Self {
        Self {
            name,
            key_id,
            bytes,
        }
    }

    /// The name of the key it says it is by.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key it says it is by. Short, and no proof of anything.
    #[must_use]
    pub const fn key_id(&self) -> u32 {
        self.key_id
    }

    /// The signature's bytes, in the form of its type.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn parse(line: &str) -> Result<Self, NoteError> {
        let (name, encoded) = line
            .strip_prefix("\u{2014} ")
            .and_then(|rest| rest.split_once(' '))
            .ok_or(NoteError::Malformed)?;
        let name = name.parse().map_err(|_| NoteError::Malformed)?;
        let decoded = STANDARD.decode(encoded).map_err(|_| NoteError::Malformed)?;
        match decoded.split_first_chunk() {
            Some((key_id, bytes)) if !bytes.is_empty() => Ok(Self {
                name,
                key_id: u32::from_be_bytes(*key_id),
                bytes: bytes.to_vec(),
            }),
            _ => Err(NoteError::Malformed),
        }
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signature = [&self.key_id.to_be_bytes(), self.bytes()].concat();
        write!(f, "\u{2014} {} {}", self.name, STANDARD.encode(signature))
    }
}

/// Why bytes are not a signed note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// The note is too long or has too many signatures. Code: `note-too-large`.
    #[error("the signed note is too large")]
    TooLarge,
    /// The note is not in the one form the format allows. Code: `malformed-note`.
    #[error("the signed note is malformed")]
    Malformed,
}

impl ErrorCode for NoteError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "note-too-large",
            Self::Malformed => "malformed-note",
        }
    }
}

pub(super) fn has_control_characters(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 && byte != b'\n')
}

#[cfg(test)]
mod tests;
