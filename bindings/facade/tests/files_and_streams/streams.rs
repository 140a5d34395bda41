//! Streams of any kind, and streams that fail.

use crate::{Desk, code};
use medseal_facade::{SealOptions, SealedHeader, SealedRecord, Watch};
use std::io::{self, Read};

#[test]
fn streams_of_any_kind_are_sealed_and_opened() {
    /// Gives one byte at a time, and is interrupted now and then.
    struct Slow<'a>(&'a [u8], bool);
    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }
    let desk = Desk::new().unwrap();
    let (author, patient, options) = (&desk.laboratory, &desk.document, SealOptions::default());
    let (mut sealed, mut opened) = (Vec::new(), Vec::new());
    let plaintext = vec![9; 100_000];
    let watch = Watch::default();
    let header = SealedRecord::seal_stream(
        author,
        patient,
        &[],
        &mut Slow(&plaintext, false),
        None,
        &mut sealed,
        &options,
        None,
        &watch,
    )
    .unwrap();
    let found = SealedRecord::open_stream(
        &mut Slow(&sealed, false),
        &mut opened,
        &desk.patient,
        &watch,
    )
    .unwrap();
    assert!(found == header && opened == plaintext);
    assert_eq!(
        SealedRecord::open_bytes(&sealed, &desk.patient)
            .unwrap()
            .as_bytes(),
        plaintext
    );

    let longer = [&sealed[..], &[0]].concat();
    for broken in [&longer[..], &sealed[..sealed.len() - 1]] {
        let opened =
            SealedRecord::open_stream(&mut &*broken, &mut Vec::new(), &desk.patient, &watch);
        assert!(
            [
                "payload-corrupt",
                "payload-truncated",
                "payload-length-mismatch"
            ]
            .contains(&code(opened))
        );
    }

    let (mut payload, mut opened) = (Vec::new(), Vec::new());
    let header = SealedHeader::seal_payload(
        author,
        patient,
        &[],
        &mut &plaintext[..],
        Some(100_000),
        &mut payload,
        &options,
        None,
        &watch,
    )
    .unwrap();
    header
        .open_payload(&mut &payload[..], &mut opened, &desk.patient, &watch)
        .unwrap();
    assert!(opened == plaintext);
    let joined = SealedRecord::from_parts(&header, &payload).unwrap();
    assert_eq!(joined.open(&desk.patient).unwrap().as_bytes(), plaintext);
    assert!(joined.payload().unwrap() == payload);
    payload[70] ^= 1;
    assert_eq!(
        code(SealedRecord::from_parts(&header, &payload)),
        "payload-digest-mismatch"
    );
}

#[test]
fn failing_streams_are_storage_errors() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the patient's name"))
        }
    }
    impl io::Write for Broken {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("the patient's name"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let desk = Desk::new().unwrap();
    let seal = |source: &mut dyn Read, sink: &mut dyn io::Write| {
        let options = SealOptions::default();
        SealedRecord::seal_stream(
            &desk.laboratory,
            &desk.document,
            &[],
            source,
            None,
            sink,
            &options,
            None,
            &Watch::default(),
        )
    };
    let read = seal(&mut Broken, &mut io::sink()).unwrap_err();
    let write = seal(&mut &b"x"[..], &mut Broken).unwrap_err();
    assert_eq!((read.code, write.code), ("read-failed", "write-failed"));
    assert!(!read.message.contains("name") && !write.message.contains("name"));
}
