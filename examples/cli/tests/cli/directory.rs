//! One directory for the command and for programs in other languages, which reach it through the
//! facade.

use crate::support::{ANCHOR, Room};
use medseal_facade::{Error, Ledger, PublicIdentity, SealedHeader, SecretIdentity, Watch};

impl Room {
    fn text(&self, name: &str) -> String {
        self.path(name).to_string_lossy().into_owned()
    }

    fn identity(&self, name: &str) -> Result<SecretIdentity, Error> {
        SecretIdentity::load(&self.text(name), None)
    }

    /// Opens `ledger` as a program does, with the key `node.key` and the states of `signers`.
    fn program(&self, signers: &str) -> Result<Ledger, Error> {
        let authority = self.identity("node.key")?;
        let (ledger, signers) = (self.text("ledger"), self.text(signers));
        Ledger::open(&ledger, &signers, &[authority], &Watch::default())
    }

    fn header(&self, name: &str) -> Result<SealedHeader, Error> {
        SealedHeader::from_bytes(&self.read(name))
    }

    fn seal(&self, name: &str) {
        self.ok(&format!(
            "seal --author lab.key --to patient.id --in record --out {name} --category LAB"
        ));
    }
}

#[test]
fn a_program_goes_on_with_a_ledger_of_the_command() {
    let room = Room::with_ledger();
    room.seal("two.sealed");
    let ledger = room.program("").unwrap();
    let document = PublicIdentity::load(&room.text("node.id")).unwrap();
    let origin = ledger.details().unwrap().origin;
    let expected = medseal_facade::AuthorityList::new(&origin, &[document], None).unwrap();
    assert_eq!(ledger.authorities().unwrap(), expected);
    let (lab, header) = (room.identity("lab.key"), room.header("two.sealed"));
    ledger
        .anchor(&lab.unwrap(), &header.unwrap(), None, None)
        .unwrap();
    ledger.close();

    assert_eq!(room.json("fsck --ledger ledger")["clean"], true);
    let log = room.json("log --ledger ledger --patient patient.key");
    let actions: Vec<_> = log["entries"].as_array().unwrap().iter().collect();
    assert_eq!(actions.len(), 2, "{log}");
    assert!(actions.iter().all(|entry| entry["action"] == "anchor"));
    // And the command goes on from there, with the key and the state that it has always had.
    room.seal("three.sealed");
    room.ok("anchor --ledger ledger --author lab.key --in three.sealed --receipt three.receipt");
}

#[test]
fn the_command_goes_on_with_a_ledger_of_a_program() {
    let room = Room::with_record();
    room.ok("keygen --no-passphrase --out node");
    std::fs::create_dir(room.path("signers")).unwrap();
    let authority = room.identity("node.key").unwrap();
    let ledger = Ledger::create(
        &room.text("ledger"),
        &room.text("signers"),
        &[authority],
        "example.org/ledger",
        None,
        None,
    )
    .unwrap();
    let id = ledger.details().unwrap().ledger_id;
    ledger.close();
    let description: serde_json::Value =
        serde_json::from_slice(&room.read("ledger/ledger.json")).unwrap();
    assert_eq!(description["ledger"], id);
    assert_eq!(description["quorum"], 1);

    let anchor = format!("{ANCHOR} --in record.sealed --receipt record.receipt");
    room.fails(&anchor, "signer-state-missing");
    room.fails(
        &anchor.replace("--authority node.key ", ""),
        "authority-needed",
    );
    room.ok(&format!("{anchor} --signed signers"));
    room.ok("verify --receipt record.receipt --in record.sealed --authority node.id");
    assert_eq!(room.json("fsck --ledger ledger")["clean"], true);
    let log = room.json("log --ledger ledger --patient patient.key");
    assert_eq!(log["entries"][0]["action"], "anchor", "{log}");

    // The state may be moved to the key, under any name that keeps its digits.
    for entry in std::fs::read_dir(room.path("signers")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let digits = name.split_once('.').unwrap().1;
        std::fs::rename(entry.path(), room.path(format!("node.{digits}"))).unwrap();
    }
    room.seal("two.sealed");
    room.ok(&format!("{ANCHOR} --in two.sealed --receipt two.receipt"));
    let ledger = room.program("").unwrap();
    assert_eq!(ledger.details().unwrap().ledger_id, id);
    ledger.refresh(None).unwrap();
}

/// A directory brought back from a backup is noticed by a program as by the command.
#[test]
fn a_program_notices_that_the_command_signed_more() {
    let room = Room::with_ledger();
    let backup = room.read("ledger/ledger.redb");
    room.seal("two.sealed");
    room.ok(&format!("{ANCHOR} --in two.sealed --receipt two.receipt"));
    room.write("ledger/ledger.redb", &backup);
    room.seal("three.sealed");
    let ledger = room.program("").unwrap();
    let (lab, header) = (room.identity("lab.key"), room.header("three.sealed"));
    let refused = ledger.anchor(&lab.unwrap(), &header.unwrap(), None, None);
    let code = refused.unwrap_err().code;
    assert!(code.starts_with("signer-"), "{code}");
}
