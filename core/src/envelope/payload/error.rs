//! What can go wrong with a payload.

use crate::errors::ErrorCode;
use crate::types::Cancelled;

/// Why a payload could not be encrypted or decrypted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The payload was not encrypted under this key and context. Found before any decryption.
    /// Code: `key-commitment-mismatch`.
    #[error("the payload was not encrypted under this key")]
    KeyCommitment,
    /// A chunk is not authentic at its position. Code: `payload-corrupt`.
    #[error("the payload was altered: a part of it is not authentic where it stands")]
    Corrupt,
    /// The payload ends before its last chunk does. Code: `payload-truncated`.
    #[error("the payload is incomplete: its end is missing")]
    Truncated,
    /// The payload has more chunks than the format allows. Code: `payload-too-long`.
    #[error("the payload is longer than 4 PiB, the most the format allows")]
    TooLong,
    /// The payload's length is not the one its manifest states. Code: `payload-length-mismatch`.
    #[error("the payload's length is not the one its author signed")]
    LengthMismatch,
    /// The payload's digest is not the one its manifest states. Code: `payload-digest-mismatch`.
    #[error("the payload is not the one its author signed")]
    DigestMismatch,
    /// The requested range does not lie inside the plaintext. Code: `range-outside-payload`.
    #[error("the requested range does not lie inside the record")]
    RangeOutside,
    /// The caller's buffer is shorter than the result. Code: `buffer-too-small`.
    #[error("the buffer is too small for the result")]
    BufferTooSmall,
    /// The caller stopped the work. Code: `cancelled`.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The source could not be read. Code: `read-failed`.
    #[error("reading the source failed")]
    Read(#[source] std::io::Error),
    /// The sink could not be written. Code: `write-failed`.
    #[error("writing the result failed")]
    Write(#[source] std::io::Error),
}

impl ErrorCode for PayloadError {
    fn code(&self) -> &'static str {
        match self {
            Self::KeyCommitment => "key-commitment-mismatch",
            Self::Corrupt => "payload-corrupt",
            Self::Truncated => "payload-truncated",
            Self::TooLong => "payload-too-long",
            Self::LengthMismatch => "payload-length-mismatch",
            Self::DigestMismatch => "payload-digest-mismatch",
            Self::RangeOutside => "range-outside-payload",
            Self::BufferTooSmall => "buffer-too-small",
            Self::Cancelled(cancelled) => cancelled.code(),
            Self::Read(_) => "read-failed",
            Self::Write(_) => "write-failed",
        }
    }
}
