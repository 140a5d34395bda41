//! For each rule of admission, what it refuses.

use crate::world::{Person, World, authorities, authority_key, commitment, erase, revoke};
use medseal::keys::{SigningKey, next_key_digest};
use medseal::ledger::admission::{LONGEST_EMERGENCY, MAX_NOTICE_LEN};
use medseal::ledger::store::MemoryStore;
use medseal::ledger::{
    Action, AdmissionError, AuthorityChange, EntryBody, EntryNonce, LeafIndex, SignedEntry,
    StatementSigner, approve, assemble,
};
use medseal::types::{Duration, LedgerId, Timestamp};

pub(super) type Outcome = Result<LeafIndex, AdmissionError>;
pub(super) type Case = (
    &'static str,
    fn(&mut World<MemoryStore>, &People) -> Outcome,
);

pub(super) struct People {
    pub(super) lab: Person,
    pub(super) patient: Person,
    pub(super) clinic: Person,
}

/// A world in which record 10 (with version 11) and 12 are anchored, 12 is erased, grant 20 is
/// active, 21 is revoked, 22 was delegated from 21, and event 30 is logged.
pub(super) fn furnished() -> (World<MemoryStore>, People) {
    let mut world = World::new();
    let people = People {
        lab: world.person(1),
        patient: world.person(2),
        clinic: world.person(3),
    };
    let People {
        lab,
        patient,
        clinic,
    } = &people;
    for action in [
        patient.record(10),
        patient.new_version(11, 10),
        patient.record(12),
    ] {
        world.submit(lab, action).unwrap();
    }
    world.submit(patient, patient.grants(20)).unwrap();
    world.submit(patient, patient.grants(21)).unwrap();
    world.submit(clinic, patient.delegation(22, 21)).unwrap();
    world.submit(clinic, patient.access(30, 20, 10)).unwrap();
    world.submit(patient, revoke(21)).unwrap();
    world.submit(patient, erase(12)).unwrap();
    world.seal().unwrap();
    (world, people)
}

