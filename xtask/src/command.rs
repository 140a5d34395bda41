//! Running other programs from the repository's root.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a task comes to: nothing to say, or a text that tells a person what is wrong.
pub type Outcome<T = ()> = Result<T, String>;

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where generated things go: cargo's target directory.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// `cargo` with these arguments, the same cargo that runs this.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(std::env::var("CARGO").as_deref().unwrap_or("cargo"));
    command.args(arguments);
    command
}

/// A program, started in the root, with no standard input.
///
/// It loads the libraries that it was given and those of the system. `cargo run` puts its own directories
/// first, where the library of a package may lie as it was built last, with whatever profile and features.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    if let Some(path) = std::env::var_os(LIBRARY_PATH) {
        match without_built(&path, &target()) {
            Some(path) => command.env(LIBRARY_PATH, path),
            None => command.env_remove(LIBRARY_PATH),
        };
    }
    command
}

const LIBRARY_PATH: &str = if cfg!(target_os = "macos") {
    "DYLD_FALLBACK_LIBRARY_PATH"
} else {
    "LD_LIBRARY_PATH"
};

/// A search path without the directories below `target`, if any is left.
fn without_built(path: &OsStr, target: &Path) -> Option<OsString> {
    let kept = std::env::split_paths(path).filter(|directory| !directory.starts_with(target));
    let path = std::env::join_paths(kept).ok()?;
    (!path.is_empty()).then_some(path)
}

/// Runs a program to its end, its output shown as it comes.
pub fn run(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status})", shown(command)))
    }
}

/// Runs a program and returns what it wrote to standard output; the rest is shown as it comes.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}` failed ({})", shown(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{}` wrote no text", shown(command)))
}

/// Whether a program can be started here at all.
pub fn is_installed(name: &str) -> bool {
    program(name)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// Demands a program that comes with the operating system.
pub fn require(name: &str, debian_packages: &str) -> Outcome {
    if is_installed(name) {
        return Ok(());
    }
    Err(format!(
        "`{name}` is not installed. On Debian or Ubuntu: apt-get install {debian_packages}"
    ))
}

/// Reads a text file of the repository.
pub fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a text file and its directory.
pub fn write(path: &Path, text: &str) -> Outcome {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// All files below a directory whose names end in `.extension`, sorted.
pub fn files(directory: &Path, extension: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let listing = std::fs::read_dir(directory)
        .map_err(|error| format!("{}: {error}", directory.display()))?;
    for entry in listing.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be started: {error}", shown(command))
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_does_not_load_what_cargo_has_built() {
        let kept = |path: &str| without_built(OsStr::new(path), Path::new("/w/target"));
        let path = "/w/target/debug/deps:/w/target/debug:/opt/lib:/w/targets";
        assert_eq!(kept(path), Some(OsString::from("/opt/lib:/w/targets")));
        assert_eq!(kept("/w/target/debug:/w/target/debug/deps"), None);
    }
}
