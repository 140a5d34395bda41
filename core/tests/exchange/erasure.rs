//! Erasure: the tombstone, the custodians' word, and the receipt that joins them.

use crate::{
    code,
    support::world::{World, at},
};
use medseal::{
    audit::{AuditError, Destroyed, ErasureAttestation, ErasureReceipt},
    consent::Purpose,
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
        ErasureReceipt::new(tombstone, foreign),
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