pub(super) const CASES: &[Case] = &[
    ("reserved-entry", |world, _| {
        let last = world.ledger.last_block().size().leaves() - 1;
        let state = world.ledger.entry(LeafIndex::new(last)).unwrap().unwrap();
        world.ledger.submit(state.as_bytes(), world.now)
    }),
    ("reserved-entry", |world, _| {
        let genesis = world.ledger.entry(LeafIndex::new(0)).unwrap().unwrap();
        world.ledger.submit(genesis.as_bytes(), world.now)
    }),
    ("wrong-ledger", |world, people| {
        let signer = StatementSigner::new(LedgerId::from_bytes([9; 32]), &people.patient.key);
        let entry = signer.sign(people.patient.grants(50), world.now).unwrap();
        world.ledger.submit(entry.as_bytes(), world.now)
    }),
    ("entry-too-old", |world, people| {
        let entry = world.sign(&people.patient, people.patient.grants(50));
        world.pass(301);
        world.ledger.submit(entry.as_bytes(), world.now)
    }),
    // Fresh by a clock that stands still, but older than the last block allows.
    ("entry-too-old", |world, people| {
        let (entry, now) = (
            world.sign(&people.patient, people.patient.grants(50)),
            world.now,
        );
        world.pass(301);
        world.seal().unwrap();
        world.ledger.submit(entry.as_bytes(), now)
    }),
    ("entry-from-the-future", |world, people| {
        let now = world.now;
        world.pass(301);
        let entry = world.sign(&people.patient, people.patient.grants(50));
        world.ledger.submit(entry.as_bytes(), now)
    }),
    ("duplicate-entry", |world, people| {
        let entry = world.sign(&people.patient, people.patient.grants(50));
        world.ledger.submit(entry.as_bytes(), world.now)?;
        world.ledger.submit(entry.as_bytes(), world.now)
    }),
    ("duplicate-entry", |world, people| {
        let entry = world.sign(&people.patient, people.patient.grants(50));
        world.ledger.submit(entry.as_bytes(), world.now)?;
        world.seal().unwrap();
        world.pass(200);
        world.ledger.submit(entry.as_bytes(), world.now)
    }),
    ("block-outstanding", |world, people| {
        world.ledger.seal_block(world.now, &mut []).unwrap_err();
        world.submit(&people.patient, people.patient.grants(50))
    }),
    ("notice-too-large", |world, people| {
        let entry = world.sign(&people.patient, people.patient.grants(50));
        let notice = vec![0; MAX_NOTICE_LEN + 1];
        world
            .ledger
            .submit_with_notice(entry.as_bytes(), notice, world.now)
    }),
    ("unknown-signer", |world, people| {
        world.submit(&Person::new(9), people.patient.record(50))
    }),
    ("retired-key", |world, people| {
        rotate(world, &people.patient, &people.patient.next).unwrap();
        world.submit(&people.patient, people.patient.grants(50))
    }),
    ("key-already-used", |world, people| {
        world.submit(&people.lab, people.lab.register())
    }),
    // Somebody commits to another's key as its own next one.
    ("key-already-used", |world, people| {
        let thief = Person {
            next: people.lab.key.clone(),
            ..Person::new(9)
        };
        world.submit(&thief, thief.register())?;
        rotate(world, &thief, &people.lab.key)
    }),
    ("unknown-identity", |world, _| {
        let nobody = Person::new(9);
        rotate(world, &nobody, &nobody.next)
    }),
    ("wrong-next-key", |world, people| {
        rotate(world, &people.patient, &SigningKey::from_seed(&[99; 32]))
    }),
    ("not-the-controller", |world, people| {
        world.submit(&people.clinic, people.patient.grants(50))
    }),
    ("not-the-controller", |world, people| {
        world.submit(&people.lab, erase(10))
    }),
    ("not-the-author", |world, people| {
        world.submit(&people.clinic, people.patient.new_version(50, 11))
    }),
    ("other-controller", |world, people| {
        world.submit(&people.lab, people.clinic.new_version(50, 11))
    }),
    ("other-controller", |world, people| {
        world.submit(&people.clinic, people.clinic.delegation(50, 20))
    }),
    ("other-controller", |world, people| {
        world.submit(&people.lab, people.clinic.record(51))?;
        world.submit(&people.clinic, people.patient.access(52, 20, 51))
    }),
    ("other-controller", |world, people| {
        world.submit(&people.clinic, people.clinic.access(52, 20, 10))
    }),
    // A grant that the clinic made to itself, for a record that is the patient's.
    ("other-controller", |world, people| {
        world.submit(&people.clinic, people.clinic.grants(53))?;
        world.submit(&people.clinic, people.patient.access(52, 53, 10))
    }),
    ("record-already-anchored", |world, people| {
        world.submit(&people.lab, people.patient.record(10))
    }),
    ("record-already-anchored", |world, people| {
        world.submit(&people.clinic, people.clinic.record(10))
    }),
    ("unknown-record", |world, people| {
        world.submit(&people.lab, people.patient.new_version(50, 51))
    }),
    ("unknown-record", |world, people| {
        world.submit(&people.patient, erase(50))
    }),
    ("unknown-record", |world, people| {
        world.submit(&people.clinic, people.patient.access(50, 20, 51))
    }),
    ("not-the-latest-version", |world, people| {
        world.submit(&people.lab, people.patient.new_version(50, 10))
    }),
    ("record-erased", |world, people| {
        world.submit(&people.lab, people.patient.new_version(50, 12))
    }),
    ("record-erased", |world, people| {
        world.submit(&people.clinic, people.patient.access(50, 20, 12))
    }),
    ("record-erased", |world, people| {
        world.submit(&people.patient, erase(11))?;
        world.submit(&people.clinic, people.patient.access(50, 20, 11))
    }),
    ("already-erased", |world, people| {
        world.submit(&people.patient, erase(12))
    }),
    ("grant-already-made", |world, people| {
        world.submit(&people.patient, people.patient.grants(20))
    }),
    // Two grants of one commitment for the same block: entries that wait count.
    ("grant-already-made", |world, people| {
        world.submit(&people.patient, people.patient.grants(50))?;
        world.submit(&people.patient, people.patient.grants(50))
    }),
    ("unknown-grant", |world, people| {
        world.submit(&people.clinic, people.patient.delegation(50, 51))
    }),
    ("unknown-grant", |world, people| {
        world.submit(&people.patient, revoke(50))
    }),
    ("grant-revoked", |world, people| {
        world.submit(&people.clinic, people.patient.delegation(50, 21))
    }),
    // Itself never revoked, but the grant above it was.
    ("grant-revoked", |world, people| {
        world.submit(&people.clinic, people.patient.access(50, 22, 10))
    }),
    ("grant-revoked", |world, people| {
        world.submit(&people.patient, revoke(20))?;
        world.submit(&people.clinic, people.patient.access(50, 20, 10))
    }),
    ("already-revoked", |world, people| {
        world.submit(&people.patient, revoke(21))
    }),
    ("delegation-too-deep", |world, people| {
        let patient = &people.patient;
        world.submit(&people.clinic, patient.delegation(60, 20))?;
        for depth in 1..7 {
            world.submit(&people.clinic, patient.delegation(60 + depth, 59 + depth))?;
        }
        world.submit(&people.clinic, patient.delegation(67, 66))
    }),
    ("not-the-issuer", |world, people| {
        world.submit(&people.lab, revoke(20))
    }),
    ("event-already-logged", |world, people| {
        world.submit(&people.clinic, people.patient.access(30, 20, 10))
    }),
    ("emergency-already-over", |world, people| {
        emergency(world, people, Duration::from_seconds(0))
    }),
    ("emergency-too-long", |world, people| {
        let longer = Duration::from_seconds(LONGEST_EMERGENCY.seconds() + 1);
        emergency(world, people, longer)
    }),
    ("wrong-authority-revision", |world, _| {
        change_authorities(world, 0, &[0])
    }),
    ("wrong-authority-revision", |world, _| {
        change_authorities(world, 2, &[0])
    }),
    ("no-authority-quorum", |world, _| {
        change_authorities(world, 1, &[1])
    }),
    // A stranger's approval beside the quorum's is refused, too.
    ("no-authority-quorum", |world, _| {
        change_authorities(world, 1, &[0, 1])
    }),
    ("no-authority-quorum", |world, _| {
        change_authorities(world, 1, &[0])?;
        change_authorities(world, 2, &[0])
    }),
    ("invalid-signature", |world, people| {
        let entry = world.sign(&people.patient, people.patient.grants(50));
        let mut bytes = entry.as_bytes().to_vec();
        *bytes.last_mut().unwrap() ^= 1;
        world.ledger.submit(&bytes, world.now)
    }),
    ("malformed-encoding", |world, _| {
        world.ledger.submit(&[0x82, 0x40], world.now)
    }),
    ("encoding-too-large", |world, _| {
        world
            .ledger
            .submit(&vec![0; SignedEntry::MAX_LEN + 1], world.now)
    }),
];

