//! Policies and presentations: `policy`, `present`, `verify-batch`, and a part of `verify`.

use super::HolderArgs;
use crate::error::{CliError, Result};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Say what is asked of holders of credentials
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal policy explain --policy trial.json --schema panel.json")]
pub(crate) struct PolicyArgs {
    #[command(subcommand)]
    pub(crate) command: PolicyCommand,
}

/// What there is to do with a policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    Explain(PolicyExplainArgs),
    Ask(PolicyAskArgs),
}

/// A policy, and the schemas it speaks of.
#[derive(Debug, Args)]
pub(crate) struct PolicyFiles {
    /// The policy
    #[arg(long, value_name = "POLICY.json")]
    pub(crate) policy: PathBuf,

    /// A schema that the policy speaks of; may be repeated
    #[arg(long, value_name = "SCHEMA.json")]
    pub(crate) schema: Vec<PathBuf>,
}

/// Say in plain words what a policy proves and what its verifier learns
///
/// A policy that could not be sound is refused, with the place named.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal policy explain --policy trial.json --schema panel.json")]
pub(crate) struct PolicyExplainArgs {
    #[command(flatten)]
    pub(crate) files: PolicyFiles,
}

/// Ask one holder to show that a policy is met
///
/// The request is signed and good once. Credentials must not be revoked at the ledger's last block,
/// nor at the one at which you decide.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal policy ask --verifier trial.key --policy trial.json --schema panel.json \\
      --ledger ledger --audience https://trial.example.org --out ada.question")]
pub(crate) struct PolicyAskArgs {
    /// Key file of the verifier
    #[arg(long, value_name = "V.key")]
    pub(crate) verifier: PathBuf,

    #[command(flatten)]
    pub(crate) files: PolicyFiles,

    /// Directory of the ledger on which credentials are revoked
    #[arg(long, value_name = "DIR")]
    pub(crate) ledger: PathBuf,

    /// Whom presentations are for, a place of yours
    #[arg(long, value_name = "URL")]
    pub(crate) audience: String,

    /// Hours in which to answer
    #[arg(long, value_name = "N", default_value_t = 24)]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=24))]
    pub(crate) hours: u8,

    /// Where the request goes
    #[arg(long, value_name = "P.question")]
    pub(crate) out: PathBuf,
}

/// Show a verifier that a policy is met, and nothing else
///
/// Takes a copy of each credential out of the wallet for good. Read the policy first, with
/// medseal policy explain.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal present --key ada.key --wallet ada.wallet --policy trial.json \\
      --request ada.question --out ada.shown")]
pub(crate) struct PresentArgs {
    #[command(flatten)]
    pub(crate) holder: HolderArgs,

    /// The policy that is asked for
    #[arg(long, value_name = "POLICY.json")]
    pub(crate) policy: PathBuf,

    /// The verifier's request
    #[arg(long, value_name = "P.question")]
    pub(crate) request: PathBuf,

    /// Fail unless this identity made the request
    #[arg(long, value_name = "V.id")]
    pub(crate) verifier: Option<PathBuf>,

    /// Where the presentation goes
    #[arg(long, value_name = "P.shown")]
    pub(crate) out: PathBuf,
}

/// Who decides about presentations, by what: all of it is needed where there is a presentation.
#[derive(Debug, Args)]
pub(crate) struct ScreeningArgs {
    /// The policy that was asked for
    #[arg(long, value_name = "POLICY.json", requires = "presentation")]
    policy: Option<PathBuf>,

    /// A schema that the policy speaks of; may be repeated
    #[arg(long, value_name = "SCHEMA.json", requires = "presentation")]
    schema: Vec<PathBuf>,

    /// A request of yours that may be answered; may be repeated
    #[arg(long, value_name = "P.question", requires = "presentation")]
    request: Vec<PathBuf>,

    /// Identity of the verifier, who made the requests
    #[arg(long, value_name = "V.id", requires = "presentation")]
    verifier: Option<PathBuf>,

    /// Directory of the ledger on which credentials are revoked
    #[arg(long, value_name = "DIR", requires = "presentation")]
    ledger: Option<PathBuf>,

    /// A file that remembers what was accepted, so that nothing is accepted twice; it is begun if
    /// it is not there, and rewritten
    #[arg(long, value_name = "V.seen", requires = "presentation")]
    seen: Option<PathBuf>,
}

/// [`ScreeningArgs`] that are all there.
pub(crate) struct Screening<'a> {
    pub(crate) policy: &'a Path,
    pub(crate) schemas: &'a [PathBuf],
    pub(crate) requests: &'a [PathBuf],
    pub(crate) verifier: &'a Path,
    pub(crate) ledger: &'a Path,
    pub(crate) seen: &'a Path,
}

impl ScreeningArgs {
    /// What an argument with presentations needs beside it.
    pub(super) const NEEDED: [&'static str; 5] =
        ["policy", "request", "verifier", "ledger", "seen"];

    /// All of it, as the command line made sure.
    pub(crate) fn complete(&self) -> Result<Screening<'_>> {
        let missing = || CliError::new("usage", "a presentation is verified by a policy");
        Ok(Screening {
            policy: self.policy.as_deref().ok_or_else(missing)?,
            schemas: &self.schema,
            requests: &self.request,
            verifier: self.verifier.as_deref().ok_or_else(missing)?,
            ledger: self.ledger.as_deref().ok_or_else(missing)?,
            seen: self.seen.as_deref().ok_or_else(missing)?,
        })
    }
}

/// Verify many presentations at once
///
/// Decides about each as medseal verify would, and faster. The exit status says that all were
/// decided about, not that all were accepted: read the list.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal verify-batch --presentation a.shown --presentation b.shown \\
      --request a.question --request b.question --policy trial.json --schema panel.json \\
      --verifier trial.id --ledger ledger --seen trial.seen")]
pub(crate) struct VerifyBatchArgs {
    /// A presentation; repeated, of all of them
    #[arg(long, value_name = "P.shown", required = true)]
    #[arg(requires_all = ScreeningArgs::NEEDED)]
    pub(crate) presentation: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) screening: ScreeningArgs,
}
