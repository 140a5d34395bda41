//! Threat row 12: delegation that widens, field by field.

use super::*;
use crate::{
    codec,
    consent::ScopeError,
    types::{Duration, RecordId},
};
use ciborium::Value;

/// A chain that must be refused, with the class of what is wrong and the code of the refusal.
pub(in crate::consent) struct RefusedChain {
    pub(in crate::consent) name: &'static str,
    pub(in crate::consent) class: &'static str,
    pub(in crate::consent) grants: Vec<Grant>,
    pub(in crate::consent) code: &'static str,
}

/// The clinic's grant, narrowed in every field so that each can be widened.
pub(in crate::consent) fn parent() -> Grant {
    let scope = narrowed(&["LAB"], &[Purpose::Treatment]).unwrap();
    clinic_grant().forged(&patient().key, |claims| claims.terms.scope = scope)
}

/// The specialist's part of it: no wider in any field.
pub(in crate::consent) fn child(parent: &Grant) -> Grant {
    let child = parent.delegate_with_rng(&clinic().key, child_terms(parent), at(1), &mut rng());
    child.unwrap()
}

/// What is wrong with each of these is one field that is wider, or one link that does not hold.
pub(in crate::consent) fn refused_chains() -> Vec<RefusedChain> {
    let parent = parent();
    let widened = wider_terms(&parent)
        .into_iter()
        .map(|(name, terms, error)| {
            let forged = child(&parent).forged(&clinic().key, |claims| claims.terms = terms);
            RefusedChain {
                name,
                class: "widens",
                grants: vec![parent.clone(), forged],
                code: error.code(),
            }
        });
    widened.chain(unlinked(&parent)).collect()
}

/// The wire form of a chain, whether it is one or not.
pub(in crate::consent) fn wire_form(grants: &[Grant]) -> Vec<u8> {
    let grants = grants.iter().map(|grant| {
        Value::Map(vec![
            ("cose".into(), Value::Bytes(grant.as_bytes().to_vec())),
            (
                "salt".into(),
                Value::Bytes(grant.salt().as_bytes().to_vec()),
            ),
        ])
    });
    let grants = Value::Array(grants.collect());
    codec::encode_value(Value::Map(vec![
        ("version".into(), 1.into()),
        ("grants".into(), grants),
    ]))
    .unwrap()
}

#[test]
fn threat_12_what_is_no_wider_is_accepted() {
    let parent = parent();
    let grants = [parent.clone(), child(&parent)];
    let chain = GrantChain::new(grants.clone()).unwrap();
    assert_eq!(chain.to_bytes().unwrap(), wire_form(&grants));
    assert_eq!(GrantChain::from_bytes(&wire_form(&grants)), Ok(chain));
}

#[test]
fn threat_12_every_term_that_is_wider_is_refused_at_both_ends() {
    let parent = parent();
    for (name, terms, error) in wider_terms(&parent) {
        let honest = parent.delegate_with_rng(&clinic().key, terms, at(1), &mut rng());
        assert_eq!(honest, Err(GrantError::Delegation(error)), "{name}");
    }
    for RefusedChain {
        name, grants, code, ..
    } in refused_chains()
    {
        let read = GrantChain::from_bytes(&wire_form(&grants)).map(|_| "accepted");
        assert_eq!(read.map_err(|error| error.code()), Err(code), "{name}");
        let made = GrantChain::new(grants).map(|_| "accepted");
        assert_eq!(made.map_err(|error| error.code()), Err(code), "{name}");
    }
}

#[test]
fn threat_12_only_the_grantee_delegates_and_only_the_controller_begins() {
    let parent = parent();
    let terms = child_terms(&parent);
    let wrong_holder = parent.delegate_with_rng(&specialist().key, terms, at(1), &mut rng());
    let refused = Err(GrantError::Delegation(DelegationError::Issuer));
    assert_eq!(wrong_holder, refused);
    let stranger = specialist().key.verifying_key();
    let chain = GrantChain::verify([parent.clone()], &stranger);
    assert_eq!(chain, Err(ChainError::Issuer));
    assert!(GrantChain::verify([parent], &patient().key.verifying_key()).is_ok());
    assert_eq!(GrantChain::new([]), Err(ChainError::Length));
}

