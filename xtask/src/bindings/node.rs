//! The Node package: built, packed, installed in a fresh application, and tested there.
//!
//! Everything happens below `target/node/`:
//!
//! | directory | what |
//! |---|---|
//! | `package/` | a copy of `bindings/node` with its tools and the built addon |
//! | `packed/` | the two tarballs that would be published: the package, and the addon for this platform |
//! | `app/` | an application that has installed them, with the tests and examples |
//! | `faults/` | the addon with the feature `fault-injection`, for one of the tests |

mod declarations;

use crate::command::{
    Outcome, files, is_installed, output, program, read, root, run, target, write,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds and tests the package; `release` takes the build that would be published.
pub fn test(release: bool) -> Outcome {
    require_tools()?;
    let package = stage()?;
    build(&package, &package, release, false)?;
    check_declarations(&package)?;
    let packed = pack(&package)?;
    let app = install(&packed)?;
    let faults = target().join("node/faults");
    build(&package, &faults, false, true)?;
    run_tests(&package, &app, &faults)
}

/// Builds the tarballs that would be published, and runs the examples in an application that has installed
/// them.
pub fn package() -> Outcome<Vec<PathBuf>> {
    require_tools()?;
    let package = stage()?;
    build(&package, &package, true, false)?;
    check_declarations(&package)?;
    let packed = pack(&package)?;
    let app = install(&packed)?;
    copy_all(&root().join("examples/javascript"), &app.join("examples"))?;
    for example in files(&app.join("examples"), "mjs")? {
        run(program("node").current_dir(&app).arg(example))?;
    }
    files(&packed, "tgz")
}

/// Lets the application's test check what these languages made, and leave what Node makes.
pub fn interop(languages: &str) -> Outcome {
    let app = target().join("node/app");
    let tests = vec![app.join("built/tests/interop.test.mjs")];
    run(node_tests(&app, tests).env("MEDSEAL_INTEROP", languages))
}

/// Measures the release build; gives rows of the bench report. The script runs inside of the package,
/// where it finds the package itself and what it is compared with.
pub fn bench(_host: &str, baseline: &Path, options: &[&str]) -> Outcome<String> {
    require_tools()?;
    let package = stage()?;
    build(&package, &package, true, false)?;
    let script = package.join("bench.mjs");
    copy(&root().join("benches/bindings/node.mjs"), &script)?;
    output(
        program("node")
            .arg("--expose-gc")
            .arg(&script)
            .args(options)
            .env("MEDSEAL_BASELINE", baseline),
    )
}

/// Writes the declarations that the addon's source gives into `bindings/node/native.d.ts`.
pub fn write_declarations() -> Outcome {
    require_tools()?;
    let package = stage()?;
    build(&package, &package, false, false)?;
    write(
        &source().join(DECLARATIONS),
        &read(&package.join(DECLARATIONS))?,
    )
}

const DECLARATIONS: &str = "native.d.ts";

fn source() -> PathBuf {
    root().join("bindings/node")
}

/// Demands Node and its package manager.
pub fn require_tools() -> Outcome {
    let how = "On Debian 13, Ubuntu 25.04 or later: apt-get install nodejs npm; \
               elsewhere see https://nodejs.org";
    for name in ["node", "npm"] {
        if !is_installed(name) {
            return Err(format!("`{name}` is not installed. {how}"));
        }
    }
    let recent = "process.exit(process.versions.node.split('.')[0] >= 20 ? 0 : 1)";
    run(program("node").args(["-e", recent]))
        .map_err(|_| format!("node is older than 20, the oldest that the package supports. {how}"))
}

/// Copies the package's sources and installs its tools, once for each lock file.
fn stage() -> Outcome<PathBuf> {
    let package = target().join("node/package");
    for name in [
        "package.json",
        "package-lock.json",
        "index.js",
        "index.d.ts",
        "README.md",
    ] {
        copy(&source().join(name), &package.join(name))?;
    }
    copy_all(&source().join("lib"), &package.join("lib"))?;
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&root().join(name), &package.join(name))?;
    }
    let lock = read(&package.join("package-lock.json"))?;
    let stamp = package.join("node_modules/installed.json");
    if read(&stamp).ok().as_deref() != Some(lock.as_str()) {
        run(npm(&package).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
        write(&stamp, &lock)?;
    }
    Ok(package)
}

