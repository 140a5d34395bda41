//! Records that are refused after some of them was decrypted, and the memory that was decrypted to.

use super::memory::Masked;
use medseal::envelope::{PayloadError, RecordKey, SealedRecord, Sealer};
use medseal::keys::SecretIdentity;
use medseal::types::Timestamp;
use rand::{SeedableRng, rngs::StdRng};
use zeroize::Zeroizing;

/// Opens records that are refused, in each way that is noticed late. Gives back the memory that was
/// decrypted to, still there: what is not in it any more was wiped, and not only given back.
#[inline(never)]
pub(super) fn open(masked: &mut Vec<Masked>) -> Vec<Zeroizing<Vec<u8>>> {
    let identity = SecretIdentity::generate().unwrap();
    let mut watched = |name, seed| {
        masked.push(Masked::new(name, &text(seed)[..40]));
        seed
    };
    vec![
        in_a_vector(altered(&identity, watched("altered, in a vector", 0x3b))),
        in_a_buffer(altered(&identity, watched("altered, in a buffer", 0x59))),
        in_a_vector(unsigned(&identity, watched("unsigned, in a vector", 0x71))),
        in_a_buffer(unsigned(&identity, watched("unsigned, in a buffer", 0x95))),
        opened_before(&identity, watched("opened before", 0xa7)),
    ]
}

/// A payload that must be refused, with the key to it.
struct Refused {
    key: RecordKey,
    payload: Vec<u8>,
    why: fn(&PayloadError) -> bool,
}

/// All chunks are authentic but the last.
fn altered(identity: &SecretIdentity, seed: u8) -> Refused {
    let signed = sealed(identity, seed);
    let mut payload = signed.payload().to_vec();
    *payload.last_mut().unwrap() ^= 1;
    Refused {
        key: key(&signed, identity),
        payload,
        why: |error| matches!(error, PayloadError::Corrupt),
    }
}

/// All chunks are authentic, and another payload was signed.
fn unsigned(identity: &SecretIdentity, seed: u8) -> Refused {
    Refused {
        key: key(&sealed(identity, 0), identity),
        payload: sealed(identity, seed).payload().to_vec(),
        why: |error| matches!(error, PayloadError::DigestMismatch),
    }
}

fn in_a_vector(refused: Refused) -> Zeroizing<Vec<u8>> {
    let mut place = Zeroizing::new(Vec::with_capacity(LENGTH));
    let error = refused.key.open_into(&refused.payload, &mut place);
    assert!((refused.why)(&error.unwrap_err()));
    assert!(place.is_empty() && place.capacity() >= LENGTH);
    place
}

fn in_a_buffer(refused: Refused) -> Zeroizing<Vec<u8>> {
    let mut place = Zeroizing::new(vec![1; LENGTH]);
    let error = refused.key.open_to(&refused.payload, &mut place);
    assert!((refused.why)(&error.unwrap_err()));
    place
}

/// The memory holds another record when the next one is refused for its length.
fn opened_before(identity: &SecretIdentity, seed: u8) -> Zeroizing<Vec<u8>> {
    let before = sealed(identity, seed);
    let key = key(&before, identity);
    let mut place = Zeroizing::new(Vec::new());
    key.open_into(before.payload(), &mut place).unwrap();
    assert!(place.len() == LENGTH);
    let cut = key.open_into(&before.payload()[1..], &mut place);
    assert!(matches!(cut, Err(PayloadError::LengthMismatch)));
    place
}

fn key(record: &SealedRecord, identity: &SecretIdentity) -> RecordKey {
    record.header().unwrap_key(&identity.sealing_key()).unwrap()
}

/// A record under keys that are the same each time: chunks of one are authentic in the others.
fn sealed(identity: &SecretIdentity, seed: u8) -> SealedRecord {
    let author = identity.signing_key();
    Sealer::new(&author, identity.identity_id(), Timestamp::EPOCH)
        .to(identity.sealing_key().public_key().unwrap())
        .seal_with_rng(&text(seed), &mut StdRng::seed_from_u64(5))
        .unwrap()
}

/// Three chunks that no other memory holds.
fn text(seed: u8) -> Zeroizing<Vec<u8>> {
    let byte = |at: usize| {
        let [low, high, ..] = at.to_le_bytes();
        low.wrapping_mul(seed) ^ high ^ seed
    };
    Zeroizing::new((0..LENGTH).map(byte).collect())
}

const LENGTH: usize = 40_000;
