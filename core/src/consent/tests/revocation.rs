//! Threat row 11: a revocation that races an access. Whatever the order, a view at or above the
//! height of the revocation denies, and a view too old to show it denies as well.

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Anchor,
    GrantClinic,
    Delegate,
    RevokeClinic,
    RevokeSpecialist,
    Erase,
    Rotate,
}

use Step::*;

const STEPS: [Step; 7] = [
    Anchor,
    GrantClinic,
    Delegate,
    RevokeClinic,
    RevokeSpecialist,
    Erase,
    Rotate,
];

/// Each step needs these before it.
fn needs(step: Step) -> &'static [Step] {
    match step {
        Anchor | GrantClinic | Rotate => &[],
        Delegate | RevokeClinic => &[GrantClinic],
        RevokeSpecialist => &[Delegate],
        Erase => &[Anchor],
    }
}

/// All orders in which the steps, or some of them, can happen.
fn orders(taken: &[Step], all: &mut Vec<Vec<Step>>) {
    all.push(taken.to_vec());
    for step in STEPS {
        let revoked = step == Delegate && taken.contains(&RevokeClinic);
        let ready = needs(step).iter().all(|needed| taken.contains(needed));
        if !taken.contains(&step) && ready && !revoked {
            orders(&[taken, &[step]].concat(), all);
        }
    }
}

/// Blocks are 400 seconds apart, so a view of the block before the last is fresh and older ones are
/// stale under the default rule of ten minutes.
const INTERVAL: u64 = 400;

fn rotated() -> Party {
    Party::new(33)
}

fn history(order: &[Step], root: &Grant, leaf: &Grant) -> Ledger {
    let mut ledger = Ledger::new(ledger_id());
    for party in [patient(), clinic(), specialist(), custodian()] {
        ledger.register(&party);
    }
    ledger.seal(at(0));
    for (block, step) in (1..).zip(order) {
        match step {
            Anchor => ledger.anchor(&laboratory_record(), &patient()),
            GrantClinic => ledger.grant(root, &patient(), None),
            Delegate => ledger.grant(leaf, &clinic(), Some(root)),
            RevokeClinic => ledger.revoke(root),
            RevokeSpecialist => ledger.revoke(leaf),
            Erase => ledger.erase(&laboratory_record()),
            Rotate => ledger.rotate(&specialist(), &rotated()),
        }
        ledger.seal(at(block * INTERVAL));
    }
    ledger
}

#[test]
fn threat_11_no_order_of_grant_revoke_and_open_permits_after_the_revocation() {
    let root = clinic_grant();
    let terms = GrantTerms::new(specialist().grantee(), laboratory_scope(), year());
    let leaf = root
        .delegate_with_rng(&clinic().key, terms, at(1), &mut rng())
        .unwrap();
    let chain = alone(&root).followed_by(leaf.clone()).unwrap();
    let (record, plain) = (laboratory_record(), rules());
    let request = request(
        &specialist(),
        RequestTerms {
            issued: at(1),
            lifetime: AccessRequest::MAX_LIFETIME,
            ..clinic_terms(&leaf)
        },
    );
    let mut all = Vec::new();
    orders(&[], &mut all);
    let (mut permits, mut denials) = (0, 0);
    for order in all {
        let ledger = history(&order, &root, &leaf);
        let newest = ledger.height();
        let now = at((newest - 1) * INTERVAL + 50);
        for height in 0..=newest {
            let happened = |step: Step| {
                let index = order.iter().position(|taken| *taken == step);
                index.is_some_and(|index| index as u64 + 2 <= height)
            };
            // The clinic passed its grant on offline; that the ledger hears of it is not needed.
            let entitled = [Anchor, GrantClinic].iter().all(|step| happened(*step));
            let withdrawn = [RevokeClinic, RevokeSpecialist, Erase, Rotate]
                .iter()
                .any(|step| happened(*step));
            let fresh = height + 1 >= newest && height > 0;
            for minimum in [0, height, height + 1] {
                let rules = DecisionRules {
                    minimum_height: minimum,
                    ..plain.clone()
                };
                let (view, mut nonces) = (ledger.view_at(height), MemoryNonces::default());
                let decision = decide(&request, &chain, &record, &view, &mut nonces, &rules, now);
                let expected = entitled && !withdrawn && fresh && minimum <= height;
                let story = format!("{order:?} seen at {height} of {newest}, minimum {minimum}");
                assert_eq!(
                    decision.is_permit(),
                    expected,
                    "{story}: {:?}",
                    decision.reasons()
                );
                if !fresh && height > 0 {
                    assert!(
                        decision.reasons().contains(&DenyReason::ViewStale),
                        "{story}"
                    );
                }
                if decision.is_permit() {
                    permits += 1
                } else {
                    denials += 1
                }
            }
        }
    }
    assert!(
        permits > 20 && denials > 10_000,
        "{permits} permits, {denials} denials"
    );
}

#[test]
fn threat_11_a_revoked_delegation_does_not_return_under_another_salt() {
    // A delegated grant that the ledger does not know is good. If its commitment depended on a salt
    // that nobody signed, whoever holds a revoked one could make it unknown.
    let root = clinic_grant();
    let terms = GrantTerms::new(specialist().grantee(), laboratory_scope(), year());
    let leaf = root
        .delegate_with_rng(&clinic().key, terms, at(1), &mut rng())
        .unwrap();
    let other = crate::types::Salt::from_bytes([1; 32]);
    assert_eq!(
        Grant::from_bytes(leaf.as_bytes(), other),
        Err(GrantError::Salt)
    );
    let wire = alone(&root)
        .followed_by(leaf.clone())
        .unwrap()
        .to_bytes()
        .unwrap();
    let at = wire
        .windows(32)
        .rposition(|bytes| bytes == leaf.salt().as_bytes())
        .unwrap();
    let altered = [&wire[..at], other.as_bytes(), &wire[at + 32..]].concat();
    assert_eq!(
        GrantChain::from_bytes(&altered),
        Err(ChainError::Grant(GrantError::Salt))
    );
}

#[test]
fn threat_11_a_request_can_demand_a_height_that_shows_the_revocation() {
    let (mut ledger, grant) = (ledger(), clinic_grant());
    ledger.revoke(&grant);
    ledger.seal(at(95));
    let terms = RequestTerms {
        minimum_height: ledger.height(),
        ..clinic_terms(&grant)
    };
    let request = request(&clinic(), terms);
    let reasons = |view| reasons_against(&request, &alone(&grant), &view, at(100));
    assert_eq!(
        reasons(ledger.view_at(ledger.height() - 1)),
        [DenyReason::ViewBehind]
    );
    assert_eq!(reasons(ledger.view()), [DenyReason::GrantRevoked]);
}