/// Builds the addon into a directory, with its loader and its declarations.
fn build(package: &Path, into: &Path, release: bool, faults: bool) -> Outcome {
    fs::create_dir_all(into).map_err(|error| format!("{}: {error}", into.display()))?;
    let mut command = program(tool(package, "napi"));
    command
        .args([
            "build",
            "--platform",
            "--no-const-enum",
            "--runtime-string-enum",
        ])
        .args(["--js", "native.js", "--dts", DECLARATIONS])
        .arg("--manifest-path")
        .arg(source().join("Cargo.toml"))
        .arg("--package-json-path")
        .arg(package.join("package.json"))
        .arg("--target-dir")
        .arg(target())
        .arg("--output-dir")
        .arg(into);
    if release {
        command.args(["--release", "--strip"]);
    }
    if faults {
        command.args(["--features", "fault-injection"]);
    }
    command.args(["--", "--locked", "--quiet"]);
    run(&mut command)?;
    let written = into.join(DECLARATIONS);
    write(&written, &declarations::finish(&read(&written)?))
}

/// The committed declarations are what the source gives, so that reviewers see what users will.
fn check_declarations(package: &Path) -> Outcome {
    if read(&package.join(DECLARATIONS))? == read(&source().join(DECLARATIONS))? {
        return Ok(());
    }
    Err("bindings/node/native.d.ts is not what the source gives: \
         run `cargo xtask bindings node --write`"
        .to_owned())
}

/// Packs the package and, as a package of its own, the addon for this platform.
fn pack(package: &Path) -> Outcome<PathBuf> {
    let packed = target().join("node/packed");
    clear(&packed)?;
    run(program(tool(package, "napi")).current_dir(package).args([
        "create-npm-dirs",
        "--npm-dir",
        "npm",
    ]))?;
    let (name, platform) = addon(package)?;
    let directory = package.join("npm").join(platform);
    copy(&package.join(&name), &directory.join(&name))?;
    for from in [package, &directory] {
        run(npm(from)
            .args(["pack", "--silent", "--pack-destination"])
            .arg(&packed))?;
    }
    Ok(packed)
}

/// The addon's file in a directory, `medseal.<platform>.node`, and its platform.
fn addon(directory: &Path) -> Outcome<(String, String)> {
    let listing = fs::read_dir(directory);
    let listing = listing.map_err(|error| format!("{}: {error}", directory.display()))?;
    let found = listing.flatten().find_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?;
        let platform = name.strip_prefix("medseal.")?.strip_suffix(".node")?;
        Some((name.to_owned(), platform.to_owned()))
    });
    found.ok_or_else(|| format!("no addon was built in {}", directory.display()))
}

/// A fresh application that has installed the tarballs and nothing else, without a network.
fn install(packed: &Path) -> Outcome<PathBuf> {
    let app = target().join("node/app");
    clear(&app)?;
    write(&app.join("package.json"), "{ \"private\": true }\n")?;
    let tarballs = files(packed, "tgz")?;
    run(npm(&app)
        .args([
            "install",
            "--offline",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .args(tarballs))?;
    Ok(app)
}

/// Types and tests, as the application's own.
fn run_tests(package: &Path, app: &Path, faults: &Path) -> Outcome {
    copy_all(&source().join("tests"), &app.join("tests"))?;
    copy_all(&root().join("examples/javascript"), &app.join("examples"))?;
    copy(&app.join("tests/tsconfig.json"), &app.join("tsconfig.json"))?;
    let types = package.join("node_modules/@types");
    run(program(tool(package, "tsc"))
        .current_dir(app)
        .arg("--typeRoots")
        .arg(types))?;
    let (name, _) = addon(faults)?;
    let mut tests: Vec<PathBuf> = files(&app.join("built/tests"), "mjs")?;
    tests.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    run(node_tests(app, tests).env("MEDSEAL_FAULTS", faults.join(name)))
}

fn node_tests(app: &Path, tests: Vec<PathBuf>) -> Command {
    let mut node = program("node");
    node.current_dir(app)
        .args([
            "--expose-gc",
            "--test",
            "--test-reporter=dot",
            "--test-timeout=180000",
        ])
        .args(tests)
        .env("MEDSEAL_SOURCE", root())
        .env("MEDSEAL_TARGET", target());
    node
}

fn npm(directory: &Path) -> Command {
    let mut command = program("npm");
    command
        .current_dir(directory)
        .env("NO_UPDATE_NOTIFIER", "1");
    command
}

fn tool(package: &Path, name: &str) -> PathBuf {
    package.join("node_modules/.bin").join(name)
}

fn clear(directory: &Path) -> Outcome {
    if directory.exists() {
        fs::remove_dir_all(directory)
            .map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    let made = to.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::copy(from, to))
        .map(|_| ())
        .map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}

/// Copies the files of a directory, and not those of directories in it.
fn copy_all(from: &Path, to: &Path) -> Outcome {
    clear(to)?;
    let listing = fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    for entry in listing.flatten().filter(|entry| entry.path().is_file()) {
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
