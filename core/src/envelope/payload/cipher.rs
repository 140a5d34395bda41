//! AES-256-GCM on one chunk, with the nonce of the chunk's position.

use super::PayloadError;
use super::geometry::{ChunkIndex, TAG};

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(not(feature = "aws-lc-rs"))]
mod gcm;

#[cfg(feature = "aws-lc-rs")]
use aws_lc::Aead;
#[cfg(not(feature = "aws-lc-rs"))]
use gcm::Aead;

#[cfg(feature = "aws-lc-rs")]
pub(super) use aws_lc::Scratch;
#[cfg(not(feature = "aws-lc-rs"))]
pub(super) use gcm::Scratch;

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
        scratch: &mut Scratch,
    ) -> Result<(), PayloadError> {
        sealed
            .split_at_mut_checked(plaintext.len())
            .and_then(|(body, tag)| {
                let tag = <&mut [u8; TAG]>::try_from(tag).ok()?;
                self.aead
                    .seal(self.nonce(index), plaintext, body, tag, scratch)
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
        scratch: &mut Scratch,
    ) -> Result<(), PayloadError> {
        sealed
            .split_at_checked(plaintext.len())
            .and_then(|(body, tag)| {
                let tag = <&[u8; TAG]>::try_from(tag).ok()?;
                self.aead
                    .open(self.nonce(index), body, tag, plaintext, scratch)
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
