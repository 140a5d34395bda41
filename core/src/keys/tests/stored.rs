//! Stored identities whose parts do not belong together.

use super::*;
use crate::codec;
use ciborium::Value;

/// An identity that was rotated once, with its public part and its secrets apart.
fn stored(change: impl FnOnce(&mut Value, &mut Vec<u8>)) -> bool {
    let mut identity = identity(1);
    identity.rotate().unwrap();
    let bytes = identity.expose_bytes().unwrap();
    let (length, rest) = bytes.split_first_chunk().unwrap();
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap();
    let (public, secrets) = rest.split_at(length);
    let (mut public, mut secrets) = (ciborium::from_reader(public).unwrap(), secrets.to_vec());
    change(&mut public, &mut secrets);
    let public = codec::encode(&public).unwrap();
    let length = u32::try_from(public.len()).unwrap().to_be_bytes();
    let bytes = [&length, public.as_slice(), &secrets].concat();
    SecretIdentity::from_bytes(&bytes).is_ok()
}

fn field<'a>(public: &'a mut Value, name: &str) -> &'a mut Value {
    let mut fields = public.as_map_mut().unwrap().iter_mut();
    let found = fields.find(|(key, _)| key.as_text() == Some(name));
    &mut found.unwrap().1
}

#[test]
fn a_stored_identity_is_whole_or_refused() {
    assert!(stored(|_, _| {}));
    assert!(stored(
        |public, _| *field(public, "also_known_as") = "did:web:a.example".into()
    ));

    // A signature in the middle of the history, which nothing else depends on.
    assert!(!stored(|public, _| {
        let history = field(public, "history").as_array_mut().unwrap();
        let signature = field(&mut history[0], "signature").as_bytes_mut().unwrap();
        signature[5] ^= 1;
    }));
    // The three secrets: first root, current root, next root.
    for secret in 0..3 {
        assert!(
            !stored(|_, secrets| secrets[32 * secret] ^= 1),
            "secret {secret}"
        );
        assert!(
            !stored(|_, secrets| drop(secrets.drain(32 * secret..32 * secret + 32))),
            "without secret {secret}"
        );
    }
    assert!(!stored(|_, secrets| secrets.extend([7; 32])));
    assert!(!stored(
        |public, _| *field(public, "has_next") = false.into()
    ));
    assert!(!stored(
        |public, _| *field(public, "also_known_as") = "a.example".into()
    ));

    // For each epoch of a category, one of the rotations there were, in order.
    let epochs = |epochs: Vec<u32>| {
        stored(|public, _| {
            let list = epochs.into_iter().map(Value::from).collect();
            *field(field(public, "categories"), "LAB") = Value::Array(list);
        })
    };
    assert!(epochs(vec![0, 0, 1]));
    assert!(epochs(vec![1; 4096]));
    for wrong in [vec![], vec![1, 0], vec![0, 2], vec![1; 4097]] {
        assert!(!epochs(wrong.clone()), "{} epochs", wrong.len());
    }
}
