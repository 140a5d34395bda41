//! One ciphertext that AES-GCM opens under two keys (the attack of CVE-2025-14762).
//!
//! GCM's tag is a polynomial in a value that the key fixes. Whoever chooses both keys can solve for
//! a ciphertext block that gives both polynomials the same value, and so make one file show two
//! texts to two recipients. The key commitment has to stop that on every path.

use super::super::cipher::{ChunkCipher, Scratch};
use super::super::geometry::ChunkIndex;
use super::*;
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use hkdf::Hkdf;
use sha2::Sha512;

/// What Cobblestone-256 derives for a payload, computed here a second time.
struct Derived {
    cipher_key: [u8; 32],
    base_nonce: [u8; 12],
    commitment: [u8; 32],
}

fn derive(key: &DataKey, salt: [u8; 24]) -> Derived {
    let mut output = [0; 76];
    let info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
    let padded = [*key.expose_bytes(), [0; 32]].concat();
    let info = [&info[..], &salt, b"context"].concat();
    let hkdf = Hkdf::<Sha512>::from_prk(&padded).unwrap();
    hkdf.expand(&info, &mut output).unwrap();
    Derived {
        cipher_key: output[..32].try_into().unwrap(),
        base_nonce: output[32..44].try_into().unwrap(),
        commitment: output[44..].try_into().unwrap(),
    }
}

impl Derived {
    fn block(&self, block: [u8; 16]) -> u128 {
        let mut block = Array::from(block);
        Aes256::new(&self.cipher_key.into()).encrypt_block(&mut block);
        u128::from_be_bytes(block.into())
    }

    /// GCM's hash key.
    fn h(&self) -> u128 {
        self.block([0; 16])
    }

    /// What GCM adds to the hash of chunk 0.
    fn mask(&self) -> u128 {
        let mut block = [0; 16];
        block[..12].copy_from_slice(&self.base_nonce);
        block[15] = 1;
        self.block(block)
    }
}

/// Multiplication in GCM's field (NIST SP 800-38D §6.3).
fn multiply(x: u128, mut y: u128) -> u128 {
    let mut product = 0;
    for bit in (0..128).rev() {
        if x >> bit & 1 == 1 {
            product ^= y;
        }
        y = (y >> 1) ^ if y & 1 == 1 { 0xe1 << 120 } else { 0 };
    }
    product
}

/// The inverse, as the power 2¹²⁸ − 2.
fn inverse(x: u128) -> u128 {
    let (mut power, mut result) = (multiply(x, x), 1 << 127);
    for _ in 1..128 {
        result = multiply(result, power);
        power = multiply(power, power);
    }
    result
}

/// A payload of one chunk of two blocks, authentic under both keys; committed to the first.
fn two_key_payload(one: &Derived, two: &Derived, salt: [u8; 24]) -> Vec<u8> {
    let first_block = 0x0123_4567_89ab_cdef;
    let lengths = 256;
    let terms = |key: &Derived| {
        let square = multiply(key.h(), key.h());
        let fixed = key.mask()
            ^ multiply(first_block, multiply(square, key.h()))
            ^ multiply(lengths, key.h());
        (fixed, square)
    };
    let ((fixed_1, square_1), (fixed_2, square_2)) = (terms(one), terms(two));
    let second_block = multiply(fixed_1 ^ fixed_2, inverse(square_1 ^ square_2));
    let tag = fixed_1 ^ multiply(second_block, square_1);
    let blocks = [first_block, second_block, tag].map(u128::to_be_bytes);
    [&salt[..], &one.commitment, &blocks.concat()].concat()
}

#[test]
fn threat_01_a_ciphertext_of_two_keys_opens_under_the_committed_one_only() {
    let salt = [9; 24];
    let (one, two) = (derive(&key(1), salt), derive(&key(2), salt));
    let payload = two_key_payload(&one, &two, salt);

    // The attack itself works: bare AES-GCM accepts the chunk under both keys.
    for derived in [&one, &two] {
        let cipher = ChunkCipher::new(&derived.cipher_key, derived.base_nonce).unwrap();
        let chunk = &payload[PREFIX..];
        cipher
            .open(ChunkIndex::FIRST, chunk, &mut [0; 32], &mut Scratch::new())
            .expect("the crafted chunk is authentic under both keys");
    }

    assert_eq!(opened(&payload).unwrap().len(), 32);
    let one_shot = open_bytes(&key(2), b"context", &payload);
    assert!(matches!(one_shot, Err(PayloadError::KeyCommitment)));

    let mut sink = Vec::new();
    let mut progress = NoProgress;
    let (source, expected) = (&mut payload.as_slice(), Some(payload.len() as u64));
    let stream = open_stream(
        &key(2),
        b"context",
        source,
        &mut sink,
        expected,
        &mut progress,
    );
    assert!(matches!(stream, Err(PayloadError::KeyCommitment)));

    let (mut source, length) = (Cursor::new(&payload), payload.len() as u64);
    let range = open_range(
        &key(2),
        b"context",
        &mut source,
        length,
        0..1,
        &mut sink,
        &mut progress,
    );
    assert!(matches!(range, Err(PayloadError::KeyCommitment)));
    assert!(sink.is_empty());
}
