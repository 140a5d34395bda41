//! One code for each rule.

use crate::{codec::CodecError, errors::ErrorCode, ledger::entry::EntryError};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)*) => {
        /// Why an entry is not admitted. Nothing has changed when one of these is returned.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum AdmissionError {
            /// The bytes are no entry, or a signature is not valid. Codes: those of [`EntryError`].
            #[error(transparent)]
            Entry(#[from] EntryError),
            $(
                $(#[$doc])*
                #[doc = concat!("Code: `", $code, "`.")]
                #[error($text)]
                $name,
            )*
        }

        impl ErrorCode for AdmissionError {
            fn code(&self) -> &'static str {
                match self {
                    Self::Entry(error) => error.code(),
                    $(Self::$name => $code,)*
                }
            }
        }

        impl AdmissionError {
            /// The codes of all rules, those of [`EntryError`] not included.
            pub const CODES: &[&str] = &[$($code),*];
        }
    };
}

rules! {
    /// The ledger itself writes entries of this kind; nobody can submit them.
    Reserved = "reserved-entry", "entries of this kind are written by the ledger itself";
    /// The entry was made for another ledger.
    WrongLedger = "wrong-ledger", "the entry was made for another ledger";
    /// The entry's time is too long ago.
    TooOld = "entry-too-old", "the entry's time is too long ago";
    /// The entry's time is too far ahead.
    FromTheFuture = "entry-from-the-future", "the entry's time is ahead of the ledger's clock";
    /// The same entry was admitted before.
    Duplicate = "duplicate-entry", "the same entry was admitted before";
    /// As many entries wait for the next block as it can hold.
    BatchFull = "batch-full", "the next block is full; seal it and submit the entry again";
    /// A block waits for its cosignatures; no entry can be admitted before it has them.
    BlockOutstanding = "block-outstanding",
        "a block is waiting for its cosignatures; seal it and submit the entry again";
    /// The notice beside the entry is too long.
    NoticeTooLarge = "notice-too-large", "the notice is longer than 64 KiB";
    /// The signing key belongs to no registered identity.
    UnknownSigner = "unknown-signer", "the signing key belongs to no registered identity";
    /// The signing key was replaced by a rotation.
    RetiredKey = "retired-key", "the signing key has been replaced by a newer one";
    /// The key already is or was the signing key of an identity.
    KeyInUse = "key-already-used", "the key already belongs to an identity";
    /// No such identity is registered.
    UnknownIdentity = "unknown-identity", "no such identity is registered";
    /// The signing key is not the one the identity committed to.
    WrongNextKey = "wrong-next-key", "the key is not the one the identity committed to as its next";
    /// The signer does not control what the entry is about.
    NotTheController = "not-the-controller", "only the controller can do this";
    /// The signer is not the author of the version that this one replaces.
    NotTheAuthor = "not-the-author", "only a record's author can anchor a new version of it";
    /// The parts of the entry belong to different controllers.
    OtherController = "other-controller", "what the entry names belongs to different controllers";
    /// The commitment is anchored already.
    RecordExists = "record-already-anchored", "this version of the record is already anchored";
    /// No such record is anchored.
    UnknownRecord = "unknown-record", "no such record is anchored";
    /// The version to be replaced has been replaced already.
    NotTheLatestVersion = "not-the-latest-version", "the record already has a newer version";
    /// The record was erased: nothing can be added to it and nobody can open it.
    RecordErased = "record-erased", "the record has been erased";
    /// The record was erased before.
    AlreadyErased = "already-erased", "the record has already been erased";
    /// The commitment is a grant already.
    GrantExists = "grant-already-made", "this grant has already been made";
    /// No such grant was made.
    UnknownGrant = "unknown-grant", "no such grant has been made";
    /// The grant, or one it was delegated from, was revoked.
    GrantRevoked = "grant-revoked", "the grant has been revoked";
    /// The grant was revoked before.
    AlreadyRevoked = "already-revoked", "the grant has already been revoked";
    /// The grant would be too far from the controller's own.
    DelegationTooDeep = "delegation-too-deep", "the grant is delegated too many times";
    /// The signer neither made the grant nor controls the records.
    NotTheIssuer = "not-the-issuer", "only the grant's issuer or the controller can revoke it";
    /// The commitment is a logged event already.
    EventExists = "event-already-logged", "this event has already been logged";
    /// The claim of emergency access ends before it begins.
    EmergencyOver = "emergency-already-over", "the emergency access ends before it begins";
    /// The claim of emergency access lasts too long.
    EmergencyTooLong = "emergency-too-long", "emergency access cannot last more than 24 hours";
    /// The change of the authorities does not follow the set in force.
    WrongRevision = "wrong-authority-revision",
        "the change does not follow the authorities in force";
    /// The change of the authorities lacks a quorum of those in force.
    NoQuorum = "no-authority-quorum", "the change is not signed by a quorum of the authorities";
    /// What the ledger holds in memory is not what it wrote. Only a fault of the machine does that.
    StateDamaged = "state-damaged", "the ledger's state in memory is damaged; open the ledger again";
}

impl From<CodecError> for AdmissionError {
    /// Values of the state are written by the ledger: one that does not decode is damage.
    fn from(_: CodecError) -> Self {
        Self::StateDamaged
    }
}
