//! Clients that follow a ledger, and what they keep when it is shown with two heads.

use crate::fixture::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use medseal::{
    errors::ErrorCode,
    ledger::{
        Authorities, FollowError, LedgerFollower, MemoryTree, SignedCheckpoint, SplitViewEvidence,
        TreeHash, TreeSize,
    },
};

#[test]
fn a_follower_moves_only_along_proofs() {
    let ledger = tree(20);
    let mut follower = LedgerFollower::new(authorities(3, 2));
    let mut last = 0;
    for size in [3, 8, 8, 20] {
        let proof = ledger.consistency_proof(TreeSize::new(last), TreeSize::new(size));
        follower
            .accept(&cosigned(at(&ledger, size), &[1, 2]), Some(&proof.unwrap()))
            .unwrap();
        last = size;
        assert_eq!(follower.size(), TreeSize::new(size));
    }
    let kept = follower.last().unwrap().signed().to_string();
    let kept = SignedCheckpoint::parse(kept.as_bytes()).unwrap();
    let resumed = LedgerFollower::resume(authorities(3, 2), &kept).unwrap();
    assert_eq!(resumed.last(), follower.last());
}

#[test]
fn threat_08_a_two_headed_ledger_is_refused_and_both_heads_are_kept() {
    let trusted = authorities(3, 2);
    let (honest, forged) = (tree(20), fork(&tree(20), 6, 30));
    let offer = |seen: u64, size: u64, tree: &MemoryTree| {
        let mut follower = LedgerFollower::new(trusted.clone());
        let first = cosigned(at(&honest, seen), &[1, 2]);
        follower.accept(&first, None).unwrap();
        let (smaller, larger) = (seen.min(size), seen.max(size));
        let proof = tree.consistency_proof(TreeSize::new(smaller), TreeSize::new(larger));
        let offered = cosigned(at(tree, size), &[2, 3]);
        let error = follower.accept(&offered, proof.ok().as_ref()).unwrap_err();
        // Whatever was wrong, the follower stays with what it knew.
        assert_eq!(follower.last().unwrap().signed(), &first);
        (error, first, offered)
    };

    // Two roots for one size; and a longer ledger that begins differently.
    for (seen, size) in [(10, 10), (10, 20), (7, 30), (19, 20)] {
        let (error, first, offered) = offer(seen, size, &forged);
        assert_eq!(error.code(), "split-view", "{seen} then {size}");
        let FollowError::SplitView(evidence) = error else {
            panic!("evidence");
        };
        assert_eq!(evidence.checkpoints(), [&first, &offered]);
        // The evidence convinces a stranger who has nothing but its text and the keys.
        let text = evidence.to_string();
        let read = SplitViewEvidence::parse(text.as_bytes()).unwrap();
        assert_eq!(read, *evidence);
        assert_eq!(read.verify(&trusted), Ok(vec![name(2)]));
        for bit in 0..text.len() * 8 {
            let verdict = SplitViewEvidence::parse(&flipped(text.as_bytes(), bit))
                .and_then(|evidence| evidence.verify(&trusted));
            assert!(verdict.is_err(), "bit {bit} of evidence {seen} then {size}");
        }
    }

    // From a size that is a power of two the proof hides the hash that differs: refused all the
    // same, and whoever has the forged tree can make the evidence.
    let (error, first, offered) = offer(8, 20, &forged);
    assert_eq!(error, FollowError::NotProven);
    let evidence = SplitViewEvidence::from_reader(first, offered, &forged).unwrap();
    assert_eq!(evidence.verify(&trusted), Ok(vec![name(2)]));

    // A fork shown with no proof, or with the honest ledger's.
    let mut follower = LedgerFollower::new(trusted.clone());
    let first = cosigned(at(&honest, 10), &[1, 2]);
    follower.accept(&first, None).unwrap();
    let offered = cosigned(at(&forged, 20), &[2, 3]);
    let honest_proof = honest.consistency_proof(TreeSize::new(10), TreeSize::new(20));
    for proof in [None, Some(&honest_proof.unwrap())] {
        assert_eq!(
            follower.accept(&offered, proof),
            Err(FollowError::NotProven)
        );
    }
}

