//! `medseal completions`: for the shell's Tab key.

use crate::{
    args::{Cli, CompletionsArgs},
    error::{CliError, Result},
};
use clap::CommandFactory;
use std::io::{self, Write};

pub(super) fn run(args: &CompletionsArgs) -> Result<()> {
    // The generator panics on a failed write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "medseal", &mut script);
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(&script)
        .and_then(|()| stdout.flush())
        .map_err(|error| CliError::writing("-".as_ref(), &error))
}
