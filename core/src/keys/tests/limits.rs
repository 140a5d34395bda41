//! How many keys, epochs and categories an identity can have.

use super::*;
use crate::domain::KEY_STATEMENT;
use serde_json::{Value, json};

/// A history of so many keys as the format describes it, each link of it right.
fn history(keys: u8) -> KeyHistory {
    let key = |number: u8| SigningKey::from_seed(&[number; 32]);
    history_of(keys, key)
}

/// The same with these keys; what each commits to is the next of the honest ones.
fn history_of(keys: u8, key: impl Fn(u8) -> SigningKey) -> KeyHistory {
    let identity = key(0).verifying_key().identity_id();
    let statement = |number: u8| {
        let (own, public) = (key(number), key(number).verifying_key());
        let next = SigningKey::from_seed(&[number + 1; 32]);
        let next = next_key_digest(&next.verifying_key());
        let parts: [&[u8]; 4] = [
            identity.as_bytes(),
            &u32::from(number).to_be_bytes(),
            public.as_bytes(),
            next.as_bytes(),
        ];
        let signature = own.sign(KEY_STATEMENT, &parts.concat());
        json!({"key": public, "next": next, "signature": signature})
    };
    let statements: Vec<Value> = (0..keys).map(statement).collect();
    serde_json::from_value(Value::Array(statements)).unwrap()
}

/// Whoever steals a current key can sign with it, but cannot bring in a key of their own: the one that
/// follows was committed to before.
#[test]
fn threat_10_only_the_key_that_was_committed_to_follows() {
    let honest = |number: u8| SigningKey::from_seed(&[number; 32]);
    let taken_over = |at: u8| {
        history_of(4, move |number| match number == at {
            true => SigningKey::from_seed(&[200; 32]),
            false => honest(number),
        })
    };
    assert!(history_of(4, honest).verify().is_ok());
    for at in 1..4 {
        assert_eq!(taken_over(at).verify(), Err(SignatureError), "key {at}");
    }
}

#[test]
fn a_history_has_sixty_four_keys_at_most() {
    let identity = SigningKey::from_seed(&[0; 32])
        .verifying_key()
        .identity_id();
    assert_eq!(history(1).verify(), Ok(identity));
    assert_eq!(history(64).verify(), Ok(identity));
    assert_eq!(history(65).verify(), Err(SignatureError));
    assert_eq!(history(0).verify(), Err(SignatureError));
}

#[test]
fn threat_16_a_key_file_of_more_than_four_mebibytes_is_not_read() {
    let file = plain_key_file(&identity(1)).unwrap();
    let padded = |length: usize| format!("{}{}", *file, " ".repeat(length - file.len()));
    assert!(open_key_file(&padded(4 << 20), None).is_ok());
    let refused = open_key_file(&padded((4 << 20) + 1), None);
    assert!(matches!(refused, Err(KeyFileError::Malformed)));
}

#[test]
fn an_identity_stops_before_it_has_more_than_anyone_reads() {
    let mut rotating = identity(1);
    for _ in 1..64 {
        rotating.rotate().unwrap();
    }
    assert!(rotating.public(now()).is_ok());
    assert!(matches!(rotating.rotate(), Err(IdentityError::TooManyKeys)));

    let (mut epochs, lab) = (identity(2), category("LAB"));
    for _ in 1..4096 {
        epochs.rotate_category(&lab).unwrap();
    }
    let more = epochs.rotate_category(&lab);
    assert!(matches!(more, Err(IdentityError::TooManyKeys)));
    assert!(matches!(epochs.rotate(), Err(IdentityError::TooManyKeys)));
    assert_eq!(epochs.current_epoch(&lab).unwrap(), KeyEpoch::new(4095));
    let kept = SecretIdentity::from_bytes(&epochs.expose_bytes().unwrap()).unwrap();
    assert!(bool::from(kept.ct_eq(&epochs)));

    let mut listing = identity(3);
    for number in listing.categories().count()..64 {
        listing
            .add_category(category(&format!("C{number}")))
            .unwrap();
    }
    let more = listing.add_category(category("ONE-MORE"));
    assert!(matches!(more, Err(IdentityError::TooManyKeys)));
    listing.add_category(lab).unwrap();
    assert_eq!(listing.public(now()).unwrap().category_keys().len(), 64);
}
