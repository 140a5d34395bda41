//! A program that is killed while it writes leaves nothing, not even under another name.

use crate::{Desk, LENGTH, watched};
use medseal_facade::{Observer, SecretIdentity, Watch};
use std::{
    io::{self, BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::Arc,
    thread,
};

/// What the program below does, and where.
const WORK: &str = "MEDSEAL_KILLED_AT";
const HALF_WAY: &str = "half-way";

/// Says that it is half-way, and goes no further.
struct Stuck;

impl Observer for Stuck {
    fn progress(&self, done: u64, _total: Option<u64>) -> bool {
        if done == 0 {
            return true;
        }
        let _ = writeln!(io::stdout(), "\n{HALF_WAY}");
        loop {
            thread::park();
        }
    }
}

/// The program: started by the test below, and nothing by itself.
#[test]
fn the_program() {
    let Ok(work) = std::env::var(WORK) else {
        return;
    };
    let desk = Desk::new().unwrap();
    let (work, directory) = work.split_once(' ').unwrap();
    let at = |name: &str| format!("{directory}/{name}");
    let stuck: Watch = watched(Arc::new(Stuck));
    if work == "seal" {
        std::fs::write(desk.path("scan"), vec![7; LENGTH]).unwrap();
        medseal_facade::SealedRecord::seal_file(
            &desk.laboratory,
            &desk.document,
            &[],
            &desk.path("scan"),
            &at("new"),
            &medseal_facade::SealOptions::default(),
            None,
            &stuck,
        )
    } else {
        let patient = SecretIdentity::load(&at("patient.key"), None).unwrap();
        medseal_facade::SealedRecord::open_file(&at("scan.sealed"), &at("new"), &patient, &stuck)
    }
    .unwrap();
}

#[test]
fn killed_half_way_nothing_stays() {
    let desk = Desk::new().unwrap();
    std::fs::write(desk.path("scan"), vec![7; LENGTH]).unwrap();
    desk.seal_file("scan", "scan.sealed", &Watch::default())
        .unwrap();
    desk.patient
        .save(&desk.path("patient.key"), None, false)
        .unwrap();
    let before = desk.names().unwrap();
    for work in ["seal", "open"] {
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::the_program", "--nocapture"])
            .env(WORK, format!("{work} {}", desk.path("")))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == HALF_WAY), "{work}");
        program.kill().unwrap();
        program.wait().unwrap();
        assert_eq!(desk.names().unwrap(), before, "{work}");
    }
}