/// The code of every rule in the table of `docs/formats/ledger.md`.
pub(super) const RULES: &[&str] = &[
    "reserved-entry",
    "wrong-ledger",
    "entry-too-old",
    "entry-from-the-future",
    "duplicate-entry",
    "block-outstanding",
    "notice-too-large",
    "unknown-signer",
    "retired-key",
    "key-already-used",
    "unknown-identity",
    "wrong-next-key",
    "not-the-controller",
    "not-the-author",
    "other-controller",
    "record-already-anchored",
    "unknown-record",
    "not-the-latest-version",
    "record-erased",
    "already-erased",
    "grant-already-made",
    "unknown-grant",
    "grant-revoked",
    "already-revoked",
    "delegation-too-deep",
    "not-the-issuer",
    "event-already-logged",
    "emergency-already-over",
    "emergency-too-long",
    "wrong-authority-revision",
    "no-authority-quorum",
];

pub(super) fn rotate(world: &mut World<MemoryStore>, who: &Person, to: &SigningKey) -> Outcome {
    let next = next_key_digest(&SigningKey::from_seed(&[111; 32]).verifying_key());
    let action = Action::Rotate {
        identity: who.id,
        document: commitment(99),
        next,
    };
    let entry = world.sign_with(to, action);
    world.ledger.submit(entry.as_bytes(), world.now)
}

pub(super) fn emergency(
    world: &mut World<MemoryStore>,
    people: &People,
    lasting: Duration,
) -> Outcome {
    let expires = world.now.plus(lasting);
    let (event, controller) = (commitment(90), people.patient.id);
    world.submit(
        &people.clinic,
        Action::BreakGlass {
            event,
            controller,
            expires,
        },
    )
}

/// Hands over to authorities 1 to 3 with the approval of those named.
pub(super) fn change_authorities(
    world: &mut World<MemoryStore>,
    revision: u64,
    approving: &[u8],
) -> Outcome {
    let nonce = EntryNonce::from_bytes([revision as u8; 16]);
    let list = authorities(1..4, 2);
    let change = AuthorityChange::new(world.ledger.id(), world.now, nonce, revision, list);
    let approvals = approving
        .iter()
        .map(|n| approve(&change, &authority_key(*n)).unwrap());
    let entry = assemble(change.clone(), approvals.collect()).unwrap();
    assert!(matches!(entry.body(), EntryBody::Authorities(_)));
    assert!(world.now > Timestamp::EPOCH);
    world.ledger.submit(entry.as_bytes(), world.now)
}
