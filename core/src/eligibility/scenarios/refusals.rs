//! Row 14 of `docs/security.md`: what was accepted before, has expired or is revoked.

use super::fixtures::*;
use crate::{
    eligibility::{
        EligibilityRequest, MemoryNonces, PresentationError, RequestTerms, StatusHandle, Validity,
        Wallet, WalletSecret,
    },
    types::{Duration, LedgerId, Sha256Digest},
};
use rand::{SeedableRng, rngs::StdRng};

#[test]
fn threat_14_nothing_is_accepted_twice() {
    let rng = &mut StdRng::seed_from_u64(5);
    let policy = simple_policy();
    let mut wallet = wallet_with(&ada(), 1, rng);
    let backup = wallet.to_bytes().unwrap();
    let (first, second) = (request(&policy, rng), request(&policy, rng));
    let nonces = &mut MemoryNonces::default();
    let mut verifier = verifier(&policy);
    let mut accepted = |bytes: &[u8], request: &EligibilityRequest| {
        verifier
            .verify(bytes, request, &View::at(100), nonces, now())
            .is_ok()
    };
    let shown = present(&mut wallet, &policy, &first, rng);
    assert!(accepted(shown.as_bytes(), &first));
    assert!(!accepted(shown.as_bytes(), &first), "replayed");
    // The wallet has no copy left; one restored from a backup shows the same copy again.
    assert!(
        wallet
            .present_with_rng(&policy, &second, now(), rng)
            .is_err()
    );
    let mut restored = Wallet::from_bytes(&backup, WalletSecret::from_bytes([3; 32])).unwrap();
    let again = present(&mut restored, &policy, &second, rng);
    assert_eq!(
        decide(&policy, again.as_bytes(), &second),
        "eligible",
        "elsewhere it would do"
    );
    assert!(!accepted(again.as_bytes(), &second), "shown twice");
    // Two copies in answer to one request: the second is one too many.
    let mut wallet = wallet_with(&ada(), 2, rng);
    let third = request(&policy, rng);
    let answers = [(); 2].map(|()| present(&mut wallet, &policy, &third, rng));
    assert!(accepted(answers[0].as_bytes(), &third));
    assert!(!accepted(answers[1].as_bytes(), &third), "answered twice");
}

#[test]
fn threat_14_expired_and_revoked_credentials_are_refused() {
    let rng = &mut StdRng::seed_from_u64(6);
    let policy = simple_policy();
    let mut wallet = wallet_with(&ada(), 9, rng);
    let handle = |wallet: &Wallet| {
        let copies = &wallet.holdings[0].copies;
        copies.last().unwrap().credential.status().handle
    };
    let mut decide = |view: &View, time_of_request, time| {
        let terms = RequestTerms {
            issued: time_of_request,
            lifetime: Duration::from_days(1),
            ..terms()
        };
        let request = EligibilityRequest::issue_with_rng(&trial(), &policy, terms, rng).unwrap();
        let shown = wallet
            .present_with_rng(&policy, &request, time_of_request, rng)
            .unwrap();
        let nonces = &mut MemoryNonces::default();
        verifier(&policy)
            .verify(shown.as_bytes(), &request, view, nonces, time)
            .map(|_| ())
    };
    let end = Validity::weeks(now(), 8).expires();
    let last_day = end.minus(Duration::from_hours(2));
    let good = View::at(101);
    assert_eq!(decide(&good, now(), now()), Ok(()));
    assert_eq!(decide(&good, last_day, last_day), Ok(()));
    assert_eq!(
        decide(&good, last_day, end),
        Err(PresentationError::NotEligible)
    );

    // Revoked after the request was made, at a later height that the verifier knows of.
    let unavailable = Err(PresentationError::Unavailable);
    let old = View::at(99);
    assert_eq!(decide(&old, now(), now()), unavailable);
    let mut silent = View::at(101);
    silent.reachable = false;
    assert_eq!(decide(&silent, now(), now()), unavailable);
    let mut other = View::at(101);
    other.state.ledger = LedgerId::from_bytes([8; 32]);
    assert_eq!(decide(&other, now(), now()), unavailable);
    let mut behind = View::at(101);
    behind.state.time = behind.state.time.minus(Duration::from_seconds(1));
    assert_eq!(decide(&behind, now(), now()), unavailable);
    // Of the height that the request names, and another history.
    let mut forked = View::at(100);
    forked.state.state_root = Sha256Digest::from_bytes([6; 32]);
    assert_eq!(decide(&forked, now(), now()), unavailable);

    let mut revoked = View::at(101);
    revoked.revoked.insert(handle(&wallet));
    assert!(!revoked.revoked.contains(&StatusHandle::from_bytes([0; 32])));
    let request = request(&policy, rng);
    let shown = present(&mut wallet, &policy, &request, rng);
    let nonces = &mut MemoryNonces::default();
    let mut verifier = verifier(&policy);
    let refused = verifier.verify(shown.as_bytes(), &request, &revoked, nonces, now());
    assert_eq!(refused, Err(PresentationError::NotEligible));
    // A refusal takes no nonce: where the copy is not revoked, it is accepted still.
    assert!(
        verifier
            .verify(shown.as_bytes(), &request, &good, nonces, now())
            .is_ok()
    );
}
