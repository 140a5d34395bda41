//! The Python package: wheel and sdist, each installed in an environment that has nothing else, its
//! tests, types and examples.

use crate::command::{
    Outcome, files, output, program, require, root, run as run_command, target, write,
};
use crate::tools::PythonTools;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "bindings/python";

/// Builds and tests the package. A `long` run tests the release build, which is the one to publish.
pub fn run(long: bool) -> Outcome {
    require_tools()?;
    let tools = PythonTools::install("python")?;
    let profile = if long { "release" } else { "dev" };

    let wheel = build(&tools, profile, &HERE, "dist")?;
    let installed = Environment::fresh("wheel")?;
    installed.install(&tools, &wheel)?;
    run_examples(&installed)?;
    installed.add(&tools)?;
    check_types(&tools, &installed)?;
    test(&installed, "tests")?;

    let faults = Environment::fresh("faults")?;
    let options = [&HERE[..], &["--features", "fault-injection"]].concat();
    faults.install(&tools, &build(&tools, "dev", &options, "faults")?)?;
    faults.add(&tools)?;
    test(&faults, "faults")?;

    let from_source = Environment::fresh("sdist")?;
    from_source.install(&tools, &build_sdist(&tools, profile)?)?;
    run_examples(&from_source)
}

/// Builds what would be published, wheel and sdist, and runs the examples on the wheel installed afresh.
pub fn package(host: &str) -> Outcome<Vec<PathBuf>> {
    require_tools()?;
    let tools = PythonTools::install("python")?;
    // The oldest C library that the wheel runs with is found out from it, and becomes part of its name.
    let options = ["--compatibility", "pypi", "--target", host];
    let wheel = build(&tools, "release", &options, "package")?;
    let installed = Environment::fresh("package")?;
    installed.install(&tools, &wheel)?;
    run_examples(&installed)?;
    Ok(vec![wheel, sdist(&tools, &emptied("package-sdist")?)?])
}

/// Demands what the package is built with.
pub fn require_tools() -> Outcome {
    require("python3", "python3 python3-venv")?;
    require("cc", "gcc libc6-dev")
}

/// Lets the installed wheel check what these languages made, and leave what Python makes.
pub fn interop(languages: &str) -> Outcome {
    let tests = "tests/test_interop.py";
    run_command(tests_of(&Environment::named("wheel"), tests).env("MEDSEAL_INTEROP", languages))
}

/// Measures the release build beside Rust and Python's own packages; gives rows of the bench report.
pub fn bench(host: &str, baseline: &Path, options: &[&str]) -> Outcome<String> {
    let tools = PythonTools::install("python")?;
    let peers = PythonTools::install("python-bench")?;
    let measured = Environment::fresh("bench")?;
    let built = [&HERE[..], &["--target", host]].concat();
    let wheel = build(&tools, "release", &built, "bench")?;
    measured.install(&tools, &wheel)?;
    measured.add(&peers)?;
    output(
        measured
            .python()
            .arg("benches/bindings/python.py")
            .args(options)
            .env("MEDSEAL_BASELINE", baseline),
    )
}

/// Runs the examples, which use nothing but the package.
fn run_examples(environment: &Environment) -> Outcome {
    for example in files(&root().join("examples/python"), "py")? {
        run_command(environment.python().arg(example))?;
    }
    Ok(())
}

/// A wheel for the C library of this machine, and no other.
const HERE: [&str; 2] = ["--compatibility", "linux"];

/// A wheel of the package, in a directory of this name.
fn build(tools: &PythonTools, profile: &str, options: &[&str], name: &str) -> Outcome<PathBuf> {
    let out = emptied(name)?;
    let mut maturin = tools.command("maturin");
    maturin
        .args(["build", "--quiet", "--locked", "--profile", profile])
        .arg("--interpreter")
        .arg(tools.directory().join("bin/python"))
        .arg("--manifest-path")
        .arg(Path::new(PACKAGE).join("Cargo.toml"))
        .arg("--out")
        .arg(&out)
        .args(options);
    run_command(&mut maturin)?;
    only(&out, "whl")
}

/// A wheel of the package, built from its sdist as pip does it.
fn build_sdist(tools: &PythonTools, profile: &str) -> Outcome<PathBuf> {
    let out = emptied("sdist")?;
    let archive = sdist(tools, &out)?;
    run_command(
        tools
            .command("python")
            .args(["-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps"])
            .args(["--no-build-isolation", "--wheel-dir"])
            .arg(&out)
            .arg(archive)
            .env("CARGO_TARGET_DIR", target())
            .env("MATURIN_PEP517_ARGS", format!("--profile {profile}"))
            .env("PATH", with_programs_of(tools)?),
    )?;
    only(&out, "whl")
}

