//! A directory to run the command in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

/// Stands in every plaintext and passphrase of these tests. Whatever the command prints is searched
/// for it, on success and on every error.
pub(crate) const CANARY: &str = "canary-5d1e";

/// The lab anchors something.
pub(crate) const ANCHOR: &str = "anchor --ledger ledger --authority node.key --author lab.key";
/// The patient grants something to the doctor.
pub(crate) const GRANT: &str = "grant --ledger ledger --authority node.key --patient patient.key \
                                --to doctor.id --until 2999-01-01T00:00:00Z";

/// A temporary directory with identities and records in it.
pub(crate) struct Room(tempfile::TempDir);

impl Room {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A room with the unprotected identities `lab`, `patient` and `doctor` and the file `record`.
    pub(crate) fn with_identities() -> Self {
        let room = Self::new();
        for name in ["lab", "patient", "doctor"] {
            room.ok(&format!(
                "keygen --no-passphrase --suite x25519 --out {name}"
            ));
        }
        room.write(
            "record",
            format!("haemoglobin {CANARY} 13.9 g/dl").as_bytes(),
        );
        room
    }

    /// [`with_identities`](Self::with_identities), and `record.sealed` in the category LAB.
    pub(crate) fn with_record() -> Self {
        let room = Self::with_identities();
        room.ok(
            "seal --author lab.key --to patient.id --in record --out record.sealed --category LAB",
        );
        room
    }

    /// [`with_record`](Self::with_record), and a ledger of the authority `node` with the record on
    /// it.
    pub(crate) fn with_ledger() -> Self {
        let room = Self::with_record();
        room.ok("keygen --no-passphrase --suite x25519 --out node");
        room.ok("ledger init --dir ledger --authority node.key");
        room.ok(&format!(
            "{ANCHOR} --in record.sealed --receipt record.receipt"
        ));
        room
    }

    /// [`with_ledger`](Self::with_ledger), and the patient's grant to the doctor.
    pub(crate) fn with_grant() -> Self {
        let room = Self::with_ledger();
        room.ok(&format!(
            "{GRANT} --category LAB --purpose TREAT --delegation 1 --out doctor.grant"
        ));
        room
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The names in the room, hidden ones too, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The command with arguments split at spaces.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medseal"));
        command.args(line.split_whitespace());
        self.prepare(&mut command);
        command
    }

    pub(crate) fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.0.path())
            .env_remove("MEDSEAL_PASSPHRASE_FILE")
            .env_remove("MEDSEAL_CLOCK")
            .stdin(Stdio::null());
    }

    pub(crate) fn output(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs to success; gives standard output.
    pub(crate) fn ok(&self, line: &str) -> String {
        let output = self.output(line);
        let stderr = text(&output.stderr);
        assert!(output.status.success(), "{line}\n{stderr}");
        assert_eq!(stderr, "", "{line}");
        let stdout = text(&output.stdout);
        assert!(!stdout.contains(CANARY), "{line}\n{stdout}");
        stdout
    }

    /// Runs to success with `--json`; gives the object.
    pub(crate) fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.ok(&format!("{line} --json"))).unwrap()
    }

    /// Runs to the error with this code, with nothing left behind that was not there before.
    pub(crate) fn fails(&self, line: &str, code: &str) -> String {
        let before = self.names();
        let output = self.output(line);
        let stderr = assert_error(&output, code, line);
        assert_eq!(self.names(), before, "{line}");
        stderr
    }

    /// Runs with `input` on standard input.
    pub(crate) fn with_input(&self, line: &str, input: &[u8]) -> Output {
        let mut child = self.spawn(line);
        // A command that fails early closes its end; that is no error of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Starts the command with pipes on all sides.
    pub(crate) fn spawn(&self, line: &str) -> Child {
        self.command(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs `sh -c SCRIPT medseal ARGUMENTS`, for limits that only a shell can set.
    pub(crate) fn shell(&self, script: &str, line: &str) -> Output {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        command.arg(OsStr::new(env!("CARGO_BIN_EXE_medseal")));
        command.args(line.split_whitespace());
        self.prepare(&mut command);
        command.output().unwrap()
    }
}

/// The output is an error with this code, in our form, and says nothing it should not.
pub(crate) fn assert_error(output: &Output, code: &str, line: &str) -> String {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(
        !output.status.success(),
        "{line}: expected {code}\n{stdout}"
    );
    let expected = format!("error[{code}]: ");
    assert!(
        stderr.starts_with(&expected),
        "{line}: expected {code}\n{stderr}"
    );
    assert!(!stderr.contains("panicked"), "{line}\n{stderr}");
    assert!(
        !format!("{stdout}{stderr}").contains(CANARY),
        "{line}\n{stderr}"
    );
    stderr
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
