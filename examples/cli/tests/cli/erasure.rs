//! `erase`.

use crate::support::Room;

const ERASE: &str = "erase --ledger ledger --authority node.key --patient patient.key \
                     --in record.sealed --receipt record.erased";

#[test]
fn an_erased_record_opens_for_nobody_and_the_receipt_says_what_it_cannot_prove() {
    let room = Room::with_grant();
    let erased = room.ok(ERASE);
    assert!(erased.contains("It cannot prove"), "{erased}");
    assert_eq!(
        room.json("inspect record.sealed")["slots"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    room.fails(
        "open --key patient.key --in record.sealed --out opened",
        "not-a-recipient",
    );
    let stderr = room.fails(
        "open --key doctor.key --in record.sealed --out opened --ledger ledger --grant doctor.grant",
        "access-denied",
    );
    assert!(stderr.contains("record-erased"), "{stderr}");

    let verify = "verify --receipt record.erased --authority node.id";
    let verified = room.json(&format!("{verify} --in record.sealed"));
    assert_eq!(verified["kind"], "erasure");
    assert_eq!(verified["custodians"][0]["keys_destroyed"], true);
    assert!(room.ok(verify).contains("It cannot prove"));
    assert_eq!(
        room.json("inspect record.erased")["kind"],
        "erasure-receipt"
    );
    room.fails(
        "verify --receipt record.erased --authority lab.id",
        "quorum-not-reached",
    );
    room.ok("seal --author lab.key --to patient.id --in record --out other.sealed");
    room.fails(&format!("{verify} --in other.sealed"), "receipt-mismatch");
}

#[test]
fn what_cannot_be_erased_stays_untouched() {
    let room = Room::with_ledger();
    let before = room.read("record.sealed");
    room.fails(
        &ERASE.replace("patient.key", "lab.key"),
        "not-the-controller",
    );
    room.fails(
        &ERASE.replace("record.erased", "record.receipt"),
        "file-exists",
    );
    room.fails(
        &ERASE.replace("record.erased", "missing/receipt"),
        "not-writable",
    );
    room.fails(
        &ERASE.replace("record.sealed", "record"),
        "not-a-sealed-record",
    );
    room.ok("seal --author lab.key --to patient.id --in record --out never.sealed");
    room.fails(
        &ERASE.replace("record.sealed", "never.sealed"),
        "unknown-record",
    );
    assert_eq!(room.read("record.sealed"), before);
    room.ok("open --key patient.key --in record.sealed --out opened");
}

/// The copy of before comes back: the ledger says that the record is gone, and the
/// command says that the copy still has keys in it.
#[test]
fn threat_21_a_copy_that_returns_is_denied_by_the_ledger_and_pointed_out() {
    let room = Room::with_grant();
    std::fs::copy(room.path("record.sealed"), room.path("copy.sealed")).unwrap();
    std::fs::hard_link(room.path("record.sealed"), room.path("linked.sealed")).unwrap();
    room.ok(ERASE);
    // Another name of the same file does not keep the keys.
    room.fails(
        "open --key patient.key --in linked.sealed --out opened",
        "not-a-sealed-record",
    );

    let verify = "verify --receipt record.erased --in copy.sealed --authority node.id";
    assert_eq!(room.json(verify)["keys_left"], 1);
    room.fails(
        "open --key doctor.key --in copy.sealed --out opened --ledger ledger --grant doctor.grant",
        "access-denied",
    );
    room.ok(&ERASE
        .replace("record.sealed", "copy.sealed")
        .replace("record.erased", "copy.erased"));
    room.fails(
        "open --key patient.key --in copy.sealed --out opened",
        "not-a-recipient",
    );
}
