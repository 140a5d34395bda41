//! Files: whole or not at all, watched, stopped.

use crate::{Counter, Desk, Impatient, LENGTH, code, watched};
use medseal_facade::{
    Cancel, Observer, SealOptions, SealedHeader, SealedRecord, SecretIdentity, Watch,
};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

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
