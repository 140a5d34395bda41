//! Output files are there whole or not at all, whatever happens.

use crate::support::{Room, assert_error};
use std::{io::Write, time::Duration};

const SEAL: &str = "seal --author lab.key --to patient.id --in record --out";
const OPEN: &str = "open --key patient.key --in record.sealed --out";

#[test]
fn an_output_that_cannot_be_made_fails_before_anything_happens() {
    let room = Room::with_record();
    // These fail for root too, whom permissions do not stop.
    for out in ["record/out", "missing/out", "/proc/out", "."] {
        room.fails(&format!("{SEAL} {out}"), "not-writable");
        room.fails(&format!("{OPEN} {out}"), "not-writable");
    }
    room.fails("keygen --no-passphrase --out record/k", "not-writable");
    room.fails("man --out record", "file-exists");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported_and_leaves_nothing() {
    let room = Room::with_record();
    room.write("record", &vec![1; 1 << 20]);
    room.ok(&format!("{SEAL} large.sealed"));
    for line in [
        format!("{SEAL} /dev/full"),
        "open --key patient.key --in large.sealed --out /dev/full".to_owned(),
        "rewrap --key patient.key --in large.sealed --to doctor.id --out /dev/full".to_owned(),
    ] {
        room.fails(&line, "disk-full");
    }
    // A regular file that may not grow beyond 16 blocks.
    let limited = "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"";
    let before = room.names();
    for line in [
        format!("{SEAL} out"),
        "open --key patient.key --in large.sealed --out out".to_owned(),
        "rewrap --key patient.key --in large.sealed --to doctor.id --out out".to_owned(),
        "rewrap --key patient.key --in large.sealed --to doctor.id --out large.sealed".to_owned(),
    ] {
        assert_error(&room.shell(limited, &line), "disk-full", &line);
        assert_eq!(room.names(), before, "{line}");
    }
    room.ok("open --key patient.key --in large.sealed --out out");
    let line = "completions bash";
    let output = room.shell("exec \"$0\" \"$@\" > /dev/full", line);
    assert_error(&output, "disk-full", line);
}

#[test]
fn a_failed_output_leaves_the_file_of_before() {
    let room = Room::with_record();
    room.write("out", b"before");
    let mut altered = room.read("record.sealed");
    *altered.last_mut().unwrap() ^= 1;
    room.write("record.sealed", &altered);
    room.fails(&format!("{OPEN} out"), "payload-corrupt");
    assert_eq!(room.read("out"), b"before");
}

#[test]
fn a_file_can_be_replaced_by_its_own_result() {
    let room = Room::with_record();
    let plaintext = room.read("record");
    room.ok("seal --author lab.key --to patient.id --in record --out record");
    room.ok("open --key patient.key --in record --out record");
    assert_eq!(room.read("record"), plaintext);
}

/// A batch that fails its authentication is never seen on standard output, nor anything after it.
#[test]
fn standard_output_gets_nothing_of_an_unauthentic_chunk() {
    let room = Room::with_identities();
    let plaintext: Vec<u8> = (0..4_000_000u32).map(|i| i.to_le_bytes()[1]).collect();
    room.write("in", &plaintext);
    room.ok("seal --author lab.key --to patient.id --in in --out s");
    let mut sealed = room.read("s");
    let place = sealed.len() - 1_000_000;
    sealed[place] ^= 1;
    room.write("s", &sealed);
    let output = room.output("open --key patient.key --in s --out -");
    assert!(!output.status.success());
    assert!(output.stdout.len() < plaintext.len() - 900_000);
    assert!(plaintext.starts_with(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error[payload-corrupt]"));
}

#[cfg(unix)]
#[test]
fn killed_or_interrupted_at_any_point_nothing_half_written_stays() {
    let room = Room::with_identities();
    room.write("in", &vec![3; 6_000_000]);
    room.ok("seal --author lab.key --to patient.id --in in --out s");
    let (plaintext, sealed) = (room.read("in"), room.read("s"));
    let seal = "seal --author lab.key --to patient.id --in - --out out";
    let open = "open --key patient.key --in - --out out";
    let before = room.names();
    for signal in ["KILL", "TERM", "INT", "HUP"] {
        for (line, input) in [(seal, &plaintext), (open, &sealed)] {
            for part in [0, 2_000_000, 5_000_000] {
                let mut child = room.spawn(line);
                let mut stdin = child.stdin.take().unwrap();
                stdin.write_all(&input[..part]).unwrap();
                std::thread::sleep(Duration::from_millis(30));
                let kill = std::process::Command::new("kill")
                    .args(["-s", signal, &child.id().to_string()])
                    .status();
                assert!(kill.unwrap().success());
                let status = child.wait().unwrap();
                let expected = (signal != "KILL").then_some(130);
                // Whoever has read 2 MB has installed its handler; before, the signal itself ends it.
                let is_early = part == 0 && status.code().is_none();
                assert!(
                    is_early || status.code() == expected,
                    "{signal} {line} after {part}: {status}"
                );
                assert_eq!(room.names(), before, "{signal} {line} after {part}");
            }
        }
    }
}
