//! Threat row 10: a request or grant replayed, stolen or turned on somebody else.
//!
//! Two ledgers, two custodians, two grantees, two records. Every request that can be made among
//! them is brought to every decider with every chain and record, before, within and after its time.
//! What fits in every respect is permitted once; everything else is denied.

use super::*;

/// A choice out of two in each of some respects, out of all `1 << N` combinations.
fn combinations<const N: usize>() -> impl Iterator<Item = [usize; N]> {
    (0..1usize << N).map(|bits| std::array::from_fn(|respect| bits >> respect & 1))
}

fn ledgers() -> [LedgerId; 2] {
    [9, 10].map(|byte| LedgerId::from_bytes([byte; 32]))
}

fn holders() -> [Party; 2] {
    [clinic(), specialist()]
}

fn custodians() -> [Party; 2] {
    [custodian(), Party::new(44)]
}

fn records() -> [RecordFacts; 2] {
    [1, 2].map(|byte| RecordFacts {
        record: RecordId::from_bytes([byte; 32]),
        commitment: Commitment::from_bytes([byte + 100; 32]),
        ..laboratory_record()
    })
}

/// A grant on a ledger to a holder. Both ledgers record all four, so that nothing but the grant's
/// own audience keeps it from the other ledger.
fn grant(ledger: usize, holder: usize) -> Grant {
    let terms = GrantTerms::new(holders()[holder].grantee(), laboratory_scope(), year());
    let (patient, ledger) = (patient(), ledgers()[ledger]);
    let rng = &mut StdRng::seed_from_u64(holder as u64);
    Grant::issue_with_rng(patient.identity(), &patient.key, ledger, terms, at(0), rng).unwrap()
}

fn model(ledger: usize) -> Ledger {
    let mut model = Ledger::new(ledgers()[ledger]);
    for party in holders().iter().chain(&custodians()).chain([&patient()]) {
        model.register(party);
    }
    model.seal(at(10));
    for record in &records() {
        model.anchor(record, &patient());
    }
    for [ledger, holder] in combinations() {
        model.grant(&grant(ledger, holder), &patient(), None);
    }
    model.seal(at(90));
    model
}

#[test]
fn threat_10_a_request_is_good_for_what_it_names_and_nothing_else() {
    let views = [model(0).view(), model(1).view()];
    let rules = custodians().map(|custodian| DecisionRules::new(custodian.identity()));
    let (records, grants) = (
        records(),
        combinations().map(|[l, h]| (grant(l, h), [l, h])),
    );
    let chains: Vec<_> = grants.map(|(grant, of)| (alone(&grant), of)).collect();
    let times = [at(39), at(100), at(399), at(400)];
    let (mut permits, mut denials) = (0, 0);

    for asked @ [ledger, audience, holder, signer, record, of_ledger] in combinations() {
        let relied_on = grant(of_ledger, holder);
        let terms = RequestTerms {
            ledger: ledgers()[ledger],
            audience: custodians()[audience].identity(),
            record: records[record].clone(),
            ..clinic_terms(&relied_on)
        };
        let request = request(&holders()[signer], terms);
        for given @ [at_ledger, decider, about] in combinations() {
            for (chain, chain_of) in &chains {
                for now in times {
                    let mut nonces = MemoryNonces::default();
                    let mut again = || {
                        let (view, rules) = (&views[at_ledger], &rules[decider]);
                        let facts = &records[about];
                        decide(&request, chain, facts, view, &mut nonces, rules, now)
                            .into_permit()
                            .map(|_| ())
                    };
                    let fits = [at_ledger, decider, about] == [ledger, audience, record]
                        && *chain_of == [of_ledger, holder]
                        && of_ledger == ledger
                        && signer == holder
                        && now >= at(40)
                        && now < at(400);
                    let story = format!("{asked:?} to {given:?} with {chain_of:?} at {now}");
                    assert_eq!(again().is_ok(), fits, "{story}");
                    if fits {
                        let denial = again().unwrap_err();
                        assert_eq!(denial.reasons(), [DenyReason::RequestReplayed], "{story}");
                        permits += 1;
                    } else {
                        denials += 1;
                    }
                }
            }
        }
    }
    assert_eq!((permits, denials), (32, 8160));
}

#[test]
fn threat_10_a_stolen_key_is_worth_nothing_once_it_is_rotated() {
    let (mut ledger, grant) = (ledger(), clinic_grant());
    let chain = alone(&grant);
    let request = request(&clinic(), clinic_terms(&grant));
    let reasons = |ledger: &Ledger| reasons_against(&request, &chain, &ledger.view(), at(120));
    assert_eq!(reasons(&ledger), []);
    ledger.rotate(&clinic(), &Party::new(22));
    ledger.seal(at(110));
    assert_eq!(reasons(&ledger), [DenyReason::GranteeKeyInvalid]);
}

