//! `credential`, `wallet`, `policy`, `present`, and `verify` of presentations.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::support::{CANARY, Room, assert_error};
use std::fs::OpenOptions;

const SCHEMA: &str = r#"{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"},
    {"name": "note", "kind": "code", "system": "https://lab.example.org/notes"}]}"#;
const HOLDER: &str = "--key patient.key --wallet patient.wallet";
const SCREENING: &str = "--policy trial.json --schema panel.json --verifier trial.id \
                         --ledger ledger --seen trial.seen";
const ISSUE: &str = "credential issue --issuer lab.key --offer lab.offer --request patient.asked \
                     --values values.json --record patient.issued --out patient.batch";

/// A room in which a laboratory has certified 4 copies to the patient, and a trial has a policy.
fn with_wallet() -> Room {
    let room = Room::with_identities();
    room.ok("keygen --no-passphrase --suite x25519 --out trial");
    room.ok("ledger init --dir ledger --authority lab.key");
    room.write("panel.json", SCHEMA.as_bytes());
    let values = format!(r#"{{"hba1c": "7.4", "note": "{CANARY}"}}"#);
    room.write("values.json", values.as_bytes());
    let offer = "credential offer --issuer lab.key --schema panel.json --ledger ledger";
    let offer = room.json(&format!("{offer} --out lab.offer"));
    room.ok(&format!(
        "wallet request {HOLDER} --offer lab.offer --copies 4 --out patient.asked"
    ));
    room.ok(ISSUE);
    room.ok(&format!("wallet accept {HOLDER} --batch patient.batch"));
    let policy = format!(
        r#"{{"medseal_policy": 1, "name": "screening", "credentials":
            {{"lab": {{"schema": {}, "issuers": [{}]}}}},
            "require": {{"number": "lab.hba1c", "unit": "%", "min": "6.5", "max": "9.0"}},
            "one_enrolment": {{"credential": "lab", "trial": "T1"}}}}"#,
        offer["schema"], offer["issuer"]
    );
    room.write("trial.json", policy.as_bytes());
    room
}

fn ask(room: &Room, name: &str) {
    room.ok(&format!(
        "policy ask --verifier trial.key --policy trial.json --schema panel.json --ledger ledger \
         --audience https://trial.example.org --out {name}"
    ));
}

fn present(room: &Room, request: &str, out: &str) {
    room.ok(&format!(
        "present {HOLDER} --policy trial.json --request {request} --verifier trial.id --out {out}"
    ));
}

#[test]
fn a_patient_shows_that_a_policy_is_met_and_nothing_is_accepted_twice() {
    let room = with_wallet();
    let listed = room.json(&format!("wallet list {HOLDER}"));
    assert_eq!(listed["credentials"][0]["left"], 4);
    assert_eq!(listed["credentials"][0]["name"], "panel");
    let explained = room.ok("policy explain --policy trial.json --schema panel.json");
    assert!(
        explained.contains("lab.hba1c is at least 6.5 %"),
        "{explained}"
    );

    ask(&room, "question");
    present(&room, "question", "shown");
    assert_eq!(
        room.json(&format!("wallet list {HOLDER}"))["credentials"][0]["left"],
        3
    );
    let verify = format!("verify --presentation shown --request question {SCREENING}");
    let decided = room.json(&verify);
    assert_eq!(decided["pseudonym"].as_str().unwrap().len(), 64);
    room.fails(&verify, "not-eligible");

    // To another verifier, and under another policy, it is worth nothing.
    room.ok("keygen --no-passphrase --suite x25519 --out other");
    let elsewhere = verify
        .replace("trial.id", "other.id")
        .replace("trial.seen", "other.seen");
    room.fails(&elsewhere, "not-eligible");
    let laxer = String::from_utf8(room.read("trial.json")).unwrap();
    room.write("laxer.json", laxer.replace("\"9.0\"", "\"9.5\"").as_bytes());
    let under = verify
        .replace("trial.json", "laxer.json")
        .replace("trial.seen", "other.seen");
    room.fails(&under, "not-eligible");
    // The holder, too, answers only whom they mean to.
    ask(&room, "question2");
    let present = format!("present {HOLDER} --policy trial.json --request question2 --out shown2");
    room.fails(&format!("{present} --verifier other.id"), "wrong-verifier");
    room.fails(
        &present.replace("trial.json", "laxer.json"),
        "policy-mismatch",
    );
    assert_eq!(
        room.json(&format!("wallet list {HOLDER}"))["credentials"][0]["left"],
        3
    );
}

