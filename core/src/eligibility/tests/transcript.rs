//! Threat 13: every message of the transcript changes all that is drawn after it.

use super::{super::transcript::Bound, *};
use curve25519_dalek_4::Scalar;

/// The challenge, and what the holder signs, after these elements.
fn drawn(
    auxiliary: &[[u8; 32]],
    pseudonyms: &[[u8; 32]],
    announcements: &[[u8; 32]],
    responses: &[[u8; 32]],
    proof: &[u8],
) -> (Scalar, [u8; 64]) {
    let openings = openings(&PATIENT, 7);
    let bound = Bound::new(&patient(everything()), &context(&openings)).unwrap();
    let (challenge, bound) = bound.commit(auxiliary, pseudonyms).announce(announcements);
    let signed = *bound.respond(responses).finish(proof).as_bytes();
    (challenge, signed)
}

#[test]
fn threat_13_every_message_changes_what_follows() {
    let (one, other) = (&[[1; 32]][..], &[[2; 32]][..]);
    let (challenge, signed) = drawn(one, one, one, one, b"proof");
    assert_eq!(drawn(one, one, one, one, b"proof"), (challenge, signed));
    for (message, changed) in [
        ("auxiliary", drawn(other, one, one, one, b"proof")),
        ("pseudonyms", drawn(one, other, one, one, b"proof")),
        ("announcements", drawn(one, one, other, one, b"proof")),
        // What is one list's last element is not another's first.
        ("lists", drawn(&[[1; 32]; 2], &[], one, one, b"proof")),
    ] {
        assert_ne!(changed.0, challenge, "{message}");
        assert_ne!(changed.1[..32], signed[..32], "{message}");
    }
    let changed = drawn(one, one, one, other, b"proof").1;
    assert_ne!(changed[..32], signed[..32], "responses");
    let changed = drawn(one, one, one, one, b"other").1;
    assert_eq!(changed[..32], signed[..32]);
    assert_ne!(changed[32..], signed[32..], "the proof's bytes");
}
