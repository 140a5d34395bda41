//! Small inputs that claim to be large must not take the memory they claim.
//!
//! One test in its own process: it looks at how much memory the process ever had.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use medseal::envelope::{SealedHeader, SealedRecord, Sealer};
use medseal::errors::ErrorCode;
use medseal::types::NoProgress;
use std::io::Cursor;
use support::fixtures::{NOW, identity};

/// Most address space this process ever had, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmPeak:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[test]
fn threat_16_a_kilobyte_that_claims_a_gigabyte_stays_small() {
    let (author, patient) = (identity(1), identity(2));
    let secret = patient.sealing_key();
    let sealed = Sealer::new(&author.signing_key(), patient.identity_id(), NOW)
        .to(secret.public_key().unwrap())
        .seal(b"plaintext")
        .unwrap();
    let container = sealed.to_container().unwrap();
    let before = peak();

    // The container's header claims a gigabyte, or as much as is allowed.
    let claiming = |length: u32| {
        let mut claim = container[..1024].to_vec();
        claim[12..16].copy_from_slice(&length.to_be_bytes());
        SealedRecord::from_container(&claim).unwrap_err()
    };
    assert_eq!(claiming(1 << 30).code(), "header-too-large");
    assert_eq!(claiming(u32::MAX).code(), "header-too-large");
    assert_eq!(claiming(1 << 20).code(), "header-truncated");
    // CBOR inside claims a gigabyte of bytes, text, items or entries.
    for initial in [0x5a, 0x7a, 0x9a, 0xba] {
        let mut claim = vec![0; 1024];
        claim[0] = initial;
        claim[1..5].copy_from_slice(&(1u32 << 30).to_be_bytes());
        let error = SealedHeader::from_bytes(&claim).unwrap_err();
        assert_eq!(error.code(), "malformed-encoding");
    }
    // A manifest, signed, claims a payload of a gigabyte where there are a few bytes. The smallest
    // honest way to such a manifest is to seal that much: to nowhere.
    let huge = Sealer::new(&author.signing_key(), patient.identity_id(), NOW)
        .to(secret.public_key().unwrap())
        .seal_detached(Zeros(1 << 30), None, std::io::sink(), NoProgress)
        .unwrap();
    let streaming = peak();
    let key = huge.unwrap_key(&secret).unwrap();
    let payload = sealed.payload();
    assert_eq!(
        key.open(payload).unwrap_err().code(),
        "payload-length-mismatch"
    );
    let result = key.open_stream(payload, std::io::sink(), NoProgress);
    assert_eq!(result.unwrap_err().code(), "key-commitment-mismatch");
    let end = 1 << 30;
    let result = key.open_range(Cursor::new(payload), 0..end, std::io::sink(), NoProgress);
    assert_eq!(result.unwrap_err().code(), "key-commitment-mismatch");

    if let (Some(before), Some(streaming), Some(after)) = (before, streaming, peak()) {
        // Threads and their stacks count as address space, though not as memory.
        assert!(streaming - before < 512 * 1024, "{before} {streaming} KiB");
        assert!(after - streaming < 16 * 1024, "{streaming} {after} KiB");
    }
}

/// So many zero bytes.
struct Zeros(u64);

impl std::io::Read for Zeros {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = u64::try_from(buffer.len()).unwrap().min(self.0);
        let count = usize::try_from(count).unwrap();
        buffer[..count].fill(0);
        self.0 -= count as u64;
        Ok(count)
    }
}
