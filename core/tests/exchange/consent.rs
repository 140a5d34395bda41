//! Grants, delegation, revocation, break-glass, and decisions that others can check.

use crate::{
    code,
    support::world::{EMERGENCY, World, at, offer, public},
};
use medseal::{
    audit::{Detail, DisclosureLog, Notice, VerifiedState, prove_state},
    consent::{Purpose, Verdict},
    exchange::{GrantBundle, ProvenView},
    ledger::Receipt,
};

#[test]
fn a_record_goes_from_laboratory_to_specialist_and_back_out_of_reach() {
    let mut world = World::new();
    let record = world.seal("LAB", b"potassium 4.1 mmol/l");
    let receipt = world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let (specialist, clinic) = (world.specialist.clone(), world.clinic.clone());
    let intent = world.intent(Purpose::Treatment);

    // The receipt verifies with the authorities' keys alone.
    let receipt = Receipt::parse(receipt.to_string().as_bytes()).unwrap();
    let entry = receipt.entry().unwrap().to_vec();
    receipt.verify(&entry, &world.authorities()).unwrap();

    let opened = world
        .open(&specialist, &bundle, &record, &intent, 30)
        .unwrap();
    assert_eq!(opened, b"potassium 4.1 mmol/l");

    // Somebody else with the same bundle: the request is not the grantee's, the keys are not either.
    assert_eq!(
        code(world.open(&clinic, &bundle, &record, &intent, 40)),
        "not-the-grantee"
    );
    let research = world.intent(Purpose::HealthcareResearch);
    assert_eq!(
        code(world.open(&specialist, &bundle, &record, &research, 50)),
        "purpose-not-granted"
    );

    let mut patient = world.patient.clone();
    world
        .exchange
        .revoke(&mut patient, bundle.chain(), at(60))
        .unwrap();
    assert_eq!(
        code(world.open(&specialist, &bundle, &record, &intent, 70)),
        "grant-revoked"
    );

    // What is sealed after the rotation is out of the former grantee's reach, key and all.
    world.patient = patient;
    let later = world.seal("LAB", b"potassium 5.9 mmol/l");
    world.anchor(&later, 80);
    let again = world.grant("LAB", Purpose::Treatment, 90);
    let old_keys: Vec<_> = bundle.category_keys().map(|(_, epoch)| epoch).collect();
    let new_keys: Vec<_> = again.category_keys().map(|(_, epoch)| epoch).collect();
    assert!(new_keys.iter().any(|epoch| !old_keys.contains(epoch)));
    // The new grant opens both: it carries the keys of both epochs.
    assert!(
        world
            .open(&specialist, &again, &later, &intent, 100)
            .is_ok()
    );
    assert!(
        world
            .open(&specialist, &again, &record, &intent, 110)
            .is_ok()
    );
}

#[test]
fn delegation_needs_no_ledger_and_dies_with_its_parent() {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let (specialist, clinic) = (world.specialist.clone(), world.clinic.clone());
    let mut wide = offer("LAB", Purpose::Treatment);
    wide.delegation = 1;
    let patient = world.patient.clone();
    let bundle = world
        .exchange
        .grant(&patient, &public(&specialist), wide, at(20))
        .unwrap();

    let narrow = offer("LAB", Purpose::Treatment);
    let child = bundle
        .delegate(&specialist, &public(&clinic), narrow.clone(), at(25))
        .unwrap();
    let child = GrantBundle::from_bytes(&child.to_bytes().unwrap()).unwrap();
    let other = offer("IMG", Purpose::Treatment);
    assert_eq!(
        code(bundle.delegate(&specialist, &public(&clinic), other, at(25))),
        "delegation-widens-scope"
    );
    assert!(
        child
            .delegate(&clinic, &public(&specialist), narrow, at(26))
            .is_err()
    );

    let intent = world.intent(Purpose::Treatment);
    assert_eq!(
        world.open(&clinic, &child, &record, &intent, 30).unwrap(),
        b"result"
    );

    // The specialist takes back what it passed on; its own grant stays.
    world
        .exchange
        .revoke_delegation(&specialist, child.chain(), at(40))
        .unwrap();
    assert_eq!(
        code(world.open(&clinic, &child, &record, &intent, 50)),
        "grant-revoked"
    );
    assert!(
        world
            .open(&specialist, &bundle, &record, &intent, 60)
            .is_ok()
    );
    assert_eq!(
        code(
            world
                .exchange
                .revoke_delegation(&clinic, bundle.chain(), at(70))
        ),
        "not-the-issuer"
    );
}

