//! The ledger's authenticated state, in memory.

use jmt::{KeyHash, SimpleHasher, mock::MockTreeStore};
use medseal::ledger::{StateKey, StateTree, StateValue};
use medseal_benches::{Bench, Better, Row, interleaved, rate, run};
use sha2::{Digest, Sha256};
use std::{cell::RefCell, hint::black_box, time::Duration};

type Entry = [u8; 100];

fn main() {
    run("ledger", |bench| {
        beside_jmt(bench);
        large(bench);
    });
}

fn entry(number: usize) -> Entry {
    let mut entry = [0x5a; 100];
    entry[..8].copy_from_slice(&number.to_be_bytes());
    entry
}

fn micros(time: Duration, calls: usize) -> f64 {
    time.as_secs_f64() * 1e6 / calls as f64
}

fn spread(count: usize, size: usize) -> Vec<usize> {
    (0..count).map(|i| i * 7919 % size).collect()
}

fn state_key(number: usize) -> StateKey {
    StateKey::new(1, &number.to_be_bytes())
}

fn state_value(number: usize) -> StateValue {
    StateValue::new(&entry(number)).unwrap()
}

fn filled(count: usize) -> StateTree {
    let mut tree = StateTree::new();
    tree.apply((0..count).map(|i| (state_key(i), Some(state_value(i)))))
        .unwrap();
    tree
}

fn jmt_changes(from: usize, count: usize, keys: usize) -> Vec<(KeyHash, Option<Vec<u8>>)> {
    let change = |i: usize| {
        let key = KeyHash(*state_key((from + i * 31) % keys).as_bytes());
        (key, Some(entry(from + i).to_vec()))
    };
    (0..count).map(change).collect()
}

type Jmt<'a> = jmt::JellyfishMerkleTree<'a, MockTreeStore, JmtSha256>;

/// jmt hashes with SHA-256 of the release before ours; here both hash with the same one.
struct JmtSha256(Sha256);

impl SimpleHasher for JmtSha256 {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

fn beside_jmt(bench: &mut Bench) {
    let keys = bench.size(100_000, 10_000);
    let (batch, rounds) = (bench.size(2_000, 200), bench.size(7, 3));
    let ours = RefCell::new(filled(keys));
    let store = MockTreeStore::new(true);
    let mut version = 0;
    let fill = (0..keys).map(|i| {
        let key = KeyHash(*state_key(i).as_bytes());
        (key, Some(entry(i).to_vec()))
    });
    let (_, update) = Jmt::new(&store).put_value_set(fill, version).unwrap();
    store.write_tree_update_batch(update).unwrap();

    let mut round = 0usize;
    let [mine, peer] = interleaved(
        rounds,
        [
            &mut || {
                round += 1;
                let change = |i| {
                    (
                        state_key((round + i * 31) % keys),
                        Some(state_value(round + i)),
                    )
                };
                black_box(ours.borrow_mut().apply((0..batch).map(change)).unwrap());
            },
            &mut || {
                version += 1;
                let changes = jmt_changes(usize::try_from(version).unwrap(), batch, keys);
                let (root, update) = Jmt::new(&store).put_value_set(changes, version).unwrap();
                store.write_tree_update_batch(update).unwrap();
                black_box(root);
            },
        ],
    );
    let name = format!("state of {keys} keys, batches of {batch}");
    bench.report(
        Row::new(&name, "updates", "keys/s", Better::Higher)
            .ours(rate(batch, mine))
            .beside("jmt 0.12 (memory)", rate(batch, peer)),
    );

    let (ours, calls) = (ours.into_inner(), bench.size(1_000, 100));
    let (root, tree) = (ours.root(), Jmt::new(&store));
    let their_root = tree.get_root_hash(version).unwrap();
    let asked: Vec<_> = spread(calls, keys).into_iter().map(state_key).collect();
    let their_key = |key: &StateKey| KeyHash(*key.as_bytes());
    let [mine, peer] = interleaved(
        rounds,
        [
            &mut || {
                asked
                    .iter()
                    .for_each(|key| drop(black_box(ours.prove(key))))
            },
            &mut || {
                for key in &asked {
                    black_box(tree.get_with_proof(their_key(key), version).unwrap());
                }
            },
        ],
    );
    let row = |case: &str, figure: f64| Row::new(case, "time", "µs", Better::Lower).ours(figure);
    let prove = format!("prove membership in {keys} keys");
    bench.report(row(&prove, micros(mine, calls)).beside("jmt 0.12 (memory)", micros(peer, calls)));

    let proofs: Vec<_> = asked
        .iter()
        .map(|key| {
            let (value, proof) = tree.get_with_proof(their_key(key), version).unwrap();
            (key, ours.prove(key), proof, value)
        })
        .collect();
    let [mine, peer] = interleaved(
        rounds,
        [
            &mut || {
                for (key, proof, ..) in &proofs {
                    black_box(proof.verify(&root, key).unwrap());
                }
            },
            &mut || {
                for (key, _, proof, value) in &proofs {
                    proof
                        .verify(their_root, their_key(key), value.as_ref())
                        .unwrap();
                }
            },
        ],
    );
    let verify = format!("verify membership in {keys} keys");
    bench
        .report(row(&verify, micros(mine, calls)).beside("jmt 0.12 (memory)", micros(peer, calls)));
    let sizes = proofs.iter().map(|(_, ours, theirs, value)| {
        let value = value.as_ref().map_or(0, Vec::len);
        let theirs = borsh::to_vec(theirs).unwrap().len() + value;
        (ours.to_bytes().unwrap().len(), theirs)
    });
    let (mine, peer) = sizes.fold((0, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
    let average = |sum: usize| sum as f64 / calls as f64;
    bench.report(
        Row::new(
            &format!("proof in {keys} keys, value of 100 B"),
            "size",
            "bytes",
            Better::Lower,
        )
        .ours(average(mine))
        .beside("jmt 0.12", average(peer)),
    );
}

fn large(bench: &mut Bench) {
    let (keys, batch) = (bench.size(1_000_000, 50_000), 2_000);
    let start = std::time::Instant::now();
    let mut tree = filled(keys);
    let built = start.elapsed();
    let mut round = 0usize;
    let [update] = interleaved(
        bench.size(9, 3),
        [&mut || {
            round += 1;
            let change = |i| {
                (
                    state_key((round + i * 487) % keys),
                    Some(state_value(round + i)),
                )
            };
            black_box(tree.apply((0..batch).map(change)).unwrap());
        }],
    );
    let name = format!("state of {keys} keys");
    let row = |metric: &str, unit: &str, figure: f64| {
        Row::new(&name, metric, unit, Better::Lower).ours(figure)
    };
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    bench.report(row("building it in one batch", "ms", millis(built)));
    bench.report(row("a batch of 2,000 updates", "ms", millis(update)));
    let memory = tree.memory() as f64 / keys as f64;
    bench.report(row("memory per key, besides the value", "bytes", memory));
    let proof = tree.prove(&state_key(7)).to_bytes().unwrap().len();
    bench.report(row("proof with a value of 100 B", "bytes", proof as f64));
}
