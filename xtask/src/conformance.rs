//! The same bytes as independent implementations, and real files in and out.
//!
//! The scripts of `xtask/conformance/` ask our side through the program `medseal-conformance` or the
//! command `medseal`, and the other side in Python; what they need is installed below `target/`.

use crate::command::{Outcome, cargo, require, root, run as run_command, target};
use crate::tools::PythonTools;

/// Runs every conformance check; `long` adds the 4 GiB file.
pub fn run(long: bool) -> Outcome {
    require("npm", "nodejs npm")?;
    let python = PythonTools::install("conformance")?;
    let profile = if long { "release" } else { "dev" };
    run_command(&mut cargo(&[
        "build",
        "--quiet",
        "--locked",
        "--profile",
        profile,
        "--package",
        "medseal-conformance",
        "--package",
        "medseal-cli",
    ]))?;
    let built = target().join(if long { "release" } else { "debug" });
    let program = built.join("medseal-conformance");
    let scripts = root().join("xtask/conformance");
    run_command(
        python
            .command("python")
            .arg(scripts.join("primitives.py"))
            .arg(&program),
    )?;
    run_command(
        python
            .command("python")
            .arg(scripts.join("receipts.py"))
            .arg(root().join("vectors/ledger")),
    )?;
    run_command(
        python
            .command("python")
            .arg(scripts.join("eligibility.py"))
            .arg(root().join("vectors/eligibility")),
    )?;
    let mut files = python.command("python");
    files
        .arg(scripts.join("files.py"))
        .arg(built.join("medseal"))
        .arg(target().join("conformance"));
    if long {
        files.arg("--long");
    }
    run_command(&mut files)
}
