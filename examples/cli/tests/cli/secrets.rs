//! Nothing secret is ever printed.

use crate::support::{CANARY, Room, text};

/// Every other test searches every output for the canary of its plaintexts and passphrases. This
/// one searches the outputs of every command, successful or not, for the secrets of key files too.
#[test]
fn threat_18_no_output_holds_a_plaintext_a_passphrase_or_a_key() {
    let room = Room::with_record();
    room.write("pass", CANARY.as_bytes());
    room.ok("keygen --out safe --passphrase-file pass");
    let key_text = |name: &str| {
        let file: serde_json::Value = serde_json::from_slice(&room.read(name)).unwrap();
        file["identity"].as_str().unwrap().to_owned()
    };
    let mut secrets = vec![CANARY.to_owned()];
    for name in ["lab.key", "patient.key", "doctor.key", "safe.key"] {
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
