//! What can go wrong with sealed records.

use super::payload::PayloadError;
use crate::codec::CodecError;
use crate::errors::{EntropyError, ErrorCode};
use crate::keys::SealingError;

/// Why bytes are not the header of a sealed record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// The file does not begin as a sealed record does. Code: `not-a-sealed-record`.
    #[error("this is not a sealed record")]
    NotASealedRecord,
    /// The container has a version this library does not know. Code: `unknown-version`.
    #[error("the sealed record has a format version this program does not know")]
    UnknownVersion,
    /// The header ends early. Code: `header-truncated`.
    #[error("the sealed record is incomplete: its header ends early")]
    Truncated,
    /// The header claims or needs more than the format allows. Code: `header-too-large`.
    #[error("the header of the sealed record is larger than the format allows")]
    TooLarge,
    /// A part of the header is no deterministic CBOR of its structure. Code: that of the
    /// [`CodecError`].
    #[error("the header of the sealed record cannot be read")]
    Codec(#[from] CodecError),
    /// Fields contradict each other or the format: a version, a length, two slots for one
    /// recipient, a slot for another category. Code: `inconsistent-header`.
    #[error("the header of the sealed record contradicts itself")]
    Inconsistent,
    /// The manifest is not signed by the author it names. Code: `invalid-manifest-signature`.
    #[error("the author's signature on the record is not valid")]
    ManifestSignature,
    /// A slot is not signed for this manifest by the signer it names.
    /// Code: `invalid-slot-signature`.
    #[error("the signature on one of the record's recipients is not valid")]
    SlotSignature,
    /// The header does not describe the version after the given one. Code: `not-the-next-version`.
    #[error("this is not the next version of the record")]
    NotTheNextVersion,
    /// The source could not be read. Code: `read-failed`.
    #[error("reading the sealed record failed")]
    Read(#[source] std::io::Error),
    /// The sink could not be written. Code: `write-failed`.
    #[error("writing the sealed record failed")]
    Write(#[source] std::io::Error),
}

impl ErrorCode for HeaderError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotASealedRecord => "not-a-sealed-record",
            Self::UnknownVersion => "unknown-version",
            Self::Truncated => "header-truncated",
            Self::TooLarge => "header-too-large",
            Self::Codec(error) => error.code(),
            Self::Inconsistent => "inconsistent-header",
            Self::ManifestSignature => "invalid-manifest-signature",
            Self::SlotSignature => "invalid-slot-signature",
            Self::NotTheNextVersion => "not-the-next-version",
            Self::Read(_) => "read-failed",
            Self::Write(_) => "write-failed",
        }
    }
}

/// Why a record could not be sealed, or sealed to another recipient.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// Nobody could open the record. Code: `no-recipients`.
    #[error("a record needs at least one recipient")]
    NoRecipients,
    /// The key is for another category than the record's. Code: `category-mismatch`.
    #[error("the recipient's key is for another category than the record")]
    CategoryMismatch,
    /// The version before belongs to another patient or category. Code: `version-mismatch`.
    #[error("the version before belongs to another patient or category")]
    VersionMismatch,
    /// The key opens another record or version. Code: `wrong-record`.
    #[error("the key belongs to another record or version")]
    WrongRecord,
    /// The record already has a slot for this key and grant. Code: `already-a-recipient`.
    #[error("the record is already sealed to this recipient")]
    AlreadyARecipient,
    /// The data key could not be wrapped to a recipient. Code: that of the [`SealingError`].
    #[error("the record's key cannot be wrapped to a recipient")]
    Wrap(#[from] SealingError),
    /// The payload could not be encrypted. Code: that of the [`PayloadError`].
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// The header could not be made or written. Code: that of the [`HeaderError`].
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for SealError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoRecipients => "no-recipients",
            Self::CategoryMismatch => "category-mismatch",
            Self::VersionMismatch => "version-mismatch",
            Self::WrongRecord => "wrong-record",
            Self::AlreadyARecipient => "already-a-recipient",
            Self::Wrap(error) => error.code(),
            Self::Payload(error) => error.code(),
            Self::Header(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}

/// Why a sealed record could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The record is not sealed to this key. Code: `not-a-recipient`.
    #[error("the record is not sealed to this key")]
    NotARecipient,
    /// A slot names this key but does not open with it. Code: that of the [`SealingError`].
    #[error(transparent)]
    Key(#[from] SealingError),
    /// The header cannot be read. Code: that of the [`HeaderError`].
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The payload cannot be decrypted. Code: that of the [`PayloadError`].
    #[error(transparent)]
    Payload(#[from] PayloadError),
}

impl ErrorCode for OpenError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotARecipient => "not-a-recipient",
            Self::Key(error) => error.code(),
            Self::Header(error) => error.code(),
            Self::Payload(error) => error.code(),
        }
    }
}
