//! AES-256-GCM (NIST SP 800-38D) over the crates `aes`, `ctr` and `ghash`.
//!
//! Those are what the crate `aes-gcm` is made of, and the bytes are the same. Here the key stream
//! goes to a small buffer first and a chunk is encrypted and hashed step by step while it is in the
//! nearest cache, which `aes-gcm` does not do: see ADR 80. Only what chunks need is here: nonces of
//! 96 bits, tags of 128 bits, no associated data, no more than one chunk.

use super::NONCE;
use crate::envelope::payload::geometry::{CHUNK, TAG};
use aes::Aes256Enc;
use aes::cipher::{BlockCipherEncrypt, InnerIvInit, KeyInit, StreamCipherCore};
use ghash::{GHash, universal_hash::UniversalHash};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A key, expanded. Boxed, so that it is not copied around the stack; both crates wipe theirs.
pub(super) struct Aead(Box<Key>);

struct Key {
    aes: Aes256Enc,
    ghash: GHash,
}

/// Room for a piece of the key stream, used again for one chunk after the other. It is wiped when
/// dropped: beside a sealed chunk it would give the plaintext.
pub(in crate::envelope::payload) struct Scratch(Box<[aes::Block; STEP / BLOCK]>);

impl Aead {
    pub(super) fn new(key: &[u8; 32]) -> Option<Self> {
        let aes = Aes256Enc::new(key.into());
        let mut hash_key = ghash::Key::default();
        aes.encrypt_block(&mut hash_key);
        let ghash = GHash::new(&hash_key);
        hash_key.0.zeroize();
        Some(Self(Box::new(Key { aes, ghash })))
    }

    pub(super) fn seal(
        &self,
        nonce: [u8; NONCE],
        plaintext: &[u8],
        body: &mut [u8],
        tag: &mut [u8; TAG],
        scratch: &mut Scratch,
    ) -> Option<()> {
        let mut chunk = self.chunk(nonce, body.len())?;
        let mut hash = self.0.ghash.clone();
        for (plaintext, body) in plaintext.chunks(STEP).zip(body.chunks_mut(STEP)) {
            chunk.apply(scratch, plaintext, body)?;
            // Pads to whole blocks: a step is some, and nothing follows a shorter one.
            hash.update_padded(body);
        }
        *tag = chunk.tag(hash, body.len())?;
        Some(())
    }

    /// Writes no byte of the plaintext before the tag was found right.
    pub(super) fn open(
        &self,
        nonce: [u8; NONCE],
        body: &[u8],
        tag: &[u8; TAG],
        plaintext: &mut [u8],
        scratch: &mut Scratch,
    ) -> Option<()> {
        let mut chunk = self.chunk(nonce, body.len())?;
        let mut hash = self.0.ghash.clone();
        hash.update_padded(body);
        if !bool::from(chunk.tag(hash, body.len())?.ct_eq(tag)) {
            return None;
        }
        for (body, plaintext) in body.chunks(STEP).zip(plaintext.chunks_mut(STEP)) {
            chunk.apply(scratch, body, plaintext)?;
        }
        Some(())
    }

    /// The counter where a chunk begins. A chunk is far too short for it to come round.
    fn chunk(&self, nonce: [u8; NONCE], length: usize) -> Option<ChunkCounter<'_>> {
        let mut first = aes::Block::default();
        first.0.first_chunk_mut().map(|place| *place = nonce)?;
        first.0.last_mut().map(|last| *last = 1)?;
        let mut counter = Counter::inner_iv_init(&self.0.aes, &first);
        let mut mask = aes::Block::default();
        counter.write_keystream_block(&mut mask);
        (length <= CHUNK).then_some(ChunkCounter { counter, mask })
    }
}

impl Scratch {
    pub(in crate::envelope::payload) fn new() -> Self {
        Self(Box::new([aes::Block::default(); STEP / BLOCK]))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|block| block.0.zeroize());
    }
}

/// The key stream of one chunk, from where it stands, and the block that masks the tag.
struct ChunkCounter<'a> {
    counter: Counter<'a>,
    mask: aes::Block,
}

impl ChunkCounter<'_> {
    /// Combines at most a step of input with the key stream.
    fn apply(&mut self, scratch: &mut Scratch, input: &[u8], output: &mut [u8]) -> Option<()> {
        let stream = scratch.0.get_mut(..input.len().div_ceil(BLOCK))?;
        self.counter.write_keystream_blocks(stream);
        let (inputs, last_input) = input.as_chunks::<BLOCK>();
        let (outputs, last_output) = output.as_chunks_mut::<BLOCK>();
        for ((input, output), stream) in inputs.iter().zip(outputs).zip(&*stream) {
            let combined = u128::from_ne_bytes(*input) ^ u128::from_ne_bytes(stream.0);
            *output = combined.to_ne_bytes();
        }
        if let Some(stream) = stream.get(inputs.len()) {
            for ((input, output), stream) in last_input.iter().zip(last_output).zip(stream) {
                *output = input ^ stream;
            }
        }
        Some(())
    }

    /// Ends the hash with the lengths, of no associated data and of the chunk, and masks it.
    fn tag(&self, mut hash: GHash, length: usize) -> Option<[u8; TAG]> {
        let bits = u128::try_from(length).ok()?.checked_mul(8)?;
        hash.update(&[bits.to_be_bytes().into()]);
        let hash = u128::from_ne_bytes(hash.finalize().0);
        Some((hash ^ u128::from_ne_bytes(self.mask.0)).to_ne_bytes())
    }
}

type Counter<'a> = ctr::CtrCore<&'a Aes256Enc, ctr::flavors::Ctr32BE>;

const BLOCK: usize = 16;

/// Bytes of key stream made at a time. Much less, and setting up the cipher's registers shows;
/// much more, and the piece leaves the nearest cache between cipher and hash.
const STEP: usize = 4096;

#[cfg(test)]
mod tests;
