//! The ledger's tree, its proofs and receipts, in memory.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use medseal::keys::SigningKey;
use medseal::ledger::{
    Authorities, Checkpoint, CheckpointSigner, InclusionProof, LeafHash, LeafIndex,
    MemorySignerState, MemoryTree, ProofError, Receipt, SignedCheckpoint, Tile, TileError, TileId,
    TileReader, TiledTree, TreeHead, TreeSize, VerifierKey,
};
use medseal::types::Timestamp;
use medseal_benches::{Bench, Better, Goal, Row, interleaved, rate, run};
use sha2::{Digest, Sha256};
use std::{hint::black_box, time::Duration};

type Entry = [u8; 100];
type Oracle = MemoryBackedTree<Sha256, Entry>;

fn main() {
    run("ledger", |bench| {
        let count = bench.size(1_000_000, 50_000);
        let entries: Vec<Entry> = (0..count).map(entry).collect();
        append(bench, &entries);
        let ours: MemoryTree = entries.iter().map(|entry| LeafHash::of(entry)).collect();
        let mut theirs = Oracle::new();
        entries.iter().for_each(|entry| theirs.push(*entry));
        memory(bench, &ours);
        inclusion(bench, &entries, &ours, &theirs);
        consistency(bench, &ours, &theirs);
        receipts(bench, &entries, &ours);
    });
}

fn entry(number: usize) -> Entry {
    let mut entry = [0x5a; 100];
    entry[..8].copy_from_slice(&number.to_be_bytes());
    entry
}

fn append(bench: &mut Bench, entries: &[Entry]) {
    let [ours, bare] = interleaved(
        bench.size(7, 3),
        [
            &mut || {
                let tree: MemoryTree = entries.iter().map(|entry| LeafHash::of(entry)).collect();
                black_box(tree.head());
            },
            &mut || {
                black_box(necessary_hashes(entries));
            },
        ],
    );
    let row = |figure| {
        let name = format!("append {} entries of 100 B", entries.len());
        Row::new(&name, "throughput", "entries/s", Better::Higher).ours(figure)
    };
    let ours = rate(entries.len(), ours);
    bench.report(
        row(ours)
            .beside(
                "bare loop of the necessary hashes",
                rate(entries.len(), bare),
            )
            .goal(Goal::RatioAtLeast(0.7)),
    );
    // Twenty times the hashes: fewer rounds.
    let [ours, theirs] = interleaved(
        bench.size(2, 1),
        [
            &mut || {
                let tree: MemoryTree = entries.iter().map(|entry| LeafHash::of(entry)).collect();
                black_box(tree.head());
            },
            &mut || {
                let mut tree = Oracle::new();
                entries.iter().for_each(|entry| tree.push(*entry));
                black_box(tree.root());
            },
        ],
    );
    bench.report(
        row(rate(entries.len(), ours))
            .beside("ct-merkle 0.3", rate(entries.len(), theirs))
            .goal(Goal::RatioAtLeast(3.0)),
    );
}

/// One hash for each leaf and one for each node, on a stack, with nothing kept.
fn necessary_hashes(entries: &[Entry]) -> [u8; 32] {
    let node = |left: &[u8; 32], right: &[u8; 32]| -> [u8; 32] {
        let hash = Sha256::new().chain_update([1]);
        hash.chain_update(left)
            .chain_update(right)
            .finalize()
            .into()
    };
    let mut peaks: Vec<[u8; 32]> = Vec::with_capacity(64);
    for (index, entry) in entries.iter().enumerate() {
        let leaf = Sha256::new().chain_update([0]).chain_update(entry);
        peaks.push(leaf.finalize().into());
        for _ in 0..index.trailing_ones() {
            let (right, left) = (peaks.pop().unwrap(), peaks.pop().unwrap());
            peaks.push(node(&left, &right));
        }
    }
    let last = peaks.pop().unwrap();
    peaks
        .iter()
        .rev()
        .fold(last, |right, left| node(left, &right))
}

fn memory(bench: &mut Bench, tree: &MemoryTree) {
    let leaves = tree.size().leaves() as f64;
    let row = Row::new("tree in memory", "memory per entry", "bytes", Better::Lower)
        .ours(tree.memory() as f64 / leaves)
        .beside("ct-merkle 0.3 (its entries included)", 64.0 + 100.0);
    bench.report(row);
}

fn micros(time: Duration, calls: usize) -> f64 {
    time.as_secs_f64() * 1e6 / calls as f64
}

fn spread(count: usize, size: usize) -> Vec<usize> {
    (0..count).map(|i| i * 7919 % size).collect()
}

