//! Types that hold secrets cannot be printed, or print something else.

use crate::canary::{CANARY, assert_silent};
use medseal::envelope::{DataKey, Sealer};
use medseal::keys::{RootSecret, SealingSecretKey, SealingSuite, SecretIdentity, SigningKey};
use medseal::types::Timestamp;
use std::fmt::{Debug, Display};
use std::marker::PhantomData;

/// Asks the compiler whether a type implements a trait: an inherent constant wins over the trait's where its
/// bound holds.
struct Asked<T>(PhantomData<T>);

trait Otherwise {
    const DEBUG: bool = false;
    const DISPLAY: bool = false;
    const SERIALIZE: bool = false;
}
impl<T> Otherwise for Asked<T> {}

impl<T: Debug> Asked<T> {
    const DEBUG: bool = true;
}
impl<T: Display> Asked<T> {
    const DISPLAY: bool = true;
}
impl<T: serde::Serialize> Asked<T> {
    const SERIALIZE: bool = true;
}

/// Does not compile if one of the types can be shown.
macro_rules! never_shown {
    ($($secret:ty),*) => {$(
        const { assert!(!Asked::<$secret>::DEBUG && !Asked::<$secret>::DISPLAY) };
        const { assert!(!Asked::<$secret>::SERIALIZE) };
    )*};
}

#[test]
fn threat_18_secret_keys_cannot_be_printed_or_serialised() {
    never_shown!(RootSecret, SigningKey, SealingSecretKey, SecretIdentity);
    // The question works: of a type that can, it says so.
    const { assert!(Asked::<Timestamp>::DEBUG && Asked::<Timestamp>::DISPLAY) };
    const { assert!(Asked::<Timestamp>::SERIALIZE) };
}

#[test]
fn threat_18_what_can_be_printed_shows_no_secret() {
    let key = DataKey::from_slice(&CANARY).unwrap();
    assert_silent(&format!("{key:?} {key:#?}"), "DataKey");
    const { assert!(!Asked::<DataKey>::SERIALIZE) };

    let author = SigningKey::from_seed(&CANARY);
    let recipient = SealingSecretKey::from_seed(SealingSuite::XWing, &CANARY);
    let controller = author.verifying_key().identity_id();
    let sealer = Sealer::new(&author, controller, Timestamp::EPOCH);
    let record = sealer
        .to(recipient.public_key().unwrap())
        .seal(&CANARY)
        .unwrap();
    let opened = record.header().unwrap_key(&recipient).unwrap();
    assert_silent(
        &format!("{:?} {:#?}", record.header(), record),
        "SealedRecord",
    );
    assert_silent(&format!("{opened:?} {opened:#?}"), "RecordKey");
}
