//! The mobile shell: Kotlin compiled and tested on the JVM, Swift generated and parsed.
//!
//! The library is the dev profile's, which the other tests have mostly built already; what is
//! published goes the same way with `--release`. It is built twice: as it is released, which goes
//! into the jar, and with `fault-injection`, which the tests load instead.

mod documentation;

use crate::command::{
    Outcome, cargo, files, output, program, read, require, root, run as run_command, target, write,
};
use crate::tools::PythonTools;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Builds and tests everything that this machine can.
pub fn run() -> Outcome {
    require_tools()?;
    let build = Build::here("")?;
    build.library(&build.released(), &[])?;
    build.library(
        &build.work.join("fault-injection"),
        &["--features", "fault-injection"],
    )?;
    build.generate(&["kotlin", "swift"])?;
    write(
        &build.work.join("generated/documentation/KotlinPageTest.kt"),
        &documentation::kotlin_tests(&root().join("docs/kotlin.md"))?,
    )?;
    build.kotlin()?;
    let tools = PythonTools::install("mobile")?;
    build.swift(&tools)?;
    scripts(&tools)
}

/// Measures the release build on the JVM beside Rust; gives rows of the bench report.
pub fn bench(host: &str, baseline: &Path, options: &[&str]) -> Outcome<String> {
    let build = Build::here("bench")?;
    let library = build.release(host)?;
    output(
        build
            .maven("benches/bindings/kotlin/pom.xml")
            .arg(format!("-Dmedseal.bench.baseline={}", baseline.display()))
            .arg(format!("-Dmedseal.bench.library={}", library.display()))
            .arg(format!(
                "-Dmedseal.bench.quick={}",
                options.contains(&"--quick")
            ))
            .arg("verify"),
    )
}

/// Builds the jar that would be published, and runs the example with it.
pub fn package(host: &str) -> Outcome<Vec<PathBuf>> {
    require_tools()?;
    let build = Build::here("package")?;
    build.release(host)?;
    run_command(build.maven("examples/kotlin/pom.xml").arg("verify"))?;
    files(&build.work.join("maven"), "jar")
}

/// Demands what all of it is built with.
pub fn require_tools() -> Outcome {
    require("javac", "openjdk-17-jdk-headless")?;
    require("mvn", "maven")?;
    require("cc", "gcc libc6-dev")
}

/// Lets the compiled tests check what these languages made, and leave what Kotlin makes.
pub fn interop(languages: &str) -> Outcome {
    run_command(
        Build::here("")?
            .maven("bindings/mobile/kotlin/pom.xml")
            .args(["surefire:test", "-Dtest=InteropTest"])
            .env("MEDSEAL_INTEROP", languages),
    )
}

/// Where things are, and what they are called on this machine.
struct Build {
    work: PathBuf,
    /// The directory in which JNA looks for this machine's library on the class path.
    platform: &'static str,
    library: &'static str,
}

