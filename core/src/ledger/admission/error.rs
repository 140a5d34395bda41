//! One code for each rule.

use crate::{codec::CodecError, errors::ErrorCode, ledger::entry::EntryError};

/// Why an entry is not admitted. Nothing has changed when one of these is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdmissionError {
    /// The bytes are no entry, or a signature is not valid. Codes: those of [`EntryError`].
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The ledger itself writes entries of this kind; nobody can submit them. Code:
    /// `reserved-entry`.
    #[error("entries of this kind are written by the ledger itself")]
    Reserved,
    /// The entry was made for another ledger. Code: `wrong-ledger`.
    #[error("the entry was made for another ledger")]
    WrongLedger,
    /// The entry's time is too long ago. Code: `entry-too-old`.
    #[error("the entry's time is too long ago")]
    TooOld,
    /// The entry's time is too far ahead. Code: `entry-from-the-future`.
    #[error("the entry's time is ahead of the ledger's clock")]
    FromTheFuture,
    /// The same entry was admitted before. Code: `duplicate-entry`.
    #[error("the same entry was admitted before")]
    Duplicate,
    /// As many entries wait for the next block as it can hold. Code: `batch-full`.
    #[error("the next block is full; seal it and submit the entry again")]
    BatchFull,
    /// A block waits for its cosignatures; no entry can be admitted before it has them. Code:
    /// `block-outstanding`.
    #[error("a block is waiting for its cosignatures; seal it and submit the entry again")]
    BlockOutstanding,
    /// The notice beside the entry is too long. Code: `notice-too-large`.
    #[error("the notice is longer than 64 KiB")]
    NoticeTooLarge,
    /// The signing key belongs to no registered identity. Code: `unknown-signer`.
    #[error("the signing key belongs to no registered identity")]
    UnknownSigner,
    /// The signing key was replaced by a rotation. Code: `retired-key`.
    #[error("the signing key has been replaced by a newer one")]
    RetiredKey,
    /// The key already is or was the signing key of an identity. Code: `key-already-used`.
    #[error("the key already belongs to an identity")]
    KeyInUse,
    /// No such identity is registered. Code: `unknown-identity`.
    #[error("no such identity is registered")]
    UnknownIdentity,
    /// The signing key is not the one the identity committed to. Code: `wrong-next-key`.
    #[error("the key is not the one the identity committed to as its next")]
    WrongNextKey,
    /// The signer does not control what the entry is about. Code: `not-the-controller`.
    #[error("only the controller can do this")]
    NotTheController,
    /// The signer is not the author of the version that this one replaces. Code: `not-the-author`.
    #[error("only a record's author can anchor a new version of it")]
    NotTheAuthor,
    /// The parts of the entry belong to different controllers. Code: `other-controller`.
    #[error("what the entry names belongs to different controllers")]
    OtherController,
    /// The commitment is anchored already. Code: `record-already-anchored`.
    #[error("this version of the record is already anchored")]
    RecordExists,
    /// No such record is anchored. Code: `unknown-record`.
    #[error("no such record is anchored")]
    UnknownRecord,
    /// The version to be replaced has been replaced already. Code: `not-the-latest-version`.
    #[error("the record already has a newer version")]
    NotTheLatestVersion,
    /// The record was erased: nothing can be added to it and nobody can open it. Code:
    /// `record-erased`.
    #[error("the record has been erased")]
    RecordErased,
    /// The record was erased before. Code: `already-erased`.
    #[error("the record has already been erased")]
    AlreadyErased,
    /// The commitment is a grant already. Code: `grant-already-made`.
    #[error("this grant has already been made")]
    GrantExists,
    /// No such grant was made. Code: `unknown-grant`.
    #[error("no such grant has been made")]
    UnknownGrant,
    /// The grant, or one it was delegated from, was revoked. Code: `grant-revoked`.
    #[error("the grant has been revoked")]
    GrantRevoked,
    /// The grant was revoked before. Code: `already-revoked`.
    #[error("the grant has already been revoked")]
    AlreadyRevoked,
    /// The grant would be too far from the controller's own. Code: `delegation-too-deep`.
    #[error("the grant is delegated too many times")]
    DelegationTooDeep,
    /// The signer neither made the grant nor controls the records. Code: `not-the-issuer`.
    #[error("only the grant's issuer or the controller can revoke it")]
    NotTheIssuer,
    /// The commitment is a logged event already. Code: `event-already-logged`.
    #[error("this event has already been logged")]
    EventExists,
    /// The claim of emergency access ends before it begins. Code: `emergency-already-over`.
    #[error("the emergency access ends before it begins")]
    EmergencyOver,
    /// The claim of emergency access lasts too long. Code: `emergency-too-long`.
    #[error("emergency access cannot last more than 24 hours")]
    EmergencyTooLong,
    /// The change of the authorities does not follow the set in force. Code:
    /// `wrong-authority-revision`.
    #[error("the change does not follow the authorities in force")]
    WrongRevision,
    /// The change of the authorities lacks a quorum of those in force. Code: `no-authority-quorum`.
    #[error("the change is not signed by a quorum of the authorities")]
    NoQuorum,
    /// What the ledger holds in memory is not what it wrote. Only a fault of the machine does that.
    /// Code: `state-damaged`.
    #[error("the ledger's state in memory is damaged; open the ledger again")]
    StateDamaged,
}

impl ErrorCode for AdmissionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Entry(error) => error.code(),
            Self::Reserved => "reserved-entry",
            Self::WrongLedger => "wrong-ledger",
            Self::TooOld => "entry-too-old",
            Self::FromTheFuture => "entry-from-the-future",
            Self::Duplicate => "duplicate-entry",
            Self::BatchFull => "batch-full",
            Self::BlockOutstanding => "block-outstanding",
            Self::NoticeTooLarge => "notice-too-large",
            Self::UnknownSigner => "unknown-signer",
            Self::RetiredKey => "retired-key",
            Self::KeyInUse => "key-already-used",
            Self::UnknownIdentity => "unknown-identity",
            Self::WrongNextKey => "wrong-next-key",
            Self::NotTheController => "not-the-controller",
            Self::NotTheAuthor => "not-the-author",
            Self::OtherController => "other-controller",
            Self::RecordExists => "record-already-anchored",
            Self::UnknownRecord => "unknown-record",
            Self::NotTheLatestVersion => "not-the-latest-version",
            Self::RecordErased => "record-erased",
            Self::AlreadyErased => "already-erased",
            Self::GrantExists => "grant-already-made",
            Self::UnknownGrant => "unknown-grant",
            Self::GrantRevoked => "grant-revoked",
            Self::AlreadyRevoked => "already-revoked",
            Self::DelegationTooDeep => "delegation-too-deep",
            Self::NotTheIssuer => "not-the-issuer",
            Self::EventExists => "event-already-logged",
            Self::EmergencyOver => "emergency-already-over",
            Self::EmergencyTooLong => "emergency-too-long",
            Self::WrongRevision => "wrong-authority-revision",
            Self::NoQuorum => "no-authority-quorum",
            Self::StateDamaged => "state-damaged",
        }
    }
}

impl From<CodecError> for AdmissionError {
    /// Values of the state are written by the ledger: one that does not decode is damage.
    fn from(_: CodecError) -> Self {
        Self::StateDamaged
    }
}
