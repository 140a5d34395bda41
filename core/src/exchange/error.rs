//! What can go wrong when the areas work together.

use crate::{
    audit::AuditError,
    codec::CodecError,
    consent::{
        BreakGlassError, ChainError, DecisionProofError, Denial, GrantError, PermitError,
        RequestError, ScopeError,
    },
    envelope::{CategoryGrantError, HeaderError, OpenError, PayloadError, SealError},
    errors::{EntropyError, ErrorCode},
    keys::{IdentityError, KeyError},
    ledger::{self, AdmissionError, EntryError, ProofRequestError, store::StoreError},
};

/// Declares the error and how each wrapped one keeps its code.
macro_rules! exchange_error {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {
        /// Why a step of the exchange failed. Wrapped errors keep their own codes.
        #[derive(Debug, thiserror::Error)]
        #[non_exhaustive]
        pub enum ExchangeError {
            $($(#[$doc])* #[error(transparent)] $name(#[from] $inner),)*
            /// The bundle has no key for any slot of the record. Code: `no-key-for-record`.
            #[error("the grant has no key that opens this record")]
            NoKeyForRecord,
            /// The identity is not the grantee of the bundle. Code: `not-the-grantee`.
            #[error("the grant is made out to somebody else")]
            NotTheHolder,
            /// The grant can be revoked by its patient and by those who passed it on only.
            /// Code: `not-the-issuer`.
            #[error("only the patient and those who passed a grant on can revoke it")]
            NotTheIssuer,
            /// The record was written by another author. Code: `not-the-author`.
            #[error("the record was written by another author")]
            NotTheAuthor,
            /// The identity has rotated its key before the ledger knew it; register it before its
            /// next rotation with the key file from before. Code: `never-registered`.
            #[error("the ledger has not seen the identity's earlier keys")]
            NeverRegistered,
            /// The ledger lacks an entry its state speaks of. Code: `incomplete-ledger`.
            #[error("the ledger lacks an entry that its state speaks of")]
            Incomplete,
            /// The ledger is another one than the grant's. Code: `wrong-ledger`.
            #[error("the grant is good on another ledger")]
            WrongLedger,
        }

        impl ErrorCode for ExchangeError {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$name(error) => error.code(),)*
                    Self::NoKeyForRecord => "no-key-for-record",
                    Self::NotTheHolder => "not-the-grantee",
                    Self::NotTheIssuer => "not-the-issuer",
                    Self::NotTheAuthor => "not-the-author",
                    Self::NeverRegistered => "never-registered",
                    Self::Incomplete => "incomplete-ledger",
                    Self::WrongLedger => "wrong-ledger",
                }
            }
        }
    };
}

exchange_error! {
    /// The ledger does not admit an entry.
    Admission(AdmissionError);
    /// An event, notice or receipt is not what it should be.
    Audit(AuditError);
    /// A break-glass statement cannot be made.
    BreakGlass(BreakGlassError);
    /// A wrapped category key does not open.
    CategoryGrant(CategoryGrantError);
    /// The grants do not form a chain.
    Chain(ChainError);
    /// A decision cannot be proven.
    DecisionProof(DecisionProofError);
    /// Access is denied.
    Denied(Denial);
    /// Bytes are not the encoding of what was expected.
    Encoding(CodecError);
    /// No randomness.
    Entropy(EntropyError);
    /// An entry cannot be made.
    Entry(EntryError);
    /// A grant cannot be made.
    Grant(GrantError);
    /// A sealed record's header is not one.
    Header(HeaderError);
    /// An identity cannot do this.
    Identity(IdentityError);
    /// A key is not valid.
    Key(KeyError);
    /// A sealed record does not open.
    Open(OpenError);
    /// A payload does not open.
    Payload(PayloadError);
    /// A permit is not good for this record or not any more.
    Permit(PermitError);
    /// The ledger cannot prove what was asked.
    Proof(ProofRequestError);
    /// An access request cannot be made.
    Request(RequestError);
    /// A scope cannot be.
    Scope(ScopeError);
    /// A record cannot be sealed.
    Seal(SealError);
    /// A block cannot be sealed.
    Block(ledger::SealError);
    /// The ledger's store fails.
    Store(StoreError);
}
