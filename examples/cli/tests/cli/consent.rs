//! `grant`, `delegate`, `revoke`, `log`, and `open` under a grant.
#![allow(clippy::unwrap_used)]

use crate::support::{GRANT, Room};
use serde_json::Value;

const OPEN: &str = "open --in record.sealed --out opened --ledger ledger";

fn actions(log: &Value) -> Vec<&str> {
    let entries = log["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect()
}

fn log(room: &Room) -> Value {
    room.json("log --ledger ledger --patient patient.key")
}

#[test]
fn the_grantee_opens_and_the_patient_reads_of_it() {
    let room = Room::with_grant();
    let opened = room.json(&format!("{OPEN} --key doctor.key --grant doctor.grant"));
    assert_eq!(room.read("opened"), room.read("record"));
    assert_eq!(opened["purpose"], "TREAT");

    let log = log(&room);
    assert_eq!(actions(&log), ["anchor", "register", "grant", "access"]);
    let access = &log["entries"][3];
    assert_eq!(access["purpose"], "TREAT");
    assert_eq!(access["record"], opened["record"]);
    assert_eq!(access["grant"], opened["grant"]);
    let for_people = room.ok("log --ledger ledger --patient patient.key");
    assert!(for_people.contains("access to record"), "{for_people}");
    let shown = room.json("inspect doctor.grant");
    assert_eq!(
        (&shown["kind"], &shown["grant"]),
        (&"grant".into(), &opened["grant"])
    );
    // Nobody else's key reads the details.
    let other = room.json("log --ledger ledger --patient lab.key");
    assert_eq!(actions(&other), ["register"]);
}

#[test]
fn whoever_is_not_granted_is_denied_with_reasons_and_leaves_no_file() {
    let room = Room::with_grant();
    let denied = |line: &str, reason: &str| {
        let stderr = room.fails(&format!("{OPEN} {line}"), "access-denied");
        assert!(stderr.contains(reason), "{line}: {stderr}");
    };
    denied("--key lab.key --grant doctor.grant", "not-the-grantee");
    denied(
        "--key doctor.key --grant doctor.grant --purpose HRESCH",
        "purpose-not-granted",
    );
    let late = "--key doctor.key --grant doctor.grant --clock 2999-01-02T00:00:00Z";
    denied(late, "grant-expired");
    room.fails(
        &format!("{OPEN} --key doctor.key --grant doctor.grant --reason x"),
        "usage",
    );
    room.fails(&format!("{OPEN} --key doctor.key"), "usage");
}

#[test]
fn a_grant_is_for_its_categories_records_and_dates() {
    let room = Room::with_ledger();
    room.ok("seal --author lab.key --to patient.id --in record --out other.sealed --category LAB");
    room.ok("anchor --ledger ledger --author lab.key --in other.sealed --receipt other.receipt");
    let grants = [
        ("img", "--category IMG", "category-not-granted"),
        (
            "other",
            "--category LAB --record other.sealed",
            "record-not-granted",
        ),
        (
            "old",
            "--category LAB --data-until 2020-01-01T00:00:00Z",
            "period-not-granted",
        ),
        (
            "future",
            "--category LAB --from 2998-01-01T00:00:00Z",
            "grant-not-yet-valid",
        ),
    ];
    for (name, terms, reason) in grants {
        room.ok(&format!(
            "{GRANT} --purpose TREAT {terms} --out {name}.grant"
        ));
        let line = format!("{OPEN} --key doctor.key --grant {name}.grant");
        let stderr = room.fails(&line, "access-denied");
        assert!(stderr.contains(reason), "{name}: {stderr}");
    }
    let open = OPEN.replace("record.sealed", "other.sealed");
    room.ok(&format!("{open} --key doctor.key --grant other.grant"));
}

#[test]
fn several_purposes_want_one_to_be_named() {
    let room = Room::with_ledger();
    room.ok(&format!(
        "{GRANT} --category LAB --purpose TREAT --purpose HRESCH --out g"
    ));
    room.fails(
        &format!("{OPEN} --key doctor.key --grant g"),
        "purpose-needed",
    );
    let opened = room.json(&format!(
        "{OPEN} --key doctor.key --grant g --purpose HRESCH"
    ));
    assert_eq!(opened["purpose"], "HRESCH");
}

#[test]
fn grants_that_cannot_be_are_refused_before_the_ledger_hears_of_them() {
    let room = Room::with_ledger();
    let grant = |terms: &str, code: &str| {
        room.fails(&format!("{GRANT} --out g {terms}"), code);
    };
    grant("--category DENTAL --purpose TREAT", "unknown-category");
    grant("--category LAB --purpose BTG", "break-glass-category");
    grant("--category LAB --purpose treatment", "usage");
    let past = GRANT.replace("2999", "1999");
    room.fails(
        &format!("{past} --category LAB --purpose TREAT --out g"),
        "empty-validity",
    );
    room.fails(
        &format!("{GRANT} --category LAB --purpose TREAT --out record"),
        "file-exists",
    );
    assert_eq!(actions(&log(&room)), ["anchor"]);
}

#[test]
fn delegation_narrows_and_ends_with_its_parent() {
    let room = Room::with_grant();
    let delegate = "delegate --grant doctor.grant --key doctor.key --to lab.id --out lab.grant";
    room.fails(
        &format!("{delegate} --category IMG"),
        "delegation-widens-scope",
    );
    room.fails(
        &format!("{delegate} --until 3000-01-01T00:00:00Z"),
        "delegation-widens-validity",
    );
    room.fails(
        &delegate.replace("--key doctor.key", "--key lab.key"),
        "not-the-grantee",
    );
    room.ok(delegate);
    room.fails(
        "delegate --grant lab.grant --key lab.key --to node.id --out node.grant",
        "delegation-widens-depth",
    );
    room.ok(&format!("{OPEN} --key lab.key --grant lab.grant"));
    assert_eq!(room.read("opened"), room.read("record"));

    room.ok("revoke --ledger ledger --patient patient.key --grant doctor.grant");
    let stderr = room.fails(
        &format!("{OPEN} --key lab.key --grant lab.grant"),
        "access-denied",
    );
    assert!(stderr.contains("grant-revoked"), "{stderr}");
}

#[test]
fn whoever_passed_a_grant_on_can_end_that_part() {
    let room = Room::with_grant();
    room.ok("delegate --grant doctor.grant --key doctor.key --to lab.id --out lab.grant");
    room.fails(
        "revoke --ledger ledger --patient lab.key --grant lab.grant",
        "not-the-issuer",
    );
    room.ok("revoke --ledger ledger --patient doctor.key --grant lab.grant");
    room.fails(
        &format!("{OPEN} --key lab.key --grant lab.grant"),
        "access-denied",
    );
    room.ok(&format!("{OPEN} --key doctor.key --grant doctor.grant"));
}

#[test]
fn revoking_shuts_out_and_begins_new_keys() {
    let room = Room::with_grant();
    let revoke =
        "revoke --ledger ledger --authority node.key --patient patient.key --grant doctor.grant";
    let revoked = room.json(revoke);
    assert_eq!(revoked["new_epochs"][0]["epoch"], 1);
    let stderr = room.fails(
        &format!("{OPEN} --key doctor.key --grant doctor.grant"),
        "access-denied",
    );
    assert!(stderr.contains("grant-revoked"), "{stderr}");
    room.fails(revoke, "already-revoked");

    // What is sealed from now on is out of reach of the keys in the old grant.
    room.ok("seal --author lab.key --to patient.id --in record --out new.sealed --category LAB");
    assert_eq!(room.json("inspect new.sealed")["slots"][0]["epoch"], 1);
    for sealed in ["record.sealed", "new.sealed"] {
        room.ok(&format!(
            "open --key patient.key --in {sealed} --out opened"
        ));
        assert_eq!(room.read("opened"), room.read("record"));
    }
    assert_eq!(
        actions(&log(&room)),
        ["anchor", "register", "grant", "revoke"]
    );
}

#[test]
fn a_protected_key_file_stays_protected_through_a_revocation() {
    let room = Room::with_grant();
    room.write("pass", b"one two three");
    room.ok("rekey --key patient.key --new-passphrase-file pass");
    let revoke = "revoke --ledger ledger --patient patient.key --grant doctor.grant";
    room.fails(revoke, "passphrase-needed");
    room.ok(&format!("{revoke} --passphrase-file pass"));
    assert_eq!(room.json("inspect patient.key")["protected"], true);
}

#[test]
fn breaking_the_glass_wants_a_reason_and_opens_emergencies_only() {
    let room = Room::with_ledger();
    room.ok(
        "seal --author lab.key --to patient.id --in record --out e.sealed --category EMERGENCY",
    );
    room.ok("anchor --ledger ledger --author lab.key --in e.sealed --receipt e.receipt");
    room.ok(&format!(
        "{GRANT} --category EMERGENCY --purpose BTG --out e.grant"
    ));
    let open = "open --key doctor.key --in e.sealed --out opened --ledger ledger --grant e.grant";
    room.fails(open, "reason-needed");
    let output = room
        .command(open)
        .args(["--reason", "found unconscious"])
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(room.read("opened"), room.read("record"));
    let log = log(&room);
    assert!(actions(&log).ends_with(&["break-glass", "access"]));
    let entries = log["entries"].as_array().unwrap();
    for entry in &entries[entries.len() - 2..] {
        assert_eq!(entry["reason"], "found unconscious");
    }
    let wrong = format!("{OPEN} --key doctor.key --grant e.grant --reason x");
    room.fails(&wrong, "access-denied");
}

/// On standard output nothing can be held back, so the access is on the ledger before the first
/// byte.
#[test]
fn standard_output_waits_for_the_ledger() {
    let room = Room::with_grant();
    let mut sealed = room.read("record.sealed");
    *sealed.last_mut().unwrap() ^= 1;
    room.write("altered.sealed", &sealed);
    let line = |out: &str| {
        format!(
            "open --key doctor.key --in altered.sealed --out {out} --ledger ledger --grant doctor.grant"
        )
    };
    room.fails(&line("opened"), "payload-corrupt");
    assert!(!actions(&log(&room)).contains(&"access"));
    room.fails(&line("-"), "payload-corrupt");
    assert!(actions(&log(&room)).contains(&"access"));
}
