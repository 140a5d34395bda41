use super::*;
use crate::ledger::{LeafHash, MemoryTree, TreeSize};

fn tree(size: u64, flavour: &str) -> MemoryTree {
    (0..size)
        .map(|i| LeafHash::of(format!("{flavour} {i}").as_bytes()))
        .collect()
}

fn checkpoint(tree: &MemoryTree) -> Checkpoint {
    Checkpoint::new("example.org/ledger".parse().unwrap(), tree.head())
}

fn signer(state: impl SignerState + Send + 'static) -> CheckpointSigner {
    let name = "node.example".parse().unwrap();
    CheckpointSigner::new(name, SigningKey::from_seed(&[7; 32]), state)
}

const NOW: Timestamp = Timestamp::EPOCH;

#[test]
fn signs_what_extends_and_the_same_again() {
    let mut signer = signer(MemorySignerState::new());
    let tree = tree(20, "entry");
    let mut last = TreeSize::EMPTY;
    for (height, size) in [3, 4, 11, 20].map(TreeSize::new).into_iter().enumerate() {
        let mut at = tree.clone();
        at.truncate(size);
        let proof = tree.consistency_proof(last, size).unwrap();
        let height = u64::try_from(height).unwrap();
        let signature = signer
            .sign(&checkpoint(&at), height, Some(&proof), NOW)
            .unwrap();
        let again = signer.sign(&checkpoint(&at), height, None, NOW).unwrap();
        assert_eq!(signature, again);
        let text = checkpoint(&at).to_string();
        assert_eq!(
            signer.verifier_key().verify(&text, &signature),
            Ok(Some(NOW))
        );
        last = size;
    }
}

#[test]
fn threat_08_a_signer_never_contradicts_itself() {
    let mut signer = signer(MemorySignerState::new());
    let (main, fork) = (tree(20, "entry"), tree(20, "forged"));
    let at = |tree: &MemoryTree, size| {
        let mut tree = tree.clone();
        tree.truncate(TreeSize::new(size));
        checkpoint(&tree)
    };
    let proof = |tree: &MemoryTree, a, b| {
        tree.consistency_proof(TreeSize::new(a), TreeSize::new(b))
            .unwrap()
    };
    signer.sign(&at(&main, 10), 5, None, NOW).unwrap();
    let refused = |signer: &mut CheckpointSigner, checkpoint, height, proof| {
        signer
            .sign(&checkpoint, height, proof, NOW)
            .map_err(|error| error.code())
    };
    for (name, checkpoint, height, proof, code) in [
        ("fork", at(&fork, 10), 5, None, "signer-contradiction"),
        (
            "longer fork with its own proof",
            at(&fork, 20),
            6,
            Some(&proof(&fork, 10, 20)),
            "signer-contradiction",
        ),
        ("no proof", at(&main, 20), 6, None, "signer-contradiction"),
        (
            "proof from another size",
            at(&main, 20),
            6,
            Some(&proof(&main, 9, 20)),
            "signer-contradiction",
        ),
        (
            "height that does not grow",
            at(&main, 20),
            5,
            Some(&proof(&main, 10, 20)),
            "signer-contradiction",
        ),
        (
            "same tree at another height",
            at(&main, 10),
            6,
            None,
            "signer-contradiction",
        ),
        (
            "smaller tree",
            at(&main, 9),
            4,
            Some(&proof(&main, 9, 10)),
            "signer-rollback",
        ),
        (
            "another ledger",
            Checkpoint::new("example.org/other".parse().unwrap(), main.head()),
            6,
            Some(&proof(&main, 10, 20)),
            "other-origin",
        ),
    ] {
        assert_eq!(
            refused(&mut signer, checkpoint, height, proof),
            Err(code),
            "{name}"
        );
    }
    // None of this changed what it remembers.
    let last = signer.last_signed().unwrap().unwrap();
    assert_eq!((last.height, last.head), (5, at(&main, 10).head()));
}