#[test]
fn threat_08_a_rolled_back_ledger_is_refused() {
    let ledger = tree(20);
    let mut follower = LedgerFollower::new(authorities(3, 2));
    let first = cosigned(ledger.head(), &[1, 2]);
    follower.accept(&first, None).unwrap();
    let older = cosigned(at(&ledger, 9), &[1, 2]);
    let proof = ledger.consistency_proof(TreeSize::new(9), TreeSize::new(20));
    let verdict = follower.accept(&older, Some(&proof.unwrap()));
    assert_eq!(verdict, Err(FollowError::Rollback));
    assert_eq!(follower.accept(&older, None), Err(FollowError::NotProven));
    let unsigned = cosigned(tree(30).head(), &[1]);
    assert_eq!(
        follower.accept(&unsigned, None).unwrap_err().code(),
        "quorum-not-reached"
    );
    assert_eq!(follower.last().unwrap().signed(), &first);
}

#[test]
fn threat_08_a_follower_takes_over_authorities_of_its_own_ledger_only() {
    let ledger = tree(20);
    let mut follower = LedgerFollower::new(authorities(3, 2));
    follower
        .accept(&cosigned(at(&ledger, 10), &[1, 2]), None)
        .unwrap();
    let keys = || (4..=6).map(verifier).collect();
    let elsewhere = Authorities::new("example.org/other".parse().unwrap(), keys(), 2).unwrap();
    let refused = follower.replace_authorities(elsewhere);
    assert_eq!(refused.unwrap_err().code(), "other-origin");
    let (offered, proof) = (
        cosigned(ledger.head(), &[4, 5]),
        ledger.consistency_proof(TreeSize::new(10), TreeSize::new(20)),
    );
    let proof = proof.unwrap();
    assert_eq!(
        follower.accept(&offered, Some(&proof)).unwrap_err().code(),
        "quorum-not-reached"
    );
    let successors = Authorities::new(ORIGIN.parse().unwrap(), keys(), 2).unwrap();
    follower.replace_authorities(successors).unwrap();
    follower.accept(&offered, Some(&proof)).unwrap();
}

#[test]
fn threat_08_no_evidence_against_honest_authorities_can_be_made() {
    let ledger = tree(20);
    let signed = |size| cosigned(at(&ledger, size), &[1, 2, 3]);
    assert!(SplitViewEvidence::same_size(signed(10), signed(10)).is_err());
    assert!(SplitViewEvidence::from_reader(signed(10), signed(20), &ledger).is_err());
    // The path of another tree does not lead to the larger root.
    let other = fork(&ledger, 3, 20);
    assert!(SplitViewEvidence::from_reader(signed(10), signed(20), &other).is_err());
    let proof = other
        .consistency_proof(TreeSize::new(10), TreeSize::new(20))
        .unwrap();
    assert!(SplitViewEvidence::from_proof(signed(10), signed(20), &proof).is_err());
    // Two ledgers with different roots are no contradiction.
    let elsewhere = cosigned_for("example.org/other", at(&other, 10), &[1, 2, 3]);
    assert!(SplitViewEvidence::same_size(signed(10), elsewhere).is_err());
    // A forged head that the authorities did not sign accuses nobody.
    let forged = cosigned(at(&other, 10), &[1]);
    let evidence = SplitViewEvidence::same_size(signed(10), forged).unwrap();
    assert_eq!(
        evidence.verify(&authorities(3, 2)).unwrap_err().code(),
        "quorum-not-reached"
    );
    // Every ledger begins with nothing: to have had no entry contradicts none that follow.
    let (empty, larger) = (at(&ledger, 0), at(&ledger, 20));
    let (none, all) = (cosigned(empty, &[1, 2, 3]), cosigned(larger, &[1, 2, 3]));
    for path in [
        vec![],
        vec![larger.root],
        vec![empty.root],
        vec![empty.root, larger.root],
    ] {
        let path: String = path
            .iter()
            .map(|hash| format!("{}\n", base64(hash)))
            .collect();
        let text = format!("medseal split view 1\n{path}\n{none}\n{all}");
        let refused = SplitViewEvidence::parse(text.as_bytes()).unwrap_err();
        assert_eq!(refused.code(), "no-conflict", "{path}");
    }
}

fn base64(hash: &TreeHash) -> String {
    STANDARD.encode(hash.as_bytes())
}
