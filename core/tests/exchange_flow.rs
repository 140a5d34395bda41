//! The steps of the exchange and what keeps each of them honest, on a ledger in memory.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use ciborium::Value;
use medseal::{
    audit::{
        AuditError, Destroyed, Detail, DisclosureLog, ErasureAttestation, ErasureReceipt, Notice,
        TrailEvidence, VerifiedState,
    },
    codec::{Limits, decode, encode},
    consent::{Purpose, Verdict},
    errors::ErrorCode,
    exchange::{ExchangeError, GrantBundle, ProvenView},
    ledger::{Action, Receipt, TrailState},
};
use support::world::{DAY, EMERGENCY, World, at, offer, public};

fn code(result: Result<impl Sized, ExchangeError>) -> &'static str {
    match result.err() {
        None => "no error",
        Some(ExchangeError::Denied(denial)) => denial.reasons()[0].code(),
        Some(error) => error.code(),
    }
}

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
fn the_disclosure_log_is_complete_or_refused() {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let specialist = world.specialist.clone();
    let intent = world.intent(Purpose::Treatment);
    world
        .open(&specialist, &bundle, &record, &intent, 30)
        .unwrap();
    let first = DisclosureLog::read(world.exchange.ledger(), &world.patient).unwrap();
    world
        .open(&specialist, &bundle, &record, &intent, DAY)
        .unwrap();

    let log = DisclosureLog::read(world.exchange.ledger(), &world.patient).unwrap();
    let accesses: Vec<_> = log
        .lines()
        .iter()
        .filter_map(|line| match &line.detail {
            Detail::Explained(Notice::Access(event)) => Some(event.facts().clone()),
            _ => None,
        })
        .collect();
    assert_eq!(accesses.len(), 2);
    assert_eq!(accesses[0].record, record.header().manifest().record_id());
    assert_eq!(accesses[0].purpose, Purpose::Treatment);

    // A phone: the authorities' keys, its own key, and the point up to which it has read.
    let (ledger, authorities) = (world.exchange.ledger(), world.authorities());
    let me = &world.patient;
    let evidence = TrailEvidence::collect(ledger, &me.identity_id(), first.trail()).unwrap();
    let evidence = evidence.to_bytes().unwrap();
    let read = |evidence: &[u8], since: &TrailState| {
        TrailEvidence::from_bytes(evidence)?.verify(ledger.id(), &authorities, me, since)
    };
    let news = read(&evidence, first.trail()).unwrap();
    assert_eq!(news.lines().len() + first.lines().len(), log.lines().len());
    assert_eq!(news.trail(), log.trail());
    // From another starting point the same entries are not all there are.
    assert_eq!(
        read(&evidence, &TrailState::EMPTY).unwrap_err(),
        AuditError::Incomplete
    );

    // No bit of the evidence can be changed without being noticed, notices included.
    for at in 0..evidence.len() {
        let mut altered = evidence.clone();
        altered[at] ^= 1;
        if let Ok(log) = read(&altered, first.trail()) {
            assert!(!log.is_explained(), "byte {at}");
        }
    }
}

#[test]
fn an_entry_left_out_of_the_log_is_noticed() {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let specialist = world.specialist.clone();
    world
        .open(
            &specialist,
            &bundle,
            &record,
            &world.intent(Purpose::Treatment),
            30,
        )
        .unwrap();
    let (ledger, me) = (world.exchange.ledger(), &world.patient);
    let full = TrailEvidence::collect(ledger, &me.identity_id(), &TrailState::EMPTY).unwrap();
    let full: Value = decode(&full.to_bytes().unwrap(), LIMITS).unwrap();
    let entries = |evidence: &Value| field(evidence, "entries").as_array().unwrap().len();
    assert_eq!(
        entries(&full),
        4,
        "anchor, the patient's registration, grant, access"
    );
    for missing in 0..entries(&full) {
        let mut cut = full.clone();
        let fields = cut.as_map_mut().unwrap().iter_mut();
        for (_, value) in fields.filter(|(name, _)| name.as_text() == Some("entries")) {
            value.as_array_mut().unwrap().remove(missing);
        }
        let cut = TrailEvidence::from_bytes(&encode(&cut).unwrap()).unwrap();
        let result = cut.verify(ledger.id(), &world.authorities(), me, &TrailState::EMPTY);
        assert_eq!(
            result.unwrap_err(),
            AuditError::Incomplete,
            "entry {missing}"
        );
    }
}