#[test]
fn revoking_the_parent_ends_a_delegation_the_ledger_never_saw() {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let (specialist, clinic) = (world.specialist.clone(), world.clinic.clone());
    let mut wide = offer("LAB", Purpose::Treatment);
    wide.delegation = 1;
    let mut patient = world.patient.clone();
    let bundle = world
        .exchange
        .grant(&patient, &public(&specialist), wide, at(20))
        .unwrap();
    let narrow = offer("LAB", Purpose::Treatment);
    let child = bundle
        .delegate(&specialist, &public(&clinic), narrow, at(25))
        .unwrap();
    world
        .exchange
        .revoke(&mut patient, bundle.chain(), at(30))
        .unwrap();
    let intent = world.intent(Purpose::Treatment);
    assert_eq!(
        code(world.open(&clinic, &child, &record, &intent, 40)),
        "grant-revoked"
    );
}

#[test]
fn breaking_the_glass_is_on_the_ledger_first_and_in_the_log() {
    let mut world = World::new();
    let (emergency, laboratory) = (
        world.seal("EMERGENCY", b"allergic"),
        world.seal("LAB", b"x"),
    );
    world.anchor(&emergency, 10);
    world.anchor(&laboratory, 11);
    let bundle = world.grant("EMERGENCY", Purpose::BreakTheGlass, 20);
    assert!(bundle.is_break_glass());
    let specialist = world.specialist.clone();
    let plain = world.intent(Purpose::BreakTheGlass);
    assert_eq!(
        code(world.open(&specialist, &bundle, &emergency, &plain, 30)),
        "break-glass-reason"
    );
    assert_eq!(
        code(
            world
                .exchange
                .break_glass(&specialist, &bundle, "  ", EMERGENCY, at(30))
        ),
        "break-glass-reason"
    );

    let stated = world
        .exchange
        .break_glass(
            &specialist,
            &bundle,
            "unconscious, no relatives",
            EMERGENCY,
            at(40),
        )
        .unwrap();
    let mut intent = plain.clone();
    intent.break_glass = Some(stated);
    assert_eq!(
        world
            .open(&specialist, &bundle, &emergency, &intent, 50)
            .unwrap(),
        b"allergic"
    );
    assert!(
        world
            .open(&specialist, &bundle, &laboratory, &intent, 60)
            .is_err()
    );
    let late = 40 + EMERGENCY.seconds() + 1;
    assert_eq!(
        code(world.open(&specialist, &bundle, &emergency, &intent, late)),
        "break-glass-expired"
    );

    let log = DisclosureLog::read(world.exchange.ledger(), &world.patient).unwrap();
    assert!(log.is_explained());
    let stated = log.lines().iter().find_map(|line| match &line.detail {
        Detail::Explained(Notice::BreakGlass(statement)) => Some(statement.reason().to_owned()),
        _ => None,
    });
    assert_eq!(stated.as_deref(), Some("unconscious, no relatives"));
}

#[test]
fn a_decision_can_be_checked_by_a_third_party() {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let (specialist, clinic) = (world.specialist.clone(), world.clinic.clone());
    world.exchange.register(&specialist, at(25)).unwrap();
    world.exchange.register(&clinic, at(25)).unwrap();
    world.exchange.register(&world.authority, at(25)).unwrap();
    let (intent, rules) = (world.intent(Purpose::Treatment), world.rules());
    let decider = world.authority.signing_key();
    let (header, authorities) = (record.header(), world.authorities());
    for (holder, permitted) in [(&specialist, true), (&clinic, false)] {
        let request = intent.request(holder, &bundle, header, at(30)).unwrap();
        let (outcome, proof) = world
            .exchange
            .decide_and_prove(&request, bundle.chain(), header, &rules, &decider, at(30))
            .unwrap();
        assert_eq!(outcome.is_ok(), permitted);
        assert_eq!(matches!(proof.verdict(), Verdict::Permit { .. }), permitted);
        let ledger = world.exchange.ledger().id();
        let state = VerifiedState::verify(proof.state(), ledger, &authorities).unwrap();
        proof.replay(&ProvenView::new(&state)).unwrap();
        // Proofs of another moment do not carry it.
        world
            .exchange
            .register(&world.laboratory.clone(), at(31))
            .unwrap();
        let silent = prove_state(world.exchange.ledger(), &[]).unwrap();
        let silent = VerifiedState::verify(&silent, ledger, &authorities).unwrap();
        assert!(proof.replay(&ProvenView::new(&silent)).is_err());
    }
}
