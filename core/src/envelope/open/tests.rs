use crate::envelope::{PayloadError, Sealer};
use crate::keys::SecretIdentity;
use crate::types::{PayloadDigest, Timestamp};

/// Whoever has a record's key can make a payload whose chunks are all authentic. Only its digest, which
/// is known at the end, shows that its author did not sign it.
#[test]
fn an_authentic_payload_that_nobody_signed_leaves_nothing_in_the_callers_buffer() {
    let identity = SecretIdentity::generate().unwrap();
    let sealed = Sealer::new(
        &identity.signing_key(),
        identity.identity_id(),
        Timestamp::now().unwrap(),
    )
    .to(identity.sealing_key().public_key().unwrap())
    .seal(&[0x5a; 50_000])
    .unwrap();
    let mut key = sealed.header().unwrap_key(&identity.sealing_key()).unwrap();
    let mut place = vec![1; 50_010];
    assert_eq!(key.open_to(sealed.payload(), &mut place).unwrap(), 50_000);
    assert_eq!(place[..50_000], [0x5a; 50_000]);

    key.payload.digest = PayloadDigest::from_bytes([7; 32]);
    let refused = key.open_to(sealed.payload(), &mut place);
    assert!(matches!(refused, Err(PayloadError::DigestMismatch)));
    assert_eq!(place[..50_000], [0; 50_000]);
    assert_eq!(place[50_000..], [1; 10]);
}
