//! What can go wrong with keys. Cryptographic failures say nothing about why.

use crate::errors::{EntropyError, ErrorCode};

/// Bytes or text are not a key this library accepts. Code: `invalid-key`.
///
/// Also given for keys that are well formed but dangerous: low-order or non-canonical Ed25519 and
/// X25519 points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a valid key")]
pub struct KeyError;

impl ErrorCode for KeyError {
    fn code(&self) -> &'static str {
        "invalid-key"
    }
}

/// A signature does not verify. Code: `invalid-signature`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature is not valid")]
pub struct SignatureError;

impl ErrorCode for SignatureError {
    fn code(&self) -> &'static str {
        "invalid-signature"
    }
}

/// A wrapped key does not open: another recipient, another context, or altered bytes.
/// Code: `wrong-key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key does not open this")]
pub struct SealingError;

impl ErrorCode for SealingError {
    fn code(&self) -> &'static str {
        "wrong-key"
    }
}

/// Why an identity cannot be made, changed or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The document is not of the expected form or version. Code: `invalid-identity-document`.
    #[error("this is not a medseal identity document")]
    Document,
    /// The document's signature or key history does not verify. Code: `invalid-signature`.
    #[error("the identity document's signature is not valid")]
    Signature,
    /// The identity has no key for this category. Code: `unknown-category`.
    #[error("the identity has no key for this category")]
    UnknownCategory,
    /// The category or its epochs are used up. Code: `too-many-keys`.
    #[error("the identity has as many categories, epochs or rotations as it can have")]
    TooManyKeys,
    /// The next root was moved elsewhere and must be given back to rotate.
    /// Code: `recovery-secret-needed`.
    #[error(
        "the key committed to for the next rotation is kept elsewhere; give its recovery secret"
    )]
    RecoverySecretNeeded,
    /// The recovery secret is not the one the identity committed to. Code: `wrong-recovery-secret`.
    #[error("this is not the recovery secret the identity committed to")]
    WrongRecoverySecret,
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for IdentityError {
    fn code(&self) -> &'static str {
        match self {
            Self::Document => "invalid-identity-document",
            Self::Signature => "invalid-signature",
            Self::UnknownCategory => "unknown-category",
            Self::TooManyKeys => "too-many-keys",
            Self::RecoverySecretNeeded => "recovery-secret-needed",
            Self::WrongRecoverySecret => "wrong-recovery-secret",
            Self::Entropy(error) => error.code(),
        }
    }
}

/// Why a secret key file cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file is not a medseal key file of a known version. Code: `invalid-key-file`.
    #[error("this is not a medseal key file")]
    Malformed,
    /// The passphrase is wrong or the file was altered. Code: `wrong-passphrase`.
    #[error("the passphrase does not open this key file")]
    WrongPassphrase,
    /// The file is protected and no passphrase was given. Code: `passphrase-needed`.
    #[error("the key file is protected by a passphrase")]
    PassphraseNeeded,
    /// The file asks for more memory or time than is allowed. Code: `passphrase-cost`.
    #[error("the key file's passphrase cost is outside the allowed range")]
    Cost,
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for KeyFileError {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "invalid-key-file",
            Self::WrongPassphrase => "wrong-passphrase",
            Self::PassphraseNeeded => "passphrase-needed",
            Self::Cost => "passphrase-cost",
            Self::Entropy(error) => error.code(),
        }
    }
}
