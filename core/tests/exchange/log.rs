//! The disclosure log is complete or refused, on a node and on a phone.

use crate::support::world::{DAY, World};
use ciborium::Value;
use medseal::{
    audit::{AuditError, Detail, DisclosureLog, Notice, TrailEvidence, VerifiedState, prove_state},
    codec::{Limits, decode, encode},
    consent::Purpose,
    ledger::{Action, LeafIndex, TrailState},
};

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
    let (world, mut evidence) = opened_once();
    let whole = evidence.entries().len();
    assert_eq!(
        whole, 4,
        "anchor, the patient's registration, grant, access"
    );
    for missing in 0..whole {
        let mut cut = evidence.clone();
        cut.entries().remove(missing);
        let result = cut.read(&world);
        assert_eq!(
            result.unwrap_err(),
            AuditError::Incomplete,
            "entry {missing}"
        );
    }
}

#[test]
fn an_access_without_a_notice_shows_as_unexplained() {
    let (world, mut evidence) = opened_once();
    *field(&mut evidence.entries()[3], "notice") = Value::Null;
    let log = evidence.read(&world).unwrap();
    assert!(!log.is_explained());
    assert!(matches!(log.lines()[3].action, Action::Access { .. }));
    assert!(matches!(
        log.lines()[3].detail,
        Detail::Unexplained("no-notice")
    ));
}

#[test]
fn threat_11_an_old_state_is_not_shown_as_that_of_a_newer_checkpoint() {
    let mut world = World::new();
    world.anchor(&world.seal("LAB", b"result"), 10);
    let (id, authorities) = (world.exchange.ledger().id(), world.authorities());
    let read = |evidence: &[u8]| {
        VerifiedState::verify(evidence, id, &authorities).map(|state| state.height())
    };
    let old = prove_state(world.exchange.ledger(), &[]).unwrap();
    let height = read(&old).unwrap();
    let last = world.exchange.ledger().last_block().size().leaves() - 1;
    world.grant("LAB", Purpose::Treatment, 20);

    // The old block's last entry, with a good receipt under the new checkpoint.
    let receipt = world
        .exchange
        .ledger()
        .receipt(LeafIndex::new(last))
        .unwrap();
    let entry = receipt.entry().unwrap();
    assert!(receipt.verify(entry, &authorities).is_ok());
    let mut forged: Value = decode(&old, LIMITS).unwrap();
    *field(&mut forged, "receipt") = receipt.to_string().into();
    let refused = read(&encode(&forged).unwrap());
    assert_eq!(refused, Err(AuditError::Incomplete));
    let new = prove_state(world.exchange.ledger(), &[]).unwrap();
    assert!(read(&new).unwrap() > height);
}

/// A world in which one record was opened once, and the evidence of everything in it.
fn opened_once() -> (World, Evidence) {
    let mut world = World::new();
    let record = world.seal("LAB", b"result");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let specialist = world.specialist.clone();
    let intent = world.intent(Purpose::Treatment);
    world
        .open(&specialist, &bundle, &record, &intent, 30)
        .unwrap();
    let patient = world.patient.identity_id();
    let full = TrailEvidence::collect(world.exchange.ledger(), &patient, &TrailState::EMPTY);
    let bytes = full.unwrap().to_bytes().unwrap();
    (world, Evidence(decode(&bytes, LIMITS).unwrap()))
}

/// Evidence taken apart, so that somebody can leave out what it says.
#[derive(Clone)]
struct Evidence(Value);

impl Evidence {
    fn entries(&mut self) -> &mut Vec<Value> {
        field(&mut self.0, "entries").as_array_mut().unwrap()
    }

    /// As the patient's phone reads it, from the beginning.
    fn read(&self, world: &World) -> Result<DisclosureLog, AuditError> {
        let ledger = world.exchange.ledger().id();
        TrailEvidence::from_bytes(&encode(&self.0).unwrap())?.verify(
            ledger,
            &world.authorities(),
            &world.patient,
            &TrailState::EMPTY,
        )
    }
}

fn field<'a>(value: &'a mut Value, name: &str) -> &'a mut Value {
    let fields = value.as_map_mut().unwrap().iter_mut();
    let mut found = fields.filter(|(key, _)| key.as_text() == Some(name));
    &mut found.next().unwrap().1
}

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    depth: 8,
    items: 4096,
};
