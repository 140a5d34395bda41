//! Threat row 12: delegation that widens, field by field.

use super::*;

/// The clinic's grant, narrowed in every field so that each can be widened.
fn parent() -> Grant {
    let scope = Scope::new([category("LAB")], [Purpose::Treatment]).unwrap();
    let scope = scope
        .with_records([RECORD].map(crate::types::RecordId::from_bytes))
        .and_then(|scope| scope.with_resource_types(["Observation".parse().unwrap()]))
        .unwrap()
        .with_confidentiality(Confidentiality::Normal)
        .with_period(DataPeriod::new(at(10), at(20)).unwrap());
    clinic_grant().forged(&patient().key, |claims| claims.terms.scope = scope)
}

const RECORD: [u8; 32] = [5; 32];

fn child_terms(parent: &Grant) -> GrantTerms {
    let terms = GrantTerms::new(
        specialist().grantee(),
        parent.scope().clone(),
        parent.validity(),
    );
    terms.with_delegation(1)
}

#[test]
fn threat_12_what_is_no_wider_is_accepted() {
    let parent = parent();
    let child = parent.delegate_with_rng(&clinic().key, child_terms(&parent), at(1), &mut rng());
    let chain = GrantChain::new([parent, child.unwrap()]).unwrap();
    assert_eq!(
        GrantChain::from_bytes(&chain.to_bytes().unwrap()),
        Ok(chain)
    );
}

#[test]
fn threat_12_every_term_that_is_wider_is_refused_at_both_ends() {
    let parent = parent();
    let scope = parent.scope().clone();
    let rebuilt = || Scope::new([category("LAB")], [Purpose::Treatment]).unwrap();
    let all_but_named = |categories: &[&str], purposes: &[Purpose]| {
        Scope::new(
            categories.iter().map(|code| category(code)),
            purposes.to_vec(),
        )
        .and_then(|s| s.with_records(scope.records().unwrap().clone()))
        .and_then(|s| s.with_resource_types(scope.resource_types().unwrap().clone()))
        .unwrap()
        .with_confidentiality(scope.confidentiality())
        .with_period(scope.period())
    };
    let more_records = [RECORD, [6; 32]].map(crate::types::RecordId::from_bytes);
    let more_types = ["Observation", "Patient"].map(|name| name.parse().unwrap());
    let period = |from, to| {
        scope
            .clone()
            .with_period(DataPeriod::new(at(from), at(to)).unwrap())
    };
    let wider_scopes = [
        all_but_named(&["LAB", "IMG"], &[Purpose::Treatment]),
        all_but_named(&["IMG"], &[Purpose::Treatment]),
        all_but_named(&["LAB"], &[Purpose::Treatment, Purpose::HealthcareResearch]),
        all_but_named(&["LAB"], &[Purpose::EmergencyTreatment]),
        scope.clone().with_records(more_records).unwrap(),
        scope.clone().with_resource_types(more_types).unwrap(),
        scope
            .clone()
            .with_confidentiality(Confidentiality::Restricted),
        period(9, 20),
        period(10, 21),
        // To name nothing is to cover everything.
        rebuilt()
            .with_records(scope.records().unwrap().clone())
            .unwrap()
            .with_confidentiality(Confidentiality::Normal)
            .with_period(scope.period()),
        rebuilt()
            .with_resource_types(scope.resource_types().unwrap().clone())
            .unwrap()
            .with_confidentiality(Confidentiality::Normal)
            .with_period(scope.period()),
    ];
    let validity = parent.validity();
    let (begin, end) = (validity.not_before(), validity.expires());
    let second = crate::types::Duration::from_seconds(1);
    let validities = [
        Validity::new(begin.minus(second), end).unwrap(),
        Validity::new(begin, end.plus(second)).unwrap(),
    ];
    let terms = child_terms(&parent);
    let mut wider: Vec<(GrantTerms, DelegationError)> = Vec::new();
    for scope in wider_scopes {
        wider.push((
            GrantTerms {
                scope,
                ..terms.clone()
            },
            DelegationError::Scope,
        ));
    }
    for validity in validities {
        wider.push((
            GrantTerms {
                validity,
                ..terms.clone()
            },
            DelegationError::Validity,
        ));
    }
    for levels in [2, 3, 7] {
        wider.push((
            terms.clone().with_delegation(levels),
            DelegationError::Depth,
        ));
    }
    let child = parent
        .delegate_with_rng(&clinic().key, terms, at(1), &mut rng())
        .unwrap();
    for (terms, error) in wider {
        let honest = parent.delegate_with_rng(&clinic().key, terms.clone(), at(1), &mut rng());
        assert_eq!(honest, Err(GrantError::Delegation(error)), "{terms:?}");
        let forged = child.forged(&clinic().key, |claims| claims.terms = terms.clone());
        let chain = GrantChain::new([parent.clone(), forged]);
        assert_eq!(chain, Err(ChainError::Delegation(error)), "{terms:?}");
    }
}

