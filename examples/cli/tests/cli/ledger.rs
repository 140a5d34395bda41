//! `ledger init`, `anchor`, `verify`, `log`.

use crate::support::{ANCHOR, CANARY, Room, assert_error};

const VERIFY: &str = "verify --receipt record.receipt --in record.sealed";

#[test]
fn a_ledger_is_begun_once_and_remembers_its_authority() {
    let room = Room::with_identities();
    room.ok("keygen --no-passphrase --out node");
    let made = room.json("ledger init --dir new/ledger --authority node.key");
    assert_eq!(made["quorum"], 1);
    assert!(room.exists("new/ledger/ledger.redb"));
    let description: serde_json::Value =
        serde_json::from_slice(&room.read("new/ledger/ledger.json")).unwrap();
    assert_eq!(description["ledger"], made["ledger"]);
    room.fails(
        "ledger init --dir new/ledger --authority node.key",
        "ledger-exists",
    );
    room.fails(
        "ledger init --dir new --authority node.key",
        "directory-not-empty",
    );
    room.fails(
        "ledger init --dir record/ledger --authority node.key",
        "not-writable",
    );
    // One authority can serve several ledgers.
    room.ok("ledger init --dir other --authority node.key");
}

#[test]
fn several_authorities_seal_with_a_quorum_of_them() {
    let room = Room::with_record();
    for name in ["a", "b", "c"] {
        room.ok(&format!(
            "keygen --no-passphrase --suite x25519 --out {name}"
        ));
    }
    let init = "ledger init --dir ledger --authority a.key --authority b.key --authority c.id";
    room.fails(init, "quorum-not-reached");
    room.fails(&format!("{init} --quorum 1"), "invalid-authorities");
    room.fails(&format!("{init} --quorum 4"), "invalid-authorities");
    room.fails(
        "ledger init --dir ledger --authority a.key --authority a.id",
        "invalid-authorities",
    );
    room.ok(&format!("{init} --quorum 2"));

    let anchor = "anchor --author lab.key --in record.sealed --ledger ledger";
    let before = room.names();
    room.fails(
        &format!("{anchor} --authority a.key --receipt r"),
        "quorum-not-reached",
    );
    room.fails(
        &format!("{anchor} --authority lab.key --receipt r"),
        "not-an-authority",
    );
    assert_eq!(room.names(), before);
    room.ok(&format!("{anchor} --receipt record.receipt"));
    room.ok(&format!(
        "{VERIFY} --authority a.id --authority b.id --authority c.id --quorum 2"
    ));
    room.fails(
        &format!("{VERIFY} --authority a.id --authority b.id --authority c.id"),
        "quorum-not-reached",
    );
    room.ok(&format!("{VERIFY} --authority b.id --authority a.id"));
    room.fails(&format!("{VERIFY} --authority c.id"), "quorum-not-reached");
    room.fails(
        &format!("{VERIFY} --authority a.id --authority b.id --quorum 3"),
        "invalid-authorities",
    );
}

#[test]
fn a_receipt_verifies_without_the_ledger_and_for_its_record_only() {
    let room = Room::with_ledger();
    std::fs::remove_dir_all(room.path("ledger")).unwrap();
    let verified = room.json(&format!("{VERIFY} --authority node.id"));
    assert_eq!(verified["kind"], "anchor");
    assert_eq!(
        verified["commitment"],
        room.json("inspect record.sealed")["commitment"]
    );
    room.ok("verify --receipt record.receipt --authority node.id");
    assert_eq!(room.json("inspect record.receipt")["kind"], "receipt");

    room.fails(
        &format!("{VERIFY} --authority lab.id"),
        "quorum-not-reached",
    );
    room.fails(
        &format!("{VERIFY} --authority node.id --origin medseal/other"),
        "other-origin",
    );
    room.fails(
        &format!("{VERIFY} --authority node.key"),
        "invalid-identity-document",
    );
    room.ok("seal --author lab.key --to patient.id --in record --out other.sealed --category LAB");
    room.fails(
        "verify --receipt record.receipt --in other.sealed --authority node.id",
        "receipt-mismatch",
    );
    room.fails(
        "verify --receipt record --authority node.id",
        "malformed-receipt",
    );

    let mut altered = room.read("record.sealed");
    *altered.last_mut().unwrap() ^= 1;
    room.write("altered.sealed", &altered);
    room.fails(
        "verify --receipt record.receipt --in altered.sealed --authority node.id",
        "payload-digest-mismatch",
    );
    let receipt = String::from_utf8(room.read("record.receipt")).unwrap();
    room.write(
        "altered.receipt",
        receipt.replace("index 3", "index 2").as_bytes(),
    );
    room.fails(
        "verify --receipt altered.receipt --authority node.id",
        "proof-mismatch",
    );
}

#[test]
fn anchoring_again_gives_the_receipt_again() {
    let room = Room::with_ledger();
    let again = room.json(&format!(
        "{ANCHOR} --in record.sealed --receipt again.receipt"
    ));
    assert!(again["notes"][0].as_str().unwrap().contains("already"));
    room.ok("verify --receipt again.receipt --in record.sealed --authority node.id");
    room.fails(
        &format!("{ANCHOR} --in record.sealed --receipt again.receipt"),
        "file-exists",
    );
}

