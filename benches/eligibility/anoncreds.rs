//! AnonCreds 0.2, a program in Python with its cryptography in Rust.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A running peer with one credential; it answers one line with one line.
pub(crate) struct AnonCreds {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl AnonCreds {
    /// Starts it, if it is installed. Its issuer draws safe primes first, which can take minutes.
    pub(crate) fn start() -> Option<Self> {
        let python = std::env::var_os("MEDSEAL_ANONCREDS_PYTHON")?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/eligibility/anoncreds_peer.py");
        let mut process = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut peer = Self {
            orders: process.stdin.take().unwrap(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            process,
        };
        assert_eq!(peer.answer(), "ready");
        Some(peer)
    }

    pub(crate) fn prove(&mut self) {
        assert_eq!(self.ask("prove"), "ok");
    }

    pub(crate) fn verify(&mut self) {
        assert_eq!(self.ask("verify"), "ok");
    }

    /// Bytes of a presentation as it travels, in JSON.
    pub(crate) fn size(&mut self) -> usize {
        self.ask("size").parse().unwrap()
    }

    fn ask(&mut self, order: &str) -> String {
        writeln!(self.orders, "{order}").unwrap();
        self.answer()
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for AnonCreds {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
