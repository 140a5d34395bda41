//! `keygen`, `rekey` and passphrases.

use crate::support::{CANARY, Room, assert_error};

#[test]
fn keygen_writes_a_secret_file_and_a_public_document() {
    let room = Room::new();
    let made = room.json("keygen --out a --no-passphrase --category CARDIOLOGY");
    assert_eq!(room.names(), ["a.id", "a.key"]);
    let shown = room.json("inspect a.id");
    assert_eq!(shown["kind"], "identity");
    assert_eq!(shown["identity"], made["identity"]);
    assert_eq!(shown["suite"], "X-Wing");
    let categories: Vec<_> = shown["categories"].as_array().unwrap().iter().collect();
    assert!(
        categories
            .iter()
            .any(|category| category["category"] == "CARDIOLOGY")
    );
    let shown = room.json("inspect a.key");
    assert_eq!(shown["kind"], "key-file");
    assert_eq!(shown["protected"], false);
}

#[cfg(unix)]
#[test]
fn key_files_are_readable_by_their_owner_only() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let room = Room::new();
    let mode = |name: &str| fs::metadata(room.path(name)).unwrap().permissions().mode() & 0o777;
    let made = room.shell(
        "umask 000; exec \"$0\" \"$@\"",
        "keygen --out a --no-passphrase",
    );
    assert!(made.status.success());
    assert_eq!(mode("a.key"), 0o600);
    room.ok("rekey --key a.key --new-epoch LAB");
    assert_eq!(mode("a.key"), 0o600);

    fs::set_permissions(room.path("a.key"), fs::Permissions::from_mode(0o644)).unwrap();
    room.write("record", b"x");
    let sealed = room.output("seal --author a.key --to a.id --in record --out r");
    let stderr = String::from_utf8(sealed.stderr).unwrap();
    assert!(stderr.starts_with("warning: a.key has no passphrase and is open to others"));
}

#[test]
fn existing_keys_are_never_overwritten() {
    let room = Room::new();
    room.ok("keygen --out a --no-passphrase");
    let before = room.read("a.key");
    room.fails("keygen --out a --no-passphrase", "file-exists");
    std::fs::remove_file(room.path("a.key")).unwrap();
    room.fails("keygen --out a --no-passphrase", "file-exists");
    assert!(!room.exists("a.key"), "a lone secret key was left");
    room.write("a.key", &before);
}

#[test]
fn a_passphrase_comes_from_a_file_and_is_needed_and_must_be_right() {
    let room = Room::with_record();
    room.write("right", format!("{CANARY} right\n").as_bytes());
    room.write("same", format!("{CANARY} right\r\n").as_bytes());
    room.write("wrong", format!("{CANARY} wrong").as_bytes());
    room.write("empty", b"\n");
    room.ok("keygen --out safe --passphrase-file right");
    assert_eq!(room.json("inspect safe.key")["protected"], true);
    room.ok("rewrap --key patient.key --in record.sealed --to safe.id --out shared.sealed");

    let open = "open --key safe.key --in shared.sealed --out opened";
    room.fails(open, "passphrase-needed");
    room.fails(
        &format!("{open} --passphrase-file wrong"),
        "wrong-passphrase",
    );
    room.fails(
        &format!("{open} --passphrase-file missing"),
        "file-not-found",
    );
    room.ok(&format!(
        "{open} --passphrase-file wrong --passphrase-file same"
    ));
    assert_eq!(room.read("opened"), room.read("record"));

    let by_variable = room
        .command("open --key safe.key --in shared.sealed --out by-variable")
        .env("MEDSEAL_PASSPHRASE_FILE", "right")
        .output();
    assert!(by_variable.unwrap().status.success());

    room.fails("keygen --out other", "passphrase-needed");
    room.fails(
        "keygen --out other --passphrase-file empty",
        "passphrase-empty",
    );
    let unprotected = room
        .command("keygen --out other --no-passphrase")
        .env("MEDSEAL_PASSPHRASE_FILE", "right")
        .status();
    assert!(
        unprotected.unwrap().success(),
        "--no-passphrase wins over the variable"
    );
}

#[test]
fn rekey_changes_categories_epochs_and_passphrase_and_loses_nothing() {
    let room = Room::with_record();
    room.write("first", format!("{CANARY} 1").as_bytes());
    let id = room.json("inspect patient.id")["identity"].clone();
    let changed = room.json(
        "rekey --key patient.key --category CARDIOLOGY --new-epoch LAB --new-passphrase-file first",
    );
    assert_eq!(changed["protected"], true);
    let shown = room.json("inspect patient.id");
    assert_eq!(shown["identity"], id);
    let epoch_of = |code: &str| {
        let categories = shown["categories"].as_array().unwrap().clone();
        let found = categories
            .into_iter()
            .find(|category| category["category"] == code);
        found.unwrap()["epoch"].clone()
    };
    assert_eq!(epoch_of("LAB"), 1);
    assert_eq!(epoch_of("CARDIOLOGY"), 0);
    room.fails(
        "rekey --key patient.key --no-passphrase",
        "passphrase-needed",
    );
    room.ok("rekey --key patient.key --no-passphrase --passphrase-file first");
    room.ok("open --key patient.key --in record.sealed --out opened");
    assert_eq!(room.read("opened"), room.read("record"));

    room.fails(
        "rekey --key patient.key --new-epoch DENTAL",
        "unknown-category",
    );
    assert_error(
        &room.output("rekey --key patient.key"),
        "usage",
        "nothing to change",
    );
}

#[test]
fn what_is_no_key_or_identity_is_refused() {
    let room = Room::with_record();
    let with_key = |key: &str| format!("open --key {key} --in record.sealed --out x");
    let with_id = |id: &str| format!("seal --author lab.key --to {id} --in record --out x");
    room.fails(&with_key("missing.key"), "file-not-found");
    room.fails(&with_key("record"), "invalid-key-file");
    let stderr = room.fails(&with_key("patient.id"), "invalid-key-file");
    assert!(stderr.contains(".key file beside it"));
    room.fails(&with_key("."), "not-readable");
    room.fails(&with_key("record/patient.key"), "not-readable");
    room.write("binary", &[0xff; 64]);
    room.fails(&with_key("binary"), "not-text");
    room.write("huge", &vec![b' '; (4 << 20) + 1]);
    room.fails(&with_key("huge"), "file-too-large");
    let stderr = room.fails(&with_id("patient.key"), "invalid-identity-document");
    assert!(stderr.contains(".id file beside it"));
    let forged = String::from_utf8(room.read("patient.id")).unwrap();
    let forged = forged.replacen("\"signature\": \"", "\"signature\": \"AA", 1);
    room.write("forged.id", forged.as_bytes());
    assert_error(
        &room.output(&with_id("forged.id")),
        "invalid-signature",
        "forged",
    );
    room.fails(
        "keygen --out a --no-passphrase --also-known-as lab",
        "invalid-identity-document",
    );
}
