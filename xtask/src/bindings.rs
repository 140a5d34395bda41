//! The tests of the facade and of the shells in other languages.

pub mod mobile;
pub mod node;
pub mod python;

use crate::command::{Outcome, cargo, output, program, run, target};
use std::fs;
use std::path::{Path, PathBuf};

/// Every export of the facade panics once. The feature that makes them is the one that the shells'
/// tests are built with.
pub fn facade() -> Outcome {
    run(&mut cargo(&[
        "test",
        "--package",
        "medseal-facade",
        "--test",
        "faults",
        "--features",
        "fault-injection",
        "--locked",
        "--quiet",
    ]))
}

/// Lets the facade's own test check what these languages made, and leave what Rust makes.
pub fn interop(languages: &str) -> Outcome {
    run(
        cargo(&["test", "--package", "medseal-facade", "--test", "interop"])
            .args(["--locked", "--quiet"])
            .env("MEDSEAL_INTEROP", languages),
    )
}

/// The languages in which the shells are measured.
pub const LANGUAGES: [&str; 3] = ["python", "node", "kotlin"];

/// Builds the program that does in Rust what the shells are measured by.
pub fn baseline() -> Outcome<PathBuf> {
    let host = host()?;
    run(cargo(&["build", "--release", "--locked", "--quiet"])
        .args(["--package", "medseal-facade", "--example", "baseline"])
        .args(["--target", &host]))?;
    Ok(target().join(&host).join("release/examples/baseline"))
}

/// Measures the shell of one language beside Rust and the language's own; gives rows of the bench report.
pub fn bench(language: &str, baseline: &Path, options: &[&str]) -> Outcome<String> {
    let host = host()?;
    match language {
        "python" => {
            python::require_tools()?;
            python::bench(&host, baseline, options)
        }
        "node" => {
            node::require_tools()?;
            node::bench(&host, baseline, options)
        }
        _ => {
            mobile::require_tools()?;
            mobile::bench(&host, baseline, options)
        }
    }
}

/// Builds the packages that would be published from this machine, and gathers them in `target/packages`.
pub fn packages() -> Outcome {
    let host = host()?;
    let made = [
        python::package(&host)?,
        node::package()?,
        mobile::package(&host)?,
    ];
    let gathered = target().join("packages");
    fs::create_dir_all(&gathered).map_err(|error| format!("{}: {error}", gathered.display()))?;
    for package in made.iter().flatten() {
        let name = package.file_name().unwrap_or_default();
        let size = fs::copy(package, gathered.join(name));
        let size = size.map_err(|error| format!("{}: {error}", package.display()))?;
        println!("   {} ({} KiB)", gathered.join(name).display(), size / 1024);
    }
    Ok(())
}

/// The triple of this machine. What is measured is built for it by name, as the addon of Node is, so that
/// all share their dependencies.
fn host() -> Outcome<String> {
    let said = output(program("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc does not say for which machine it builds".to_owned())
}
