//! What can go wrong with a wallet's file.

use crate::{
    codec::CodecError,
    errors::{EntropyError, ErrorCode},
};

/// Why a wallet cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WalletError {
    /// The encoding is not acceptable. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The file is not a medseal wallet of a known version. Code: `invalid-wallet`.
    #[error("this is not a medseal wallet")]
    Malformed,
    /// The secret is not this wallet's, or the file was altered. Code: `wrong-key`.
    #[error("the secret does not open this wallet")]
    WrongSecret,
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for WalletError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Malformed => "invalid-wallet",
            Self::WrongSecret => "wrong-key",
            Self::Entropy(error) => error.code(),
        }
    }
}