#[test]
fn threat_12_a_chain_has_eight_grants_at_most() {
    let patient = patient();
    let mut terms = clinic_grant().claims.terms.with_delegation(7);
    terms.grantee = patient.grantee();
    let (identity, ledger) = (patient.identity(), ledger_id());
    let first = terms.clone();
    let root = Grant::issue_with_rng(identity, &patient.key, ledger, first, at(0), &mut rng());
    let mut chain = GrantChain::new([root.unwrap()]).unwrap();
    for levels in (0..7).rev() {
        let next = terms.clone().with_delegation(levels);
        let child = chain
            .leaf()
            .delegate_with_rng(&patient.key, next, at(0), &mut rng());
        chain = chain.followed_by(child.unwrap()).unwrap();
    }
    assert_eq!(chain.grants().count(), GrantChain::MAX_LENGTH);
    let next = terms.with_delegation(0);
    let more = chain
        .leaf()
        .delegate_with_rng(&patient.key, next, at(0), &mut rng());
    assert_eq!(more, Err(GrantError::Delegation(DelegationError::Depth)));
    let ninth = chain.leaf().clone();
    assert_eq!(chain.followed_by(ninth), Err(ChainError::Length));
}

/// Grants that would all have to be verified cost whoever sends them nothing.
#[test]
fn a_chain_that_is_too_long_is_refused_before_its_grants_are_read() {
    let of = |count: usize| {
        let grant = Value::Map(vec![
            ("cose".into(), Value::Bytes(Vec::new())),
            ("salt".into(), Value::Bytes(vec![0; 32])),
        ]);
        let chain = Value::Map(vec![
            ("version".into(), 1.into()),
            ("grants".into(), Value::Array(vec![grant; count])),
        ]);
        GrantChain::from_bytes(&codec::encode_value(chain).unwrap())
    };
    assert!(matches!(of(8), Err(ChainError::Grant(_))));
    assert_eq!(of(9), Err(ChainError::Length));
    assert_eq!(of(800), Err(ChainError::Length));
}

/// The parent's scope with other categories and purposes.
fn narrowed(categories: &[&str], purposes: &[Purpose]) -> Result<Scope, ScopeError> {
    with_records(categories, purposes, &[5])?.with_resource_types(["Observation".parse().unwrap()])
}

fn with_records(
    categories: &[&str],
    purposes: &[Purpose],
    records: &[u8],
) -> Result<Scope, ScopeError> {
    let codes = categories.iter().map(|code| category(code));
    Ok(Scope::new(codes, purposes.iter().copied())?
        .with_records(records.iter().map(|n| RecordId::from_bytes([*n; 32])))?
        .with_confidentiality(Confidentiality::Normal)
        .with_period(DataPeriod::new(at(10), at(20))?))
}

fn child_terms(parent: &Grant) -> GrantTerms {
    let (scope, validity) = (parent.scope().clone(), parent.validity());
    GrantTerms::new(specialist().grantee(), scope, validity).with_delegation(1)
}

