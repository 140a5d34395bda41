//! A ledger of plain entries, its forks, and authorities who sign whatever they are given.

use medseal::{
    keys::SigningKey,
    ledger::{
        Authorities, Checkpoint, CheckpointSigner, KeyName, LeafHash, LeafIndex, MemorySignerState,
        MemoryTree, Receipt, SignedCheckpoint, TreeHead, TreeSize, VerifierKey,
    },
    types::Timestamp,
};

pub const ORIGIN: &str = "example.org/ledger";

pub fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32])
}

pub fn verifier(number: u8) -> VerifierKey {
    VerifierKey::cosigner(name(number), key(number).verifying_key())
}

pub fn name(number: u8) -> KeyName {
    format!("node-{number}.example").parse().unwrap()
}

pub fn authorities(count: u8, quorum: usize) -> Authorities {
    let keys = (1..=count).map(verifier).collect();
    Authorities::new(ORIGIN.parse().unwrap(), keys, quorum).unwrap()
}

pub fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

pub fn tree(size: u64) -> MemoryTree {
    (0..size).map(|i| LeafHash::of(&entry(i))).collect()
}

/// The first entries of `tree`, and others from there on.
pub fn fork(tree: &MemoryTree, at: u64, size: u64) -> MemoryTree {
    let mut fork = tree.clone();
    fork.truncate(TreeSize::new(at));
    fork.extend((at..size).map(|i| LeafHash::of(format!("forged {i}").as_bytes())));
    fork
}

pub fn time(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// A checkpoint cosigned by these authorities, each of which forgot whatever it signed before.
pub fn cosigned(head: TreeHead, signers: &[u8]) -> SignedCheckpoint {
    cosigned_for(ORIGIN, head, signers)
}

pub fn cosigned_for(origin: &str, head: TreeHead, signers: &[u8]) -> SignedCheckpoint {
    let checkpoint = Checkpoint::new(origin.parse().unwrap(), head);
    let mut signed = SignedCheckpoint::unsigned(checkpoint.clone()).unwrap();
    for number in signers {
        let memory = MemorySignerState::new();
        let mut signer = CheckpointSigner::new(name(*number), key(*number), memory);
        signed
            .add(signer.sign(&checkpoint, 1, None, time(1000)).unwrap())
            .unwrap();
    }
    signed
}

pub fn at(tree: &MemoryTree, size: u64) -> TreeHead {
    let size = TreeSize::new(size);
    TreeHead {
        size,
        root: tree.root_at(size).unwrap(),
    }
}

pub fn receipt(index: u64, size: u64, signers: &[u8]) -> Receipt {
    let tree = tree(size);
    let proof = tree.inclusion_proof(LeafIndex::new(index), tree.size());
    Receipt::new(proof.unwrap(), cosigned(tree.head(), signers)).unwrap()
}

pub fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}