#[test]
fn threat_10_a_grant_counts_as_the_ledger_recorded_it() {
    let grant = clinic_grant();
    let other = Party::new(55);
    let request = request(&clinic(), clinic_terms(&grant));
    let reasons = |chain: &GrantChain, ledger: &Ledger| {
        reasons_against(&request, chain, &ledger.view(), at(120))
    };
    let recorded = |issuer: &Party, parent: Option<&Grant>| {
        let mut ledger = ledger();
        ledger.register(&other);
        ledger.seal(at(91));
        ledger.grant(&grant, issuer, parent);
        ledger.seal(at(92));
        reasons(&alone(&grant), &ledger)
    };
    assert_eq!(recorded(&patient(), None), []);
    // Recorded by somebody who does not control the records, or below another grant.
    let mismatch = [DenyReason::GrantMismatch];
    assert_eq!(recorded(&other, None), mismatch);
    assert_eq!(recorded(&patient(), Some(&grant)), mismatch);

    // A grant over the patient's records that somebody else signed and got onto the ledger.
    let terms = GrantTerms::new(clinic().grantee(), laboratory_scope(), year());
    let (identity, rng) = (patient().identity(), &mut rng());
    let forged =
        Grant::issue_with_rng(identity, &other.key, ledger_id(), terms, at(0), rng).unwrap();
    let mut ledger = ledger();
    ledger.register(&other);
    ledger.grant(&forged, &patient(), None);
    ledger.seal(at(92));
    let found = reasons(&alone(&forged), &ledger);
    assert_eq!(forged.id(), grant.id(), "drawn from the same randomness");
    assert_eq!(
        found,
        [DenyReason::WrongGrant, DenyReason::IssuerKeyInvalid]
    );
}

#[test]
fn threat_10_an_offline_delegation_counts_with_its_issuers_current_key_only() {
    let (mut ledger, root) = (ledger(), clinic_grant());
    let terms = GrantTerms::new(specialist().grantee(), laboratory_scope(), year());
    let leaf = root
        .delegate_with_rng(&clinic().key, terms, at(1), &mut rng())
        .unwrap();
    let chain = alone(&root).followed_by(leaf.clone()).unwrap();
    let request = request(&specialist(), clinic_terms(&leaf));
    let reasons = |ledger: &Ledger| reasons_against(&request, &chain, &ledger.view(), at(120));
    assert_eq!(
        reasons(&ledger),
        [],
        "the ledger never heard of the delegated grant"
    );
    ledger.rotate(&clinic(), &Party::new(22));
    ledger.seal(at(110));
    assert_eq!(
        reasons(&ledger),
        [DenyReason::IssuerKeyInvalid],
        "who stole the old key delegates"
    );
    ledger.grant(&leaf, &clinic(), Some(&root));
    ledger.revoke(&leaf);
    ledger.seal(at(111));
    assert!(reasons(&ledger).contains(&DenyReason::GrantRevoked));
}

/// Whom a grant names as its grantee's identity is the patient's word. A key that no ledger has seen
/// speaks for the identity it makes, and for no other that a patient was talked into writing beside it.
#[test]
fn threat_10_an_unregistered_key_delegates_for_its_own_identity_only() {
    let stranger = Party::new(44);
    let delegated = |identity| {
        let mut ledger = ledger();
        let key = stranger.key.verifying_key();
        let terms = GrantTerms::new(Grantee { identity, key }, laboratory_scope(), year());
        let terms = terms.with_delegation(1);
        let (from, on) = (patient(), ledger_id());
        let root = Grant::issue_with_rng(from.identity(), &from.key, on, terms, at(1), &mut rng());
        let root = root.unwrap();
        let terms = GrantTerms::new(specialist().grantee(), laboratory_scope(), year());
        let leaf = root.delegate_with_rng(&stranger.key, terms, at(1), &mut rng());
        let leaf = leaf.unwrap();
        ledger.grant(&root, &patient(), None);
        ledger.seal(at(95));
        let chain = alone(&root).followed_by(leaf.clone()).unwrap();
        let request = request(&specialist(), clinic_terms(&leaf));
        reasons_against(&request, &chain, &ledger.view(), at(120))
    };
    assert_eq!(delegated(stranger.identity()), []);
    assert_eq!(
        delegated(clinic().identity()),
        [DenyReason::IssuerKeyInvalid]
    );
    assert_eq!(
        delegated(patient().identity()),
        [DenyReason::IssuerKeyInvalid]
    );
}

#[test]
fn threat_10_a_full_nonce_store_denies_and_forgets_only_what_has_expired() {
    let key = clinic().key.verifying_key();
    let nonce = |byte| RequestNonce::from_bytes([byte; 16]);
    let mut nonces = MemoryNonces::new(2);
    assert_eq!(
        nonces.redeem(&[(nonce(1).used_by(&key), at(10))], at(0)),
        Ok(())
    );
    assert_eq!(
        nonces.redeem(&[(nonce(1).used_by(&key), at(10))], at(0)),
        Err(NonceError::Replayed)
    );
    let others = specialist().key.verifying_key();
    assert_eq!(
        nonces.redeem(&[(nonce(1).used_by(&others), at(20))], at(0)),
        Ok(())
    );
    assert_eq!(
        nonces.redeem(&[(nonce(2).used_by(&key), at(20))], at(9)),
        Err(NonceError::Unavailable)
    );
    assert_eq!(
        nonces.redeem(&[(nonce(2).used_by(&key), at(20))], at(10)),
        Ok(())
    );
    assert_eq!(
        nonces.redeem(&[(nonce(1).used_by(&others), at(20))], at(10)),
        Err(NonceError::Replayed)
    );
}
