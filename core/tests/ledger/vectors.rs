//! `vectors/ledger/entries.json` and `vectors/ledger/history.json`: written once from fixed seeds,
//! compared ever after.

use crate::support::vectors::{check, hex, unhex};
use crate::world::{
    Person, World, authorities, authority_key, commitment, erase, genesis, revoke, start,
};
use medseal::errors::ErrorCode;
use medseal::keys::{SigningKey, next_key_digest};
use medseal::ledger::store::MemoryStore;
use medseal::ledger::{
    Action, AuthorityChange, EntryNonce, LeafIndex, SignedEntry, VerifiedEntry, approve, assemble,
};
use medseal::types::Duration;
use serde_json::{Value, json};

fn case(name: &str, entry: &SignedEntry) -> Value {
    json!({
        "name": name,
        "entry": hex(entry.as_bytes()),
        "leaf_hash": entry.leaf_hash().to_string(),
        "decoded": serde_json::to_value(entry.body()).unwrap(),
    })
}

fn change(world: &World<MemoryStore>, revision: u64) -> AuthorityChange {
    let nonce = EntryNonce::from_bytes([3; 16]);
    AuthorityChange::new(
        world.ledger.id(),
        world.now,
        nonce,
        revision,
        authorities(1..4, 2),
    )
}

#[test]
fn entries() {
    let mut world = World::new();
    let patient = Person::new(2);
    let (id, record, grant) = (patient.id, commitment(10), commitment(20));
    let rotation = Action::Rotate {
        identity: id,
        document: commitment(3),
        next: next_key_digest(&SigningKey::from_seed(&[5; 32]).verifying_key()),
    };
    let expires = world.now.plus(Duration::from_hours(4));
    let actions = [
        ("register", patient.register()),
        ("rotate", rotation),
        ("anchor", patient.record(10)),
        ("anchor a new version", patient.new_version(11, 10)),
        ("grant", patient.grants(20)),
        ("delegated grant", patient.delegation(21, 20)),
        ("revoke", revoke(20)),
        (
            "access",
            Action::Access {
                event: commitment(30),
                controller: id,
                grant,
                record,
            },
        ),
        (
            "break glass",
            Action::BreakGlass {
                event: commitment(31),
                controller: id,
                expires,
            },
        ),
        ("erase", erase(10)),
    ];
    let mut cases: Vec<_> = actions
        .into_iter()
        .map(|(name, action)| case(name, &world.sign(&patient, action)))
        .collect();
    let change = change(&world, 1);
    let approvals = [2, 0, 1].map(|number| approve(&change, &authority_key(number)).unwrap());
    cases.push(case(
        "authorities",
        &assemble(change, approvals.to_vec()).unwrap(),
    ));
    for (name, index) in [("genesis", 0), ("state", 1)] {
        let entry = world.ledger.entry(LeafIndex::new(index)).unwrap().unwrap();
        cases.push(case(name, &entry));
    }

    let grant = world.sign(&patient, patient.grants(20));
    let good = grant.as_bytes();
    let change = |name: &str, class: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.to_vec();
        change(&mut bytes);
        let expected = VerifiedEntry::decode(&bytes).expect_err(name).code();
        json!({"name": name, "class": class, "entry": hex(&bytes), "expected": expected})
    };
    let find = |bytes: &[u8], part: &[u8]| {
        bytes
            .windows(part.len())
            .position(|window| window == part)
            .unwrap()
    };
    let key = *patient.key.verifying_key().as_bytes();
    cases.extend([
        change("signature with a flipped bit", "signature", &|b| {
            *b.last_mut().unwrap() ^= 1
        }),
        change(
            "another commitment under the signature",
            "signature",
            &|b| {
                let at = find(b, commitment(20).as_bytes());
                b[at] ^= 1;
            },
        ),
        change("a signer with a torsion component", "key", &|b| {
            let at = find(b, &key);
            b[at..at + 32].copy_from_slice(&[0xc7; 32]);
        }),
        change("version 2", "version", &|b| {
            let at = find(b, b"gversion\x01");
            b[at + 8] = 2;
        }),
        change("an unknown action", "structure", &|b| {
            let at = find(b, b"egrant\xa3");
            b[at + 1] = b'G';
        }),
        change("an unknown field", "structure", &|b| {
            let at = find(b, b"enonce");
            b[at + 1] = b'N';
        }),
        change("an empty signature", "seal", &|b| {
            b.truncate(b.len() - 66);
            b.push(0x40);
        }),
        change("a signature of 63 bytes", "seal", &|b| {
            b.truncate(b.len() - 66);
            b.extend([0x58, 63]);
            b.extend([0; 63]);
        }),
        change("a byte after the entry", "encoding", &|b| b.push(0)),
        change("cut short", "encoding", &|b| b.truncate(b.len() - 1)),
        change("an array of indefinite length", "encoding", &|b| {
            b[0] = 0x9f;
            b.push(0xff);
        }),
        change("longer than 4 KiB", "size", &|b| {
            b.resize(SignedEntry::MAX_LEN + 1, 0)
        }),
        change("empty", "encoding", &|b| b.clear()),
    ]);

    for case in &cases {
        let decoded = VerifiedEntry::decode(&unhex(&case["entry"]));
        match decoded {
            Ok(entry) => assert_eq!(
                json!(entry.entry().leaf_hash().to_string()),
                case["leaf_hash"]
            ),
            Err(error) => assert_eq!(json!(error.code()), case["expected"], "{}", case["name"]),
        }
    }
    check(
        "ledger/entries.json",
        json!({"format": "ledger v1: entries", "cases": cases}),
    );
}

