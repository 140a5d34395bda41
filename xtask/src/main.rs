//! Development tasks of the repository: `cargo xtask <task>`.
//!
//! `cargo xtask test` is the one command that says whether the tree is good. The other tasks are
//! its steps, for running alone, and the reports that take too long for every test.

mod bench_report;
mod bindings;
mod command;
mod conformance;
mod dependencies;
mod documentation;
mod fuzz;
mod interop;
mod layering;
mod leaks;
mod lists;
mod parity;
mod rust_source;
mod steps;
mod test;
mod tools;

use command::Outcome;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <task>

  test [--long]          everything: format, lints, layers, tests, documentation, vectors,
                         conformance, dependencies; --long adds 30 s of every fuzz target,
                         valgrind, a 4 GiB file and other slow checks
  layering               imports in core/src run one way only
  lists [--write]        docs/errors.md, docs/formats/labels.md and the tests named in
                         docs/security.md are what the source says
  docs                   rustdoc and the book build without warnings, links resolve
  deny                   dependencies: bans, licences, sources, advisories
  bindings node [--write]
                         the Node package, packed and installed in a fresh application, and its
                         tests; --write brings its declarations up to date
  bindings python [--long]
                         the Python package: wheel and sdist installed afresh, tests, types,
                         examples; --long takes the release build
  parity                 every shell has what the facade has, under the same names
  bindings mobile        Kotlin on the JVM: jar, tests, example; Swift generated and parsed
  packages               wheel, sdist, tarballs and jar as they would be published, in
                         target/packages; each installed afresh and its examples run
  interop                what is made in Rust, Python, Node or Kotlin is good in all of them; after
                         the three above, on what they built
  conformance [--long]   the same bytes as independent implementations; real files in and out
  leaks                  valgrind over two hundred cycles of making and dropping
  fuzz [--seconds N] [TARGET …]
                         every fuzz target, or those named, for N seconds each (30)
  bench-report [--quick] [AREA …]
                         all benches, or those named; writes target/bench-report.{md,json}.
                         `bindings/kotlin` measures that language, and keeps the others' rows
  bench-report --document AREA …
                         puts these areas' rows of the last report into docs/benchmarks.md
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Outcome {
    match arguments {
        ["test"] => test::run(false),
        ["test", "--long"] => test::run(true),
        ["layering"] => layering::check(),
        ["lists"] => lists::check(),
        ["lists", "--write"] => lists::write(),
        ["docs"] => documentation::check(),
        ["parity"] => parity::check(),
        ["deny"] => dependencies::check(),
        ["bindings", "node"] => bindings::node::test(false),
        ["bindings", "node", "--write"] => bindings::node::write_declarations(),
        ["bindings", "python"] => bindings::python::run(false),
        ["bindings", "python", "--long"] => bindings::python::run(true),
        ["bindings", "mobile"] => bindings::mobile::run(),
        ["packages"] => bindings::packages(),
        ["interop"] => interop::run(),
        ["conformance"] => conformance::run(false),
        ["conformance", "--long"] => conformance::run(true),
        ["leaks"] => leaks::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["bench-report", "--document", areas @ ..] => bench_report::document(areas),
        ["bench-report", rest @ ..] => bench_report::run(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("unknown task or option\n\n{USAGE}")),
    }
}
