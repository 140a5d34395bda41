//! Why a grant cannot be issued, delegated or read.

use crate::{
    codec::CodecError,
    consent::scope::ScopeError,
    errors::{EntropyError, ErrorCode},
    keys::SignatureError,
};

/// Why a grant cannot be issued, delegated or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// The bytes are not one deterministic encoding within bounds. Code: that of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The bytes are no COSE_Sign1, or a claim is missing or of the wrong form.
    /// Code: `malformed-grant`.
    #[error("this is not a grant")]
    Malformed,
    /// The grant lists a critical header. Code: `unknown-critical-header`.
    #[error("the grant has a critical header that this version does not know")]
    UnknownCriticalHeader,
    /// The grant has another header than a grant has. Code: `unknown-header`.
    #[error("the grant has a header that this version does not know")]
    UnknownHeader,
    /// The grant is signed with another algorithm than Ed25519. Code: `unsupported-algorithm`.
    #[error("the grant is signed with an algorithm other than Ed25519")]
    Algorithm,
    /// The grant has a claim that this version does not know. Code: `unknown-claim`.
    #[error("the grant has a claim that this version does not know")]
    UnknownClaim,
    /// The grant is of a version that this one does not know. Code: `unknown-version`.
    #[error("the grant is of an unknown version")]
    Version,
    /// The grant ends before it begins or before it was issued. Code: `empty-validity`.
    #[error("the grant is never valid")]
    Validity,
    /// The grant allows more delegation than there can be. Code: `delegation-too-deep`.
    #[error("the grant allows to be delegated more often than is possible")]
    Depth,
    /// The salt is not the one the grant was signed with. Code: `wrong-salt`.
    #[error("the salt does not belong to the grant")]
    Salt,
    /// The scope is not well formed. Code: that of [`ScopeError`].
    #[error(transparent)]
    Scope(#[from] ScopeError),
    /// The delegation is not allowed. Code: that of [`DelegationError`].
    #[error(transparent)]
    Delegation(#[from] DelegationError),
    /// The signature does not verify. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for GrantError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Malformed => "malformed-grant",
            Self::UnknownCriticalHeader => "unknown-critical-header",
            Self::UnknownHeader => "unknown-header",
            Self::Algorithm => "unsupported-algorithm",
            Self::UnknownClaim => "unknown-claim",
            Self::Version => "unknown-version",
            Self::Validity => "empty-validity",
            Self::Depth => "delegation-too-deep",
            Self::Salt => "wrong-salt",
            Self::Scope(error) => error.code(),
            Self::Delegation(error) => error.code(),
            Self::Signature(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}

/// Why a grant is not rightly delegated from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DelegationError {
    /// The child does not name the parent by its digest. Code: `broken-grant-link`.
    #[error("the delegated grant does not follow the grant before it")]
    Link,
    /// The child is not signed by the parent's grantee. Code: `not-the-grantee`.
    #[error("only the grantee of a grant can delegate it")]
    Issuer,
    /// The child is for another ledger. Code: `delegation-changes-ledger`.
    #[error("the delegated grant is for another ledger")]
    Ledger,
    /// The child is about another patient. Code: `delegation-changes-controller`.
    #[error("the delegated grant is about another patient's records")]
    Controller,
    /// The child covers more. Code: `delegation-widens-scope`.
    #[error("the delegated grant covers more than the grant before it")]
    Scope,
    /// The child is valid earlier or longer. Code: `delegation-widens-validity`.
    #[error("the delegated grant is valid at times when the grant before it is not")]
    Validity,
    /// The child may not exist, or may be delegated as often as the parent.
    /// Code: `delegation-widens-depth`.
    #[error("the grant cannot be delegated that often")]
    Depth,
}

impl ErrorCode for DelegationError {
    fn code(&self) -> &'static str {
        match self {
            Self::Link => "broken-grant-link",
            Self::Issuer => "not-the-grantee",
            Self::Ledger => "delegation-changes-ledger",
            Self::Controller => "delegation-changes-controller",
            Self::Scope => "delegation-widens-scope",
            Self::Validity => "delegation-widens-validity",
            Self::Depth => "delegation-widens-depth",
        }
    }
}