#[test]
fn an_access_without_a_notice_shows_as_unexplained() {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let specialist = world.specialist.clone();
    world
        .open(
            &specialist,
            &bundle,
            &record,
            &world.intent(Purpose::Treatment),
            30,
        )
        .unwrap();
    let (ledger, me) = (world.exchange.ledger(), &world.patient);
    let full = TrailEvidence::collect(ledger, &me.identity_id(), &TrailState::EMPTY).unwrap();
    let mut full: Value = decode(&full.to_bytes().unwrap(), LIMITS).unwrap();
    for (name, value) in full.as_map_mut().unwrap() {
        if name.as_text() == Some("entries") {
            for (name, value) in value.as_array_mut().unwrap()[3].as_map_mut().unwrap() {
                if name.as_text() == Some("notice") {
                    *value = Value::Null;
                }
            }
        }
    }
    let silent = TrailEvidence::from_bytes(&encode(&full).unwrap()).unwrap();
    let log = silent
        .verify(ledger.id(), &world.authorities(), me, &TrailState::EMPTY)
        .unwrap();
    assert!(!log.is_explained());
    assert!(matches!(log.lines()[3].action, Action::Access { .. }));
    assert!(matches!(
        log.lines()[3].detail,
        Detail::Unexplained("no-notice")
    ));
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
        let silent = medseal::audit::prove_state(world.exchange.ledger(), &[]).unwrap();
        let silent = VerifiedState::verify(&silent, ledger, &authorities).unwrap();
        assert!(proof.replay(&ProvenView::new(&silent)).is_err());
    }
}

#[test]
fn an_erasure_receipt_joins_tombstone_and_attestations() {
    let mut world = World::new();
    let (record, other) = (world.seal("LAB", b"result"), world.seal("LAB", b"other"));
    world.anchor(&record, 10);
    world.anchor(&other, 11);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let commitment = record.header().commitment();
    let (patient, clinic) = (world.patient.clone(), world.clinic.clone());

    assert_eq!(
        code(world.exchange.erase(&clinic, &commitment, at(25))),
        "not-the-controller"
    );
    let tombstone = world.exchange.erase(&patient, &commitment, at(30)).unwrap();
    let again = world.exchange.erase(&patient, &commitment, at(31)).unwrap();
    assert_eq!(tombstone.entry(), again.entry());

    let ledger = world.exchange.ledger().id();
    let custodian = world.authority.signing_key();
    let everything = Destroyed {
        keys: true,
        payload: false,
    };
    let attest =
        |record| ErasureAttestation::new(ledger, record, everything, at(32), &custodian).unwrap();
    let receipt = ErasureReceipt::new(tombstone.clone(), vec![attest(commitment)]).unwrap();
    let bytes = receipt.to_bytes().unwrap();
    let read = ErasureReceipt::from_bytes(&bytes).unwrap();
    let verified = read.verify(&world.authorities()).unwrap();
    assert_eq!(verified.record, commitment);
    assert_eq!(verified.controller, patient.signing_key().verifying_key());

    assert_eq!(
        ErasureReceipt::new(tombstone.clone(), vec![]),
        Err(AuditError::NoAttestation)
    );
    let foreign = vec![attest(other.header().commitment())];
    assert_eq!(
        ErasureReceipt::new(tombstone, foreign),
        Err(AuditError::ErasureMismatch)
    );
    let anchor = world.anchor(&world.seal("LAB", b"x"), 33);
    let not_a_tombstone = ErasureReceipt::new(anchor, vec![attest(commitment)]);
    assert_eq!(not_a_tombstone, Err(AuditError::ErasureMismatch));
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        let result = ErasureReceipt::from_bytes(&altered).map(|r| r.verify(&world.authorities()));
        // The base64 of a note that is not verified, such as an unknown signature, does not occur.
        assert!(!matches!(result, Ok(Ok(_))), "byte {at}");
    }

    let specialist = world.specialist.clone();
    let intent = world.intent(Purpose::Treatment);
    assert_eq!(
        code(world.open(&specialist, &bundle, &record, &intent, 40)),
        "record-erased"
    );
    assert!(
        world
            .open(&specialist, &bundle, &other, &intent, 50)
            .is_ok()
    );
}

fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    let fields = value.as_map().unwrap();
    &fields
        .iter()
        .find(|(key, _)| key.as_text() == Some(name))
        .unwrap()
        .1
}

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    depth: 8,
    items: 4096,
};
