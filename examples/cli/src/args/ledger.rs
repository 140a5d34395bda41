//! The ledger: `ledger init`, `anchor`, `verify`, `log`, `erase`, `fsck`.

use super::ScreeningArgs;
use crate::files::FileArg;
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// Begin a ledger
#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    #[command(subcommand)]
    pub(crate) command: LedgerCommand,
}

/// What there is to do with a ledger as a whole.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    Init(LedgerInitArgs),
}

/// Begin a ledger in a new directory
///
/// Its authorities seal its blocks together: each block needs the signatures of a quorum of them.
/// Name an authority by its key file to have it sign here, or by its identity document. The
/// directory is there complete or not at all. Beside each key file a file N.*.signed remembers what
/// the authority has signed: keep it with the key, and out of the backups of the directory.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal ledger init --dir ledger --authority node.key
  medseal ledger init --dir ledger --authority a.key --authority b.key --authority c.id --quorum 2")]
pub(crate) struct LedgerInitArgs {
    /// The directory; it must not exist or be empty
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Key file or identity document of an authority; repeated, of all of them
    #[arg(long, value_name = "N.key", required = true)]
    pub(crate) authority: Vec<PathBuf>,

    /// How many authorities must sign each block: more than half [default: more than two thirds]
    #[arg(long, value_name = "K")]
    pub(crate) quorum: Option<u8>,

    /// The ledger's public name, unique for all time [default: medseal/ and random digits]
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<String>,
}

/// Which ledger, and who seals the block.
#[derive(Debug, Args)]
pub(crate) struct SealingArgs {
    /// The ledger's directory
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: PathBuf,

    /// Key file of an authority, which seals the block; may be repeated [default: the key files
    /// with which the ledger was begun]
    #[arg(long, value_name = "N.key")]
    pub(crate) authority: Vec<PathBuf>,

    /// Directory of the files *.signed, where authorities remember what they signed [default: that
    /// of each key file]
    #[arg(long, value_name = "DIR")]
    pub(crate) signed: Option<PathBuf>,
}

/// Put a record's commitment on the ledger and write the receipt
///
/// The ledger gets a salted hash and nothing else. A record that is anchored already gets another
/// copy of its receipt.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal anchor --ledger ledger --authority node.key --author lab.key \\
      --in report.sealed --receipt report.receipt")]
pub(crate) struct AnchorArgs {
    #[command(flatten)]
    pub(crate) sealing: SealingArgs,

    /// Key file of the record's author
    #[arg(long, value_name = "A.key")]
    pub(crate) author: PathBuf,

    /// The sealed record, or - for standard input
    #[arg(long = "in", value_name = "F.sealed")]
    pub(crate) input: FileArg,

    /// Where the receipt goes, or - for standard output
    #[arg(long, value_name = "R")]
    pub(crate) receipt: FileArg,

    /// The sealed record that this one is the next version of
    #[arg(long, value_name = "F.sealed")]
    pub(crate) previous: Option<PathBuf>,
}

/// Verify a receipt, or a presentation
///
/// A receipt is verified offline, with nothing but the authorities' identity documents: that of
/// anchor, or of erase. With the sealed record as --in its payload is checked, too, and that the
/// receipt is for it.
///
/// A presentation is verified by whoever asked for it, at the last block of a ledger.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["receipt", "presentation"]).required(true))]
#[command(after_help = "Examples:
  medseal verify --receipt report.receipt --in report.sealed --authority node.id
  medseal verify --receipt report.erased --authority a.id --authority b.id --authority c.id
  medseal verify --presentation ada.shown --request ada.question --policy trial.json \\
      --schema panel.json --verifier trial.id --ledger ledger --seen trial.seen")]
pub(crate) struct VerifyArgs {
    /// The receipt, or - for standard input
    #[arg(long, value_name = "R", requires = "authority")]
    pub(crate) receipt: Option<FileArg>,

    /// The sealed record that the receipt is for
    #[arg(long = "in", value_name = "F.sealed", requires = "receipt")]
    pub(crate) input: Option<FileArg>,

    /// Identity document of an authority; repeated, of all of them
    #[arg(long, value_name = "N.id", requires = "receipt")]
    pub(crate) authority: Vec<PathBuf>,

    /// How many authorities must have signed: more than half [default: more than two thirds]
    #[arg(long, value_name = "K", requires = "receipt")]
    pub(crate) quorum: Option<usize>,

    /// Fail unless this is the ledger's public name
    #[arg(long, value_name = "NAME", requires = "receipt")]
    pub(crate) origin: Option<String>,

    /// The presentation
    #[arg(long, value_name = "P.shown", requires_all = ScreeningArgs::NEEDED)]
    pub(crate) presentation: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) screening: ScreeningArgs,
}

/// Show everything the ledger holds about a patient: grants, accesses, revocations, erasures
///
/// That nothing is missing is verified against the ledger's state.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  medseal log --ledger ledger --patient patient.key
  medseal log --ledger ledger --patient patient.key --json")]
pub(crate) struct LogArgs {
    /// The ledger's directory
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: PathBuf,

    /// Key file of the patient, who alone can read the details
    #[arg(long, value_name = "P.key")]
    pub(crate) patient: PathBuf,
}

/// Erase a record: a tombstone on the ledger, the record's keys destroyed, and a receipt
///
/// Removes every recipient's slot from F.sealed, so that this file opens for nobody any more, and
/// says what the receipt cannot prove. Repeat it for every copy of the file.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal erase --ledger ledger --authority node.key --patient patient.key \\
      --in report.sealed --receipt report.erased")]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    pub(crate) sealing: SealingArgs,

    /// Key file of the patient, who controls the record
    #[arg(long, value_name = "P.key")]
    pub(crate) patient: PathBuf,

    /// The sealed record; it is rewritten without its keys
    #[arg(long = "in", value_name = "F.sealed")]
    pub(crate) input: PathBuf,

    /// Where the erasure receipt goes, or - for standard output
    #[arg(long, value_name = "R")]
    pub(crate) receipt: FileArg,

    /// Key file of the custodian of this copy, who attests the destruction [default: the authority]
    #[arg(long, value_name = "C.key")]
    pub(crate) custodian: Option<PathBuf>,
}

/// Check a ledger from its first entry to its last
///
/// Derives everything again from the entries: hashes, proofs, signatures, the rules of admission,
/// every block's state and cosignatures. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal fsck --ledger ledger")]
pub(crate) struct FsckArgs {
    /// The ledger's directory
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: PathBuf,
}
