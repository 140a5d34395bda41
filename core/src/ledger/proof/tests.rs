use super::*;
use crate::ledger::{MemoryTree, hazmat};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

type Oracle = MemoryBackedTree<Sha256, Vec<u8>>;

fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

fn tree(size: u64) -> MemoryTree {
    (0..size).map(|i| LeafHash::of(&entry(i))).collect()
}

fn oracle(size: u64) -> Oracle {
    let mut tree = Oracle::new();
    (0..size).for_each(|i| tree.push(entry(i)));
    tree
}

fn head_at(tree: &MemoryTree, size: u64) -> TreeHead {
    let size = TreeSize::new(size);
    TreeHead {
        size,
        root: tree.root_at(size).unwrap(),
    }
}

fn raw(path: &[TreeHash]) -> Vec<u8> {
    path.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The leaves and roots that every Certificate Transparency implementation tests with
/// (certificate-transparency `merkletree` tests, RFC 6962 reference data).
#[test]
fn certificate_transparency_known_roots() {
    let leaves: [&[u8]; 8] = [
        &[],
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = MemoryTree::new();
    assert_eq!(tree.head(), TreeHead::empty());
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(tree.head().root.to_string(), *root, "size {size}");
        if let Some(leaf) = leaves.get(size) {
            tree.append(LeafHash::of(leaf));
        }
    }
    // Published proofs of the same tree: leaf 5 of 8, and from size 6 to 8.
    let proof = tree
        .inclusion_proof(LeafIndex::new(5), TreeSize::new(8))
        .unwrap();
    assert_eq!(
        proof
            .path()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    let proof = tree
        .consistency_proof(TreeSize::new(6), TreeSize::new(8))
        .unwrap();
    assert_eq!(
        proof
            .path()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn every_inclusion_proof_of_small_trees_agrees_with_ct_merkle() {
    for size in 1..40 {
        let (ours, theirs) = (tree(size), oracle(size));
        assert_eq!(
            ours.head().root.as_bytes()[..],
            theirs.root().as_bytes()[..]
        );
        for index in 0..size {
            let proof = ours
                .inclusion_proof(LeafIndex::new(index), ours.size())
                .unwrap();
            let expected = theirs.prove_inclusion(usize::try_from(index).unwrap());
            assert_eq!(raw(proof.path()), expected.as_bytes());
            proof
                .verify(LeafHash::of(&entry(index)), &ours.head())
                .unwrap();
            let bytes = proof.to_bytes().unwrap();
            assert_eq!(InclusionProof::from_bytes(&bytes), Ok(proof));
        }
    }
}

#[test]
fn every_consistency_proof_of_small_trees_agrees_with_ct_merkle() {
    let whole = tree(40);
    for newer in 0..40 {
        let theirs = oracle(newer);
        for older in 0..=newer {
            let proof = whole
                .consistency_proof(TreeSize::new(older), TreeSize::new(newer))
                .unwrap();
            if 0 < older && older < newer {
                let added = usize::try_from(newer - older).unwrap();
                let expected = theirs.prove_consistency(added);
                assert_eq!(raw(proof.path()), expected.as_bytes(), "{older} to {newer}");
            }
            let (old, new) = (head_at(&whole, older), head_at(&whole, newer));
            proof.verify(&old, &new).unwrap();
            let bytes = proof.to_bytes().unwrap();
            assert_eq!(ConsistencyProof::from_bytes(&bytes), Ok(proof));
        }
    }
}

#[test]
fn threat_07_every_flipped_bit_of_an_inclusion_proof_is_refused() {
    for (index, size) in [(0, 1), (0, 2), (4, 5), (5, 7), (6, 11), (12, 13), (8, 16)] {
        let tree = tree(size);
        let leaf = LeafHash::of(&entry(index));
        let proof = tree
            .inclusion_proof(LeafIndex::new(index), tree.size())
            .unwrap();
        let bytes = proof.to_bytes().unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let verdict = InclusionProof::from_bytes(&flipped)
                .and_then(|proof| proof.verify(leaf, &tree.head()));
            assert!(verdict.is_err(), "bit {bit} of leaf {index} in {size}");
        }
        for bit in 0..256 {
            let mut bytes = *leaf.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let verdict = proof.verify(LeafHash::from_bytes(bytes), &tree.head());
            assert_eq!(verdict, Err(ProofError::Mismatch));
        }
    }
}

#[test]
fn threat_07_every_flipped_bit_of_a_consistency_proof_is_refused() {
    let whole = tree(16);
    for (older, newer) in [
        (0, 3),
        (1, 2),
        (3, 7),
        (4, 8),
        (6, 8),
        (7, 13),
        (8, 16),
        (5, 5),
    ] {
        let (old, new) = (head_at(&whole, older), head_at(&whole, newer));
        let proof = whole.consistency_proof(old.size, new.size).unwrap();
        let bytes = proof.to_bytes().unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let verdict =
                ConsistencyProof::from_bytes(&flipped).and_then(|proof| proof.verify(&old, &new));
            assert!(verdict.is_err(), "bit {bit} from {older} to {newer}");
        }
    }
}

#[test]
fn threat_07_proofs_of_any_other_length_are_refused() {
    let tree = tree(13);
    let root = *tree.head().root.as_bytes();
    let leaf = LeafHash::of(&entry(5));
    let path = tree
        .inclusion_proof(LeafIndex::new(5), tree.size())
        .map(|proof| raw(proof.path()))
        .unwrap();
    hazmat::verify_inclusion(leaf.as_bytes(), 5, 13, &path, &root).unwrap();
    for sloppy in [
        Vec::new(),
        path[32..].to_vec(),
        path[..path.len() - 32].to_vec(),
        path[..path.len() - 1].to_vec(),
        [&path[..], &[0; 32]].concat(),
        [&path[..], &root].concat(),
        [&root, &path[..]].concat(),
        vec![0; 32 * 100],
    ] {
        assert_eq!(
            hazmat::verify_inclusion(leaf.as_bytes(), 5, 13, &sloppy, &root),
            Err(ProofError::WrongLength)
        );
    }
    for outside in [13, 14, u64::MAX] {
        assert_eq!(
            hazmat::verify_inclusion(leaf.as_bytes(), outside, 13, &path, &root),
            Err(ProofError::WrongLength)
        );
    }
    let (old, new) = (head_at(&tree, 6), head_at(&tree, 13));
    let path = tree
        .consistency_proof(old.size, new.size)
        .map(|proof| raw(proof.path()))
        .unwrap();
    let verify = |path: &[u8]| {
        hazmat::verify_consistency(6, old.root.as_bytes(), 13, new.root.as_bytes(), path)
    };
    verify(&path).unwrap();
    for sloppy in [
        Vec::new(),
        path[32..].to_vec(),
        path[..path.len() - 32].to_vec(),
        [&path[..], &root].concat(),
    ] {
        assert_eq!(verify(&sloppy), Err(ProofError::WrongLength));
    }
    // From a larger to a smaller tree, and between equal sizes with a spare hash.
    assert_eq!(
        hazmat::verify_consistency(13, new.root.as_bytes(), 6, old.root.as_bytes(), &path),
        Err(ProofError::WrongLength)
    );
    assert_eq!(
        hazmat::verify_consistency(13, &root, 13, &root, &root),
        Err(ProofError::WrongLength)
    );
}

/// CVE-2012-2459: a tree that repeats its odd last leaf gives `[a, b, c]` and `[a, b, c, c]` one
/// root, so that two lists of entries pass for one another.
#[test]
fn threat_07_an_odd_last_leaf_is_not_duplicated() {
    let three = tree(3);
    let mut repeated = three.clone();
    repeated.append(LeafHash::of(&entry(2)));
    assert_ne!(three.head().root, repeated.head().root);

    let last = LeafHash::of(&entry(2));
    let proof = repeated
        .inclusion_proof(LeafIndex::new(3), repeated.size())
        .unwrap();
    proof.verify(last, &repeated.head()).unwrap();
    assert!(proof.verify(last, &three.head()).is_err());
}

/// Without the prefixes 0x00 and 0x01, the two hashes below a node would be an entry of 64 bytes.
#[test]
fn threat_07_a_node_is_no_leaf_and_a_leaf_no_node() {
    let tree = tree(4);
    let children: Vec<_> = [0, 1].map(|i| *LeafHash::of(&entry(i)).as_bytes()).concat();
    let node = tree.root_at(TreeSize::new(2)).unwrap();
    assert_ne!(LeafHash::of(&children).as_bytes(), node.as_bytes());

    // The upper half of the tree, passed off as a tree of two leaves: another size, another head.
    let upper = tree
        .inclusion_proof(LeafIndex::new(0), tree.size())
        .map(|proof| proof.path()[1])
        .unwrap();
    let forged = InclusionProof::new(LeafIndex::new(0), TreeSize::new(2), vec![upper]).unwrap();
    let as_leaf = LeafHash::from_bytes(*node.as_bytes());
    assert_eq!(
        forged.verify(as_leaf, &tree.head()),
        Err(ProofError::Mismatch)
    );
    assert!(
        forged
            .verify(LeafHash::of(&children), &tree.head())
            .is_err()
    );
}

/// A valid proof of another history: it leads to the new root, but not from the old one.
#[test]
fn threat_08_a_rewritten_history_is_no_extension() {
    let honest = tree(20);
    for (kept, older, newer) in [(3, 6, 20), (3, 7, 13), (5, 6, 7), (0, 19, 20)] {
        let mut rewritten = honest.clone();
        rewritten.truncate(TreeSize::new(kept));
        rewritten.extend((kept..newer).map(|i| LeafHash::of(&[b'x', i.to_le_bytes()[0]])));
        let proof = rewritten
            .consistency_proof(TreeSize::new(older), TreeSize::new(newer))
            .unwrap();
        let (old, new) = (head_at(&honest, older), head_at(&rewritten, newer));
        assert_eq!(proof.verify(&old, &new), Err(ProofError::Mismatch));
        proof.verify(&head_at(&rewritten, older), &new).unwrap();
    }
}

#[test]
fn everything_follows_from_the_empty_tree_but_nothing_else_does() {
    let tree = tree(5);
    let proof = tree
        .consistency_proof(TreeSize::EMPTY, tree.size())
        .unwrap();
    proof.verify(&TreeHead::empty(), &tree.head()).unwrap();
    let forged = TreeHead {
        size: TreeSize::EMPTY,
        root: tree.head().root,
    };
    assert!(proof.verify(&forged, &tree.head()).is_err());
}

#[test]
fn proofs_beyond_the_tree_are_not_made() {
    let tree = tree(5);
    let asked = |index, size| tree.inclusion_proof(LeafIndex::new(index), TreeSize::new(size));
    assert_eq!(asked(5, 5), Err(ProveError::OutOfRange));
    assert_eq!(asked(0, 6), Err(ProveError::OutOfRange));
    assert_eq!(asked(0, 0), Err(ProveError::OutOfRange));
    let between = |a, b| tree.consistency_proof(TreeSize::new(a), TreeSize::new(b));
    assert_eq!(between(4, 3), Err(ProveError::OutOfRange));
    assert_eq!(between(4, 6), Err(ProveError::OutOfRange));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn larger_trees_agree_with_ct_merkle(size in 1u64..3000, at in any::<u64>(), from in any::<u64>()) {
        let (ours, theirs) = (tree(size), oracle(size));
        prop_assert_eq!(ours.head().root.as_bytes().to_vec(), theirs.root().as_bytes().to_vec());
        let index = LeafIndex::new(at % size);
        let proof = ours.inclusion_proof(index, ours.size()).unwrap();
        let expected = theirs.prove_inclusion(usize::try_from(at % size).unwrap());
        prop_assert_eq!(raw(proof.path()), expected.as_bytes());
        let older = from % size;
        if older > 0 {
            let proof = ours.consistency_proof(TreeSize::new(older), ours.size()).unwrap();
            let expected = theirs.prove_consistency(usize::try_from(size - older).unwrap());
            prop_assert_eq!(raw(proof.path()), expected.as_bytes());
            proof.verify(&head_at(&ours, older), &ours.head()).unwrap();
        }
    }

    #[test]
    fn truncating_is_as_if_never_appended(size in 0u64..600, keep in 0u64..600, more in 0u64..40) {
        let mut cut = tree(size);
        cut.truncate(TreeSize::new(keep));
        let keep = keep.min(size);
        cut.extend((keep..keep + more).map(|i| LeafHash::of(&entry(i))));
        prop_assert_eq!(cut.head(), tree(keep + more).head());
    }

    #[test]
    fn proofs_of_one_leaf_verify_for_no_other(size in 2u64..200, a in any::<u64>(), b in any::<u64>()) {
        let tree = tree(size);
        let (a, b) = (a % size, b % size);
        let proof = tree.inclusion_proof(LeafIndex::new(a), tree.size()).unwrap();
        let other = LeafHash::of(&entry(b));
        prop_assert_eq!(proof.verify(other, &tree.head()).is_ok(), a == b);
        if let Ok(moved) = InclusionProof::new(LeafIndex::new(b), tree.size(), proof.path().to_vec()) {
            let own = LeafHash::of(&entry(a));
            prop_assert_eq!(moved.verify(own, &tree.head()).is_ok(), a == b);
        }
    }
}

#[test]
fn proofs_follow_a_tree_that_grows_and_shrinks() {
    let mut tree = MemoryTree::new();
    for (grown, kept) in [(21u64, 13u64), (30, 30), (31, 7), (19, 16), (17, 0), (5, 5)] {
        for index in tree.size().leaves()..grown {
            tree.append(LeafHash::of(&entry(index)));
            // Asks along the right edge, then changes the tree.
            let proof = tree.inclusion_proof(LeafIndex::new(0), tree.size());
            proof
                .unwrap()
                .verify(LeafHash::of(&entry(0)), &tree.head())
                .unwrap();
        }
        tree.truncate(TreeSize::new(kept));
        let fresh: MemoryTree = (0..kept).map(|i| LeafHash::of(&entry(i))).collect();
        assert_eq!(tree.head(), fresh.head(), "{kept}");
        for index in (0..kept).map(LeafIndex::new) {
            assert_eq!(
                tree.inclusion_proof(index, tree.size()).unwrap(),
                fresh.inclusion_proof(index, fresh.size()).unwrap(),
            );
        }
    }
}
