//! Killed at any point: nothing is half-written, nothing acknowledged is lost, and the command can
//! be given again.
#![cfg(unix)]

use crate::support::{ANCHOR, Room};
use std::{fs, time::Duration};

/// Runs a line and kills it after a while, a little later each time.
fn killed_after(room: &Room, line: &str, microseconds: u64) {
    let mut child = room.spawn(line);
    std::thread::sleep(Duration::from_micros(microseconds));
    let _ = child.kill();
    let _ = child.wait();
}

#[test]
fn killed_while_anchoring_the_ledger_and_the_receipt_are_whole() {
    let room = Room::with_ledger();
    for round in 0..25 {
        let (sealed, receipt) = (format!("{round}.sealed"), format!("{round}.receipt"));
        room.ok(&format!(
            "seal --author lab.key --to patient.id --in record --out {sealed}"
        ));
        let before = room.names();
        let anchor = format!("{ANCHOR} --in {sealed} --receipt {receipt}");
        killed_after(&room, &anchor, 1_000 + 2_500 * round);
        let verify = format!("verify --receipt {receipt} --in {sealed} --authority node.id");
        if room.exists(&receipt) {
            room.ok(&verify);
        } else {
            let now: Vec<_> = room
                .names()
                .into_iter()
                .filter(|n| !n.ends_with(".new"))
                .collect();
            assert_eq!(now, before);
            room.ok(&anchor);
            room.ok(&verify);
        }
    }
    room.ok("fsck --ledger ledger");
}

#[test]
fn killed_while_erasing_the_record_is_whole_or_erased_and_the_command_can_be_repeated() {
    let room = Room::with_ledger();
    for round in 0..15 {
        let sealed = format!("{round}.sealed");
        room.ok(&format!(
            "seal --author lab.key --to patient.id --in record --out {sealed}"
        ));
        room.ok(&format!("{ANCHOR} --in {sealed} --receipt {round}.receipt"));
        let erase = format!(
            "erase --ledger ledger --patient patient.key --in {sealed} --receipt {round}.erased"
        );
        killed_after(&room, &erase, 2_000 + 3_000 * round);
        if !room.exists(&format!("{round}.erased")) {
            room.ok(&erase);
        }
        assert_eq!(
            room.json(&format!("inspect {sealed}"))["slots"]
                .as_array()
                .unwrap()
                .len(),
            0
        );
        room.ok(&format!(
            "verify --receipt {round}.erased --in {sealed} --authority node.id"
        ));
    }
    room.ok("fsck --ledger ledger");
}

#[test]
fn killed_while_beginning_a_ledger_the_directory_is_whole_or_absent() {
    let room = Room::with_identities();
    room.ok("keygen --no-passphrase --out node");
    for round in 0..15 {
        let directory = format!("ledger-{round}");
        let init = format!("ledger init --dir {directory} --authority node.key");
        killed_after(&room, &init, 500 + 1_500 * round);
        if !room.exists(&directory) {
            room.ok(&init);
        }
        room.ok(&format!("log --ledger {directory} --patient patient.key"));
        fs::remove_dir_all(room.path(&directory)).unwrap();
    }
}

#[test]
fn killed_while_revoking_the_key_file_is_whole() {
    let room = Room::with_grant();
    for round in 0..10 {
        let grant = format!("{round}.grant");
        room.ok(&format!(
            "grant --ledger ledger --patient patient.key --to doctor.id --purpose TREAT \
             --category LAB --until 2999-01-01T00:00:00Z --out {grant}"
        ));
        let revoke = format!("revoke --ledger ledger --patient patient.key --grant {grant}");
        killed_after(&room, &revoke, 4_000 + 3_000 * round);
        let output = room.output(&revoke);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let again = output.status.success() || stderr.starts_with("error[already-revoked]");
        assert!(again, "{stderr}");
        room.ok("open --key patient.key --in record.sealed --out opened");
    }
}

#[test]
fn interrupted_while_beginning_a_ledger_no_draft_stays() {
    let room = Room::with_identities();
    room.ok("keygen --no-passphrase --out node");
    for round in 0..10 {
        let init = format!("ledger init --dir ledger-{round} --authority node.key");
        let child = room.spawn(&init);
        std::thread::sleep(Duration::from_millis(2 + 3 * round));
        let pid = child.id().to_string();
        let _ = std::process::Command::new("kill")
            .args(["-s", "TERM", &pid])
            .output();
        let output = child.wait_with_output().unwrap();
        let drafts = room
            .names()
            .into_iter()
            .filter(|name| name.starts_with('.'))
            .count();
        // Before the handler is there, the signal ends the process, which has made nothing yet.
        assert_eq!(drafts, 0, "{:?}", output.status);
        if room.exists(&format!("ledger-{round}")) {
            room.ok(&format!("fsck --ledger ledger-{round}"));
        }
    }
}
