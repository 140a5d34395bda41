//! Cut, shuffled, lengthened and badly behaved streams.

use super::*;
use crate::errors::ErrorCode;
use crate::types::Cancelled;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;

/// A reader that gives one byte at a time, with interruptions between.
struct Drip<'a>(&'a [u8], bool);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let one = buffer.len().min(1);
        self.0.read(&mut buffer[..one])
    }
}

/// The payload of five chunks, the last of them short, and its pieces.
fn five_chunks() -> (Vec<u8>, Vec<u8>, Vec<Vec<u8>>) {
    let plaintext = message(4 * CHUNK + 100);
    let sealed = sealed(&plaintext);
    let (prefix, chunks) = sealed.split_at(PREFIX);
    let chunks = chunks.chunks(SEALED_CHUNK).map(<[u8]>::to_vec).collect();
    (plaintext, prefix.to_vec(), chunks)
}

/// Both openers refuse, and the sink holds nothing but a proper prefix of the message.
fn refused(plaintext: &[u8], sealed: &[u8], what: &str) {
    assert!(opened(sealed).is_err(), "{what}");
    let (result, sink) = streamed(sealed);
    assert!(result.is_err(), "{what}");
    assert!(plaintext.starts_with(&sink), "{what}");
}

fn permutations(items: usize) -> Vec<Vec<usize>> {
    if items == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(items - 1);
    let insert = |order: &Vec<usize>, at| {
        let mut order = order.clone();
        order.insert(at, items - 1);
        order
    };
    shorter
        .iter()
        .flat_map(|order| (0..items).map(move |at| insert(order, at)))
        .collect()
}

#[test]
fn threat_03_every_order_subset_and_repetition_of_five_chunks_is_refused() {
    let (plaintext, prefix, chunks) = five_chunks();
    let assemble = |order: &[usize]| {
        let mut bytes = prefix.clone();
        order.iter().for_each(|&at| bytes.extend(&chunks[at]));
        bytes
    };
    assert!(opened(&assemble(&[0, 1, 2, 3, 4])).unwrap() == plaintext);
    let mut tried = 0;
    for order in permutations(5) {
        // Every arrangement of every number of chunks, the right one excepted.
        for count in 0..=5 {
            if order[..count] != [0, 1, 2, 3, 4] {
                refused(
                    &plaintext,
                    &assemble(&order[..count]),
                    &format!("{order:?}"),
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 120 * 6 - 1);
    for repeated in 0..5 {
        for at in 0..=5 {
            let mut order = vec![0, 1, 2, 3, 4];
            order.insert(at, repeated);
            refused(&plaintext, &assemble(&order), &format!("{order:?}"));
        }
    }
}

#[test]
fn threat_03_every_truncation_and_extension_is_refused() {
    let (plaintext, prefix, chunks) = five_chunks();
    let whole = [prefix, chunks.concat()].concat();
    let near_a_boundary = |cut: usize| (cut.saturating_sub(PREFIX) + 20) % SEALED_CHUNK < 40;
    for cut in (0..whole.len()).filter(|&cut| cut % 97 == 0 || cut < 80 || near_a_boundary(cut)) {
        refused(&plaintext, &whole[..cut], &format!("cut at {cut}"));
    }
    for extra in [1, 16, 17, SEALED_CHUNK, 5 * SEALED_CHUNK] {
        let longer = [whole.clone(), vec![0; extra]].concat();
        refused(&plaintext, &longer, &format!("{extra} more"));
        let twice = [&whole[..], &whole[PREFIX..PREFIX + extra.min(SEALED_CHUNK)]].concat();
        refused(&plaintext, &twice, &format!("{extra} repeated"));
    }
}

#[test]
fn threat_03_a_reader_of_one_byte_at_a_time_gives_the_same_bytes() {
    let plaintext = message(5 * CHUNK + 3);
    let whole = sealed(&plaintext);
    let (result, sink) = streamed(Drip(&whole, false));
    assert!(result.is_ok() && sink == plaintext);
    let mut again = Vec::new();
    seal_stream(
        &key(1),
        b"context",
        PayloadSalt::from_bytes([3; 24]),
        &mut Drip(&plaintext, false),
        &mut again,
        None,
        &mut NoProgress,
    )
    .unwrap();
    assert!(again == whole);
}

#[test]
fn threat_04_nothing_of_a_failed_chunk_reaches_the_sink() {
    let plaintext = message(600 * CHUNK + 9);
    let whole = sealed(&plaintext);
    for chunk in [0, 1, 3, 4, 5, 259, 260, 261, 516, 599, 600] {
        for offset in [0, 5] {
            let mut altered = whole.clone();
            altered[PREFIX + chunk * SEALED_CHUNK + offset] ^= 0x80;
            let (result, sink) = streamed(altered.as_slice());
            assert!(matches!(result, Err(PayloadError::Corrupt)));
            assert!(sink.len() <= chunk * CHUNK, "chunk {chunk}");
            assert!(plaintext.starts_with(&sink), "chunk {chunk}");
            assert!(opened(&altered).is_err());
        }
    }
    // A wrong key releases nothing at all.
    let mut sink = Vec::new();
    let result = open_stream(
        &key(2),
        b"context",
        &mut whole.as_slice(),
        &mut sink,
        None,
        &mut NoProgress,
    );
    assert!(matches!(result, Err(PayloadError::KeyCommitment)) && sink.is_empty());
}

#[test]
fn the_expected_length_is_kept() {
    let whole = sealed(&message(CHUNK));
    let length = whole.len() as u64;
    for (expected, is_right) in [(length, true), (length - 1, false), (length + 1, false)] {
        let mut sink = Vec::new();
        let result = open_stream(
            &key(1),
            b"context",
            &mut whole.as_slice(),
            &mut sink,
            Some(expected),
            &mut NoProgress,
        );
        assert_eq!(result.is_ok(), is_right, "{expected}");
        assert!(is_right || result.unwrap_err().code() == "payload-length-mismatch");
    }
}

#[test]
fn cancelling_stops_both_ways() {
    let plaintext = message(20 * CHUNK);
    let mut reports = Vec::new();
    let mut stop = |done, total| {
        reports.push((done, total));
        ControlFlow::Break(())
    };
    let mut sink = Vec::new();
    let salt = PayloadSalt::from_bytes([3; 24]);
    let (source, total) = (&mut plaintext.as_slice(), Some(20 * CHUNK as u64));
    let result = seal_stream(&key(1), b"", salt, source, &mut sink, total, &mut stop);
    assert!(matches!(result, Err(PayloadError::Cancelled(Cancelled))));
    let whole = sealed(&plaintext);
    let expected = Some(whole.len() as u64);
    let source = &mut whole.as_slice();
    let result = open_stream(&key(1), b"context", source, &mut sink, expected, &mut stop);
    assert_eq!(result.unwrap_err().code(), "cancelled");
    assert_eq!(reports, [(4 * CHUNK as u64, total); 2]);
}

#[test]
fn failing_streams_are_named() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (result, _) = streamed(Broken);
    assert_eq!(result.unwrap_err().code(), "read-failed");
    let whole = sealed(b"message");
    let result = open_stream(
        &key(1),
        b"context",
        &mut whole.as_slice(),
        &mut Broken,
        None,
        &mut NoProgress,
    );
    assert_eq!(result.unwrap_err().code(), "write-failed");
}
