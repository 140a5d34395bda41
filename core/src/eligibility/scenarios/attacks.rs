//! Row 14 of `docs/security.md`: values nobody certified, and proofs in the wrong hands.

use super::fixtures::*;
use crate::{
    codec,
    eligibility::{
        Credential, EligibilityRequest, Issuer, IssuerChallenge, MemoryNonces, Policy,
        PresentationError, RequestTerms, Schemas, StatusHandle, Validity, Verifier, Wallet,
        WalletSecret, credential::CopySecret,
    },
    keys::SigningKey,
    types::{Duration, LedgerId, Sha256Digest},
};
use ciborium::Value;
use rand::{SeedableRng, rngs::StdRng};

const REFUSED: &str = "not-eligible";

fn simple() -> Policy {
    policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5", "max": "9.0"}"#)
}

/// Replaces bytes that occur once.
fn replace(bytes: &[u8], from: &[u8; 32], to: &[u8; 32]) -> Vec<u8> {
    let at = bytes.windows(32).position(|window| window == from).unwrap();
    [&bytes[..at], to, &bytes[at + 32..]].concat()
}

/// A presentation with one member changed.
fn edited(presentation: &[u8], member: &str, edit: impl Fn(&mut Value)) -> Vec<u8> {
    let mut value: Value = ciborium::from_reader(presentation).unwrap();
    let members = value.as_map_mut().unwrap();
    let member = members
        .iter_mut()
        .find(|(name, _)| name.as_text() == Some(member));
    edit(&mut member.unwrap().1);
    codec::encode_value(value).unwrap()
}

#[test]
fn threat_14_a_forged_issuer_certifies_nothing() {
    let rng = &mut StdRng::seed_from_u64(1);
    let policy = simple();
    // Mallory issues to herself, and writes the laboratory's key identifier over her own.
    let mallory = SigningKey::from_seed(&[66; 32]);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let challenge = IssuerChallenge::random(rng);
    let key = mallory.verifying_key();
    let asked = wallet
        .request_with_rng(&panel(), key, challenge, 1, rng)
        .unwrap();
    let values = crate::eligibility::CertifiedValues::new(&panel(), &ada()).unwrap();
    let validity = Validity::weeks(now(), 8);
    let issued = Issuer::new(mallory, LEDGER)
        .issue_with_rng(&asked, &challenge, None, &panel(), &values, validity, rng)
        .unwrap();
    wallet.accept(&issued.batch).unwrap();
    let copy = &mut wallet.holdings[0].copies[0];
    let laboratory = laboratory().verifying_key();
    let bytes = replace(
        copy.credential.as_bytes(),
        key.key_id().as_bytes(),
        laboratory.key_id().as_bytes(),
    );
    copy.credential = Credential::unverified(bytes, laboratory);
    wallet.holdings[0].issuer = laboratory;
    let request = request(&policy, rng);
    let presentation = present(&mut wallet, &policy, &request, rng);
    assert_eq!(decide(&policy, presentation.as_bytes(), &request), REFUSED);
}

#[test]
fn threat_14_uncertified_values_are_not_accepted() {
    let rng = &mut StdRng::seed_from_u64(2);
    let policy = simple();
    let mut values = ada();
    values.insert("hba1c".to_owned(), "5.1".to_owned());
    let mut wallet = wallet_with(&values, 1, rng);
    // Bob swaps in a commitment to a better value, and proves that one.
    values.insert("hba1c".to_owned(), "7.0".to_owned());
    let better = crate::eligibility::CertifiedValues::new(&panel(), &values).unwrap();
    let secret = WalletSecret::from_bytes([3; 32]);
    let copy = &mut wallet.holdings[0].copies[0];
    let opening = copy.openings(&secret, &panel(), &better).unwrap();
    let certified = *copy.credential.commitments()[3].as_bytes();
    let swapped = *opening[3].commitment().as_bytes();
    assert_ne!(certified, swapped);
    let bytes = replace(copy.credential.as_bytes(), &certified, &swapped);
    copy.credential = Credential::unverified(bytes, laboratory().verifying_key());
    wallet.holdings[0].values = better;
    let request = request(&policy, rng);
    let presentation = present(&mut wallet, &policy, &request, rng);
    assert_eq!(decide(&policy, presentation.as_bytes(), &request), REFUSED);
}

#[test]
fn threat_14_another_holder_cannot_show_a_stolen_copy() {
    let rng = &mut StdRng::seed_from_u64(3);
    let policy = simple();
    // Mallory has everything of Ada's copy but its holder key, and signs with her own.
    let mut wallet = wallet_with(&ada(), 1, rng);
    wallet.holdings[0].copies[0].secret = CopySecret::random(rng);
    let request = request(&policy, rng);
    let presentation = present(&mut wallet, &policy, &request, rng);
    assert_eq!(decide(&policy, presentation.as_bytes(), &request), REFUSED);
}