#[test]
fn revoked_copies_are_refused_and_a_batch_finds_them() {
    let room = with_wallet();
    for number in 1..=3 {
        ask(&room, &format!("question{number}"));
        present(
            &room,
            &format!("question{number}"),
            &format!("shown{number}"),
        );
    }
    let mut forged = room.read("shown3");
    let last = forged.len() - 1;
    forged[last] ^= 1;
    room.write("forged", &forged);
    let batch = format!(
        "verify-batch --presentation shown1 --presentation forged --presentation shown3 \
         --presentation shown1 --presentation record --request question1 --request question3 \
         {SCREENING}"
    );
    let decided = room.json(&batch);
    assert_eq!(decided["eligible"], 2);
    let verdicts = decided["presentations"].as_array().unwrap();
    let verdicts: Vec<_> = verdicts.iter().map(|one| &one["verdict"]).collect();
    assert_eq!(
        verdicts,
        [
            "eligible",
            "not-eligible",
            "eligible",
            "not-eligible",
            "not-eligible"
        ]
    );
    assert_eq!(verdicts.len(), 5);

    let revoke = "credential revoke --ledger ledger --authority lab.key --issuer lab.key \
                  --record patient.issued";
    assert_eq!(room.json(revoke)["revoked"], 4);
    assert_eq!(room.json(revoke)["revoked_before"], 4);
    let verify = format!("verify --presentation shown2 --request question2 {SCREENING}");
    room.fails(&verify, "not-eligible");
}

