//! The main job, told step by step: a laboratory seals records for a patient and anchors them on a
//! ledger; the patient lets a specialist read them; another clinic is refused; the patient reads who
//! had access; the specialist is shut out; a record is erased; a forged copy is caught.
//!
//! ```sh
//! cargo run --release --example exchange                          # the repository's own FHIR bundle
//! cargo run --release --example exchange -- --record scan.dcm     # any files of yours
//! cargo run --release --example exchange -- --json                # the same as one JSON object
//! ```
//!
//! Everything happens in a temporary directory, on a durable ledger, with files that are streamed:
//! a record may be larger than memory.

// A program that tells a story prints it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod cast;
mod report;
mod story;

use report::Report;
use std::{path::PathBuf, process::ExitCode};

const USAGE: &str = "\
Exchanges records end to end and tells the story.

Usage: cargo run --release --example exchange -- [--record FILE]... [--json]

  --record FILE   a record to exchange; may be repeated (default: a synthetic FHIR R4 bundle)
  --json          print one JSON object instead of the story
  --help          print this";

fn main() -> ExitCode {
    let (records, json) = match arguments(std::env::args_os().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("error[usage]: {problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut report = Report::new(json);
    match story::tell(&records, &mut report) {
        Ok(()) => {
            report.finish();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error[{}]: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}

type Arguments = (Vec<PathBuf>, bool);

fn arguments(
    mut given: impl Iterator<Item = std::ffi::OsString>,
) -> Result<Option<Arguments>, String> {
    let (mut records, mut json) = (Vec::new(), false);
    while let Some(argument) = given.next() {
        match argument.to_str() {
            Some("--json") => json = true,
            Some("--help" | "-h") => return Ok(None),
            Some("--record") => {
                let file = given.next().ok_or("--record needs a file")?;
                records.push(PathBuf::from(file));
            }
            _ => return Err("an argument is not known".to_owned()),
        }
    }
    if records.is_empty() {
        let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/bundle.json");
        records.push(PathBuf::from(bundle));
    }
    Ok(Some((records, json)))
}
