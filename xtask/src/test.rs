//! The one test command.

use crate::command::{Outcome, cargo, root, run as run_command};
use crate::steps::Steps;
use crate::{
    bindings, conformance, dependencies, documentation, fuzz, interop, layering, leaks, lists,
    parity,
};

const NEEDS_A_BUILD: [&str; 8] = [
    "tests",
    "bindings",
    "documentation",
    "conformance",
    "Node",
    "Python",
    "mobile",
    "interop",
];

/// Runs every check; `long` adds those that take more than a minute.
pub fn run(long: bool) -> Outcome {
    let mut steps = Steps::new();
    steps.step("format: cargo fmt --check", || {
        run_command(&mut cargo(&["fmt", "--all", "--check"]))?;
        run_command(&mut cargo(&[
            "fmt",
            "--manifest-path",
            "fuzz/Cargo.toml",
            "--check",
        ]))
    });
    steps.step("layers: imports in core/src run one way", layering::check);
    steps.step(
        "lists: error codes and labels in docs/ are complete",
        lists::check,
    );
    steps.step("parity: every shell has what the facade has", parity::check);
    steps.partly("dependencies: cargo deny", dependencies::check_in_part);
    steps.step("lints: cargo clippy -D warnings", || {
        clippy(&["--workspace", "--all-targets"])?;
        clippy(&["--package", "medseal", "--no-default-features"])?;
        let faults = ["--features", "fault-injection"];
        clippy(
            &[
                &["--package", "medseal-facade", "--all-targets"][..],
                &faults,
            ]
            .concat(),
        )
    });
    let builds = steps.step("build: library, programs, tests", || {
        run_command(&mut cargo(&[
            "test",
            "--workspace",
            "--locked",
            "--quiet",
            "--no-run",
        ]))
    });
    if builds {
        steps.step("tests: the whole workspace, vectors and doctests", || {
            run_command(&mut cargo(&[
                "test",
                "--workspace",
                "--locked",
                "--quiet",
                "--no-fail-fast",
            ]))
        });
        steps.step("bindings: the facade, every export panicking once", || {
            bindings::facade()
        });
        steps.step("documentation: rustdoc, book, links", documentation::check);
        steps.step("conformance: other implementations and real files", || {
            conformance::run(long)
        });
        steps.step("Node: package, types, tests, examples", || {
            bindings::node::test(long)
        });
        steps.step("Python: package, tests, types, examples", || {
            bindings::python::run(long)
        });
        steps.step(
            "mobile: Kotlin on the JVM, the jar, Swift parsed",
            bindings::mobile::run,
        );
        steps.step(
            "interop: every language reads what every language made",
            interop::run,
        );
        if long {
            steps.step("leaks: two hundred cycles under valgrind", leaks::run);
            steps.step("fuzz: every target for 30 s", || fuzz::run(&[]));
        }
    } else {
        steps.not_run(&NEEDS_A_BUILD, "the workspace does not build");
    }
    println!("\n   tree: {}", root().display());
    steps.finish()
}

fn clippy(packages: &[&str]) -> Outcome {
    let mut command = cargo(&["clippy", "--locked", "--quiet"]);
    command.args(packages).args(["--", "-D", "warnings"]);
    run_command(&mut command)
}
