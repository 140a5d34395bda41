//! What is presented, accepted, and refused for good reasons.

use super::fixtures::*;
use crate::{
    eligibility::{
        EligibilityRequest, MemoryNonces, NonceError, NonceStore, Policy, PresentError,
        PresentationError, RequestTerms, Schemas, Verifier, Wallet, WalletSecret,
    },
    errors::ErrorCode,
    keys::SigningKey,
    nonces::Once,
    types::{Cancelled, Duration, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};
use std::ops::ControlFlow;

#[test]
fn a_patient_shows_that_she_is_eligible() {
    let rng = &mut StdRng::seed_from_u64(1);
    let policy = example_policy();
    let mut wallet = wallet_with(&ada(), 3, rng);
    let request = request(&policy, rng);
    let presentation = present(&mut wallet, &policy, &request, rng);
    let length = presentation.as_bytes().len();
    assert!(length <= 2600, "{length} bytes");

    let nonces = &mut MemoryNonces::default();
    let eligible = verifier(&policy)
        .verify(
            presentation.as_bytes(),
            &request,
            &View::at(107),
            nonces,
            now(),
        )
        .unwrap();
    assert_eq!(eligible.policy(), policy.hash());
    assert_eq!(eligible.issuers()["lab"], laboratory().verifying_key());
    assert_eq!(eligible.pseudonym(), None);
    assert_eq!(eligible.ledger().height, 107);
    assert_eq!(wallet.entries(now())[0].left, 2);
}

#[test]
fn nothing_is_presented_by_whom_the_policy_is_not_met() {
    let rng = &mut StdRng::seed_from_u64(3);
    let policy = example_policy();
    for (name, value) in [
        ("birth_date", "2008-11-23"),
        ("birth_date", "2008"),
        ("hba1c", "6.4"),
        ("hba1c", "9.1"),
        ("measured", "2026-08-23"),
        ("measured", "2026-11-23"),
        ("diagnosis", "E10.9"),
    ] {
        let mut values = ada();
        values.insert(name.to_owned(), value.to_owned());
        let mut wallet = wallet_with(&values, 1, rng);
        let request = request(&policy, rng);
        let refused = wallet.present_with_rng(&policy, &request, now(), rng);
        assert_eq!(refused.unwrap_err(), PresentError::NotMet, "{name} {value}");
        assert_eq!(wallet.entries(now())[0].left, 1, "no copy was spent");
    }
}

#[test]
fn the_wallet_answers_open_requests_for_the_policy_at_hand_only() {
    let rng = &mut StdRng::seed_from_u64(4);
    let policy = example_policy();
    let mut wallet = wallet_with(&ada(), 1, rng);
    let good = request(&policy, rng);
    let other = super::fixtures::policy(r#"{"date": "lab.measured", "within_days": 90}"#);
    let mut code = |policy: &Policy, request: &EligibilityRequest, time| {
        let refused = wallet.present_with_rng(policy, request, time, rng);
        refused.unwrap_err().code()
    };
    assert_eq!(code(&other, &good, now()), "policy-mismatch");
    let early = now().minus(Duration::from_seconds(1));
    assert_eq!(code(&policy, &good, early), "request-expired");
    assert_eq!(code(&policy, &good, good.expires()), "request-expired");
    let ledger = crate::eligibility::LedgerPoint {
        ledger: crate::types::LedgerId::from_bytes([8; 32]),
        ..state(100)
    };
    let elsewhere =
        EligibilityRequest::issue(&trial(), &policy, RequestTerms { ledger, ..terms() });
    assert_eq!(code(&policy, &elsewhere.unwrap(), now()), "no-credential");
    let late = RequestTerms {
        issued: now().plus(Duration::from_days(70)),
        ..terms()
    };
    let late = EligibilityRequest::issue(&trial(), &policy, late).unwrap();
    assert_eq!(code(&policy, &late, late.issued()), "no-credential");
}

#[test]
fn requests_are_signed_and_short_lived() {
    let rng = &mut StdRng::seed_from_u64(5);
    let policy = example_policy();
    let request = request(&policy, rng);
    let read = EligibilityRequest::from_bytes(request.as_bytes()).unwrap();
    assert_eq!(read, request);
    for at in 0..request.as_bytes().len() {
        let mut altered = request.as_bytes().to_vec();
        altered[at] ^= 1;
        assert!(
            EligibilityRequest::from_bytes(&altered).is_err(),
            "byte {at}"
        );
    }
    let code = |change: &dyn Fn(&mut RequestTerms)| {
        let mut terms = terms();
        change(&mut terms);
        EligibilityRequest::issue(&trial(), &policy, terms)
            .unwrap_err()
            .code()
    };
    assert_eq!(
        code(&|terms| terms.lifetime = Duration::from_seconds(0)),
        "request-lifetime"
    );
    assert_eq!(
        code(&|terms| terms.lifetime = Duration::from_hours(25)),
        "request-lifetime"
    );
    assert_eq!(
        code(&|terms| terms.audience.clear()),
        "invalid-eligibility-request"
    );
}

#[test]
fn one_pseudonym_for_each_holder_trial_and_verifier() {
    let rng = &mut StdRng::seed_from_u64(6);
    let schemas: Schemas = [panel()].into_iter().collect();
    let read = |trial: &str, require: &str| {
        let enrolment =
            format!(r#", "one_enrolment": {{"credential": "lab", "trial": "{trial}"}}"#);
        Policy::from_json(&policy_text(require, &enrolment), &schemas).unwrap()
    };
    let (recent, amended) = (
        r#"{"date": "lab.measured", "within_days": 90}"#,
        r#"{"date": "lab.measured", "within_days": 60}"#,
    );
    let mut ada_wallet = wallet_with(&ada(), 6, rng);
    let mut bob_wallet = Wallet::new(WalletSecret::from_bytes([4; 32]));
    issue_to(&mut bob_wallet, &ada(), 1, rng);
    let mut enrol = |wallet: &mut Wallet, policy: &Policy, key: SigningKey| {
        let request = EligibilityRequest::issue_with_rng(&key, policy, terms(), rng).unwrap();
        let shown = present(wallet, policy, &request, rng);
        let mut verifier = Verifier::new(key.verifying_key(), AUDIENCE.to_owned(), policy.clone());
        let nonces = &mut MemoryNonces::default();
        let eligible = verifier
            .verify(shown.as_bytes(), &request, &View::at(100), nonces, now())
            .unwrap();
        *eligible.pseudonym().unwrap()
    };
    let first = enrol(&mut ada_wallet, &read("NCT01", recent), trial());
    assert_eq!(
        first,
        enrol(&mut ada_wallet, &read("NCT01", recent), trial())
    );
    assert_eq!(
        first,
        enrol(&mut ada_wallet, &read("NCT01", amended), trial())
    );
    assert_ne!(
        first,
        enrol(&mut ada_wallet, &read("NCT02", recent), trial())
    );
    let another_verifier = SigningKey::from_seed(&[5; 32]);
    assert_ne!(
        first,
        enrol(&mut ada_wallet, &read("NCT01", recent), another_verifier)
    );
    assert_ne!(
        first,
        enrol(&mut bob_wallet, &read("NCT01", recent), trial())
    );
}

#[test]
fn a_batch_is_decided_like_its_presentations_one_by_one() {
    let rng = &mut StdRng::seed_from_u64(7);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5"}"#);
    let mut wallet = wallet_with(&ada(), 6, rng);
    let mut shown: Vec<(Vec<u8>, EligibilityRequest)> = (0..6)
        .map(|_| {
            let request = request(&policy, rng);
            let presentation = present(&mut wallet, &policy, &request, rng);
            (presentation.as_bytes().to_vec(), request)
        })
        .collect();
    // The proof is the third of the four members; its last byte is followed by the signatures.
    let middle = shown[1].0.len() - 300;
    shown[1].0[middle] ^= 1;
    shown[4].0.truncate(40);
    shown.push(shown[0].clone());
    let sent: Vec<_> = shown
        .iter()
        .map(|(bytes, request)| (&bytes[..], request))
        .collect();
    let nonces = &mut MemoryNonces::default();
    let decided = verifier(&policy).verify_batch(&sent, &View::at(100), nonces, now());
    let good: Vec<bool> = decided.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, true, true, false, true, false]);
    // One by one, all of it once more.
    let (nonces, mut verifier) = (&mut MemoryNonces::default(), verifier(&policy));
    let one_by_one = sent
        .iter()
        .map(|(bytes, request)| verifier.verify(bytes, request, &View::at(100), nonces, now()));
    assert_eq!(one_by_one.collect::<Vec<_>>(), decided);
    let refused = decided.into_iter().filter_map(Result::err);
    assert!(
        refused
            .into_iter()
            .all(|error| error == PresentationError::NotEligible)
    );
}

/// Remembers nothing, and says how it was asked.
struct Asked(Vec<usize>);

impl NonceStore for Asked {
    fn redeem_each(&mut self, groups: &[Vec<Once>], _: Timestamp) -> Vec<Result<(), NonceError>> {
        self.0.push(groups.len());
        // The second cannot be recorded, and of the last nothing is heard.
        let answers = [Ok(()), Err(NonceError::Unavailable), Ok(())];
        answers.into_iter().take(groups.len() - 1).collect()
    }
}

#[test]
fn a_batch_is_recorded_in_one_step_before_it_is_released() {
    let rng = &mut StdRng::seed_from_u64(8);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5"}"#);
    let mut wallet = wallet_with(&ada(), 4, rng);
    let shown: Vec<(Vec<u8>, EligibilityRequest)> = (0..4)
        .map(|_| {
            let request = request(&policy, rng);
            let presentation = present(&mut wallet, &policy, &request, rng);
            (presentation.as_bytes().to_vec(), request)
        })
        .collect();
    let sent: Vec<_> = shown.iter().map(|(b, r)| (&b[..], r)).collect();
    let mut nonces = Asked(Vec::new());
    let decided = verifier(&policy).verify_batch(&sent, &View::at(100), &mut nonces, now());
    assert_eq!(nonces.0, [4]);
    let decided: Vec<_> = decided.iter().map(|one| one.as_ref().err()).collect();
    let unavailable = Some(&PresentationError::Unavailable);
    assert_eq!(decided, [None, unavailable, None, unavailable]);
}

#[test]
fn a_batch_that_is_stopped_accepts_nothing() {
    let rng = &mut StdRng::seed_from_u64(9);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5"}"#);
    let mut wallet = wallet_with(&ada(), 1, rng);
    let request = request(&policy, rng);
    let shown = present(&mut wallet, &policy, &request, rng);
    let mut verifier = verifier(&policy);
    let sent = [(shown.as_bytes(), &request), (&[][..], &request)];
    let mut told = Vec::new();
    let mut stop = |done: u64, total: Option<u64>| {
        told.push((done, total));
        ControlFlow::Break(())
    };
    let prepared = verifier.prepare(&sent, &View::at(100), now());
    assert!(matches!(prepared.verify(&mut stop), Err(Cancelled)));
    assert_eq!(told, [(2, Some(2))]);
    let nonces = &mut MemoryNonces::default();
    let decided = verifier.verify_batch(&sent, &View::at(100), nonces, now());
    assert!(decided[0].is_ok() && decided[1].is_err());
    let none = verifier.verify_batch(&[], &View::at(100), nonces, now());
    assert!(none.is_empty());
}
