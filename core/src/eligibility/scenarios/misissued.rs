//! What issuers and holders may not send each other, though every signature in it is good.

use super::{
    fixtures::*,
    issuing::{ask, certify},
};
use crate::{
    eligibility::{
        CertifiedValues, CredentialBatch, CredentialError, CredentialRequest, IssueError, Issuer,
        IssuerChallenge, Schema, Validity, Wallet, WalletSecret,
        credential::{CopySecret, Parts},
    },
    keys::{SealingSecretKey, SealingSuite},
};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;

/// A wallet that waits for three copies is sent a batch that its issuer changed.
fn accepted(change: impl FnOnce(&mut Parts)) -> Result<usize, CredentialError> {
    let rng = &mut StdRng::seed_from_u64(6);
    let challenge = IssuerChallenge::random(rng);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let request = ask(&mut wallet, challenge, rng);
    let honest = certify(&request, challenge, rng).unwrap().batch;
    let key = wallet.pending[0].sealing_key();
    let sent = honest.resealed(&key, change, rng).to_bytes()?;
    wallet.accept(&CredentialBatch::from_bytes(&sent)?)?;
    Ok(wallet.entries(now())[0].left)
}

#[test]
fn a_batch_has_a_seed_for_every_copy() {
    assert_eq!(accepted(|_| {}), Ok(3));
    let unexpected = Err(CredentialError::Unexpected);
    assert_eq!(accepted(|parts| parts.seeds.truncate(2)), unexpected);
    let again = |parts: &mut Parts| parts.seeds.extend_from_within(..1);
    assert_eq!(accepted(again), unexpected);
}

#[test]
fn a_batch_has_the_copies_that_were_asked_for() {
    let unexpected = Err(CredentialError::Unexpected);
    assert_eq!(accepted(|parts| parts.credentials.truncate(2)), unexpected);
    let again = |parts: &mut Parts| parts.credentials.extend_from_within(..1);
    assert_eq!(accepted(again), unexpected);
    // Fewer of both would leave the holder with fewer copies than the request was good for.
    let fewer = |parts: &mut Parts| {
        parts.credentials.truncate(2);
        parts.seeds.truncate(2);
    };
    assert_eq!(accepted(fewer), unexpected);
}

#[test]
fn what_is_sealed_in_a_batch_has_a_known_version() {
    for version in [0, 2] {
        let other = |parts: &mut Parts| parts.version = version;
        assert_eq!(accepted(other), Err(CredentialError::Unexpected));
    }
}

/// Whether a credential of so valid a kind can be made at all: it is read before it leaves.
fn certified(not_before: u64, expires: u64) -> bool {
    let rng = &mut StdRng::seed_from_u64(7);
    let challenge = IssuerChallenge::random(rng);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let request = ask(&mut wallet, challenge, rng);
    let validity = json!({"not_before": not_before, "expires": expires});
    let validity: Validity = serde_json::from_value(validity).unwrap();
    let values = CertifiedValues::new(&panel(), &ada()).unwrap();
    let (schema, issuer) = (panel(), Issuer::new(laboratory(), LEDGER));
    let issued = issuer.issue_with_rng(&request, &challenge, None, &schema, &values, validity, rng);
    issued.is_ok()
}

const WEEK: u64 = 7 * 86_400;

#[test]
fn a_credential_ends_after_it_begins() {
    assert!(certified(2950 * WEEK, 2951 * WEEK));
    assert!(!certified(2950 * WEEK, 2950 * WEEK));
    assert!(!certified(2951 * WEEK, 2950 * WEEK));
}

/// A second of its own would tell one copy from all others.
#[test]
fn a_credential_begins_and_ends_with_a_week() {
    assert!(!certified(2950 * WEEK + 1, 2951 * WEEK));
    assert!(!certified(2950 * WEEK, 2951 * WEEK + 1));
}

/// Whoever makes a request without our wallet can ask for any number of copies.
#[test]
fn a_request_is_for_one_to_256_copies() {
    let rng = &mut StdRng::seed_from_u64(8);
    let mut ask_for = |count: usize| {
        let copies: Vec<_> = (0..count).map(|_| CopySecret::random(rng)).collect();
        let sealing = SealingSecretKey::from_seed(SealingSuite::XWing, &[5; 32]);
        let request = CredentialRequest::new(
            &WalletSecret::from_bytes([3; 32]),
            laboratory().verifying_key(),
            panel().hash(),
            IssuerChallenge::random(rng),
            sealing.public_key().unwrap(),
            &copies,
            rng,
        );
        request.map(|request| request.copies().len())
    };
    assert_eq!(ask_for(0), Err(IssueError::Mismatch));
    assert_eq!(ask_for(256), Ok(256));
    assert_eq!(ask_for(257), Err(IssueError::Mismatch));
}

#[test]
fn an_issuer_answers_for_the_schema_that_was_asked_for() {
    let rng = &mut StdRng::seed_from_u64(9);
    let challenge = IssuerChallenge::random(rng);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let request = ask(&mut wallet, challenge, rng);
    let other = Schema::from_json(&PANEL.replace("diabetes panel", "another panel")).unwrap();
    assert_ne!(other.hash(), panel().hash());
    let validity = Validity::weeks(now(), 8);
    let issuer = Issuer::new(laboratory(), LEDGER);
    let mut issued = |schema: &Schema| {
        let values = CertifiedValues::new(schema, &ada()).unwrap();
        let issued =
            issuer.issue_with_rng(&request, &challenge, None, schema, &values, validity, rng);
        issued.map(|issuance| issuance.handles.len())
    };
    assert_eq!(issued(&other), Err(IssueError::Mismatch));
    assert_eq!(issued(&panel()), Ok(3));
}
