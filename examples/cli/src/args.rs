//! The command line: what can be said, and what help says about it.

mod consent;
mod credentials;
mod keys;
mod ledger;
mod presentations;
mod range;
mod records;
mod tools;

pub(crate) use consent::*;
pub(crate) use credentials::*;
pub(crate) use keys::*;
pub(crate) use ledger::*;
pub(crate) use presentations::*;
pub(crate) use records::*;
pub(crate) use tools::*;

use clap::{Args, Parser, Subcommand};
use medseal::types::Timestamp;
use std::path::PathBuf;

/// Seal medical records, share them by consent, and prove what happened to them.
///
/// Records stay in files of your own; the ledger holds salted commitments only. Every command
/// either does all of its work or none: no output file is ever half-written, and errors are one
/// line `error[code]: sentence` on standard error with a non-zero exit status.
#[derive(Debug, Parser)]
#[command(
    name = "medseal",
    version,
    max_term_width = 100,
    subcommand_required = true
)]
#[command(after_help = "Begin with: medseal keygen --help")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Print the outcome as one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show no progress bar
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// Read the passphrase of protected key files from FILE instead of asking
    ///
    /// The content without its line end is the passphrase. May be repeated: each key file is tried
    /// with each. The variable MEDSEAL_PASSPHRASE_FILE names one file for all commands.
    #[arg(long, global = true, value_name = "FILE")]
    #[arg(env = "MEDSEAL_PASSPHRASE_FILE")]
    pub(crate) passphrase_file: Vec<PathBuf>,

    /// Take this for the present time instead of the system's clock, to rehearse and to test
    ///
    /// What others verify is unaffected: ledgers refuse entries that are not of their time.
    #[arg(long, global = true, value_name = "RFC3339", hide_short_help = true)]
    #[arg(env = "MEDSEAL_CLOCK")]
    pub(crate) clock: Option<Timestamp>,
}

/// What there is to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Keygen(KeygenArgs),
    Rekey(RekeyArgs),
    Seal(SealArgs),
    Open(OpenArgs),
    Rewrap(RewrapArgs),
    Inspect(InspectArgs),
    Ledger(LedgerArgs),
    Anchor(AnchorArgs),
    Verify(VerifyArgs),
    Grant(GrantArgs),
    Delegate(DelegateArgs),
    Revoke(RevokeArgs),
    Log(LogArgs),
    Erase(EraseArgs),
    Credential(CredentialArgs),
    Wallet(WalletArgs),
    Policy(PolicyArgs),
    Present(PresentArgs),
    VerifyBatch(VerifyBatchArgs),
    Fsck(FsckArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}
