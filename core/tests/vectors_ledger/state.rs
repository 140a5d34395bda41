//! The authenticated state and its proofs.

use crate::{hex, support::vectors::check, verdict};
use medseal::ledger::{StateKey, StateProof, StateRoot, StateTree, StateValue};
use serde_json::{Value, json};

fn key(number: u8) -> StateKey {
    StateKey::new(number % 3, &[number])
}

fn value(number: u8) -> StateValue {
    StateValue::new(&vec![number; usize::from(number)]).unwrap()
}

fn filled(count: u8) -> StateTree {
    let mut tree = StateTree::new();
    tree.apply((0..count).map(|i| (key(i), Some(value(i)))))
        .unwrap();
    tree
}

#[test]
fn roots() {
    let mut cases: Vec<Value> = [0u8, 1, 2, 3, 8, 40]
        .map(|count| {
            let tree = filled(count);
            let entries: Vec<_> = (0..count)
                .map(|i| {
                    json!({
                        "kind": i % 3, "identifier": hex([i]), "key": key(i),
                        "value": hex(value(i).as_bytes()),
                    })
                })
                .collect();
            json!({"name": format!("{count} keys"), "entries": entries, "root": tree.root()})
        })
        .into();
    // Keys that part only at the last bit: 255 nodes with one empty half each, then the two leaves.
    let close = [0u8, 1].map(|last| {
        let mut bytes = [0x5a; 32];
        bytes[31] = last;
        StateKey::from_bytes(bytes)
    });
    let mut tree = StateTree::new();
    tree.apply(close.map(|key| (key, Some(value(7))))).unwrap();
    let entries = close.map(|key| json!({"key": key, "value": hex(value(7).as_bytes())}));
    cases.push(json!({
        "name": "two keys that share 255 bits", "entries": entries, "root": tree.root(),
    }));
    check(
        "ledger/state-roots.json",
        json!({"format": "ledger state: roots", "cases": cases}),
    );
}

#[test]
fn proofs() {
    let tree = filled(40);
    let root = tree.root();
    let mut cases = Vec::new();
    let mut add =
        |name: &str, class: Option<&str>, root: StateRoot, key: StateKey, bytes: &[u8]| {
            let proof = StateProof::from_bytes(bytes);
            let result = proof
                .as_ref()
                .map_err(|error| *error)
                .and_then(|proof| proof.verify(&root, &key));
            let expected = verdict(result);
            assert_eq!(expected == "ok", class.is_none(), "{name}");
            let value = result.ok().flatten().map(hex);
            cases.push(json!({
                "name": name, "class": class, "root": root, "key": key, "proof": hex(bytes),
                "expected": expected, "value": value,
            }));
        };
    let encoded = |key| tree.prove(&key).to_bytes().unwrap();
    let named =
        |name: &'static [u8]| move |bytes: &Vec<u8>| bytes.windows(name.len()).any(|at| at == name);
    let absent = |terminal: &'static [u8]| {
        let mut numbers = 40..=255u8;
        let key = numbers.find(|number| named(terminal)(&encoded(key(*number))));
        self::key(key.unwrap())
    };
    let (empty, other) = (absent(b"eempty"), absent(b"eother"));
    add("a key with a value", None, root, key(3), &encoded(key(3)));
    add(
        "a key with an empty value",
        None,
        root,
        key(0),
        &encoded(key(0)),
    );
    add(
        "no key: an empty subtree",
        None,
        root,
        empty,
        &encoded(empty),
    );
    add(
        "no key: another key's leaf",
        None,
        root,
        other,
        &encoded(other),
    );
    let nothing = StateTree::new();
    let bytes = nothing.prove(&key(1)).to_bytes().unwrap();
    add("the empty state", None, nothing.root(), key(1), &bytes);

    let good = encoded(key(3));
    let flip = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let sibling = good.windows(2).position(|at| at == [0x58, 0x20]).unwrap() + 2;
    let member = b"fmember";
    let value_at = good.windows(7).position(|at| at == member).unwrap() + 8;
    let version_at = good.windows(8).position(|at| at == b"gversion").unwrap() + 8;
    let mismatch = Some("flipped-sibling");
    add("a sibling's bit", mismatch, root, key(3), &flip(sibling));
    add(
        "the value's bit",
        Some("flipped-value"),
        root,
        key(3),
        &flip(value_at),
    );
    add(
        "another root",
        Some("other-root"),
        nothing.root(),
        key(3),
        &good,
    );
    add("another key", Some("other-key"), root, key(4), &good);
    add(
        "absence of the key whose leaf is shown",
        Some("own-leaf-as-absence"),
        root,
        key_of_other_leaf(&encoded(other)),
        &encoded(other),
    );
    add(
        "another version",
        Some("unknown-version"),
        root,
        key(3),
        &flip(version_at),
    );
    add(
        "a byte more",
        Some("trailing-byte"),
        root,
        key(3),
        &[&good[..], &[0]].concat(),
    );
    add(
        "a byte less",
        Some("truncated"),
        root,
        key(3),
        &good[..good.len() - 1],
    );
    // The array of siblings, one longer: a zero hash where the deepest sibling was.
    let array = sibling - 3;
    let deeper = [
        &good[..array],
        &[good[array] + 1, 0x58, 0x20],
        &[0; 32],
        &good[array + 1..],
    ]
    .concat();
    add(
        "a zero hash below all",
        Some("empty-deepest-sibling"),
        root,
        key(3),
        &deeper,
    );
    check(
        "ledger/state-proofs.json",
        json!({"format": "ledger state: proof v1", "cases": cases}),
    );
}

/// The key in the terminal of a proof of absence.
fn key_of_other_leaf(proof: &[u8]) -> StateKey {
    let name = b"ckeyX ";
    let at = proof.windows(6).position(|window| window == name).unwrap() + 6;
    StateKey::from_bytes(proof[at..at + 32].try_into().unwrap())
}