impl Build {
    /// A build in a directory of its own below `target/mobile`.
    fn here(name: &str) -> Outcome<Self> {
        let (platform, library) = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => ("linux-x86-64", "libmedseal_mobile.so"),
            ("linux", "aarch64") => ("linux-aarch64", "libmedseal_mobile.so"),
            ("macos", "x86_64") => ("darwin-x86-64", "libmedseal_mobile.dylib"),
            ("macos", "aarch64") => ("darwin-aarch64", "libmedseal_mobile.dylib"),
            (system, machine) => return Err(format!("no jar is made on {system} on {machine}")),
        };
        Ok(Self {
            work: target().join("mobile").join(name),
            platform,
            library,
        })
    }

    /// What the jar takes its library from.
    fn released(&self) -> PathBuf {
        self.work.join("native").join(self.platform)
    }

    /// Builds the library and puts it where the next steps look for it.
    fn library(&self, into: &Path, options: &[&str]) -> Outcome {
        let mut build = cargo(&[
            "build",
            "--quiet",
            "--locked",
            "--package",
            "medseal-mobile",
        ]);
        run_command(build.args(options))?;
        std::fs::create_dir_all(into)
            .and_then(|()| std::fs::copy(self.built(options), into.join(self.library)))
            .map(|_| ())
            .map_err(|error| format!("{}: {error}", into.display()))
    }

    /// Installs the jar with the release build, which is not tested; gives the library in it.
    fn release(&self, host: &str) -> Outcome<PathBuf> {
        let release = ["--release", "--target", host];
        self.library(&self.released(), &release)?;
        self.generate(&["kotlin"])?;
        run_command(
            self.maven("bindings/mobile/kotlin/pom.xml")
                .args(["-Dmaven.test.skip=true", "install"]),
        )?;
        Ok(self.built(&release))
    }

    /// Where cargo leaves the library with these options.
    fn built(&self, options: &[&str]) -> PathBuf {
        let directory = match options {
            ["--release", "--target", host] => target().join(host).join("release"),
            _ => target().join("debug"),
        };
        directory.join(self.library)
    }

    /// Writes the sources of these languages, from the library with its symbols.
    fn generate(&self, languages: &[&str]) -> Outcome {
        let package = ["--package", "medseal-mobile-bindgen"];
        run_command(cargo(&["build", "--quiet", "--locked"]).args(package))?;
        for language in languages {
            run_command(
                program(target().join("debug/medseal-mobile-bindgen"))
                    .arg(language)
                    .arg(self.released().join(self.library))
                    .arg("bindings/mobile/uniffi.toml")
                    .arg(self.work.join("generated").join(language)),
            )?;
        }
        Ok(())
    }

    /// The jar: compiled, tested, installed into a repository below `target/`; then the example,
    /// a project of its own that has nothing but the jar.
    fn kotlin(&self) -> Outcome {
        let reports = self.work.join("maven/surefire-reports");
        if reports.exists() {
            std::fs::remove_dir_all(&reports)
                .map_err(|error| format!("{}: {error}", reports.display()))?;
        }
        run_command(self.maven("bindings/mobile/kotlin/pom.xml").arg("install"))?;
        println!("   {} Kotlin tests passed", tests_in(&reports)?);
        run_command(self.maven("examples/kotlin/pom.xml").arg("verify"))
    }

    /// Maven with its repository below `target/`. It tells of failures on standard output; what the
    /// library says of the panics that tests inject is of no use to anybody.
    fn maven(&self, project: &str) -> Command {
        let mut maven = program("mvn");
        maven.stderr(Stdio::null());
        maven
            .args(["--batch-mode", "--quiet", "--file", project])
            .arg(format!(
                "-Dmaven.repo.local={}",
                target().join("mobile/m2").display()
            ))
            .arg(format!("-Dmedseal.work={}", self.work.display()))
            .arg(format!("-Dmedseal.platform={}", self.platform))
            .arg(format!("-Dmedseal.library={}", self.library));
        maven
    }

    /// The C header compiles and the Swift sources parse. No Swift compiler is used.
    fn swift(&self, tools: &PythonTools) -> Outcome {
        let generated = self.work.join("generated/swift");
        run_command(
            program("cc")
                // The header is written for clang, which knows these words.
                .args([
                    "-D_Nonnull=",
                    "-D_Nullable=",
                    "-fsyntax-only",
                    "-Wall",
                    "-Werror",
                ])
                .args(["-x", "c", "/dev/null", "-include"])
                .arg(generated.join("MedsealFFI.h")),
        )?;
        let mut sources = files(&generated, "swift")?;
        sources.extend(files(&root().join("bindings/mobile"), "swift")?);
        sources.push(root().join("docs/swift.md"));
        run_command(
            tools
                .command("python")
                .arg("bindings/mobile/swift/check_syntax.py")
                .args(&sources),
        )
    }
}

/// How many tests Surefire reports: quiet Maven does not say, and none would be no failure to it.
fn tests_in(reports: &Path) -> Outcome<usize> {
    let mut tests = 0;
    for report in files(reports, "txt")? {
        let text = read(&report)?;
        let counted = text.split("Tests run: ").nth(1);
        tests += counted
            .and_then(|rest| rest.split(',').next())
            .map_or(0, |number| number.parse::<usize>().unwrap_or(0));
    }
    if tests == 0 {
        return Err("no Kotlin test has run".to_owned());
    }
    Ok(tests)
}

/// The scripts for Android and iOS are read by a shell and by shellcheck. They are not run: neither
/// Xcode nor the Android NDK is there.
fn scripts(tools: &PythonTools) -> Outcome {
    for script in files(&root().join("bindings/mobile"), "sh")? {
        run_command(program("bash").arg("-n").arg(&script))?;
        run_command(tools.command("shellcheck").arg(&script))?;
    }
    Ok(())
}