fn inclusion(bench: &mut Bench, entries: &[Entry], ours: &MemoryTree, theirs: &Oracle) {
    let (calls, rounds) = (bench.size(2_000, 200), bench.size(9, 3));
    let indices = spread(calls, entries.len());
    let index = |at: usize| LeafIndex::new(at as u64);
    let head = ours.head();
    let root = theirs.root();
    let tiles = Tiles::of(ours);
    let [memory, peer, tiled] = interleaved(
        rounds,
        [
            &mut || {
                for at in &indices {
                    black_box(ours.inclusion_proof(index(*at), head.size).unwrap());
                }
            },
            &mut || {
                for at in &indices {
                    black_box(theirs.prove_inclusion(*at));
                }
            },
            &mut || {
                for at in &indices {
                    let tree = TiledTree::new(&tiles, head.size);
                    let proof = InclusionProof::from_reader(&tree, index(*at), head.size);
                    black_box(proof.unwrap());
                }
            },
        ],
    );
    let row = |case: &str, figure: f64| Row::new(case, "time", "µs", Better::Lower).ours(figure);
    bench.report(
        row("prove inclusion, from memory", micros(memory, calls))
            .beside("ct-merkle 0.3", micros(peer, calls)),
    );
    bench.report(row(
        "prove inclusion, from stored tiles",
        micros(tiled, calls),
    ));

    let proofs: Vec<_> = indices
        .iter()
        .map(|at| {
            let proof = ours.inclusion_proof(index(*at), head.size).unwrap();
            (proof, theirs.prove_inclusion(*at), &entries[*at], *at)
        })
        .collect();
    let [mine, peer] = interleaved(
        rounds,
        [
            &mut || {
                for (proof, _, entry, _) in &proofs {
                    proof.verify(LeafHash::of(&entry[..]), &head).unwrap();
                }
            },
            &mut || {
                for (_, proof, entry, at) in &proofs {
                    root.verify_inclusion(entry, *at as u64, proof).unwrap();
                }
            },
        ],
    );
    bench.report(
        row("verify inclusion", micros(mine, calls)).beside("ct-merkle 0.3", micros(peer, calls)),
    );
    let hashes = proofs.iter().map(|(proof, ..)| proof.path().len()).max();
    let longest = hashes.unwrap() as f64;
    let row = Row::new("inclusion proof", "longest path", "hashes", Better::Lower).ours(longest);
    bench.report(row);
}

fn consistency(bench: &mut Bench, ours: &MemoryTree, theirs: &Oracle) {
    let (calls, rounds) = (bench.size(2_000, 200), bench.size(9, 3));
    let newer = ours.head();
    let size = usize::try_from(newer.size.leaves()).unwrap();
    let older: Vec<TreeHead> = spread(calls, size - 1)
        .into_iter()
        .map(|at| {
            let size = TreeSize::new(at as u64 + 1);
            let root = ours.root_at(size).unwrap();
            TreeHead { size, root }
        })
        .collect();
    let prove = |head: &TreeHead| ours.consistency_proof(head.size, newer.size).unwrap();
    let [mine, peer] = interleaved(
        rounds,
        [
            &mut || {
                for head in &older {
                    black_box(prove(head));
                }
            },
            &mut || {
                for head in &older {
                    let added = size - usize::try_from(head.size.leaves()).unwrap();
                    black_box(theirs.prove_consistency(added));
                }
            },
        ],
    );
    let row = |case: &str, figure: f64| Row::new(case, "time", "µs", Better::Lower).ours(figure);
    bench.report(
        row("prove consistency, from memory", micros(mine, calls))
            .beside("ct-merkle 0.3", micros(peer, calls)),
    );
    let proofs: Vec<_> = older.iter().map(|head| (head, prove(head))).collect();
    let [verify] = interleaved(
        rounds,
        [&mut || {
            let check = |(head, proof): &(&TreeHead, medseal::ledger::ConsistencyProof)| {
                proof.verify(head, &newer)
            };
            let verdict: Result<(), ProofError> = proofs.iter().try_for_each(check);
            verdict.unwrap();
        }],
    );
    bench.report(row("verify consistency", micros(verify, calls)));
}

/// A receipt with three cosignatures: what a patient's phone does offline.
fn receipts(bench: &mut Bench, entries: &[Entry], tree: &MemoryTree) {
    let origin = || "example.org/bench".parse().unwrap();
    let checkpoint = Checkpoint::new(origin(), tree.head());
    let mut signed = SignedCheckpoint::unsigned(checkpoint.clone()).unwrap();
    let mut keys: Vec<VerifierKey> = Vec::new();
    for number in 1..=3u8 {
        let name = format!("node-{number}.example").parse().unwrap();
        let key = SigningKey::from_seed(&[number; 32]);
        let mut signer = CheckpointSigner::new(name, key, MemorySignerState::new());
        keys.push(signer.verifier_key());
        let line = signer.sign(&checkpoint, 1, None, Timestamp::EPOCH).unwrap();
        signed.add(line).unwrap();
    }
    let authorities = Authorities::new(origin(), keys, 2).unwrap();
    let at = entries.len() / 2;
    let proof = tree.inclusion_proof(LeafIndex::new(at as u64), tree.size());
    let text = Receipt::new(proof.unwrap(), signed).unwrap().to_string();
    let calls = bench.size(200, 20);
    let [time] = interleaved(
        bench.size(9, 3),
        [&mut || {
            for _ in 0..calls {
                let receipt = Receipt::parse(black_box(text.as_bytes())).unwrap();
                black_box(receipt.verify(&entries[at], &authorities).unwrap());
            }
        }],
    );
    let case = "read and verify a receipt, 3 cosignatures";
    bench.report(Row::new(case, "time", "µs", Better::Lower).ours(micros(time, calls)));
    let size = text.len() as f64;
    bench.report(Row::new("receipt, 3 cosignatures", "size", "bytes", Better::Lower).ours(size));
}

/// All tiles of a tree, as a store has them.
struct Tiles(std::collections::HashMap<TileId, Vec<u8>>);

impl Tiles {
    fn of(tree: &MemoryTree) -> Self {
        let ids = TileId::grown(TreeSize::EMPTY, tree.size());
        Self(
            ids.map(|id| (id, tree.tile(id).unwrap().to_bytes()))
                .collect(),
        )
    }
}

impl TileReader for &Tiles {
    type Error = TileError;

    fn read_tile(&self, id: TileId) -> Result<Tile, TileError> {
        Tile::from_bytes(self.0.get(&id).ok_or(TileError)?)
    }
}
