//! Row 14 of `docs/security.md`: values nobody certified, and proofs in the wrong hands.

use super::fixtures::*;
use crate::{
    codec,
    eligibility::{
        Credential, Issuer, IssuerChallenge, MemoryNonces, Policy, PresentationError, Schemas,
        Validity, Verifier, Wallet, WalletSecret, credential::CopySecret,
    },
    keys::SigningKey,
    types::Duration,
};
use ciborium::Value;
use rand::{SeedableRng, rngs::StdRng};

const REFUSED: &str = "not-eligible";

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
    let policy = simple_policy();
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
    let policy = simple_policy();
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
    let policy = simple_policy();
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
    let policy = simple_policy();
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
    let policy = simple_policy();
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
