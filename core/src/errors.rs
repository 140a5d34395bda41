//! What all errors of medseal have in common: a stable code.
//!
//! Every operation has its own error enum. Each of them implements [`ErrorCode`], so that a caller
//! in any language can branch on a short string that never changes, while the sentence a person
//! reads may improve. No error carries a value taken from a record, a key or a grant.

/// A stable, machine-readable name for an error.
///
/// Codes are lower-case words joined by hyphens (`"wrong-key"`). A code is never reused with
/// another meaning; the list is in `docs/errors.md`.
pub trait ErrorCode: std::error::Error {
    /// The stable code of this error.
    fn code(&self) -> &'static str;
}

/// The operating system's random number generator gave no randomness.
///
/// Code: `no-entropy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system's random number generator is not available")]
pub struct EntropyError;

impl ErrorCode for EntropyError {
    fn code(&self) -> &'static str {
        "no-entropy"
    }
}
