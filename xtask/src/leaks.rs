//! Valgrind over the facade's leak test: no allocation may be left that nobody owns.
//!
//! The unmodified test program runs, so nothing is built twice. Valgrind looks at every block of memory
//! as the process ends and at every access before, in the code of every dependency, too.

use crate::command::{Outcome, cargo, output, program, require, run as run_command};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs the leak test under valgrind, once it is sure that a leak would be found.
pub fn run() -> Outcome {
    require("valgrind", "valgrind")?;
    let forgotten = built(&["build", "--example", "forgotten"], "forgotten")?;
    finds_what_is_forgotten(&forgotten)?;
    let test = built(&["test", "--no-run", "--test", "leaks"], "leaks")?;
    run_command(valgrind(&test).args(["--test-threads=1", "--exact", UNDER_VALGRIND]))
}

/// Builds a program of the facade and says where it is.
fn built(what: &[&str], name: &str) -> Outcome<PathBuf> {
    let told = output(
        cargo(what)
            .args(["--package", "medseal-facade", "--locked", "--quiet"])
            .args(["--message-format", "json"]),
    )?;
    let mut programs = told.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_it = message["target"]["name"] == name;
        let path = message["executable"].as_str().filter(|_| is_it)?;
        Some(PathBuf::from(path))
    });
    let found = programs.next_back();
    found.ok_or_else(|| format!("cargo does not say where `{name}` is"))
}

/// Only what is certainly lost counts: a thread that still runs holds what it holds.
fn valgrind(what: &Path) -> Command {
    let mut command = program("valgrind");
    command
        .args(["--quiet", "--leak-check=full"])
        .arg("--show-leak-kinds=definite,indirect")
        .arg("--errors-for-leak-kinds=definite,indirect")
        .arg(format!("--error-exitcode={FOUND}"))
        .arg(what);
    command
}

/// A tool that sees nothing would let everything pass.
fn finds_what_is_forgotten(forgotten: &Path) -> Outcome {
    let outcome = valgrind(forgotten).output();
    let outcome = outcome.map_err(|error| format!("valgrind: {error}"))?;
    let told = String::from_utf8_lossy(&outcome.stderr);
    // Each kind of block has a line of its own; a summary there is only if valgrind is not to be quiet.
    let lost = told
        .lines()
        .filter(|line| line.contains("definitely lost in"));
    match (outcome.status.code(), lost.count()) {
        (Some(FOUND), kinds @ 1..) => {
            println!("   forgotten on purpose and found: {kinds} kinds of blocks");
            Ok(())
        }
        _ => Err(format!(
            "valgrind does not find what was forgotten on purpose\n{told}"
        )),
    }
}

/// The test of `bindings/facade/tests/leaks.rs` that is short enough for a machine thirty times slower.
const UNDER_VALGRIND: &str = "two_hundred_cycles_lose_nothing";

/// How valgrind ends when it has found something.
const FOUND: i32 = 23;
