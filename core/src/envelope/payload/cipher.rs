//! AES-256-GCM on one chunk, with the nonce of the chunk's position.

use super::PayloadError;
use super::geometry::{ChunkIndex, TAG};

#[cfg(not(feature = "aws-lc-rs"))]
use rust_crypto::Aead;

#[cfg(feature = "aws-lc-rs")]
use aws_lc::Aead;

/// Bytes of an AES-GCM nonce.
pub(super) const NONCE: usize = 12;

/// Encrypts and decrypts the chunks of one payload.
pub(super) struct ChunkCipher {
    aead: Aead,
    base_nonce: [u8; NONCE],
}

impl ChunkCipher {
    pub(super) fn new(key: &[u8; 32], base_nonce: [u8; NONCE]) -> Result<Self, PayloadError> {
        Ok(Self {
            aead: Aead::new(key).ok_or(PayloadError::KeyCommitment)?,
            base_nonce,
        })
    }

    /// Encrypts a chunk into `sealed`, which is longer by the tag.
    pub(super) fn seal(
        &self,
        index: ChunkIndex,
        plaintext: &[u8],
        sealed: &mut [u8],
    ) -> Result<(), PayloadError> {
        sealed
            .split_at_mut_checked(plaintext.len())
            .and_then(|(body, tag)| {
                let tag = <&mut [u8; TAG]>::try_from(tag).ok()?;
                self.aead.seal(self.nonce(index), plaintext, body, tag)
            })
            .ok_or(PayloadError::Corrupt)
    }

    /// Decrypts a chunk into `plaintext`, which is shorter by the tag and is left meaningless if
    /// the chunk is not authentic.
    pub(super) fn open(
        &self,
        index: ChunkIndex,
        sealed: &[u8],
        plaintext: &mut [u8],
    ) -> Result<(), PayloadError> {
        sealed
            .split_at_checked(plaintext.len())
            .and_then(|(body, tag)| {
                let tag = <&[u8; TAG]>::try_from(tag).ok()?;
                self.aead.open(self.nonce(index), body, tag, plaintext)
            })
            .ok_or(PayloadError::Corrupt)
    }

    /// The base nonce, its last eight bytes XORed with the chunk's number.
    fn nonce(&self, index: ChunkIndex) -> [u8; NONCE] {
        let mut nonce = self.base_nonce;
        let counter = index.number().to_be_bytes();
        for (byte, counter) in nonce.iter_mut().rev().zip(counter.iter().rev()) {
            *byte ^= counter;
        }
        nonce
    }
}

#[cfg(not(feature = "aws-lc-rs"))]
mod rust_crypto {
    use super::{NONCE, TAG};
    use aes_gcm::aead::{AeadInOut, KeyInit, inout::InOutBuf};
    use aes_gcm::{Aes256Gcm, Nonce, Tag};

    /// The `aes-gcm` crate. Boxed, so that the key schedule is not copied around the stack.
    pub(super) struct Aead(Box<Aes256Gcm>);

    impl Aead {
        pub(super) fn new(key: &[u8; 32]) -> Option<Self> {
            Some(Self(Box::new(Aes256Gcm::new(key.into()))))
        }

        pub(super) fn seal(
            &self,
            nonce: [u8; NONCE],
            plaintext: &[u8],
            body: &mut [u8],
            tag: &mut [u8; TAG],
        ) -> Option<()> {
            let buffer = InOutBuf::new(plaintext, body).ok()?;
            *tag = self
                .0
                .encrypt_inout_detached(&Nonce::from(nonce), &[], buffer)
                .ok()?
                .into();
            Some(())
        }

        pub(super) fn open(
            &self,
            nonce: [u8; NONCE],
            body: &[u8],
            tag: &[u8; TAG],
            plaintext: &mut [u8],
        ) -> Option<()> {
            let buffer = InOutBuf::new(body, plaintext).ok()?;
            self.0
                .decrypt_inout_detached(&Nonce::from(nonce), &[], buffer, &Tag::from(*tag))
                .ok()
        }
    }
}

#[cfg(feature = "aws-lc-rs")]
mod aws_lc {
    use super::{NONCE, TAG};
    use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

    /// AWS-LC through `aws-lc-rs`: the same bytes, faster on most processors.
    pub(super) struct Aead(LessSafeKey);

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
        ) -> Option<()> {
            let nonce = Nonce::assume_unique_for_key(nonce);
            self.0
                .open_separate_gather(nonce, Aad::empty(), body, tag, plaintext)
                .ok()
        }
    }
}