#[test]
fn an_offer_is_good_once_and_a_person_has_one_wallet() {
    let room = with_wallet();
    assert!(!room.exists("lab.offer"), "used up");
    let offer = "credential offer --issuer lab.key --schema panel.json --ledger ledger";
    room.ok(&format!("{offer} --out second.offer"));
    room.ok(
        "wallet request --key doctor.key --wallet doctor.wallet --offer second.offer --out asked",
    );
    let issue = "credential issue --issuer lab.key --offer second.offer --values values.json \
                 --earlier patient.issued --record second.issued --out second.batch";
    room.fails(&format!("{issue} --request asked"), "link-changed");
    room.fails(
        &format!("{issue} --request patient.asked"),
        "credential-request-mismatch",
    );
    assert!(room.exists("second.offer"), "nothing came of it");
    room.ok(&format!(
        "wallet request {HOLDER} --offer second.offer --out again"
    ));
    room.ok(&format!("{issue} --request again"));
    // Made for the patient's wallet, it is of no use to the doctor's.
    room.fails(
        "wallet accept --key doctor.key --wallet doctor.wallet --batch second.batch",
        "unexpected-batch",
    );
    room.ok(&format!("wallet accept {HOLDER} --batch second.batch"));
    let listed = room.json(&format!("wallet list {HOLDER}"));
    assert_eq!(listed["credentials"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_is_shown_by_whom_the_policy_is_not_met() {
    let room = with_wallet();
    let policy = String::from_utf8(room.read("trial.json")).unwrap();
    room.write("trial.json", policy.replace("6.5", "7.5").as_bytes());
    ask(&room, "question");
    let before = room.read("patient.wallet");
    room.fails(
        &format!("present {HOLDER} --policy trial.json --request question --out shown"),
        "policy-not-met",
    );
    assert_eq!(room.read("patient.wallet"), before);
}

#[test]
fn a_wallet_opens_for_its_holder_and_for_one_process_at_a_time() {
    let room = with_wallet();
    room.fails(
        "wallet list --key doctor.key --wallet patient.wallet",
        "wrong-key",
    );
    room.fails(
        "wallet list --key patient.key --wallet absent",
        "file-not-found",
    );
    let lock = OpenOptions::new()
        .append(true)
        .open(room.path("patient.wallet.lock"));
    let lock = lock.unwrap();
    lock.try_lock().unwrap();
    room.fails(&format!("wallet list {HOLDER}"), "wallet-busy");
    drop(lock);
    room.ok(&format!("wallet list {HOLDER}"));
}

#[test]
fn what_is_no_such_file_is_refused() {
    let room = with_wallet();
    ask(&room, "question");
    for (line, code) in [
        (
            "policy explain --policy record --schema panel.json",
            "invalid-policy",
        ),
        ("policy explain --policy trial.json", "unknown-schema"),
        (
            "policy explain --policy trial.json --schema record",
            "invalid-schema",
        ),
        (
            "wallet request --key patient.key --wallet patient.wallet --offer record --out x",
            "unknown-file",
        ),
    ] {
        room.fails(line, code);
    }
    room.write("values.json", br#"{"hba1c": 7.4}"#);
    room.ok(
        "credential offer --issuer lab.key --schema panel.json --ledger ledger --out lab.offer",
    );
    let issue = ISSUE
        .replace("patient.issued", "x")
        .replace("patient.batch", "y");
    room.fails(&issue, "invalid-values");
    let verify = format!("verify --presentation record --request question {SCREENING}");
    room.fails(&verify, "not-eligible");
    room.write("trial.seen", b"{}");
    present(&room, "question", "shown");
    let verify = verify.replace("record", "shown");
    room.fails(&verify, "storage-damaged");
    for line in [
        "verify --presentation shown",
        "verify --receipt record",
        "verify --receipt record --presentation shown --authority lab.id",
    ] {
        assert_error(&room.output(line), "usage", line);
    }
}

#[test]
fn a_holder_revokes_what_a_thief_could_show() {
    let room = with_wallet();
    // Somebody copies the wallet and its key.
    room.write("stolen.wallet", &room.read("patient.wallet"));
    ask(&room, "question");
    let thief = "--key patient.key --wallet stolen.wallet";
    room.ok(&format!(
        "present {thief} --policy trial.json --request question --out shown"
    ));
    let revoke = format!("wallet revoke {HOLDER} --ledger ledger --authority lab.key");
    room.fails(
        &format!("{revoke} --issuer did:key:zNobody"),
        "no-credential",
    );
    let revoked = room.json(&revoke);
    assert_eq!(
        (&revoked["revoked"], &revoked["revoked_before"]),
        (&4.into(), &0.into())
    );
    let left = room.json(&format!("wallet list {HOLDER}"));
    assert_eq!(left["credentials"][0]["left"], 0);
    room.fails(&revoke, "no-credential");
    let verify = format!("verify --presentation shown --request question {SCREENING}");
    room.fails(&verify, "not-eligible");
}

#[test]
fn what_was_seen_is_one_process_s_at_a_time() {
    let room = with_wallet();
    ask(&room, "question");
    present(&room, "question", "shown");
    let verify = format!("verify --presentation shown --request question {SCREENING}");
    let seen = medseal::nonces::DurableNonces::open(&room.path("trial.seen")).unwrap();
    room.fails(&verify, "nonce-store-busy");
    drop(seen);
    room.ok(&verify);
    room.fails(&verify, "not-eligible");
    // Where nothing can be remembered, nothing is accepted.
    let nowhere = verify.replace("trial.seen", "nowhere/trial.seen");
    room.fails(&nowhere, "not-writable");
}
