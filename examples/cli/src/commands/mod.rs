//! One room for each command.

mod completions;
mod inspect;
mod keygen;
mod man;
mod open;
mod rekey;
mod rewrap;
mod seal;

mod sealed;

use crate::{
    args::{Cli, Command, Common},
    error::Result,
    keyfile::Passphrases,
};
use medseal::types::Timestamp;

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let context = Context::new(cli.common)?;
    match cli.command {
        Command::Keygen(args) => keygen::run(args, &context),
        Command::Rekey(args) => rekey::run(args, &context),
        Command::Seal(args) => seal::run(args, &context),
        Command::Open(args) => open::run(&args, &context),
        Command::Rewrap(args) => rewrap::run(&args, &context),
        Command::Inspect(args) => inspect::run(&args, &context),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args, &context),
    }
}

/// What every command gets: the clock's reading, the passphrases, the form of the report.
struct Context {
    now: Timestamp,
    passphrases: Passphrases,
    json: bool,
    quiet: bool,
}

impl Context {
    fn new(common: Common) -> Result<Self> {
        let now = match common.clock {
            Some(clock) => clock,
            None => Timestamp::now()?,
        };
        Ok(Self {
            now,
            passphrases: Passphrases::new(common.passphrase_file),
            json: common.json,
            quiet: common.quiet,
        })
    }
}
