//! The command `medseal`.
//!
//! Everything it does is a call into the library; here are the command line (`args`), one room for
//! each command (`commands`), files that are written whole or not at all (`output`), key files and
//! passphrases (`keyfile`), ledger directories (`ledger`), and what the user gets to read (`report`, `error`, `progress`).
#![forbid(unsafe_code)]

mod args;
mod commands;
mod error;
mod files;
mod interrupt;
mod keyfile;
mod ledger;
mod output;
mod progress;
mod report;

use clap::Parser;
use std::{
    io::{self, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    let outcome = match args::Cli::try_parse() {
        Ok(cli) => interrupt::install().and_then(|()| commands::run(cli)),
        Err(error) if error.use_stderr() => return usage(&error),
        // --help and --version.
        Err(text) => {
            return if text.print().is_ok() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            };
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// A command line that cannot be understood: clap's explanation in our form, exit status 2.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let _ = write!(io::stderr(), "error[usage]: {text}");
    ExitCode::from(2)
}
