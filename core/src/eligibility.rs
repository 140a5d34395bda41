//! Eligibility: proving that certified values satisfy criteria, without showing the values.
//!
//! ```text
//! issuer    Schema, Issuer::issue ──▶ CredentialBatch ──▶ holder    Wallet::accept
//! verifier  Policy, EligibilityRequest ─────────────────▶ holder    Wallet::present
//! verifier  Verifier::verify ◀──────── Presentation ◀──── holder
//! ```
//!
//! A [`Schema`] says what is certified; a [`Policy`], which a person can read and write, what is
//! asked; a [`Wallet`] shows each copy of a credential once; a [`Verifier`] gives a typed
//! [`Eligible`] or one refusal without detail. Who learns what, and what collusion can do, is in
//! `docs/eligibility.md`. Below that stands a proof system of its own, for whoever needs less:
//!
//! An issuer (a hospital, a laboratory) certifies a list of Pedersen commitments
//! ([`ValueCommitment`]), one for each value. The holder knows how they open ([`Opening`]). A verifier
//! (a trial) says what must hold of the values: a [`Program`] of [`Statement`]s, which
//! [`Program::check`] accepts only if it is sound. [`prove()`] shows that it holds; [`verify()`] and
//! [`BatchVerifier`] learn that it does, the pseudonyms that it asks for, and nothing else.
//!
//! Ranges are proven by Bulletproofs, all of a program's together; everything else by sigma protocols
//! under one challenge: equalities, inequalities, alternatives, polynomials for larger sets. A proof
//! is bound to its [`Context`] (the request and its nonce, the verifier, the ledger's state, the
//! credentials) and holds for nothing else; the holder signs [`HolderMessage`] to make it theirs.
//!
//! Who proves can hide nothing behind a number that wraps around: widths, slots and bounds come from
//! the program and never from the proof, and a program whose sums could wrap is refused. Who verifies
//! reads strictly: exact lengths, canonical encodings, no identity points.
//!
//! What must never be reused: a [`Blinding`], and a credential copy once it is shown (its commitments
//! link the showings). The proofs are sound as long as discrete logarithms in ristretto255 are hard,
//! so not against a quantum computer; what they hide stays hidden even then. Proving takes time
//! that depends on which alternative holds; do not let others measure it closely.
//!
//! The format is in `docs/formats/eligibility.md`.
//!
//! ```
//! use medseal::eligibility::*;
//! use medseal::keys::SigningKey;
//! use medseal::types::{KeyId, LedgerId, Sha256Digest, Timestamp};
//!
//! // "HbA1c from 6.5 to 9.0 %", of a value certified in tenths of a percent.
//! let program = Program {
//!     commitments: vec![CommitmentSpec::Integer { bits: 16 }],
//!     statements: vec![Statement::InRange { of: Linear::value(0), lo: Some(65), hi: Some(90) }],
//! }
//! .check()?;
//!
//! let opening = Opening::integer(72, &Blinding::random(&mut medseal::random::os_rng()?));
//! let digest = Sha256Digest::from_bytes([1; 32]);
//! let context = Context {
//!     request: digest,
//!     verifier: KeyId::from_bytes([2; 32]),
//!     audience: "did:web:trial.example".into(),
//!     nonce: [3; 32],
//!     expires: Timestamp::from_seconds(1_800_000_000)?,
//!     policy: digest,
//!     ledger: LedgerPoint {
//!         ledger: LedgerId::from_bytes([4; 32]),
//!         height: 7,
//!         state_root: digest,
//!         time: Timestamp::from_seconds(1_799_999_000)?,
//!     },
//!     credentials: vec![PresentedCredential {
//!         digest,
//!         issuer: KeyId::from_bytes([5; 32]),
//!         holder: SigningKey::from_seed(&[6; 32]).verifying_key(),
//!         status: vec![7; 16],
//!         commitments: vec![(1, opening.commitment())],
//!     }],
//! };
//! let proof = prove(&program, &[opening], &context)?;
//! assert_eq!(verify(&program, &context, &proof.bytes)?.to_sign, proof.to_sign);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod check;
mod compile;
mod context;
mod credential;
mod encoding;
mod equations;
mod evaluate;
mod group;
mod json;
mod link_proof;
mod opening;
mod policy;
mod presentation;
mod prove;
mod range;
mod request;
#[cfg(test)]
mod scenarios;
mod schema;
mod set;
mod sigma;
mod statement;
mod status;
#[cfg(test)]
mod tests;
mod transcript;
mod verify;
mod wallet;

/// What a verifier remembers accepted presentations with.
pub use crate::nonces::{MemoryNonces, NonceError, NonceStore};
pub use batch::BatchVerifier;
pub use check::{CheckedProgram, ProgramError};
pub use context::{Context, LedgerPoint, PresentedCredential};
pub use credential::{
    Credential, CredentialBatch, CredentialError, CredentialRequest, Issuance, IssueError, Issuer,
    IssuerChallenge, RequestedCopy, Validity,
};
pub use encoding::{Day, Days, Decimal, Hierarchy, LeapDayRule, Rounding, ValueError};
pub use group::{Blinding, GroupError, Opening, PublicValue, ValueCommitment};
pub use json::Fault;
pub use opening::OpeningProof;
pub use policy::{CredentialRule, Enrolment, Policy, PolicyError};
pub use presentation::{
    Eligible, PreparedBatch, PresentError, Presentation, PresentationError, Pseudonym,
    VerifiedBatch, Verifier,
};
pub use prove::{Proof, ProveError, prove, prove_with_rng};
pub use request::{EligibilityNonce, EligibilityRequest, RequestError, RequestTerms};
pub use schema::{
    Attribute, CertifiedValue, CertifiedValues, Kind, Part, Position, Schema, SchemaError, Schemas,
};
pub use set::CodeSet;
pub use statement::{Bounds, CommitmentSpec, Linear, Program, Statement};
pub use status::{Status, StatusHandle, StatusUnavailable, StatusView};
pub use transcript::HolderMessage;
pub use verify::{Verified, VerifyError, verify, verify_with_rng};
pub use wallet::{RevocableCopies, Wallet, WalletEntry, WalletError, WalletSecret};
