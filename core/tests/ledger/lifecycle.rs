//! Entries become blocks, blocks become a ledger that opens again and proves what it holds.

use crate::world::{SharedStore, World, commitment, erase, genesis, revoke, signer, start};
use medseal::errors::ErrorCode;
use medseal::ledger::{
    AdmissionError, EntryBody, EntryNonce, Fact, FactKind, GrantFact, GrantStatus, LeafIndex,
    Ledger, TrailState,
};
use medseal::types::{Duration, NoProgress};

#[test]
fn a_story_from_registration_to_erasure() {
    let mut world = World::new();
    let (lab, patient, clinic) = (world.person(1), world.person(2), world.person(3));
    world.submit(&lab, patient.record(10)).unwrap();
    world.submit(&patient, patient.grants(20)).unwrap();
    world.seal().unwrap();
    world.submit(&clinic, patient.access(30, 20, 10)).unwrap();
    world.submit(&lab, patient.new_version(11, 10)).unwrap();
    world.seal().unwrap();

    let view = world.ledger.view();
    assert_eq!(view.grant_status(&commitment(20)), GrantStatus::Active);
    assert_eq!(
        view.record(&commitment(10)).unwrap().replaced_by,
        Some(commitment(11))
    );
    assert_eq!(view.event(&commitment(30)).unwrap().actor, clinic.id);
    assert_eq!(
        view.current_identity_of(&lab.key.verifying_key()),
        Some(lab.id)
    );

    world.submit(&patient, revoke(20)).unwrap();
    assert_eq!(
        world.submit(&clinic, patient.access(31, 20, 11)),
        Err(AdmissionError::GrantRevoked)
    );
    world.submit(&patient, erase(11)).unwrap();
    // What waits for the next block is not in the view yet.
    assert_eq!(
        world.ledger.view().grant_status(&commitment(20)),
        GrantStatus::Active
    );
    world.seal().unwrap();
    let view = world.ledger.view();
    assert_eq!(
        view.grant_status(&commitment(20)),
        GrantStatus::Revoked { height: 3 }
    );
    assert_eq!(view.record(&commitment(11)).unwrap().erased, Some(3));
    assert_eq!(
        world.submit(&lab, patient.new_version(12, 11)),
        Err(AdmissionError::RecordErased)
    );
}

#[test]
fn everything_can_be_proven_offline() {
    let mut world = World::new();
    let (lab, patient) = (world.person(1), world.person(2));
    let anchored = world.submit(&lab, patient.record(10)).unwrap();
    world.submit(&patient, patient.grants(20)).unwrap();
    world.seal().unwrap();
    let older = world.ledger.last_block().clone();
    world.submit(&patient, revoke(20)).unwrap();
    world.seal().unwrap();

    let ledger = &world.ledger;
    let authorities = ledger
        .authorities()
        .for_origin(ledger.origin().clone())
        .unwrap();
    let entry = ledger.entry(anchored).unwrap().unwrap();
    let receipt = ledger.receipt(anchored).unwrap();
    receipt.verify(entry.as_bytes(), &authorities).unwrap();
    assert!(receipt.verify(b"another entry", &authorities).is_err());

    let newer = ledger.last_block();
    let proof = ledger.consistency_proof(older.size()).unwrap();
    proof.verify(&older.head(), &newer.head()).unwrap();

    // The state root is itself an entry that can be proven: the block's last.
    let last = LeafIndex::new(newer.size().leaves() - 1);
    let state_entry = ledger.entry(last).unwrap().unwrap();
    ledger
        .receipt(last)
        .unwrap()
        .verify(state_entry.as_bytes(), &authorities)
        .unwrap();
    let EntryBody::State(state) = state_entry.body() else {
        panic!("not a state entry")
    };
    let key = FactKind::Grant.key(commitment(20).as_bytes());
    let proof = ledger.state_proof(&key);
    let value = proof.verify(&state.state_root, &key).unwrap().unwrap();
    assert_eq!(GrantFact::from_value(value).unwrap().revoked, Some(2));
    assert_eq!(ledger.grant_proofs(&commitment(20)).len(), 1);

    let absent = FactKind::Grant.key(commitment(99).as_bytes());
    assert_eq!(
        ledger
            .state_proof(&absent)
            .verify(&state.state_root, &absent),
        Ok(None)
    );
}

#[test]
fn a_ledger_opens_as_it_was_closed() {
    let mut world = World::new();
    let (lab, patient) = (world.person(1), world.person(2));
    for number in 0..20 {
        world.submit(&lab, patient.record(number)).unwrap();
        world.pass(7);
        if number % 4 == 3 {
            world.seal().unwrap();
        }
    }
    let entry = world.sign(&patient, patient.grants(50));
    world
        .ledger
        .submit_with_notice(entry.as_bytes(), vec![1, 2, 3], world.now)
        .unwrap();
    world.seal().unwrap();
    let size = world.ledger.last_block().size();
    let trail = world.ledger.trail(&patient.id);

    let mut seen = 0;
    let progress = &mut |done, total| {
        seen = done;
        assert_eq!(total, Some(size.leaves()));
        std::ops::ControlFlow::Continue(())
    };
    let block = world.ledger.last_block().clone();
    let store = world.ledger.into_store();
    let mut opened = Ledger::open(store, progress).unwrap();
    assert_eq!(seen, size.leaves());
    assert_eq!(*opened.last_block(), block);
    assert_eq!(opened.trail(&patient.id), trail);
    assert_eq!(trail.len(), 22);
    for height in 0..=block.height() {
        assert_eq!(opened.block(height).unwrap().unwrap().height(), height);
    }
    assert_eq!(opened.block(block.height() + 1).unwrap(), None);
    let index = *trail.last().unwrap();
    assert_eq!(
        opened.notice(index).unwrap().as_deref(),
        Some(&[1, 2, 3][..])
    );
    // A copy of an entry that is still fresh is recognised by the opened ledger, too.
    assert_eq!(
        opened.submit(entry.as_bytes(), world.now),
        Err(AdmissionError::Duplicate)
    );
    opened.seal_block(world.now, &mut world.signers).unwrap();
    assert_eq!(opened.last_block().height(), block.height() + 1);
}

