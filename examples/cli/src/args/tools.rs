//! For the shell: `completions` and `man`.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// Print the completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal completions bash > ~/.local/share/bash-completion/completions/medseal")]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

/// Write the manual pages: medseal.1 and one for each command
#[derive(Debug, Args)]
#[command(after_help = "Example:
  medseal man --out /usr/local/share/man/man1")]
pub(crate) struct ManArgs {
    /// The directory to write to; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}