#[test]
fn threat_08_a_restored_snapshot_of_the_ledger_is_not_signed_for() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signer");
    let ledger = tree(8, "entry");
    let snapshot = ledger.clone();

    let mut live = ledger;
    live.extend([LeafHash::of(b"a revocation")]);
    let mut running = signer(FileSignerState::create(&path).unwrap());
    running.sign(&checkpoint(&live), 2, None, NOW).unwrap();
    drop(running);

    // The database comes back as it was before; the signer's state does not.
    let mut restored = signer(FileSignerState::open(&path).unwrap());
    let error = restored.sign(&checkpoint(&snapshot), 1, None, NOW);
    assert_eq!(error.unwrap_err().code(), "signer-rollback");

    // Growing the restored ledger past the signed size does not help either.
    let mut rewritten = snapshot;
    rewritten.extend((0..3).map(|i| LeafHash::of(&[i])));
    let proof = rewritten
        .consistency_proof(TreeSize::new(9), rewritten.size())
        .unwrap();
    let error = restored.sign(&checkpoint(&rewritten), 3, Some(&proof), NOW);
    assert_eq!(error.unwrap_err().code(), "signer-contradiction");
}

#[test]
fn the_file_is_locked_kept_and_never_made_twice() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signer");
    let code = |result: Result<FileSignerState, SignerStateError>| result.unwrap_err().code();
    assert_eq!(code(FileSignerState::open(&path)), "signer-state-missing");

    let mut state = FileSignerState::create(&path).unwrap();
    assert_eq!(code(FileSignerState::open(&path)), "signer-busy");
    assert_eq!(code(FileSignerState::create(&path)), "signer-busy");
    assert_eq!(state.last_signed().unwrap(), None);
    let head = SignedHead {
        origin: "example.org/ledger".parse().unwrap(),
        height: 4,
        head: tree(5, "entry").head(),
    };
    state.record(&head).unwrap();
    drop(state);

    assert_eq!(code(FileSignerState::create(&path)), "signer-state-exists");
    let state = FileSignerState::open(&path).unwrap();
    assert_eq!(state.last_signed().unwrap(), Some(head));
}

#[test]
fn a_damaged_file_is_not_taken_for_an_empty_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signer");
    let mut state = FileSignerState::create(&path).unwrap();
    let head = SignedHead {
        origin: "example.org/ledger".parse().unwrap(),
        height: 4,
        head: tree(5, "entry").head(),
    };
    state.record(&head).unwrap();
    drop(state);
    let good = std::fs::read(&path).unwrap();
    for length in 0..good.len() {
        std::fs::write(&path, &good[..length]).unwrap();
        let error = FileSignerState::open(&path).unwrap_err();
        assert_eq!(error.code(), "signer-state-damaged", "{length} bytes");
    }
    std::fs::write(&path, b"\xff").unwrap();
    let error = FileSignerState::open(&path).unwrap_err();
    assert_eq!(error.code(), "signer-state-damaged");
}

#[test]
fn threat_08_nothing_is_signed_that_could_not_be_recorded() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state").join("signer");
    std::fs::create_dir(path.parent().unwrap()).unwrap();
    let mut signer = signer(FileSignerState::create(&path).unwrap());
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let result = signer.sign(&checkpoint(&tree(3, "entry")), 1, None, NOW);
    assert_eq!(result.unwrap_err().code(), "signer-state-io");
    assert_eq!(signer.last_signed().unwrap(), None);
}

#[test]
fn threat_08_what_was_only_prepared_binds_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signer");
    let head = |size: u64, height: u64| SignedHead::of(&checkpoint(&tree(size, "entry")), height);
    let kept = |expected: Option<SignedHead>| {
        let state = FileSignerState::open(&path).unwrap();
        assert_eq!(state.last_signed().unwrap(), expected);
        state
    };
    let mut state = FileSignerState::create(&path).unwrap();
    // Prepared, and the process ends.
    state.prepare(&head(3, 1));
    drop(state);
    let mut state = kept(None);
    // Prepared for one block, recorded for another.
    state.prepare(&head(3, 1));
    state.record(&head(4, 1)).unwrap();
    drop(state);
    let mut state = kept(Some(head(4, 1)));
    // Prepared and recorded; and again, which writes nothing.
    state.prepare(&head(9, 2));
    state.record(&head(9, 2)).unwrap();
    state.prepare(&head(9, 2));
    state.record(&head(9, 2)).unwrap();
    drop(state);
    let mut state = kept(Some(head(9, 2)));
    // Prepared, and what was prepared is gone: an error, nothing recorded, and it can be repeated.
    state.prepare(&head(12, 3));
    std::fs::remove_file(directory.path().join("signer.new")).unwrap();
    assert!(state.record(&head(12, 3)).is_err());
    assert_eq!(state.last_signed().unwrap(), Some(head(9, 2)));
    state.record(&head(12, 3)).unwrap();
    drop(state);
    kept(Some(head(12, 3)));
}
