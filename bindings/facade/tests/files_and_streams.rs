//! Files and streams: whole or not at all, watched, stopped.

use medseal_facade::{
    Cancel, Observer, PublicIdentity, Result, SealOptions, SealedHeader, SealedRecord,
    SecretIdentity, Watch,
};
use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

struct Desk {
    directory: TempDir,
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    document: PublicIdentity,
}

impl Desk {
    fn new() -> io::Result<Self> {
        let made = || -> Result<_> {
            let (laboratory, patient) = (
                SecretIdentity::generate(None)?,
                SecretIdentity::generate(None)?,
            );
            let document = patient.public(None)?;
            Ok((laboratory, patient, document))
        };
        let (laboratory, patient, document) = made().map_err(io::Error::other)?;
        Ok(Self {
            directory: tempfile::tempdir()?,
            laboratory,
            patient,
            document,
        })
    }

    fn path(&self, name: &str) -> String {
        self.directory
            .path()
            .join(name)
            .to_string_lossy()
            .into_owned()
    }

    fn seal_file(&self, source: &str, target: &str, watch: &Watch) -> Result<SealedHeader> {
        SealedRecord::seal_file(
            &self.laboratory,
            &self.document,
            &[],
            &self.path(source),
            &self.path(target),
            &SealOptions::default(),
            None,
            watch,
        )
    }

    fn open_file(&self, source: &str, target: &str, watch: &Watch) -> Result<SealedHeader> {
        let (source, target) = (self.path(source), self.path(target));
        SealedRecord::open_file(&source, &target, &self.patient, watch)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = std::fs::read_dir(self.directory.path())?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }
}

/// Stops after a number of calls.
struct Impatient(AtomicU64);

impl Observer for Impatient {
    fn progress(&self, _done: u64, _total: Option<u64>) -> bool {
        self.0.fetch_sub(1, Ordering::Relaxed) > 1
    }
}

struct Counter(AtomicU64);

impl Observer for Counter {
    fn progress(&self, done: u64, total: Option<u64>) -> bool {
        assert!(total.is_none_or(|total| done <= total));
        self.0.store(done, Ordering::Relaxed);
        true
    }
}

