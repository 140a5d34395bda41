//! The payload against what its format promises.

mod streams;
mod two_keys;

use super::geometry::{CHUNK, PREFIX, SEALED_CHUNK};
use super::*;
use crate::types::NoProgress;
use proptest::prelude::*;
use std::io::Cursor;

fn key(byte: u8) -> DataKey {
    DataKey::from_slice(&[byte; 32]).unwrap()
}

fn message(length: usize) -> Vec<u8> {
    (0..=250).cycle().take(length).collect()
}

fn sealed(plaintext: &[u8]) -> Vec<u8> {
    let salt = PayloadSalt::from_bytes([3; 24]);
    seal_bytes(&key(1), b"context", salt, plaintext).unwrap().0
}

fn opened(sealed: &[u8]) -> Result<Vec<u8>, PayloadError> {
    open_bytes(&key(1), b"context", sealed).map(|(plaintext, _)| plaintext.to_vec())
}

/// Opens through the stream; also gives what reached the sink.
fn streamed(mut sealed: impl std::io::Read) -> (Result<PayloadSummary, PayloadError>, Vec<u8>) {
    let mut sink = Vec::new();
    let result = open_stream(
        &key(1),
        b"context",
        &mut sealed,
        &mut sink,
        None,
        &mut NoProgress,
    );
    (result, sink)
}

#[test]
fn sizes_around_every_boundary_round_trip_on_all_paths() {
    let batch = span::BATCH * CHUNK;
    for length in [
        0,
        1,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        4 * CHUNK - 1,
        4 * CHUNK,
        4 * CHUNK + 1,
        16 * CHUNK,
        33 * CHUNK + 5,
        batch,
        batch + 4 * CHUNK,
        batch + 4 * CHUNK + 1,
        2 * batch + 48 * CHUNK,
    ] {
        let plaintext = message(length);
        let salt = PayloadSalt::from_bytes([3; 24]);
        let (one_shot, summary) = seal_bytes(&key(1), b"context", salt, &plaintext).unwrap();
        assert_eq!(
            summary.digest.as_bytes(),
            blake3::hash(&one_shot).as_bytes()
        );
        assert_eq!(summary.length, one_shot.len() as u64);
        assert_eq!(sealed_length(length as u64).unwrap(), summary.length);

        let mut stream = Vec::new();
        let from_stream = seal_stream(
            &key(1),
            b"context",
            salt,
            &mut plaintext.as_slice(),
            &mut stream,
            None,
            &mut NoProgress,
        );
        assert_eq!(from_stream.unwrap(), summary);
        assert!(stream == one_shot, "{length}");

        let (back, again) = open_bytes(&key(1), b"context", &one_shot).unwrap();
        assert!(*back == plaintext && again == summary, "{length}");
        let (result, sink) = streamed(one_shot.as_slice());
        assert!(sink == plaintext && result.unwrap() == summary, "{length}");
    }
}

#[test]
fn one_thread_and_several_make_the_same_bytes() {
    let plaintext = message(3 * span::BATCH * CHUNK + 7);
    let alone = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap()
        .install(|| sealed(&plaintext));
    let three = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    three.install(|| {
        assert!(sealed(&plaintext) == alone);
        assert!(opened(&alone).unwrap() == plaintext);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_plaintext_round_trips(
        plaintext in proptest::collection::vec(any::<u8>(), 0..70_000),
        cut in any::<prop::sample::Index>(),
        flip in any::<prop::sample::Index>(),
    ) {
        let mut sealed = sealed(&plaintext);
        prop_assert!(opened(&sealed).unwrap() == plaintext);
        prop_assert!(opened(&sealed[..cut.index(sealed.len())]).is_err());
        sealed[flip.index(plaintext.len() + PREFIX)] ^= 1;
        prop_assert!(opened(&sealed).is_err());
        let (result, sink) = streamed(sealed.as_slice());
        prop_assert!(result.is_err() && plaintext.starts_with(&sink));
    }

    #[test]
    fn any_range_is_the_slice_of_the_whole(
        length in 0usize..200_000,
        ends in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let plaintext = message(length);
        let sealed = sealed(&plaintext);
        let (a, b) = (ends.0.index(length + 1), ends.1.index(length + 1));
        let range = a.min(b)..a.max(b);
        // The payload may lie anywhere in the source.
        let mut source = Cursor::new([b"before", sealed.as_slice(), b"after"].concat());
        source.set_position(6);
        let mut sink = Vec::new();
        open_range(
            &key(1),
            b"context",
            &mut source,
            sealed.len() as u64,
            range.start as u64..range.end as u64,
            &mut sink,
            &mut NoProgress,
        ).unwrap();
        prop_assert!(sink == plaintext[range]);
    }
}

#[test]
fn a_range_reads_only_its_chunks_and_stays_inside() {
    let plaintext = message(10 * CHUNK);
    let mut sealed = sealed(&plaintext);
    let length = sealed.len() as u64;
    // Chunk 2 is destroyed: ranges beside it still open, ranges that touch it do not.
    sealed[PREFIX + 2 * SEALED_CHUNK] ^= 1;
    let open = |key: &DataKey, range: std::ops::Range<u64>| {
        let mut sink = Vec::new();
        let mut source = Cursor::new(&sealed);
        open_range(
            key,
            b"context",
            &mut source,
            length,
            range,
            &mut sink,
            &mut NoProgress,
        )
        .map(|()| sink)
    };
    let chunk = CHUNK as u64;
    assert!(open(&key(1), 0..2 * chunk).unwrap() == plaintext[..2 * CHUNK]);
    assert!(open(&key(1), 3 * chunk..10 * chunk).unwrap() == plaintext[3 * CHUNK..]);
    assert!(open(&key(1), 10 * chunk..10 * chunk).unwrap().is_empty());
    for corrupt in [2 * chunk..2 * chunk + 1, 0..10 * chunk] {
        let error = open(&key(1), corrupt).unwrap_err();
        assert!(matches!(error, PayloadError::Corrupt));
    }
    #[expect(clippy::reversed_empty_ranges, reason = "that is the case")]
    for outside in [0..10 * chunk + 1, 5..4, u64::MAX..u64::MAX] {
        let error = open(&key(1), outside).unwrap_err();
        assert!(matches!(error, PayloadError::RangeOutside));
    }
    let error = open(&key(2), 0..1).unwrap_err();
    assert!(matches!(error, PayloadError::KeyCommitment));
}
