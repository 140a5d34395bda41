//! Tree, proofs and tiles.

use crate::fixture::{at, entry, fork, tree};
use crate::{hex, support::vectors::check, verdict};
use medseal::ledger::{
    ConsistencyProof, InclusionProof, LeafHash, LeafIndex, TileId, TreeHash, TreeHead, TreeSize,
    hazmat,
};
use serde_json::{Value, json};

fn head(head: TreeHead) -> Value {
    json!({"size": head.size, "root": head.root})
}

fn path(path: &[TreeHash]) -> Vec<u8> {
    path.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

#[test]
fn roots_and_tiles() {
    let roots: Vec<Value> = (0..=17u64)
        .map(|size| {
            let entries: Vec<_> = (0..size).map(|i| hex(entry(i))).collect();
            json!({
                "name": format!("{size} entries"),
                "entries": entries,
                "root": tree(size).head().root,
            })
        })
        .collect();
    check(
        "ledger/roots.json",
        json!({"format": "ledger tree: roots", "cases": roots}),
    );

    let whole = tree(70_000);
    let mut tiles = Vec::new();
    for (level, index) in [
        (0, 0),
        (0, 272),
        (0, 273),
        (0, 274),
        (1, 0),
        (1, 1),
        (2, 0),
        (3, 0),
    ] {
        let id = TileId::in_tree(level, index, whole.size());
        tiles.push(json!({
            "name": format!("level {level}, index {index}"),
            "size": 70_000, "level": level, "index": index,
            "width": id.map(TileId::width),
            "path": id.map(|id| id.to_string()),
            "sha256": id.map(|id| {
                use sha2::Digest;
                hex(sha2::Sha256::digest(whole.tile(id).unwrap().to_bytes()))
            }),
        }));
    }
    let comment = "entry i is the ASCII text \"entry i\"; sha256 is over the tile's bytes";
    check(
        "ledger/tiles.json",
        json!({"format": "ledger tree: tiles", "comment": comment, "cases": tiles}),
    );
}

#[test]
fn inclusion_proofs() {
    let mut cases = Vec::new();
    for size in [1u64, 2, 3, 7, 8, 13] {
        let tree = tree(size);
        for index in (0..size).filter(|i| size < 8 || i % 4 == 0) {
            let proof = tree.inclusion_proof(LeafIndex::new(index), tree.size());
            let proof = proof.unwrap();
            cases.push(json!({
                "name": format!("entry {index} of {size}"),
                "entry": hex(entry(index)), "index": index, "head": head(tree.head()),
                "path": hex(path(proof.path())),
                "encoded": hex(proof.to_bytes().unwrap()),
                "expected": "ok",
            }));
        }
    }
    let tree = tree(13);
    let proof = tree
        .inclusion_proof(LeafIndex::new(6), tree.size())
        .unwrap();
    let good = path(proof.path());
    let (leaf, root) = (LeafHash::of(&entry(6)), tree.head().root);
    let flipped = [&[good[0] ^ 1], &good[1..]].concat();
    let swapped = [&good[32..64], &good[..32], &good[64..]].concat();
    for (class, entry_number, index, size, path) in [
        ("flipped-bit", 6, 6, 13, flipped),
        ("swapped-hashes", 6, 6, 13, swapped),
        ("other-entry", 7, 6, 13, good.clone()),
        ("other-index", 6, 7, 13, good.clone()),
        ("other-size", 6, 6, 14, good.clone()),
        ("index-beyond-tree", 6, 13, 13, good.clone()),
        ("hash-missing", 6, 6, 13, good[32..].to_vec()),
        ("hash-spare", 6, 6, 13, [&good[..], &[0; 32]].concat()),
        ("no-hashes", 6, 6, 13, Vec::new()),
        ("half-a-hash", 6, 6, 13, good[..good.len() - 16].to_vec()),
    ] {
        let leaf = LeafHash::of(&entry(entry_number));
        let result = hazmat::verify_inclusion(leaf.as_bytes(), index, size, &path, root.as_bytes());
        // The size is part of the head. Where the path is as long, only the head tells.
        let proof = InclusionProof::from_bytes(&proof.to_bytes().unwrap()).unwrap();
        let expected = if class == "other-size" {
            verdict(proof.verify(
                leaf,
                &TreeHead {
                    size: TreeSize::new(14),
                    root,
                },
            ))
        } else {
            verdict(result)
        };
        assert_ne!(expected, "ok", "{class}");
        cases.push(json!({
            "name": class, "class": class, "entry": hex(entry(entry_number)),
            "index": index, "head": {"size": 13, "root": root}, "proof_size": size,
            "path": hex(path), "expected": expected,
        }));
    }
    let encoded = proof.to_bytes().unwrap();
    for (class, bytes) in [
        ("trailing-byte", [&encoded[..], &[0]].concat()),
        ("truncated", encoded[..encoded.len() - 1].to_vec()),
        ("long-integer", long_version(&encoded)),
        ("unknown-version", other_version(&encoded)),
    ] {
        let expected = verdict(
            InclusionProof::from_bytes(&bytes).and_then(|proof| proof.verify(leaf, &tree.head())),
        );
        assert_ne!(expected, "ok", "{class}");
        cases.push(json!({
            "name": class, "class": class, "entry": hex(entry(6)), "head": head(tree.head()),
            "encoded": hex(bytes), "expected": expected,
        }));
    }
    check(
        "ledger/inclusion.json",
        json!({"format": "ledger tree: inclusion proof v1", "cases": cases}),
    );
}

/// The version written in two bytes, which is not its shortest form.
fn long_version(encoded: &[u8]) -> Vec<u8> {
    let at = version_at(encoded);
    [&encoded[..at], &[0x18, 0x01], &encoded[at + 1..]].concat()
}

fn other_version(encoded: &[u8]) -> Vec<u8> {
    let at = version_at(encoded);
    [&encoded[..at], &[0x02], &encoded[at + 1..]].concat()
}

fn version_at(encoded: &[u8]) -> usize {
    let name = b"gversion";
    encoded.windows(name.len()).position(|w| w == name).unwrap() + name.len()
}

#[test]
fn consistency_proofs() {
    let whole = tree(13);
    let mut cases = Vec::new();
    let mut add = |name: String, class: Option<&str>, heads: [TreeHead; 2], path: Vec<u8>| {
        let [older, newer] = heads;
        let expected = verdict(hazmat::verify_consistency(
            older.size.leaves(),
            older.root.as_bytes(),
            newer.size.leaves(),
            newer.root.as_bytes(),
            &path,
        ));
        assert_eq!(expected == "ok", class.is_none(), "{name}");
        cases.push(json!({
            "name": name, "class": class, "older": head(older), "newer": head(newer),
            "path": hex(path), "expected": expected,
        }));
    };
    for (a, b) in [
        (0, 5),
        (1, 2),
        (3, 7),
        (4, 8),
        (6, 8),
        (7, 13),
        (8, 13),
        (13, 13),
    ] {
        let heads = [at(&whole, a), at(&whole, b)];
        let proof = whole
            .consistency_proof(heads[0].size, heads[1].size)
            .unwrap();
        assert_eq!(
            ConsistencyProof::from_bytes(&proof.to_bytes().unwrap()),
            Ok(proof.clone())
        );
        add(format!("{a} to {b}"), None, heads, path(proof.path()));
    }
    let heads = [at(&whole, 6), at(&whole, 13)];
    let proof = whole
        .consistency_proof(heads[0].size, heads[1].size)
        .unwrap();
    let good = path(proof.path());
    let forged = fork(&whole, 4, 13);
    let forged_proof = forged
        .consistency_proof(heads[0].size, heads[1].size)
        .unwrap();
    let empty = TreeHead {
        size: TreeSize::EMPTY,
        root: heads[0].root,
    };
    let class = |class: &'static str| (class.to_owned(), Some(class));
    for ((name, class), heads, path) in [
        (
            class("flipped-bit"),
            heads,
            [&[good[0] ^ 1], &good[1..]].concat(),
        ),
        (class("hash-missing"), heads, good[32..].to_vec()),
        (class("hash-spare"), heads, [&good[..], &[0; 32]].concat()),
        (class("no-hashes"), heads, Vec::new()),
        (
            class("smaller-after-larger"),
            [heads[1], heads[0]],
            good.clone(),
        ),
        (
            class("rewritten-history"),
            [heads[0], forged.head()],
            path(forged_proof.path()),
        ),
        (
            class("same-size-other-root"),
            [heads[1], forged.head()],
            Vec::new(),
        ),
        (
            class("equal-sizes-spare-hash"),
            [heads[1], heads[1]],
            good[..32].to_vec(),
        ),
        (
            class("empty-tree-with-a-root"),
            [empty, heads[1]],
            Vec::new(),
        ),
    ] {
        add(name, class, heads, path);
    }
    check(
        "ledger/consistency.json",
        json!({"format": "ledger tree: consistency proof v1", "cases": cases}),
    );
}
