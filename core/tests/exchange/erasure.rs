//! Erasure: the tombstone, the custodians' word, and the receipt that joins them.

use crate::{
    code,
    support::world::{ORIGIN, World, at},
};
use medseal::{
    audit::{AuditError, Destroyed, ErasureAttestation, ErasureReceipt},
    consent::Purpose,
    errors::ErrorCode,
    ledger::{
        Action, Checkpoint, CheckpointSigner, LeafHash, LeafIndex, MemorySignerState, MemoryTree,
        Receipt, SignedCheckpoint, StatementSigner,
    },
    types::{Commitment, LedgerId},
};

#[test]
fn an_erasure_receipt_joins_tombstone_and_attestations() {
    let mut world = World::new();
    let (record, other) = (world.seal("LAB", b"result"), world.seal("LAB", b"other"));
    world.anchor(&record, 10);
    world.anchor(&other, 11);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let commitment = record.header().commitment();
    let (patient, clinic) = (world.patient.clone(), world.clinic.clone());

    assert_eq!(
        code(world.exchange.erase(&clinic, &commitment, at(25))),
        "not-the-controller"
    );
    let tombstone = world.exchange.erase(&patient, &commitment, at(30)).unwrap();
    let again = world.exchange.erase(&patient, &commitment, at(31)).unwrap();
    assert_eq!(tombstone.entry(), again.entry());

    let ledger = world.exchange.ledger().id();
    let custodian = world.authority.signing_key();
    let everything = Destroyed {
        keys: true,
        payload: false,
    };
    let attest =
        |record| ErasureAttestation::new(ledger, record, everything, at(32), &custodian).unwrap();
    let receipt = ErasureReceipt::new(tombstone.clone(), vec![attest(commitment)]).unwrap();
    let bytes = receipt.to_bytes().unwrap();
    let read = ErasureReceipt::from_bytes(&bytes).unwrap();
    let verified = read.verify(&world.authorities()).unwrap();
    assert_eq!(verified.record, commitment);
    assert_eq!(verified.controller, patient.signing_key().verifying_key());

    assert_eq!(
        ErasureReceipt::new(tombstone.clone(), vec![]),
        Err(AuditError::NoAttestation)
    );
    let foreign = vec![attest(other.header().commitment())];
    assert_eq!(
        ErasureReceipt::new(tombstone.clone(), foreign),
        Err(AuditError::ErasureMismatch)
    );
    // The same record, as another ledger would have it.
    let ledger = LedgerId::from_bytes([1; 32]);
    let elsewhere =
        ErasureAttestation::new(ledger, commitment, everything, at(32), &custodian).unwrap();
    assert_eq!(
        ErasureReceipt::new(tombstone, vec![elsewhere]),
        Err(AuditError::ErasureMismatch)
    );
    let anchor = world.anchor(&world.seal("LAB", b"x"), 33);
    let not_a_tombstone = ErasureReceipt::new(anchor, vec![attest(commitment)]);
    assert_eq!(not_a_tombstone, Err(AuditError::ErasureMismatch));
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        let result = ErasureReceipt::from_bytes(&altered).map(|r| r.verify(&world.authorities()));
        // The base64 of a note that is not verified, such as an unknown signature, does not occur.
        assert!(!matches!(result, Ok(Ok(_))), "byte {at}");
    }

    let specialist = world.specialist.clone();
    let intent = world.intent(Purpose::Treatment);
    assert_eq!(
        code(world.open(&specialist, &bundle, &record, &intent, 40)),
        "record-erased"
    );
    assert!(
        world
            .open(&specialist, &bundle, &other, &intent, 50)
            .is_ok()
    );
}

/// Authorities that admit what they should not: the tombstone is in their tree and they cosigned it,
/// but its signature is not the patient's.
#[test]
fn an_erasure_that_nobody_signed_is_none() {
    let world = World::new();
    let (ledger, record) = (
        world.exchange.ledger().id(),
        Commitment::from_bytes([7; 32]),
    );
    let key = world.patient.signing_key();
    let entry = StatementSigner::new(ledger, &key)
        .sign(Action::Erase { record }, at(10))
        .unwrap();
    let verified = |entry: &[u8]| {
        let tree: MemoryTree = [LeafHash::of(entry)].into_iter().collect();
        let checkpoint = Checkpoint::new(ORIGIN.parse().unwrap(), tree.head());
        let key = world.authority.signing_key();
        let name = key.verifying_key().did_key().parse().unwrap();
        let mut signer = CheckpointSigner::new(name, key.clone(), MemorySignerState::new());
        let mut signed = SignedCheckpoint::unsigned(checkpoint.clone()).unwrap();
        let cosigned = signer.sign(&checkpoint, 0, None, at(11)).unwrap();
        signed.add(cosigned).unwrap();
        let proof = tree
            .inclusion_proof(LeafIndex::new(0), tree.size())
            .unwrap();
        let tombstone = Receipt::new(proof, signed).unwrap().with_entry(entry);
        let destroyed = Destroyed {
            keys: true,
            payload: true,
        };
        let word = ErasureAttestation::new(ledger, record, destroyed, at(12), &key).unwrap();
        let receipt = ErasureReceipt::new(tombstone, vec![word]).unwrap();
        receipt
            .verify(&world.authorities())
            .map(|erasure| erasure.record)
            .map_err(|error| error.code())
    };
    assert_eq!(verified(entry.as_bytes()), Ok(record));
    // The signature is the entry's last part.
    let mut forged = entry.as_bytes().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(verified(&forged), Err("invalid-signature"));
}
