//! Eligibility: certified values, policies over them, and proofs that show nothing else.
//!
//! An issuer certifies values under a schema; the holder keeps the credentials in a wallet; a
//! verifier asks with a policy, and learns that its holder is eligible and nothing more.

mod issuer;
mod policy;
mod request;
mod schema;
mod verdict;
mod verifier;
mod wallet;

pub use issuer::{CredentialIssuer, Issuance};
pub use policy::{EligibilityPolicy, EligibilityPolicyDetails};
pub use request::{EligibilityRequest, EligibilityRequestDetails};
pub use schema::{AttributeDetails, CredentialSchema, CredentialSchemaDetails};
pub use verdict::{EligibilityAnswer, EligibilityVerdict, Eligible};
pub use verifier::EligibilityVerifier;
pub use wallet::{RevocableCopies, Wallet, WalletEntry};