/// Terms for a child, each wider than the parent's in one field.
fn wider_terms(parent: &Grant) -> Vec<(&'static str, GrantTerms, DelegationError)> {
    let (terms, scope) = (child_terms(parent), parent.scope());
    let treatment = &[Purpose::Treatment];
    let types = |names: &[&str]| {
        let names = names.iter().map(|name| name.parse().unwrap());
        scope.clone().with_resource_types(names).unwrap()
    };
    let period = |from, to| {
        scope
            .clone()
            .with_period(DataPeriod::new(at(from), at(to)).unwrap())
    };
    let unnamed_records = Scope::new([category("LAB")], [Purpose::Treatment])
        .and_then(|s| s.with_resource_types(["Observation".parse().unwrap()]))
        .unwrap()
        .with_confidentiality(Confidentiality::Normal)
        .with_period(scope.period());
    let scopes = [
        (
            "a category more",
            narrowed(&["LAB", "IMG"], treatment).unwrap(),
        ),
        ("another category", narrowed(&["IMG"], treatment).unwrap()),
        (
            "a purpose more",
            narrowed(&["LAB"], &[Purpose::Treatment, Purpose::HealthcareResearch]).unwrap(),
        ),
        (
            "a purpose that HL7 has below the one granted",
            narrowed(&["LAB"], &[Purpose::EmergencyTreatment]).unwrap(),
        ),
        ("a record more", {
            let ids = [5, 6].map(|n| RecordId::from_bytes([n; 32]));
            scope.clone().with_records(ids).unwrap()
        }),
        ("all records", unnamed_records),
        ("a resource type more", types(&["Observation", "Patient"])),
        ("another resource type", types(&["Patient"])),
        (
            "all resource types",
            with_records(&["LAB"], treatment, &[5]).unwrap(),
        ),
        (
            "more confidential records",
            scope
                .clone()
                .with_confidentiality(Confidentiality::Restricted),
        ),
        ("older records", period(9, 20)),
        ("younger records", period(10, 21)),
    ];
    let (begin, end) = (parent.validity().not_before(), parent.validity().expires());
    let second = Duration::from_seconds(1);
    let validities = [
        ("valid earlier", begin.minus(second), end),
        ("valid longer", begin, end.plus(second)),
    ];
    let scopes = scopes.map(|(name, scope)| {
        let terms = GrantTerms {
            scope,
            ..terms.clone()
        };
        (name, terms, DelegationError::Scope)
    });
    let validities = validities.map(|(name, begin, end)| {
        let validity = Validity::new(begin, end).unwrap();
        let terms = GrantTerms {
            validity,
            ..terms.clone()
        };
        (name, terms, DelegationError::Validity)
    });
    let depths = [("delegable as often", 2), ("delegable more often", 7)].map(|(name, levels)| {
        let terms = terms.clone().with_delegation(levels);
        (name, terms, DelegationError::Depth)
    });
    [scopes.to_vec(), validities.to_vec(), depths.to_vec()].concat()
}

/// Chains whose grants are each in order but do not follow one another.
fn unlinked(parent: &Grant) -> Vec<RefusedChain> {
    let child = child(parent);
    let forged = |key: &SigningKey, change: fn(&mut Claims)| child.forged(key, change);
    let clinic = clinic().key;
    let twin = parent.forged(&patient().key, |claims| {
        claims.id = GrantId::from_bytes([1; 16])
    });
    let pair = |child: Grant| vec![parent.clone(), child];
    let other_parent: fn(&mut Claims) = |c| c.parent = Some(Sha256Digest::from_bytes([1; 32]));
    let other_ledger: fn(&mut Claims) = |c| c.ledger = LedgerId::from_bytes([1; 32]);
    let other_patient: fn(&mut Claims) = |c| c.controller = IdentityId::from_bytes([1; 32]);
    [
        (
            "a second root",
            pair(forged(&clinic, |c| c.parent = None)),
            "broken-grant-link",
        ),
        (
            "another parent",
            pair(forged(&clinic, other_parent)),
            "broken-grant-link",
        ),
        (
            "a parent with another identifier",
            vec![twin, child.clone()],
            "broken-grant-link",
        ),
        (
            "signed by the new grantee",
            pair(forged(&specialist().key, |_| ())),
            "not-the-grantee",
        ),
        (
            "signed by the patient",
            pair(forged(&patient().key, |_| ())),
            "not-the-grantee",
        ),
        (
            "another ledger",
            pair(forged(&clinic, other_ledger)),
            "delegation-changes-ledger",
        ),
        (
            "another patient",
            pair(forged(&clinic, other_patient)),
            "delegation-changes-controller",
        ),
        ("no root", vec![child.clone()], "not-a-root-grant"),
        ("no grant", vec![], "chain-length"),
        ("the root twice", pair(parent.clone()), "broken-grant-link"),
    ]
    .map(|(name, grants, code)| RefusedChain {
        name,
        class: "link",
        grants,
        code,
    })
    .into()
}
