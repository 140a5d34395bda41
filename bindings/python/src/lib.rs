//! The native half of the Python package `medseal`.
//!
//! Each function hands over to `medseal-facade` in one line, with the interpreter released: what the
//! facade does takes longer than letting go of it, and takes locks that a thread must not wait for
//! while it holds the interpreter. What is Python's own stands here and in `python/medseal`: buffers,
//! file objects, exceptions, `with`, asyncio.
//!
//! The documentation of a Python class is the comment on its Rust type. Its examples are run by
//! `tests/test_docstrings.py`; its types are told to type checkers by `_medseal.pyi`, which
//! `stubtest` holds against what is really here.

mod access;
mod arguments;
mod authority_list;
mod buffers;
mod checkpoint;
mod credentials;
mod decision;
mod decision_point;
mod disclosure;
mod eligibility;
mod erasure;
mod errors;
mod grant;
mod grant_chain;
mod handle;
mod hazmat;
mod identity;
mod ledger;
mod ledger_entry;
mod ledger_state;
mod options;
mod plaintext;
mod public_identity;
mod receipt;
mod records;
mod sealed_header;
mod sealed_record;
mod streams;
mod watch;

/// The native half of the package medseal: import medseal instead.
#[pyo3::pymodule]
mod _medseal {
    #[pymodule_export]
    use crate::{
        access::{
            AccessPermit, AccessRequest, AccessRequestDetails, BreakGlass, PermitDetails, Unlocked,
        },
        authority_list::{AuthorityList, AuthorityListDetails},
        checkpoint::{CheckpointDetails, CosignerDetails, LedgerFollower},
        credentials::{
            AttributeDetails, CredentialIssuer, CredentialSchema, CredentialSchemaDetails,
            Issuance, RevocableCopies, Wallet, WalletEntry,
        },
        decision::{Decision, DecisionDetails, DecisionRules},
        decision_point::{DecisionPoint, RecordFacts, StatedView},
        disclosure::{DisclosureLine, DisclosureLog},
        eligibility::{
            EligibilityPolicy, EligibilityPolicyDetails, EligibilityRequest,
            EligibilityRequestDetails, EligibilityVerdict, EligibilityVerifier, Eligible,
            LedgerPoint,
        },
        erasure::{AttestationDetails, ErasureDetails, ErasureReceipt},
        grant::{Grant, GrantDetails, GrantTerms},
        grant_chain::{GrantChain, SignedGrant, SignedGrantDetails},
        hazmat::{
            HpkeSealed, cobblestone256_open, cobblestone256_seal, ed25519_verify, hpke_open,
            hpke_seal, open_record, unwrap_category_key, verify_consistency, verify_inclusion,
            verify_state,
        },
        identity::{CategoryDetails, KeyFileCost, SecretIdentity},
        ledger::{FindingDetails, FsckDetails, Ledger, LedgerDetails},
        ledger_entry::{AuthorityDetails, LedgerEntry, LedgerEntryDetails},
        ledger_state::{GrantStatus, LedgerState, RecordStatus},
        plaintext::Plaintext,
        public_identity::{PublicIdentity, PublicIdentityDetails},
        receipt::{Receipt, ReceiptDetails},
        sealed_header::{HeaderDetails, SealedHeader, SlotDetails},
        sealed_record::SealedRecord,
        watch::Cancel,
    };

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = medseal_facade::version();

    /// The names of all exports of the facade, for the tests that go through every one.
    #[pyo3::pyfunction]
    fn _exports() -> &'static [&'static str] {
        medseal_facade::exports()
    }

    #[cfg(feature = "fault-injection")]
    #[pymodule_export]
    use crate::fault_injection::_inject_panic;
}

#[cfg(feature = "fault-injection")]
mod fault_injection {
    /// Makes the next call of an export panic. Only in builds for tests.
    #[pyo3::pyfunction]
    #[pyo3(signature = (export))]
    pub(crate) fn _inject_panic(export: Option<&str>) {
        medseal_facade::inject_panic(export);
    }
}