/// A history of a ledger: what is submitted and when, what is refused and why, and what each block
/// looks like. Another implementation must come to the same roots.
#[test]
fn history() {
    let mut world = World::new();
    let (lab, patient, clinic) = (Person::new(1), Person::new(2), Person::new(3));
    let mut steps = vec![block(&world)];
    let next = SigningKey::from_seed(&[5; 32]);
    let rotated = Person {
        id: patient.id,
        key: patient.next.clone(),
        next: next.clone(),
    };
    let rotation = Action::Rotate {
        identity: patient.id,
        document: commitment(3),
        next: next_key_digest(&next.verifying_key()),
    };
    let script: Vec<Vec<(&Person, Action)>> = vec![
        vec![
            (&lab, lab.register()),
            (&patient, patient.register()),
            (&lab, patient.record(10)),
            (&clinic, patient.access(30, 20, 10)),
            (&clinic, clinic.register()),
            (&clinic, patient.access(30, 20, 10)),
            (&patient, patient.grants(20)),
            (&patient, patient.grants(20)),
            (&clinic, patient.grants(21)),
        ],
        vec![
            (&clinic, patient.access(30, 20, 10)),
            (&clinic, patient.delegation(22, 20)),
            (&lab, patient.access(31, 22, 10)),
            (&clinic, patient.new_version(11, 10)),
            (&lab, patient.new_version(11, 10)),
            (&lab, patient.new_version(12, 10)),
            (&rotated, rotation),
            (&patient, revoke(20)),
            (&rotated, revoke(20)),
            (&lab, patient.access(32, 22, 10)),
        ],
        vec![],
        vec![
            (&rotated, erase(11)),
            (&rotated, erase(11)),
            (&lab, patient.new_version(13, 11)),
            (&lab, erase(10)),
        ],
    ];
    for submissions in script {
        for (who, action) in submissions {
            world.pass(1);
            let entry = world.sign(who, action);
            let outcome = world.ledger.submit(entry.as_bytes(), world.now);
            steps.push(json!({
                "submit": hex(entry.as_bytes()),
                "now": world.now.seconds(),
                "expected": match outcome {
                    Ok(index) => json!({"index": index.number()}),
                    Err(error) => json!({"refused": error.code()}),
                },
            }));
        }
        world.pass(10);
        world.seal().unwrap();
        steps.push(block(&world));
    }
    let trail = world.ledger.view().trail(&patient.id);
    assert_eq!(start(), genesis().time);
    check(
        "ledger/history.json",
        json!({
            "format": "ledger v1: history",
            "ledger": world.ledger.id().to_string(),
            "patient": patient.id.to_string(),
            "trail": {"count": trail.count, "last": trail.last, "head": trail.head.to_string()},
            "steps": steps,
        }),
    );
}

fn block(world: &World<MemoryStore>) -> Value {
    let block = world.ledger.last_block();
    let last = LeafIndex::new(block.size().leaves() - 1);
    json!({
        "seal": block.height(),
        "time": block.time().seconds(),
        "size": block.size().leaves(),
        "root": block.head().root.to_string(),
        "state_root": block.state_root().to_string(),
        "state_entry": hex(world.ledger.entry(last).unwrap().unwrap().as_bytes()),
        "checkpoint": block.checkpoint().to_string(),
    })
}
