//! This process reads its own memory and looks for what should have been wiped.
//!
//! Everything on the heap and in statics counts. Values that the compiler moved through the stack leave
//! copies there that no library can reach; they last until later calls write over them, which this test
//! hastens before it looks.

use super::refused;
use medseal::envelope::{DataKey, Sealer};
use medseal::keys::{KeyEpoch, PassphraseCost, SecretIdentity, open_key_file, protect_key_file};
use medseal::types::{CategoryCode, Timestamp};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// A secret under a mask, so that looking for it does not put it where it is looked for.
pub(super) struct Masked(&'static str, Vec<u8>);

const MASK: u8 = 0xa5;

impl Masked {
    /// All but the first 16 bytes: an allocator writes its own over those when it takes a block back.
    pub(super) fn new(name: &'static str, secret: &[u8]) -> Self {
        let masked = secret.iter().skip(16).map(|byte| byte ^ MASK);
        Self(name, masked.collect())
    }

    fn is_in(&self, memory: &[u8]) -> bool {
        memory.windows(self.1.len()).any(|window| {
            let unmasked = self.1.iter().map(|byte| byte ^ MASK);
            window.iter().copied().eq(unmasked)
        })
    }
}

#[test]
fn threat_18_dropped_secrets_are_gone_from_memory() {
    let (alive, mut masked) = use_secrets();
    let places = refused::open(&mut masked);
    scrub_stack(64);
    let memory = writable_memory();
    let seen = |secret: &Masked| memory.iter().any(|region| secret.is_in(region));
    assert!(
        seen(&Masked::new("alive", &alive[..])),
        "the search finds what is there"
    );
    let left = masked.iter().filter(|secret| seen(secret));
    let left: Vec<_> = left.map(|secret| secret.0).collect();
    assert!(left.is_empty(), "still in memory: {left:?}");
    drop(black_box(places));
}

/// Makes, uses and drops one of each; gives back what to look for, and one secret that stays.
#[inline(never)]
fn use_secrets() -> (Box<[u8; 32]>, Vec<Masked>) {
    let mut masked = Vec::new();
    let identity = SecretIdentity::generate().unwrap();
    let laboratory: CategoryCode = "LAB".parse().unwrap();
    let sealing = identity.sealing_key();
    let category = identity
        .category_key(&laboratory, KeyEpoch::new(0))
        .unwrap();
    masked.push(Masked::new("the sealing key", sealing.expose_seed()));
    masked.push(Masked::new("the category key", category.expose_seed()));

    let file =
        protect_key_file(&identity, b"correct horse battery", PassphraseCost::LEAST).unwrap();
    let again = open_key_file(&file, Some(b"correct horse battery")).unwrap();
    assert!(again.identity_id() == identity.identity_id());

    let data_key = DataKey::random(&mut medseal::random::os_rng().unwrap());
    masked.push(Masked::new("the data key", data_key.expose_bytes()));
    // One freed block may soon be used again for something else; not all of many are.
    let copies = (0..256).map(|_| DataKey::from_slice(data_key.expose_bytes()));
    drop(copies.collect::<Vec<_>>());

    let author = identity.signing_key();
    let sealer = Sealer::new(&author, identity.identity_id(), Timestamp::EPOCH);
    let text: Vec<u8> = (0..40u8).map(|byte| byte.wrapping_mul(37) ^ 0x11).collect();
    masked.push(Masked::new("the opened record", &text));
    let record = sealer
        .to(sealing.public_key().unwrap())
        .seal(&text)
        .unwrap();
    let opened: Vec<_> = (0..256).map(|_| record.open(&sealing).unwrap()).collect();
    assert!(opened.iter().all(|opened| **opened == text));
    drop(zeroize::Zeroizing::new(text));
    (
        Box::new(std::array::from_fn(|at| {
            black_box(at.to_le_bytes())[0] ^ 0x77
        })),
        masked,
    )
}

/// Calls deep enough to write over whatever earlier calls left on this thread's stack.
#[inline(never)]
fn scrub_stack(depth: usize) {
    let mut zeros = [0u8; 16 * 1024];
    black_box(&mut zeros);
    if depth > 0 {
        scrub_stack(depth - 1);
    }
    black_box(&zeros);
}

/// The contents of all private writable mappings but the one that receives them.
fn writable_memory() -> Vec<Vec<u8>> {
    let maps = BufReader::new(File::open("/proc/self/maps").unwrap());
    let regions: Vec<(u64, u64)> = maps
        .lines()
        .map(Result::unwrap)
        .filter(|line| line.contains(" rw-p ") && !line.contains("[v"))
        .filter_map(|line| {
            let (begin, end) = line.split_whitespace().next()?.split_once('-')?;
            Some((
                u64::from_str_radix(begin, 16).ok()?,
                u64::from_str_radix(end, 16).ok()?,
            ))
        })
        .collect();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut contents = Vec::new();
    for (begin, end) in regions {
        let mut region = Vec::new();
        memory.seek(SeekFrom::Start(begin)).unwrap();
        let _ = (&mut memory).take(end - begin).read_to_end(&mut region);
        contents.push(region);
    }
    contents
}
