//! One room for each command.

mod anchor;
mod completions;
mod credential;
mod delegate;
mod erase;
mod fsck;
mod grant;
mod inspect;
mod keygen;
mod ledger_init;
mod log;
mod man;
mod open;
mod policy;
mod present;
mod rekey;
mod revoke;
mod rewrap;
mod screening;
mod seal;
mod verify;
mod wallet;

mod bundle;
mod offer;
mod sealed;

use crate::{
    args::{
        Cli, Command, Common, CredentialCommand, LedgerCommand, PolicyCommand, SealingArgs,
        WalletCommand,
    },
    error::{CliError, Result},
    keyfile::Passphrases,
    ledger::{self, OpenLedger},
};
use medseal::{
    ledger::SealError,
    types::{Duration, Timestamp},
};

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let context = Context::new(cli.common);
    match cli.command {
        Command::Keygen(args) => keygen::run(args, &context),
        Command::Rekey(args) => rekey::run(args, &context),
        Command::Seal(args) => seal::run(args, &context),
        Command::Open(args) => open::run(&args, &context),
        Command::Rewrap(args) => rewrap::run(&args, &context),
        Command::Inspect(args) => inspect::run(&args, &context),
        Command::Ledger(args) => match args.command {
            LedgerCommand::Init(args) => ledger_init::run(args, &context),
        },
        Command::Anchor(args) => anchor::run(&args, &context),
        Command::Verify(args) => verify::run(&args, &context),
        Command::Grant(args) => grant::run(args, &context),
        Command::Delegate(args) => delegate::run(args, &context),
        Command::Revoke(args) => revoke::run(&args, &context),
        Command::Log(args) => log::run(&args, &context),
        Command::Erase(args) => erase::run(&args, &context),
        Command::Credential(args) => match args.command {
            CredentialCommand::Offer(args) => credential::offer(&args, &context),
            CredentialCommand::Issue(args) => credential::issue(&args, &context),
            CredentialCommand::Revoke(args) => credential::revoke(&args, &context),
        },
        Command::Wallet(args) => match args.command {
            WalletCommand::Request(args) => wallet::request(&args, &context),
            WalletCommand::Accept(args) => wallet::accept(&args, &context),
            WalletCommand::List(args) => wallet::list(&args, &context),
            WalletCommand::Revoke(args) => wallet::revoke(&args, &context),
        },
        Command::Policy(args) => match args.command {
            PolicyCommand::Explain(args) => policy::explain(&args, &context),
            PolicyCommand::Ask(args) => policy::ask(&args, &context),
        },
        Command::Present(args) => present::run(&args, &context),
        Command::VerifyBatch(args) => screening::many(&args, &context),
        Command::Fsck(args) => fsck::run(&args, &context),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args, &context),
    }
}

/// What every command gets: the clock, the passphrases, the form of the report.
struct Context {
    clock: Option<Timestamp>,
    passphrases: Passphrases,
    json: bool,
    quiet: bool,
}

impl Context {
    fn new(common: Common) -> Self {
        Self {
            clock: common.clock,
            passphrases: Passphrases::new(common.passphrase_file),
            json: common.json,
            quiet: common.quiet,
        }
    }

    /// The present time. Long work reads the clock again when it needs it.
    fn now(&self) -> Result<Timestamp> {
        match self.clock {
            Some(clock) => Ok(clock),
            None => Ok(Timestamp::now()?),
        }
    }

    fn open_ledger(&self, args: &SealingArgs) -> Result<OpenLedger> {
        let opened = ledger::open_with_keys(
            &args.ledger,
            &args.authority,
            args.signed.as_deref(),
            &self.passphrases,
            self.quiet,
        )?;
        let (now, last) = (self.now()?, opened.exchange.ledger().last_block().time());
        if now.plus(CLOCK_TOLERANCE) < last {
            let hint = format!("it is {now} here, and {last} in the last block: set the clock");
            return Err(CliError::from(SealError::ClockBehind).hint(hint));
        }
        Ok(opened)
    }
}

/// How far this machine's clock may be behind the ledger's last block, as the ledger has it.
const CLOCK_TOLERANCE: Duration = Duration::from_seconds(300);
