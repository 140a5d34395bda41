//! AES-256-GCM of AWS-LC through `aws-lc-rs`: the same bytes, faster on most processors.

use super::NONCE;
use crate::envelope::payload::geometry::TAG;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

/// A key, expanded.
pub(super) struct Aead(LessSafeKey);

/// Nothing: AWS-LC keeps no memory from one chunk to the next.
pub(in crate::envelope::payload) struct Scratch;

impl Scratch {
    pub(in crate::envelope::payload) fn new() -> Self {
        Self
    }
}

impl Aead {
    pub(super) fn new(key: &[u8; 32]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, key)
            .ok()
            .map(|key| Self(LessSafeKey::new(key)))
    }

    pub(super) fn seal(
        &self,
        nonce: [u8; NONCE],
        plaintext: &[u8],
        body: &mut [u8],
        tag: &mut [u8; TAG],
        _: &mut Scratch,
    ) -> Option<()> {
        self.0
            .seal_out_of_place_scatter(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                plaintext,
                body,
                &[],
                tag,
            )
            .ok()
    }

    pub(super) fn open(
        &self,
        nonce: [u8; NONCE],
        body: &[u8],
        tag: &[u8; TAG],
        plaintext: &mut [u8],
        _: &mut Scratch,
    ) -> Option<()> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0
            .open_separate_gather(nonce, Aad::empty(), body, tag, plaintext)
            .ok()
    }
}
