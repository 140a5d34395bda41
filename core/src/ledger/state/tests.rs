use super::value::{EMPTY, Hash, leaf_hash, node_hash};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn key(number: u64) -> StateKey {
    StateKey::new(1, &number.to_be_bytes())
}

fn value(bytes: &[u8]) -> StateValue {
    StateValue::new(bytes).unwrap()
}

fn filled(count: u64) -> StateTree {
    let mut tree = StateTree::new();
    tree.apply((0..count).map(|i| (key(i), Some(value(&i.to_be_bytes())))))
        .unwrap();
    tree
}

/// The definition, as slow as it reads.
fn model_root(model: &[(StateKey, StateValue)], depth: usize) -> Hash {
    match model {
        [] => EMPTY,
        [(key, value)] => leaf_hash(key, &value.digest()),
        _ => {
            let (right, left): (Vec<_>, Vec<_>) =
                model.iter().cloned().partition(|(key, _)| key.bit(depth));
            node_hash(
                &model_root(&left, depth + 1),
                &model_root(&right, depth + 1),
            )
        }
    }
}

fn root_of(model: &BTreeMap<StateKey, StateValue>) -> StateRoot {
    let list: Vec<_> = model.iter().map(|(k, v)| (*k, v.clone())).collect();
    StateRoot::from_bytes(model_root(&list, 0))
}

