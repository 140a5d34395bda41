//! With real processes: this test binary runs itself as a child that accepts things and dies.

use crate::{REPLAYED, at, once};
use medseal::{
    errors::ErrorCode,
    nonces::{DurableNonces, NonceStore},
};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

/// Names the file to a child; without it the child's test does nothing.
const FILE: &str = "MEDSEAL_TEST_NONCES";

fn child(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::the_child_accepts", "--nocapture"])
        .env(FILE, path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the child does: takes one thing after the other, and says so after each.
#[test]
fn the_child_accepts() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let mut out = std::io::stdout().lock();
    let mut store = match DurableNonces::open(Path::new(&path)) {
        Ok(store) => store,
        Err(error) => {
            writeln!(out, "\nerror {}", error.code()).unwrap();
            return;
        }
    };
    for number in store.len().unwrap().. {
        // The one that is not said may be recorded already: it is on the safe side.
        if store.redeem(&[once(number, 1_000)], at(1)).is_ok() {
            writeln!(out, "\naccepted {number}").unwrap();
            out.flush().unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn threat_14_what_a_killed_verifier_said_it_remembers() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen");
    let mut said: Vec<u64> = Vec::new();
    for round in 0..20 {
        let mut child = child(&path);
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut lines = out.lines().map_while(Result::ok);
        let mut accepted = 0;
        // Killed right after it said something: what comes next is being recorded.
        while accepted <= round % 4 {
            let line = lines.next().expect("the child ended");
            if let Some(number) = line.strip_prefix("accepted ") {
                said.push(number.parse().unwrap());
                accepted += 1;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        said.extend(lines.filter_map(|line| line.strip_prefix("accepted ")?.parse::<u64>().ok()));
        let mut store = DurableNonces::open(&path).unwrap();
        for number in &said {
            let again = store.redeem(&[once(*number, 1_000)], at(1));
            assert_eq!(again, REPLAYED, "thing {number} after {round} kills");
        }
    }
    assert!(said.len() >= 50, "{} things", said.len());
}

#[test]
fn two_processes_on_one_file_are_kept_apart() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen");
    let _held = DurableNonces::open(&path).unwrap();
    let output = child(&path).wait_with_output().unwrap();
    let output = String::from_utf8_lossy(&output.stdout);
    let refused = |line| line == "error nonce-store-busy";
    assert!(output.lines().any(refused), "{output}");
}