fn watched(observer: Arc<dyn Observer>) -> Watch {
    Watch {
        observer: Some(observer),
        cancel: None,
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

const LENGTH: usize = 20_000_000;

#[test]
fn a_file_is_sealed_opened_and_read_in_part() {
    let desk = Desk::new().unwrap();
    let plaintext: Vec<u8> = (0..=250).cycle().take(LENGTH).collect();
    std::fs::write(desk.path("scan"), &plaintext).unwrap();
    let counter = Arc::new(Counter(AtomicU64::new(0)));
    let header = desk
        .seal_file("scan", "scan.sealed", &watched(counter.clone()))
        .unwrap();
    assert_eq!(counter.0.load(Ordering::Relaxed), LENGTH as u64);
    assert_eq!(header.details().unwrap().plaintext_length, LENGTH as u64);
    let opened = desk
        .open_file("scan.sealed", "scan.opened", &Watch::default())
        .unwrap();
    assert_eq!(opened, header);
    assert!(std::fs::read(desk.path("scan.opened")).unwrap() == plaintext);

    let range = |begin, end| {
        SealedRecord::open_file_range(&desk.path("scan.sealed"), &desk.patient, begin, end)
    };
    assert_eq!(
        range(16_000, 17_000).unwrap().as_bytes(),
        &plaintext[16_000..17_000]
    );
    assert!(range(5, 5).unwrap().is_empty());
    let end = LENGTH as u64;
    assert_eq!(
        range(end - 1, end).unwrap().as_bytes(),
        &plaintext[LENGTH - 1..]
    );
    for (begin, end) in [(0, end + 1), (2, 1), (u64::MAX, u64::MAX)] {
        assert_eq!(code(range(begin, end)), "range-outside-payload");
    }

    let memory =
        SealedRecord::from_bytes(std::fs::read(desk.path("scan.sealed")).unwrap()).unwrap();
    let range = memory.open_range(&desk.patient, 70_000, 70_003).unwrap();
    assert_eq!(range.as_bytes(), &plaintext[70_000..70_003]);
    assert_eq!(
        code(memory.open_range(&desk.patient, 3, 2)),
        "range-outside-payload"
    );
}

#[test]
fn what_was_cancelled_or_failed_leaves_no_file_and_changes_none() {
    let desk = Desk::new().unwrap();
    std::fs::write(desk.path("scan"), vec![7; LENGTH]).unwrap();
    desk.seal_file("scan", "scan.sealed", &Watch::default())
        .unwrap();
    let sealed = std::fs::read(desk.path("scan.sealed")).unwrap();
    let before = desk.names().unwrap();

    let impatient = || watched(Arc::new(Impatient(AtomicU64::new(2))));
    assert_eq!(
        code(desk.seal_file("scan", "other.sealed", &impatient())),
        "cancelled"
    );
    assert_eq!(
        code(desk.seal_file("scan", "scan.sealed", &impatient())),
        "cancelled"
    );
    assert_eq!(
        code(desk.open_file("scan.sealed", "opened", &impatient())),
        "cancelled"
    );
    let cancel = Cancel::new();
    cancel.cancel();
    let watch = Watch {
        observer: None,
        cancel: Some(cancel),
    };
    assert_eq!(
        code(desk.seal_file("scan", "other.sealed", &watch)),
        "cancelled"
    );
    assert_eq!(
        code(desk.open_file("scan.sealed", "opened", &watch)),
        "cancelled"
    );
    assert_eq!(
        code(desk.seal_file("nothing", "other.sealed", &Watch::default())),
        "file-not-found"
    );

    let mut altered = sealed.clone();
    *altered.last_mut().unwrap() ^= 1;
    std::fs::write(desk.path("altered.sealed"), &altered).unwrap();
    assert_eq!(
        code(desk.open_file("altered.sealed", "opened", &Watch::default())),
        "payload-corrupt"
    );
    std::fs::write(desk.path("altered.sealed"), &sealed[..sealed.len() - 1]).unwrap();
    assert_eq!(
        code(desk.open_file("altered.sealed", "opened", &Watch::default())),
        "payload-length-mismatch"
    );
    std::fs::remove_file(desk.path("altered.sealed")).unwrap();

    assert_eq!(desk.names().unwrap(), before);
    assert!(std::fs::read(desk.path("scan.sealed")).unwrap() == sealed);
}

/// Cancelling from another thread, while the work runs.
#[test]
fn a_token_stops_work_that_runs() {
    struct Signal(Cancel);
    impl Observer for Signal {
        fn progress(&self, _done: u64, _total: Option<u64>) -> bool {
            let cancel = self.0.clone();
            std::thread::spawn(move || cancel.cancel()).join().is_ok()
        }
    }
    let desk = Desk::new().unwrap();
    let cancel = Cancel::new();
    let watch = Watch {
        observer: Some(Arc::new(Signal(cancel.clone()))),
        cancel: Some(cancel),
    };
    let (source, sink) = (&mut io::repeat(7), &mut io::sink());
    let sealed = SealedHeader::seal_payload(
        &desk.laboratory,
        &desk.document,
        &[],
        source,
        None,
        sink,
        &SealOptions::default(),
        None,
        &watch,
    );
    assert_eq!(code(sealed), "cancelled");
}

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

#[test]
fn recipients_come_and_go_without_the_payload() {
    let desk = Desk::new().unwrap();
    let specialist = SecretIdentity::generate(None).unwrap();
    std::fs::write(desk.path("note"), b"potassium 4.1 mmol/l").unwrap();
    let header = desk
        .seal_file("note", "note.sealed", &Watch::default())
        .unwrap();
    let to = specialist.public(None).unwrap();
    assert_eq!(
        code(header.rewrap(&specialist, &to, None)),
        "not-a-recipient"
    );
    let grant = "00112233445566778899aabbccddeeff";
    let wider = header.rewrap(&desk.patient, &to, Some(grant)).unwrap();
    let slots = wider.details().unwrap().slots;
    assert_eq!(slots.len(), 2);
    assert_eq!(slots[1].grant_id.as_deref(), Some(grant));
    assert_eq!(
        code(wider.rewrap(&desk.patient, &to, Some(grant))),
        "already-a-recipient"
    );
    assert_eq!(
        code(header.rewrap(&desk.patient, &to, Some("grant"))),
        "malformed-hex"
    );

    let path = desk.path("note.sealed");
    SealedRecord::replace_header(&path, &path, &wider, &Watch::default()).unwrap();
    let sealed = SealedRecord::from_bytes(std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(
        sealed.open(&specialist).unwrap().as_bytes(),
        b"potassium 4.1 mmol/l"
    );
    let narrower = wider
        .without_slots(Some(&slots[1].recipient_key_id))
        .unwrap();
    assert_eq!(narrower, header);
    let sealed = sealed.with_header(&narrower).unwrap();
    assert_eq!(code(sealed.open(&specialist)), "not-a-recipient");
    assert!(
        wider
            .without_slots(None)
            .unwrap()
            .details()
            .unwrap()
            .slots
            .is_empty()
    );

    let other = desk
        .seal_file("note", "other.sealed", &Watch::default())
        .unwrap();
    assert_eq!(code(sealed.with_header(&other)), "inconsistent-header");

    // The patient's own slot moves to the category's new epoch.
    desk.patient.rotate_category("GENERAL").unwrap();
    let renewed = header
        .rewrap(&desk.patient, &desk.patient.public(None).unwrap(), None)
        .unwrap();
    let slots = renewed.details().unwrap().slots;
    assert_eq!((slots.len(), slots[0].epoch), (1, Some(1)));
}
