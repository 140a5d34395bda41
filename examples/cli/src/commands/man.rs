//! `medseal man`: manual pages from the same definitions as the help.

use super::Context;
use crate::{
    args::{Cli, ManArgs},
    error::{CliError, Result},
    output::{Existing, OutputFile, Readers},
    report::Report,
};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::{fs, path::Path};

pub(super) fn run(args: &ManArgs, context: &Context) -> Result<()> {
    fs::create_dir_all(&args.out).map_err(|error| CliError::writing(&args.out, &error))?;
    let mut root = Cli::command();
    root.build();
    let mut written = Vec::new();
    write_pages(&root, "medseal", &args.out, &mut written)?;
    Report::new(format!(
        "Wrote {} manual pages to {}.",
        written.len(),
        args.out.display()
    ))
    .field("pages", written)
    .print(context.json, false)
}

/// `medseal.1`, `medseal-seal.1`, `medseal-ledger-init.1`, …
fn write_pages(
    command: &Command,
    name: &str,
    directory: &Path,
    written: &mut Vec<String>,
) -> Result<()> {
    let file = format!("{name}.1");
    let path = directory.join(&file);
    let mut page = Vec::new();
    // Only the page's title takes the joined name; its text keeps "medseal seal".
    Man::new(command.clone())
        .title(name.to_owned())
        .render(&mut page)
        .map_err(|error| CliError::writing(&path, &error))?;
    OutputFile::create_at(&path, Readers::Umask, Existing::Replace)?.write_whole(&page)?;
    written.push(file);
    for inner in command.get_subcommands() {
        if inner.get_name() != "help" {
            let name = format!("{name}-{}", inner.get_name());
            write_pages(inner, &name, directory, written)?;
        }
    }
    Ok(())
}