#[test]
fn only_the_author_anchors_and_versions_follow_one_another() {
    let room = Room::with_ledger();
    room.ok(
        "seal --author lab.key --to patient.id --in record --out second --previous record.sealed",
    );
    room.fails(
        "anchor --ledger ledger --author doctor.key --in second --receipt r",
        "not-the-author",
    );
    room.ok(&format!(
        "{ANCHOR} --in second --previous record.sealed --receipt second.receipt"
    ));
    room.ok("seal --author lab.key --to patient.id --in record --out third --previous second");
    room.fails(
        &format!("{ANCHOR} --in third --previous record.sealed --receipt r"),
        "not-the-next-version",
    );
}

#[test]
fn the_keys_of_a_ledger_can_move() {
    let room = Room::with_ledger();
    std::fs::create_dir(room.path("safe")).unwrap();
    for name in room.names() {
        if name.starts_with("node.") {
            std::fs::rename(room.path(&name), room.path("safe").join(&name)).unwrap();
        }
    }
    room.ok("seal --author lab.key --to patient.id --in record --out two.sealed");
    let anchor = "anchor --ledger ledger --author lab.key --in two.sealed --receipt two.receipt";
    room.fails(anchor, "authority-needed");
    room.ok(&format!("{anchor} --authority safe/node.key"));
    room.fails("log --ledger missing --patient patient.key", "no-ledger");
    room.fails(
        "anchor --ledger safe --author lab.key --in two.sealed --receipt r",
        "no-ledger",
    );
}

/// The authority's memory of what it signed is outside of the directory: a directory brought back
/// from a backup is noticed.
#[test]
fn a_restored_directory_is_noticed() {
    let room = Room::with_ledger();
    let backup = room.read("ledger/ledger.redb");
    room.ok("seal --author lab.key --to patient.id --in record --out two.sealed");
    room.ok(&format!("{ANCHOR} --in two.sealed --receipt two.receipt"));
    room.write("ledger/ledger.redb", &backup);
    room.ok("seal --author lab.key --to patient.id --in record --out three.sealed");
    let anchor = format!("{ANCHOR} --in three.sealed --receipt three.receipt");
    let refused = room.output(&anchor);
    let stderr = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(stderr.starts_with("error[signer-"), "{stderr}");
    assert!(!room.exists("three.receipt"));

    let memory = room
        .names()
        .into_iter()
        .find(|name| name.ends_with(".signed"))
        .unwrap();
    std::fs::remove_file(room.path(&memory)).unwrap();
    room.fails(&anchor, "signer-state-missing");
}

#[test]
fn clocks_that_differ_too_much_are_refused() {
    let room = Room::with_ledger();
    room.ok("seal --author lab.key --to patient.id --in record --out two.sealed");
    let anchor = format!("{ANCHOR} --in two.sealed --receipt two.receipt");
    let late = room.fails(
        &format!("{anchor} --clock 2020-01-01T00:00:00Z"),
        "clock-behind",
    );
    assert!(!late.contains(CANARY));
    room.fails(&format!("{anchor} --clock yesterday"), "usage");
    let ahead = room
        .command(&anchor)
        .env("MEDSEAL_CLOCK", "2999-01-01T00:00:00Z")
        .output();
    assert!(
        ahead.unwrap().status.success(),
        "a ledger's first clock is its authority's"
    );
    room.fails(
        &format!("{ANCHOR} --in record.sealed --receipt r"),
        "clock-behind",
    );
}

#[test]
fn a_second_process_is_told_that_the_ledger_is_busy() {
    let room = Room::with_grant();
    room.ok("seal --author lab.key --to patient.id --in record --out two.sealed");
    let names = room.names();
    let memory = names.iter().find(|name| name.ends_with(".signed")).unwrap();
    let before = room.read(memory);
    let mut first = room
        .spawn("open --key doctor.key --in - --out opened --ledger ledger --grant doctor.grant");
    let sealed = room.read("record.sealed");
    // All of it but the end of its input: it takes the ledger, registers the doctor, and waits.
    let mut stdin = first.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, &sealed[..sealed.len() - 1]).unwrap();
    while room.read(memory) == before {
        assert!(first.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let anchor = format!("{ANCHOR} --in two.sealed --receipt two.receipt");
    for line in [&anchor, "log --ledger ledger --patient patient.key"] {
        assert_error(&room.output(line), "ledger-busy", line);
    }
    assert!(!room.exists("two.receipt"));
    std::io::Write::write_all(&mut stdin, &sealed[sealed.len() - 1..]).unwrap();
    drop(stdin);
    assert!(first.wait().unwrap().success());
    assert_eq!(room.read("opened"), room.read("record"));
    room.ok(&anchor);
}

#[test]
fn a_sound_ledger_is_said_to_be_and_a_damaged_one_is_an_error() {
    let room = Room::with_grant();
    let sound = room.json("fsck --ledger ledger");
    assert_eq!(
        (&sound["clean"], &sound["blocks"]),
        (&true.into(), &3.into())
    );
    room.fails("fsck --ledger missing", "no-ledger");

    // Every byte of an entry's signer, wherever the store has it.
    let path = room.path("ledger/ledger.redb");
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = b"anchor";
    let places: Vec<usize> = (0..bytes.len() - needle.len())
        .filter(|at| bytes[*at..].starts_with(needle))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at] ^= 1;
    }
    std::fs::write(&path, bytes).unwrap();
    let line = "fsck --ledger ledger";
    let output = room.output(line);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let told =
        stderr.starts_with("error[ledger-damaged]") || stderr.starts_with("error[storage-damaged]");
    assert!(!output.status.success() && told, "{stderr}");
    let log = room.output("log --ledger ledger --patient patient.key");
    assert!(!log.status.success());
}
