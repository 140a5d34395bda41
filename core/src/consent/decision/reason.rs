//! Why access is denied, and what a permitted access obliges to.

use crate::{consent::scope::Exclusion, nonces::NonceError};
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! codes {
    ($(#[$outer:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $code:literal;)* }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $type {
            $(
                $(#[$doc])*
                #[doc = concat!("Code: `", $code, "`.")]
                #[serde(rename = $code)]
                $name,
            )*
        }

        impl $type {
            /// All of them, in the order in which a decision lists them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

codes! {
    /// Why access is denied.
    DenyReason {
        /// The request or the grant is for another ledger.
        WrongLedger = "wrong-ledger";
        /// The request is addressed to somebody else.
        WrongAudience = "wrong-audience";
        /// The request relies on another grant.
        WrongGrant = "wrong-grant";
        /// The request is not signed with the key the grant is bound to.
        NotTheGrantee = "not-the-grantee";
        /// The request states other facts about the record than its manifest.
        RecordMismatch = "record-mismatch";
        /// The request was made in the future.
        RequestNotYetValid = "request-not-yet-valid";
        /// The request is good no longer.
        RequestExpired = "request-expired";
        /// A grant was issued in the future, or is not valid yet.
        GrantNotYetValid = "grant-not-yet-valid";
        /// A grant is valid no longer.
        GrantExpired = "grant-expired";
        /// The purpose is not granted.
        PurposeNotGranted = "purpose-not-granted";
        /// The record's category is not granted.
        CategoryNotGranted = "category-not-granted";
        /// The record is not among the records granted.
        RecordNotGranted = "record-not-granted";
        /// The record's resource types are not granted, or not stated.
        ResourceTypeNotGranted = "resource-type-not-granted";
        /// The record's confidentiality is not granted, or not stated.
        ConfidentialityNotGranted = "confidentiality-not-granted";
        /// The record was created outside the period granted.
        PeriodNotGranted = "period-not-granted";
        /// The view of the ledger is too old.
        ViewStale = "view-stale";
        /// The view of the ledger, or a clock, is ahead of its time.
        ViewFromFuture = "view-from-future";
        /// The view of the ledger is below a height that the request or the decider demands.
        ViewBehind = "view-behind";
        /// The view of the ledger contradicts itself.
        ViewInconsistent = "view-inconsistent";
        /// The view of the ledger cannot tell.
        ViewUnavailable = "view-unavailable";
        /// The ledger does not have a grant of the chain.
        GrantUnknown = "grant-unknown";
        /// A grant of the chain is revoked.
        GrantRevoked = "grant-revoked";
        /// The ledger has another patient, issuer or parent for a grant of the chain.
        GrantMismatch = "grant-mismatch";
        /// A grant was signed with a key that was not its issuer's when it was recorded.
        IssuerKeyInvalid = "issuer-key-invalid";
        /// The grantee's key is not the current key of the grantee on the ledger.
        GranteeKeyInvalid = "grantee-key-invalid";
        /// The ledger does not have the record.
        RecordUnknown = "record-unknown";
        /// The record is erased.
        RecordErased = "record-erased";
        /// The record is another patient's than the grant.
        ControllerMismatch = "controller-mismatch";
        /// Break-glass access opens the emergency category only.
        BreakGlassCategory = "break-glass-category";
        /// The ledger does not have the break-glass statement.
        BreakGlassNotRecorded = "break-glass-not-recorded";
        /// The break-glass statement is about something else.
        BreakGlassMismatch = "break-glass-mismatch";
        /// The break-glass statement stands no longer.
        BreakGlassExpired = "break-glass-expired";
        /// The request was permitted before.
        RequestReplayed = "request-replayed";
        /// The store of used requests is full or cannot be reached.
        NonceStoreUnavailable = "nonce-store-unavailable";
    }
}

codes! {
    /// What a permitted access obliges the grantee to.
    Obligation {
        /// Commit an access event to the ledger before the plaintext is used.
        RecordAccess = "record-access";
        /// Tell the patient what was opened and why.
        NotifyPatient = "notify-patient";
        /// Do not pass the access on.
        NoRedelegation = "no-redelegation";
    }
}

impl From<Exclusion> for DenyReason {
    fn from(exclusion: Exclusion) -> Self {
        match exclusion {
            Exclusion::Purpose => Self::PurposeNotGranted,
            Exclusion::Category => Self::CategoryNotGranted,
            Exclusion::Record => Self::RecordNotGranted,
            Exclusion::ResourceType => Self::ResourceTypeNotGranted,
            Exclusion::Confidentiality => Self::ConfidentialityNotGranted,
            Exclusion::Period => Self::PeriodNotGranted,
        }
    }
}

impl From<NonceError> for DenyReason {
    fn from(error: NonceError) -> Self {
        match error {
            NonceError::Replayed => Self::RequestReplayed,
            NonceError::Unavailable => Self::NonceStoreUnavailable,
        }
    }
}

/// A refusal, with all its reasons, each of which has a code of its own. Code: `access-denied`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("access is denied: {}", self.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(", "))]
pub struct Denial {
    /// Sorted, without repetition, never empty.
    reasons: Vec<DenyReason>,
}

impl Denial {
    /// The denial for these reasons, or `None` if there is none.
    pub(super) fn of(mut reasons: Vec<DenyReason>) -> Option<Self> {
        reasons.sort_unstable();
        reasons.dedup();
        (!reasons.is_empty()).then_some(Self { reasons })
    }

    /// The denial for one reason.
    pub(super) fn because(reason: DenyReason) -> Self {
        Self {
            reasons: vec![reason],
        }
    }

    /// The reasons: at least one, in the order of [`DenyReason::ALL`].
    #[must_use]
    pub fn reasons(&self) -> &[DenyReason] {
        &self.reasons
    }
}

impl crate::errors::ErrorCode for Denial {
    fn code(&self) -> &'static str {
        "access-denied"
    }
}
