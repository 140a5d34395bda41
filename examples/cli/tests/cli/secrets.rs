//! Nothing secret is ever printed.

use crate::support::{CANARY, Room, text};

/// Every other test searches every output for the canary of its plaintexts and passphrases. This
/// one searches the outputs of every command, successful or not, for the secrets of key files too.
#[test]
fn threat_18_no_output_holds_a_plaintext_a_passphrase_or_a_key() {
    let room = Room::with_grant();
    room.ok("delegate --grant doctor.grant --key doctor.key --to lab.id --out lab.grant");
    room.write("pass", CANARY.as_bytes());
    room.ok("keygen --out safe --passphrase-file pass");
    let key_text = |name: &str| {
        let file: serde_json::Value = serde_json::from_slice(&room.read(name)).unwrap();
        file["identity"].as_str().unwrap().to_owned()
    };
    let mut secrets = vec![CANARY.to_owned()];
    for name in [
        "lab.key",
        "patient.key",
        "doctor.key",
        "node.key",
        "safe.key",
    ] {
        let identity = key_text(name);
        // Any 24 characters of the secret would do an attacker good.
        secrets.extend(
            (0..identity.len() - 24)
                .step_by(24)
                .map(|i| identity[i..i + 24].to_owned()),
        );
    }
    room.write("truncated", &room.read("record.sealed")[..200]);
    let lines = [
        "inspect patient.key",
        "inspect safe.key --json",
        "inspect patient.id --json",
        "inspect record.sealed --json",
        "inspect record",
        "inspect pass",
        "open --key patient.key --in record.sealed --out opened --json",
        "open --key doctor.key --in record.sealed --out x",
        "open --key patient.key --in truncated --out x",
        "open --key patient.key --in record --out x",
        "open --key record --in record.sealed --out x",
        "open --key pass --in record.sealed --out x",
        "open --key safe.key --in record.sealed --out x --passphrase-file record",
        "open --key safe.key --in record.sealed --out x --passphrase-file pass",
        "open --key patient.key --in record.sealed --out /dev/full",
        "seal --author patient.key --to record --in record --out x",
        "seal --author patient.key --to patient.key --in record --out x",
        "seal --author record --to patient.id --in record --out x",
        "rekey --key safe.key --new-epoch LAB --passphrase-file pass",
        "rekey --key safe.key --new-epoch NONE --passphrase-file pass",
        "rewrap --key patient.key --in record.sealed --to patient.key --out x",
        "ledger init --dir other --authority node.key --json",
        "ledger init --dir ledger --authority node.key",
        "anchor --ledger ledger --author lab.key --in record.sealed --receipt again --json",
        "anchor --ledger ledger --author doctor.key --in record --receipt x",
        "anchor --ledger record --author lab.key --in record.sealed --receipt x",
        "verify --receipt record --in record.sealed --authority node.id",
        "verify --receipt record.receipt --in truncated --authority node.id",
        "inspect doctor.grant --json",
        "inspect record.receipt --json",
        "open --key doctor.key --in record.sealed --out opened --ledger ledger --grant doctor.grant",
        "open --key node.key --in record.sealed --out x --ledger ledger --grant doctor.grant",
        "open --key doctor.key --in record.sealed --out x --ledger ledger --grant record",
        "open --key doctor.key --in truncated --out x --ledger ledger --grant doctor.grant",
        "delegate --grant doctor.grant --key node.key --to node.id --out x",
        "log --ledger ledger --patient patient.key --json",
        "log --ledger ledger --patient patient.key --clock 1999-01-01T00:00:00Z",
        "revoke --ledger ledger --patient node.key --grant doctor.grant",
        "revoke --ledger ledger --patient patient.key --grant doctor.grant --json",
        "revoke --ledger ledger --patient patient.key --grant doctor.grant",
        "erase --ledger ledger --patient doctor.key --in record.sealed --receipt x",
        "erase --ledger ledger --patient patient.key --in record.sealed --receipt erased --json",
        "inspect erased --json",
    ];
    for line in lines {
        let output = room
            .command(line)
            .env("RUST_BACKTRACE", "full")
            .output()
            .unwrap();
        let printed = text(&output.stdout) + &text(&output.stderr);
        for secret in &secrets {
            assert!(!printed.contains(secret), "{line}");
        }
    }
}