#[test]
fn threat_14_a_presentation_is_worthless_elsewhere() {
    let rng = &mut StdRng::seed_from_u64(4);
    let policy = simple();
    let mut wallet = wallet_with(&ada(), 2, rng);
    let (first, second) = (request(&policy, rng), request(&policy, rng));
    let shown = present(&mut wallet, &policy, &first, rng);
    let shown = shown.as_bytes();
    assert_eq!(decide(&policy, shown, &first), "eligible");
    // Forwarded in answer to another request, with the digest of that one written in.
    assert_eq!(decide(&policy, shown, &second), REFUSED);
    let digest = second.digest();
    let forwarded = edited(shown, "request", |value| {
        *value = Value::Bytes(digest.as_bytes().to_vec());
    });
    assert_eq!(decide(&policy, &forwarded, &second), REFUSED);

    let nonces = &mut MemoryNonces::default();
    let mut decide_as = |key: &SigningKey, audience: &str, policy: &Policy, time| {
        Verifier::new(key.verifying_key(), audience.to_owned(), policy.clone())
            .verify(shown, &first, &View::at(100), nonces, time)
            .map(|_| ())
    };
    let refused = Err(PresentationError::NotEligible);
    let other_key = SigningKey::from_seed(&[5; 32]);
    assert_eq!(decide_as(&other_key, AUDIENCE, &policy, now()), refused);
    assert_eq!(
        decide_as(&trial(), "https://elsewhere.example", &policy, now()),
        refused
    );
    let laxer = super::fixtures::policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5"}"#);
    assert_eq!(decide_as(&trial(), AUDIENCE, &laxer, now()), refused);
    assert_eq!(
        decide_as(&trial(), AUDIENCE, &policy, first.expires()),
        refused
    );
    let before = now().minus(Duration::from_seconds(1));
    assert_eq!(decide_as(&trial(), AUDIENCE, &policy, before), refused);
    assert_eq!(decide_as(&trial(), AUDIENCE, &policy, now()), Ok(()));
}

#[test]
fn threat_14_nothing_is_accepted_twice() {
    let rng = &mut StdRng::seed_from_u64(5);
    let policy = simple();
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
    let policy = simple();
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

#[test]
fn threat_14_two_people_cannot_pool_their_credentials() {
    let rng = &mut StdRng::seed_from_u64(7);
    let schemas: Schemas = [panel()].into_iter().collect();
    let lab = format!(
        r#"{{"schema": "{}", "issuers": ["{}"]}}"#,
        panel().hash(),
        laboratory().verifying_key().did_key()
    );
    let text = format!(
        r#"{{"medseal_policy": 1, "name": "both", "credentials": {{"a": {lab}, "b": {lab}}},
            "require": {{"all": [
                {{"number": "a.hba1c", "unit": "%", "min": "6.5"}},
                {{"number": "b.systolic", "unit": "mm[Hg]", "max": 130}}]}}}}"#
    );
    let policy = Policy::from_json(&text, &schemas).unwrap();
    // Ada has both herself.
    let mut ada_wallet = wallet_with(&ada(), 2, rng);
    let first = request(&policy, rng);
    let shown = present(&mut ada_wallet, &policy, &first, rng);
    assert_eq!(decide(&policy, shown.as_bytes(), &first), "eligible");
    // Bob has the blood sugar, Carol the blood pressure; she lends him all of her copy but her
    // link secret, with which she could be shown everywhere.
    let mut bob_values = ada();
    bob_values.insert("systolic".to_owned(), "180".to_owned());
    let mut carol_values = ada();
    carol_values.insert("hba1c".to_owned(), "5.0".to_owned());
    let mut bob = Wallet::new(WalletSecret::from_bytes([4; 32]));
    issue_to(&mut bob, &bob_values, 1, rng);
    let mut carol = Wallet::new(WalletSecret::from_bytes([5; 32]));
    issue_to(&mut carol, &carol_values, 1, rng);
    bob.holdings.append(&mut carol.holdings);
    let second = request(&policy, rng);
    assert!(bob.present_with_rng(&policy, &second, now(), rng).is_err());
}

#[test]
fn threat_14_every_part_of_a_presentation_matters() {
    let rng = &mut StdRng::seed_from_u64(8);
    let policy = simple();
    let mut wallet = wallet_with(&ada(), 1, rng);
    let request = request(&policy, rng);
    let shown = present(&mut wallet, &policy, &request, rng);
    let shown = shown.as_bytes();
    assert_eq!(decide(&policy, shown, &request), "eligible");
    for at in (0..shown.len()).step_by(7) {
        let mut altered = shown.to_vec();
        altered[at] ^= 0x01;
        assert_eq!(decide(&policy, &altered, &request), REFUSED, "byte {at}");
    }
    for end in [0, 1, shown.len() / 2, shown.len() - 1] {
        assert_eq!(decide(&policy, &shown[..end], &request), REFUSED);
    }
    assert_eq!(decide(&policy, &[shown, &[0]].concat(), &request), REFUSED);
    let none = edited(shown, "signatures", |value| {
        *value = Value::Array(Vec::new())
    });
    assert_eq!(decide(&policy, &none, &request), REFUSED);
    let version = edited(shown, "v", |value| *value = Value::from(2));
    assert_eq!(decide(&policy, &version, &request), REFUSED);
}
