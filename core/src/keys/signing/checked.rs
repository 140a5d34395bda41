//! Ed25519 public keys that this thread has checked already.
//!
//! Checking that a key has no torsion component costs more than verifying a signature with it, and
//! the same few keys (a laboratory's, an authority's) come again and again. So each thread keeps the
//! keys it checked last. A key is found again by all of its 32 bytes, so nothing that was not
//! checked is ever taken for checked; what is kept is public, and there is a fixed amount of it.

use ed25519_dalek::VerifyingKey;
use std::cell::RefCell;

/// The key with these bytes, if its encoding is canonical and its point has the full prime order.
pub(super) fn checked(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    let slot = usize::from(bytes[0]);
    let known = KNOWN.try_with(|known| known.try_borrow().ok()?.get(slot).copied().flatten());
    if let Some(key) = known.ok().flatten().filter(|key| key.as_bytes() == bytes) {
        return Some(key);
    }
    let key = check(bytes)?;
    // Without a place to keep it, as while a thread ends, the key is as good.
    let _ = KNOWN.try_with(|known| {
        let mut known = known.try_borrow_mut().ok()?;
        known.resize(SLOTS, None);
        *known.get_mut(slot)? = Some(key);
        Some(())
    });
    Some(key)
}

fn check(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes).ok()?;
    let point = key.to_edwards();
    let canonical = point.compress().as_bytes() == bytes;
    (canonical && point.is_torsion_free() && !point.is_small_order()).then_some(key)
}

thread_local! {
    static KNOWN: RefCell<Vec<Option<VerifyingKey>>> = const { RefCell::new(Vec::new()) };
}

/// One for each value of a key's first byte: 50 KiB for each thread that reads keys.
const SLOTS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;

    #[test]
    fn keys_that_share_a_place_are_told_apart() {
        let keys: Vec<[u8; 32]> = (0..600u16)
            .map(|number| {
                let mut seed = [0; 32];
                seed[..2].copy_from_slice(&number.to_le_bytes());
                SigningKey::from_bytes(&seed).verifying_key().to_bytes()
            })
            .collect();
        for _ in 0..2 {
            for bytes in &keys {
                assert_eq!(checked(bytes).unwrap().as_bytes(), bytes);
                assert_eq!(checked(bytes).unwrap().as_bytes(), bytes);
            }
        }
    }

    #[test]
    fn a_bad_key_stays_bad_beside_a_good_one_of_the_same_place() {
        let good = SigningKey::from_bytes(&[7; 32]).verifying_key();
        assert!(checked(good.as_bytes()).is_some());
        // The good key with a point of order eight added, and the neutral element.
        let torsion = curve25519_dalek_4::constants::EIGHT_TORSION[1];
        let point = curve25519_dalek_4::edwards::CompressedEdwardsY(good.to_bytes())
            .decompress()
            .unwrap();
        let mixed = (point + torsion).compress().to_bytes();
        let mut low = [0; 32];
        low[0] = 1;
        for bad in [mixed, low] {
            // In the bad key's place, a good one: found by more than its place.
            let mut number = 0u64;
            while good_key(number)[0] != bad[0] {
                number += 1;
            }
            for _ in 0..3 {
                assert!(checked(&bad).is_none());
                assert!(checked(&good_key(number)).is_some());
            }
        }
    }

    fn good_key(number: u64) -> [u8; 32] {
        let mut seed = [1; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        SigningKey::from_bytes(&seed).verifying_key().to_bytes()
    }
}
