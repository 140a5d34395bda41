//! From the patient's grant to the one in use: each signed by the grantee of the one before.

use super::grant::{DelegationError, Grant, GrantError};
use crate::{
    codec::{self, CodecError, Limits},
    errors::ErrorCode,
    keys::VerifyingKey,
    types::Salt,
};
use serde::{Deserialize, Serialize};

/// A root grant and the grants delegated from it, down to the one in use.
///
/// A chain that exists is unbroken and only ever narrows: each grant is signed by the grantee of the
/// one before, names it by its digest, is about the same controller on the same ledger, covers no
/// more, is valid no longer and may be delegated fewer times. A root grant alone is a chain of one.
///
/// The chain does not know who controls the records: that the root was issued by the controller is
/// checked against a key by [`GrantChain::verify`], or against the ledger by
/// [`decide`](super::decide()).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantChain {
    root: Grant,
    delegated: Vec<Grant>,
}

impl GrantChain {
    /// Most grants in a chain.
    pub const MAX_LENGTH: usize = 8;
    /// Most bytes of an encoded chain.
    pub const MAX_BYTES: usize = Self::MAX_LENGTH * (Grant::MAX_BYTES + 64) + 64;

    /// The chain of these grants, root first.
    ///
    /// # Errors
    ///
    /// [`ChainError`] if there are none or too many, the first is not a root, or a delegation is
    /// not allowed.
    pub fn new(grants: impl IntoIterator<Item = Grant>) -> Result<Self, ChainError> {
        let mut grants = grants.into_iter();
        let root = grants.next().ok_or(ChainError::Length)?;
        if root.parent().is_some() {
            return Err(ChainError::NotARoot);
        }
        let chain = Self {
            root,
            delegated: Vec::new(),
        };
        grants.try_fold(chain, Self::followed_by)
    }

    /// The chain of these grants, root first, if the root was issued by this key: for use without a
    /// ledger, by someone who knows the patient's key.
    ///
    /// # Errors
    ///
    /// As [`GrantChain::new`], and [`ChainError::Issuer`].
    pub fn verify(
        grants: impl IntoIterator<Item = Grant>,
        issuer: &VerifyingKey,
    ) -> Result<Self, ChainError> {
        let chain = Self::new(grants)?;
        if chain.root().issuer() == issuer {
            Ok(chain)
        } else {
            Err(ChainError::Issuer)
        }
    }

    /// This chain and one grant more, delegated from its last.
    ///
    /// # Errors
    ///
    /// [`ChainError`] if the chain is as long as it can be or the delegation is not allowed.
    pub fn followed_by(mut self, child: Grant) -> Result<Self, ChainError> {
        if self.delegated.len() + 1 >= Self::MAX_LENGTH {
            return Err(ChainError::Length);
        }
        child.descends_from(self.leaf())?;
        self.delegated.push(child);
        Ok(self)
    }

    /// Reads a chain and verifies every signature and every link.
    ///
    /// # Errors
    ///
    /// [`ChainError`], for the first thing wrong from the root on.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ChainError> {
        let wire: Wire = codec::decode(bytes, LIMITS)?;
        if wire.version != 1 {
            return Err(ChainError::Version);
        }
        // Before any signature is verified: there is room for hundreds of small grants.
        if wire.grants.len() > Self::MAX_LENGTH {
            return Err(ChainError::Length);
        }
        let grants: Result<Vec<Grant>, GrantError> = wire
            .grants
            .iter()
            .map(|grant| Grant::from_bytes(&grant.cose, grant.salt))
            .collect();
        Self::new(grants?)
    }

    /// The chain with its salts, as its grantee keeps and presents it. As private as the grants.
    ///
    /// # Errors
    ///
    /// None that can be met: [`CodecError`] is the encoder's.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CodecError> {
        let grants = self
            .grants()
            .map(|grant| WireGrant {
                cose: grant.as_bytes().to_vec(),
                salt: grant.salt(),
            })
            .collect();
        codec::encode(&Wire { version: 1, grants })
    }

    /// The grants, root first.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        std::iter::once(&self.root).chain(&self.delegated)
    }

    /// The controller's own grant.
    #[must_use]
    pub fn root(&self) -> &Grant {
        &self.root
    }

    /// The grant in use.
    #[must_use]
    pub fn leaf(&self) -> &Grant {
        self.delegated.last().unwrap_or(&self.root)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u64,
    grants: Vec<WireGrant>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireGrant {
    #[serde(with = "serde_bytes")]
    cose: Vec<u8>,
    salt: Salt,
}

const LIMITS: Limits = Limits {
    bytes: GrantChain::MAX_BYTES,
    ..Limits::MESSAGE
};

/// Why grants are no chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is no grant, or there are more than a chain can have. Code: `chain-length`.
    #[error("a chain has one to eight grants")]
    Length,
    /// The first grant was delegated from another that is not there. Code: `not-a-root-grant`.
    #[error("the chain does not begin with a root grant")]
    NotARoot,
    /// The root was issued by another key than expected. Code: `unexpected-issuer`.
    #[error("the chain's root grant was issued by somebody else")]
    Issuer,
    /// The chain is of a version that this one does not know. Code: `unknown-version`.
    #[error("the chain is of an unknown version")]
    Version,
    /// The encoding is not acceptable. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// A grant is not acceptable. Code: that of [`GrantError`].
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// A delegation is not allowed. Code: that of [`DelegationError`].
    #[error(transparent)]
    Delegation(#[from] DelegationError),
}

impl ErrorCode for ChainError {
    fn code(&self) -> &'static str {
        match self {
            Self::Length => "chain-length",
            Self::NotARoot => "not-a-root-grant",
            Self::Issuer => "unexpected-issuer",
            Self::Version => "unknown-version",
            Self::Encoding(error) => error.code(),
            Self::Grant(error) => error.code(),
            Self::Delegation(error) => error.code(),
        }
    }
}