#[test]
fn the_trail_shows_that_nothing_was_left_out() {
    let mut world = World::new();
    let (lab, patient, clinic) = (world.person(1), world.person(2), world.person(3));
    world.submit(&lab, patient.record(10)).unwrap();
    world.seal().unwrap();
    let before = world.ledger.view().trail(&patient.id);
    world.submit(&lab, clinic.record(11)).unwrap();
    world.submit(&patient, patient.grants(20)).unwrap();
    world.submit(&clinic, patient.access(30, 20, 10)).unwrap();
    world.seal().unwrap();
    world.submit(&clinic, patient.access(31, 20, 10)).unwrap();
    world.seal().unwrap();
    let after = world.ledger.view().trail(&patient.id);
    assert_eq!((before.count, after.count), (2, 5));

    let entries: Vec<_> = world
        .ledger
        .trail(&patient.id)
        .into_iter()
        .map(|index| {
            (
                index.number(),
                world.ledger.entry(index).unwrap().unwrap().leaf_hash(),
            )
        })
        .collect();
    TrailState::EMPTY
        .verify_until(&after, entries.clone())
        .unwrap();
    let since = &entries[2..];
    before.verify_until(&after, since.iter().copied()).unwrap();
    for left_out in 0..since.len() {
        let mut some = since.to_vec();
        some.remove(left_out);
        assert!(before.verify_until(&after, some).is_err());
    }
    let mut swapped = since.to_vec();
    swapped.swap(0, 1);
    assert!(before.verify_until(&after, swapped).is_err());
}

#[test]
fn a_block_without_a_quorum_is_not_visible_and_is_proposed_again() {
    let mut world = World::new();
    let patient = world.person(2);
    let before = world.ledger.last_block().clone();
    let refused = world.ledger.seal_block(world.now, &mut []).unwrap_err();
    assert_eq!(refused.code(), "quorum-not-reached");
    assert_eq!(*world.ledger.last_block(), before);
    assert!(world.ledger.has_outstanding_block());
    assert_eq!(world.ledger.view().identity(&patient.id), None);
    assert_eq!(
        world.submit(&patient, patient.grants(1)),
        Err(AdmissionError::BlockOutstanding)
    );

    // Time passes, the process dies: the same block is proposed.
    world.pass(40);
    let mut store = world.ledger.into_store();
    for _ in 0..2 {
        let mut ledger = Ledger::open(store.clone(), &mut NoProgress).unwrap();
        assert_eq!(*ledger.last_block(), before);
        assert!(ledger.has_outstanding_block());
        ledger.seal_block(world.now, &mut []).unwrap_err();
        store = ledger.into_store();
    }
    let mut ledger = Ledger::open(store, &mut NoProgress).unwrap();
    let block = ledger.seal_block(world.now, &mut world.signers).unwrap();
    assert_eq!((block.height(), block.time()), (1, start()));
    assert!(ledger.view().identity(&patient.id).is_some());
    assert!(!ledger.has_outstanding_block());
}

#[test]
fn creating_is_finished_after_a_crash_and_never_done_twice() {
    // Nobody signs: the store has a block 0 without checkpoint, as after a crash.
    let store = SharedStore::default();
    let open = || store.clone();
    let failed = Ledger::create(open(), &genesis(), start(), &mut []).unwrap_err();
    assert_eq!(failed.code(), "quorum-not-reached");
    assert_eq!(
        Ledger::open(open(), &mut NoProgress).unwrap_err().code(),
        "no-ledger"
    );

    let mut later = genesis();
    later.nonce = EntryNonce::from_bytes([8; 16]);
    let ledger = Ledger::create(open(), &later, start(), &mut [signer(0)]).unwrap();
    let first = ledger.entry(LeafIndex::new(0)).unwrap().unwrap();
    assert_eq!(*first.body(), EntryBody::Genesis(genesis()));
    let again = Ledger::create(open(), &genesis(), start(), &mut [signer(0)]).unwrap_err();
    assert_eq!(again.code(), "ledger-exists");
}

#[test]
fn a_clock_that_goes_back_seals_nothing() {
    let mut world = World::new();
    let early = world.now;
    world.pass(3600);
    world.seal().unwrap();
    let refused = world
        .ledger
        .seal_block(early, &mut world.signers)
        .unwrap_err();
    assert_eq!(refused.code(), "clock-behind");
    // A few seconds of drift do no harm, and block time does not go back.
    let time = world.ledger.last_block().time();
    let drifted = time.minus(Duration::from_seconds(30));
    assert_eq!(
        world
            .ledger
            .seal_block(drifted, &mut world.signers)
            .unwrap()
            .time(),
        time
    );
}