/// Keys that share long prefixes, as no hash would give them: the shape's corner cases.
fn crowded_key() -> impl Strategy<Value = StateKey> {
    (0usize..4, 0usize..256, any::<bool>()).prop_map(|(base, bit, flip)| {
        let mut bytes = [[0x00, 0xff, 0xaa, 0x01][base]; 32];
        if flip {
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        StateKey::from_bytes(bytes)
    })
}

fn any_key() -> impl Strategy<Value = StateKey> {
    prop_oneof![crowded_key(), (0u64..50).prop_map(key)]
}

fn any_change() -> impl Strategy<Value = (StateKey, Option<StateValue>)> {
    let some_value = proptest::collection::vec(any::<u8>(), 0..4).prop_map(|v| value(&v));
    (any_key(), proptest::option::weighted(0.7, some_value))
}

proptest! {
    #[test]
    fn the_tree_is_the_model_whatever_the_batches(
        batches in proptest::collection::vec(proptest::collection::vec(any_change(), 0..20), 0..12),
        probes in proptest::collection::vec(any_key(), 0..10),
    ) {
        let (mut tree, mut model) = (StateTree::new(), BTreeMap::new());
        for batch in batches {
            for (key, value) in batch.clone() {
                match value {
                    Some(value) => model.insert(key, value),
                    None => model.remove(&key),
                };
            }
            let root = tree.apply(batch).unwrap();
            prop_assert_eq!(root, root_of(&model));
            prop_assert_eq!(tree.len(), model.len());
        }
        prop_assert!(tree.iter().eq(model.iter()));
        let root = tree.root();
        for key in probes.iter().chain(model.keys()) {
            let expected = model.get(key).map(StateValue::as_bytes);
            prop_assert_eq!(tree.get(key).map(StateValue::as_bytes), expected);
            let proof = tree.prove(key);
            prop_assert_eq!(proof.verify(&root, key), Ok(expected));
            let bytes = proof.to_bytes().unwrap();
            prop_assert_eq!(StateProof::from_bytes(&bytes), Ok(proof));
        }
    }

    #[test]
    fn undoing_restores_the_root_and_the_contents(
        before in proptest::collection::vec(any_change(), 0..30),
        change in proptest::collection::vec(any_change(), 0..30),
    ) {
        let mut tree = StateTree::new();
        let root = tree.apply(before).unwrap();
        let entries: Vec<_> = tree.iter().map(|(k, v)| (*k, v.clone())).collect();
        let undo = tree.apply_undoable(change).unwrap();
        prop_assert_eq!(tree.undo(undo), Ok(root));
        prop_assert!(tree.iter().eq(entries.iter().map(|(k, v)| (k, v))));
    }

    /// The ledger has two threads make the parts of a change, in no order that could be foretold.
    #[test]
    fn parts_made_in_any_order_are_the_whole_change(
        before in proptest::collection::vec(any_change(), 0..60),
        change in proptest::collection::btree_map(any_key(), any_change(), 0..60),
        turn in 0usize..16,
    ) {
        let mut tree = StateTree::new();
        tree.apply(before).unwrap();
        let mut whole = tree.clone();
        let change: Vec<_> = change.into_iter().map(|(key, (_, value))| (key, value)).collect();
        let undo = whole.apply_undoable(change.clone()).unwrap();

        let (mut update, mut parts) = tree.begin(StateChanges(change.clone()));
        prop_assert_eq!(update.missing(), parts.len());
        let count = parts.len();
        parts.rotate_left(turn % count.max(1));
        for part in parts {
            update.take(part.make());
        }
        prop_assert_eq!(update.missing(), 0);
        prop_assert_eq!(update.settle(), whole.root());
        let taken_back = update.into_undo();
        prop_assert_eq!(&taken_back.0, &undo.0);
        prop_assert!(taken_back.0.is_sorted_by(|(a, _), (b, _)| a < b));
        prop_assert_eq!(tree.root(), whole.root());
        prop_assert_eq!(tree.len(), whole.len());
        prop_assert!(tree.iter().eq(whole.iter()));
        prop_assert_eq!(tree.withdraw(taken_back).0, change);
    }

    #[test]
    fn a_proof_for_one_key_says_nothing_false_of_another(a in any_key(), b in any_key()) {
        let mut tree = filled(50);
        tree.apply([(a, Some(value(b"a")))]).unwrap();
        let claimed = tree.prove(&a);
        if let Ok(claim) = claimed.verify(&tree.root(), &b) {
            prop_assert_eq!(claim, tree.get(&b).map(StateValue::as_bytes));
        }
    }
}

#[test]
fn threat_07_every_flipped_bit_of_a_state_proof_is_refused() {
    let tree = filled(40);
    let root = tree.root();
    let mut kinds = BTreeMap::from([("member", 0), ("empty", 0), ("other", 0)]);
    for key in (0..3).chain(1000..1200).map(key) {
        let proof = tree.prove(&key);
        let bytes = proof.to_bytes().unwrap();
        let kind = kinds
            .iter_mut()
            .find(|(name, _)| bytes.windows(name.len()).any(|at| at == name.as_bytes()));
        let (_, count) = kind.expect("one of the three terminals");
        *count += 1;
        if *count > 3 {
            continue;
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let verdict = StateProof::from_bytes(&flipped)
                .and_then(|proof| proof.verify(&root, &key).map(|_| ()));
            assert!(verdict.is_err(), "bit {bit}");
        }
        for bit in 0..256 {
            let mut bytes = *root.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let other = StateRoot::from_bytes(bytes);
            assert_eq!(proof.verify(&other, &key), Err(StateProofError::Mismatch));
        }
    }
    assert!(kinds.values().all(|count| *count > 0), "{kinds:?}");
}

#[test]
fn threat_07_state_proofs_of_other_lengths_and_shapes_are_refused() {
    let tree = filled(40);
    let root = tree.root();
    let encoded = tree.prove(&key(3)).to_bytes().unwrap();
    let with_siblings = |change: &dyn Fn(&mut Vec<ciborium::Value>)| {
        let mut proof: ciborium::Value = ciborium::from_reader(&encoded[..]).unwrap();
        let fields = proof.as_map_mut().unwrap();
        let (_, siblings) = fields
            .iter_mut()
            .find(|(name, _)| name.as_text() == Some("siblings"))
            .unwrap();
        change(siblings.as_array_mut().unwrap());
        let bytes = crate::codec::encode(&proof).unwrap();
        StateProof::from_bytes(&bytes).and_then(|proof| proof.verify(&root, &key(3)).map(|_| ()))
    };
    let zero = || ciborium::Value::Bytes(vec![0; 32]);
    assert_eq!(with_siblings(&|_| ()), Ok(()));
    let mismatch = Err(StateProofError::Mismatch);
    assert_eq!(with_siblings(&|list| drop(list.pop())), mismatch);
    assert_eq!(with_siblings(&|list| drop(list.remove(0))), mismatch);
    assert_eq!(with_siblings(&|list| list.push(zero())), mismatch);
    let shape = Err(StateProofError::Shape);
    assert_eq!(with_siblings(&|list| list.insert(0, zero())), shape);
    let too_large = crate::codec::CodecError::TooLarge;
    assert_eq!(
        with_siblings(&|list| list.extend((0..600).map(|_| zero()))),
        Err(StateProofError::Encoding(too_large))
    );
}

/// A leaf passed off as an inner node would let a proof go on below it.
#[test]
fn threat_07_leaves_nodes_and_keys_of_the_state_cannot_be_confused() {
    let (left, right) = ([1; 32], [2; 32]);
    let as_leaf = leaf_hash(
        &StateKey::from_bytes(left),
        &crate::types::Sha256Digest::from_bytes(right),
    );
    assert_ne!(as_leaf, node_hash(&left, &right));
    assert_ne!(StateKey::new(1, b"x"), StateKey::new(2, b"x"));
    assert_eq!(StateTree::new().root(), StateRoot::EMPTY);
}

#[test]
fn absence_next_to_a_lone_leaf_is_proved_by_that_leaf() {
    let tree = filled(1);
    let root = tree.root();
    assert_eq!(tree.prove(&key(5)).verify(&root, &key(5)), Ok(None));
    // The same proof cannot show that the key that is there is absent.
    let mismatch = Err(StateProofError::Mismatch);
    assert_eq!(tree.prove(&key(5)).verify(&root, &key(0)), mismatch);
    let of_nothing = StateTree::new().prove(&key(0));
    assert_eq!(of_nothing.verify(&root, &key(0)), mismatch);
}

#[test]
fn the_last_of_equal_keys_counts_and_long_values_are_refused() {
    let mut tree = StateTree::new();
    tree.apply([
        (key(1), Some(value(b"first"))),
        (key(1), None),
        (key(1), Some(value(b"last"))),
    ])
    .unwrap();
    assert_eq!(tree.get(&key(1)), Some(&value(b"last")));
    assert_eq!(tree.len(), 1);
    let long = StateValue::new(&[0; StateValue::MAX_LEN + 1]);
    assert_eq!(long, Err(StateError::ValueTooLong));
}

#[test]
fn removed_slots_are_used_again() {
    let mut tree = filled(5000);
    let full = tree.memory();
    for _ in 0..3 {
        tree.apply((0..5000).map(|i| (key(i), None))).unwrap();
        assert_eq!(tree.root(), StateRoot::EMPTY);
        assert!(tree.is_empty());
        tree.apply((0..5000).map(|i| (key(i), Some(value(b"again")))))
            .unwrap();
    }
    assert!(tree.memory() < full + full / 4);
}

#[test]
fn a_proof_in_a_large_state_is_small() {
    let tree = filled(20_000);
    let bytes = tree.prove(&key(1)).to_bytes().unwrap();
    assert!(bytes.len() < 800, "{} bytes", bytes.len());
}
