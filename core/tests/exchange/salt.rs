//! The salt of a record's commitment, which nothing in the file authenticates.

use crate::{
    code,
    support::cbor::{altered, field, parse},
    support::world::{World, at, category},
};
use medseal::{
    codec::encode,
    consent::Purpose,
    envelope::{SealedHeader, SealedRecord},
    exchange::unlock,
    keys::KeyEpoch,
    ledger::{Action, Receipt, SignedEntry},
    types::Commitment,
};

/// The same record with another salt beside it, as whoever carries it can make it.
fn salted_otherwise(record: &SealedRecord) -> SealedRecord {
    let mut header = parse(&record.header().to_bytes().unwrap());
    let salt = field(&mut header, "salt");
    *salt = altered(salt);
    let header = SealedHeader::from_bytes(&encode(&header).unwrap()).unwrap();
    SealedRecord::from_parts(header, record.payload().to_vec()).unwrap()
}

/// The record that a receipt shows to be anchored.
fn anchored(receipt: &Receipt, world: &World) -> Option<Commitment> {
    let entry = receipt.entry()?;
    receipt.verify(entry, &world.authorities()).ok()?;
    match SignedEntry::decode(entry).ok()?.statement()?.action {
        Action::Anchor { record, .. } => Some(record),
        _ => None,
    }
}

#[test]
fn threat_05_a_record_with_another_salt_opens_but_is_not_the_one_on_the_ledger() {
    let mut world = World::new();
    let record = world.seal("LAB", b"potassium 4.1 mmol/l");
    let receipt = world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let (specialist, intent) = (world.specialist.clone(), world.intent(Purpose::Treatment));
    let other = salted_otherwise(&record);

    // Whoever has the key reads what the author signed: the salt has no part in it.
    let key = world
        .patient
        .category_key(&category("LAB"), KeyEpoch::new(0));
    let key = key.unwrap();
    assert_eq!(
        other.open(&key).unwrap().as_slice(),
        b"potassium 4.1 mmol/l"
    );
    assert_eq!(
        other.header().manifest_digest(),
        record.header().manifest_digest()
    );

    // No receipt, no decision and no permit is for it.
    let commitment = anchored(&receipt, &world).unwrap();
    assert_eq!(commitment, record.header().commitment());
    assert_ne!(commitment, other.header().commitment());
    assert_eq!(
        code(world.open(&specialist, &bundle, &other, &intent, 30)),
        "record-unknown"
    );
    let (header, now) = (record.header(), at(40));
    let request = intent.request(&specialist, &bundle, header, now).unwrap();
    let rules = world.rules();
    let permit = world
        .exchange
        .decide(&request, bundle.chain(), header, &rules, now)
        .unwrap();
    assert_eq!(
        code(unlock(
            permit,
            &specialist,
            &bundle,
            other.header(),
            None,
            now
        )),
        "permit-for-another-record"
    );
    assert!(
        world
            .open(&specialist, &bundle, &record, &intent, 50)
            .is_ok()
    );
}