#[test]
fn threat_12_what_does_not_follow_the_parent_is_refused() {
    let parent = parent();
    let terms = child_terms(&parent);
    let child = parent
        .delegate_with_rng(&clinic().key, terms.clone(), at(1), &mut rng())
        .unwrap();
    let forged = |key: &SigningKey, change: fn(&mut Claims)| {
        GrantChain::new([parent.clone(), child.forged(key, change)])
            .unwrap_err()
            .code()
    };
    let clinic = clinic().key;
    let other = crate::types::IdentityId::from_bytes([1; 32]);
    assert_eq!(forged(&clinic, |c| c.parent = None), "broken-grant-link");
    let wrong_link: fn(&mut Claims) = |c| c.parent = Some(Sha256Digest::from_bytes([1; 32]));
    assert_eq!(forged(&clinic, wrong_link), "broken-grant-link");
    assert_eq!(forged(&specialist().key, |_| ()), "not-the-grantee");
    assert_eq!(
        forged(&patient().key, |_| ()),
        "not-the-grantee",
        "not even the patient"
    );
    let ledger: fn(&mut Claims) = |c| c.ledger = LedgerId::from_bytes([1; 32]);
    assert_eq!(forged(&clinic, ledger), "delegation-changes-ledger");
    let controller: fn(&mut Claims) = |c| c.controller = IdentityId::from_bytes([1; 32]);
    assert_eq!(forged(&clinic, controller), "delegation-changes-controller");
    assert_ne!(child.controller(), other);

    // A parent with the same claims and another signature or salt is another parent, or the same.
    let twin = parent.forged(&patient().key, |claims| {
        claims.id = GrantId::from_bytes([1; 16])
    });
    assert_eq!(
        GrantChain::new([twin, child.clone()]).unwrap_err().code(),
        "broken-grant-link"
    );
    assert_eq!(GrantChain::new([child.clone()]), Err(ChainError::NotARoot));
    assert_eq!(GrantChain::new([]), Err(ChainError::Length));
    let stranger = specialist().key.verifying_key();
    assert_eq!(
        GrantChain::verify([parent.clone()], &stranger),
        Err(ChainError::Issuer)
    );
    let wrong_holder = parent.delegate_with_rng(&specialist().key, terms, at(1), &mut rng());
    assert_eq!(
        wrong_holder,
        Err(GrantError::Delegation(DelegationError::Issuer))
    );
}

#[test]
fn threat_12_a_chain_has_eight_grants_at_most() {
    let patient = patient();
    let terms = GrantTerms {
        delegation: 7,
        ..clinic_grant().claims.terms
    };
    let ours = GrantTerms {
        grantee: patient.grantee(),
        ..terms
    };
    let (identity, ledger) = (patient.identity(), ledger_id());
    let root = Grant::issue_with_rng(
        identity,
        &patient.key,
        ledger,
        ours.clone(),
        at(0),
        &mut rng(),
    );
    let mut chain = GrantChain::new([root.unwrap()]).unwrap();
    for levels in (0..7).rev() {
        let terms = ours.clone().with_delegation(levels);
        let child = chain
            .leaf()
            .delegate_with_rng(&patient.key, terms, at(0), &mut rng());
        chain = chain.followed_by(child.unwrap()).unwrap();
    }
    assert_eq!(chain.grants().count(), GrantChain::MAX_LENGTH);
    let more =
        chain
            .leaf()
            .delegate_with_rng(&patient.key, ours.with_delegation(0), at(0), &mut rng());
    assert_eq!(more, Err(GrantError::Delegation(DelegationError::Depth)));
    let ninth = chain.leaf().clone();
    assert_eq!(chain.followed_by(ninth), Err(ChainError::Length));
}