fn sdist(tools: &PythonTools, out: &Path) -> Outcome<PathBuf> {
    run_command(
        tools
            .command("maturin")
            .args(["sdist", "--manifest-path"])
            .arg(Path::new(PACKAGE).join("Cargo.toml"))
            .arg("--out")
            .arg(out),
    )?;
    only(out, "gz")
}

/// `PATH` with the environment's programs first: its maturin is the one that pip finds.
fn with_programs_of(tools: &PythonTools) -> Outcome<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = std::iter::once(tools.directory().join("bin"));
    std::env::join_paths(own.chain(std::env::split_paths(&path)))
        .map_err(|error| format!("PATH: {error}"))
}

fn check_types(tools: &PythonTools, installed: &Environment) -> Outcome {
    run_command(
        tools
            .command("mypy")
            .args(["--strict", "--cache-dir"])
            .arg(target().join("python/mypy"))
            .arg("--python-executable")
            .arg(installed.directory.join("bin/python"))
            .args([
                "bindings/python/tests",
                "bindings/python/faults",
                "examples/python",
            ]),
    )?;
    run_command(
        installed
            .python()
            .args(["-m", "mypy.stubtest", "medseal", "--concise", "--allowlist"])
            .arg(Path::new(PACKAGE).join("stubtest-allowlist.txt")),
    )
}

fn test(environment: &Environment, directory: &str) -> Outcome {
    run_command(&mut tests_of(environment, directory))
}

fn tests_of(environment: &Environment, path: &str) -> Command {
    let mut pytest = environment.python();
    pytest
        .args(["-m", "pytest", "--quiet", "--config-file"])
        .arg(root().join(PACKAGE).join("pyproject.toml"))
        .arg(Path::new(PACKAGE).join(path));
    pytest
}

/// A virtual environment below `target/python`.
struct Environment {
    directory: PathBuf,
}

impl Environment {
    /// Where the one of this name is or will be.
    fn named(name: &str) -> Self {
        let directory = target().join("python").join(format!("{name}-environment"));
        Self { directory }
    }

    /// One that is new and has nothing in it, not even pip.
    fn fresh(name: &str) -> Outcome<Self> {
        let new = Self::named(name);
        run_command(
            program("python3")
                .args(["-m", "venv", "--clear", "--without-pip"])
                .arg(&new.directory),
        )?;
        Ok(new)
    }

    fn python(&self) -> Command {
        let mut command = program(self.directory.join("bin/python"));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// Installs a wheel, and nothing that it might need: it needs nothing.
    fn install(&self, tools: &PythonTools, wheel: &Path) -> Outcome {
        run_command(
            tools
                .command("python")
                .args(["-m", "pip", "--python"])
                .arg(self.directory.join("bin/python"))
                .args(["install", "--quiet", "--no-index", "--no-deps"])
                .arg(wheel),
        )
    }

    /// Lets the environment use the packages of the tools as well.
    fn add(&self, tools: &PythonTools) -> Outcome {
        let link = site_packages(&self.directory)?.join("tools.pth");
        let packages = site_packages(tools.directory())?;
        write(&link, &format!("{}\n", packages.display()))
    }
}

/// Where an environment keeps its packages.
fn site_packages(environment: &Path) -> Outcome<PathBuf> {
    let path = output(program(environment.join("bin/python")).args([
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
    ]))?;
    Ok(PathBuf::from(path.trim()))
}

/// A directory below `target/python`, with nothing in it.
fn emptied(name: &str) -> Outcome<PathBuf> {
    let directory = target().join("python").join(name);
    let told = |error| format!("{}: {error}", directory.display());
    match std::fs::remove_dir_all(&directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(told(error)),
        _ => {}
    }
    std::fs::create_dir_all(&directory).map_err(told)?;
    Ok(directory)
}

/// The one file of a directory with this extension.
fn only(directory: &Path, extension: &str) -> Outcome<PathBuf> {
    match files(directory, extension)?.as_slice() {
        [file] => Ok(file.clone()),
        found => Err(format!(
            "{} has {} .{extension} files where one was to be",
            directory.display(),
            found.len()
        )),
    }
}
