//! `seal`, `open`, `rewrap`, `inspect`.

use crate::support::{CANARY, Room, assert_error};

#[test]
fn a_record_of_any_length_comes_back_byte_for_byte() {
    let room = Room::with_identities();
    for length in [0, 1, 16_383, 16_384, 16_385, 3_000_001] {
        let plaintext: Vec<u8> = (0..length)
            .map(|i: u32| i.to_le_bytes()[1] ^ 0x5a)
            .collect();
        room.write("in", &plaintext);
        room.ok("seal --author lab.key --to patient.id --in in --out s");
        room.ok("open --key patient.key --in s --out out");
        assert!(room.read("out") == plaintext, "{length}");
        assert_eq!(room.json("inspect s")["plaintext_bytes"], length);
    }
}

#[test]
fn through_pipes_in_both_directions() {
    let room = Room::with_identities();
    let plaintext = vec![7; 200_000];
    let sealed = room.with_input(
        "seal --author lab.key --to patient.id --in - --out -",
        &plaintext,
    );
    assert!(sealed.status.success());
    assert!(sealed.stderr.is_empty());
    let opened = room.with_input("open --key patient.key --in - --out -", &sealed.stdout);
    assert!(opened.status.success() && opened.stderr.is_empty());
    assert!(opened.stdout == plaintext);

    let report = room.with_input(
        "open --key patient.key --in - --out - --json",
        &sealed.stdout,
    );
    assert!(report.stdout == plaintext);
    let report: serde_json::Value = serde_json::from_slice(&report.stderr).unwrap();
    assert_eq!(report["bytes"], 200_000);
    let shown = room.with_input("inspect - --json", &sealed.stdout);
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["kind"], "sealed-record");
}

#[test]
fn ranges_are_read_from_files() {
    let room = Room::with_identities();
    let plaintext: Vec<u8> = (0..100_000u32).map(|i| i.to_le_bytes()[0]).collect();
    room.write("in", &plaintext);
    room.ok("seal --author lab.key --to patient.id --in in --out s");
    for (range, expected) in [
        ("0..10", 0..10),
        ("16380..16390", 16_380..16_390),
        ("99999..", 99_999..100_000),
        ("..5", 0..5),
        ("7..7", 7..7),
    ] {
        room.ok(&format!(
            "open --key patient.key --in s --out out --range {range}"
        ));
        assert_eq!(room.read("out"), plaintext[expected], "{range}");
    }
    std::fs::remove_file(room.path("out")).unwrap();
    let open = "open --key patient.key --in s --out out --range";
    room.fails(&format!("{open} 99999..100001"), "range-outside-payload");
    room.fails(&format!("{open} 5..3"), "usage");
    let sealed = room.read("s");
    let from_pipe = room.with_input(
        "open --key patient.key --in - --out out --range 0..1",
        &sealed,
    );
    assert_error(&from_pipe, "usage", "a range of a pipe");
}

#[test]
fn only_recipients_open_and_rewrap_adds_one() {
    let room = Room::with_record();
    room.fails(
        "open --key doctor.key --in record.sealed --out out",
        "not-a-recipient",
    );
    room.fails(
        "open --key lab.key --in record.sealed --out out",
        "not-a-recipient",
    );
    room.fails(
        "rewrap --key doctor.key --in record.sealed --to doctor.id --out record.sealed",
        "not-a-recipient",
    );
    room.ok("rewrap --key patient.key --in record.sealed --to doctor.id --out record.sealed");
    room.ok("open --key doctor.key --in record.sealed --out out");
    assert_eq!(room.read("out"), room.read("record"));
    room.fails(
        "rewrap --key patient.key --in record.sealed --to doctor.id --out record.sealed",
        "already-a-recipient",
    );
}

#[test]
fn a_record_follows_the_patient_s_new_epoch() {
    let room = Room::with_record();
    room.ok("rekey --key patient.key --new-epoch LAB");
    room.ok("rewrap --key patient.key --in record.sealed --to patient.id --out record.sealed");
    let slots = room.json("inspect record.sealed")["slots"].clone();
    assert_eq!(slots.as_array().unwrap().len(), 1);
    assert_eq!(slots[0]["epoch"], 1);
    room.ok("open --key patient.key --in record.sealed --out out");
    assert_eq!(room.read("out"), room.read("record"));
}

#[test]
fn versions_are_linked() {
    let room = Room::with_record();
    room.ok(
        "seal --author lab.key --to patient.id --in record --out second --previous record.sealed",
    );
    let (first, second) = (
        room.json("inspect record.sealed"),
        room.json("inspect second"),
    );
    assert_eq!(second["version"], 2);
    assert_eq!(second["record"], first["record"]);
    assert_eq!(second["category"], "LAB");
    room.fails(
        "seal --author lab.key --to doctor.id --in record --out x --previous record.sealed",
        "version-mismatch",
    );
}

#[test]
fn the_author_can_be_required() {
    let room = Room::with_record();
    let open = "open --key patient.key --in record.sealed --out out --author";
    room.fails(&format!("{open} doctor.id"), "wrong-author");
    room.ok(&format!("{open} lab.id"));
}

#[test]
fn a_wrong_truncated_or_altered_file_gives_its_error_and_no_output() {
    let room = Room::with_record();
    let sealed = room.read("record.sealed");
    room.fails(
        "open --key patient.key --in record --out out",
        "not-a-sealed-record",
    );
    room.fails(
        "open --key patient.key --in patient.id --out out",
        "not-a-sealed-record",
    );
    let stderr = room.fails("inspect record", "unknown-file");
    assert!(!stderr.contains(CANARY));
    room.write("bad", b"");
    room.fails(
        "open --key patient.key --in bad --out out",
        "not-a-sealed-record",
    );

    room.write("bad", &sealed[..40]);
    room.fails(
        "open --key patient.key --in bad --out out",
        "header-truncated",
    );
    room.fails("inspect bad", "header-truncated");
    room.write("bad", &sealed[..sealed.len() - 1]);
    room.fails(
        "open --key patient.key --in bad --out out",
        "payload-truncated",
    );
    let mut longer = sealed.clone();
    longer.push(0);
    room.write("bad", &longer);
    room.fails(
        "open --key patient.key --in bad --out out",
        "payload-length-mismatch",
    );

    let mut altered = sealed.clone();
    *altered.last_mut().unwrap() ^= 1;
    room.write("bad", &altered);
    room.fails(
        "open --key patient.key --in bad --out out",
        "payload-corrupt",
    );
    let mut future = sealed;
    future[11] = 2;
    room.write("bad", &future);
    room.fails(
        "open --key patient.key --in bad --out out",
        "unknown-version",
    );
}

#[test]
fn the_patient_needs_a_key_for_the_category() {
    let room = Room::with_identities();
    let seal = "seal --author lab.key --to patient.id --in record --out s --category DENTAL";
    let stderr = room.fails(seal, "unknown-category");
    assert!(stderr.contains("hint: the patient adds it with: medseal rekey"));
    room.ok("rekey --key patient.key --category DENTAL");
    room.ok(seal);
}
