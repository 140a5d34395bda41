//! `medseal fsck`: a ledger, checked from its first entry to its last.

use super::Context;
use crate::{
    args::FsckArgs,
    error::{CliError, Result},
    progress::{Bar, Unit},
    report::{Line, Report},
};
use medseal::{
    errors::ErrorCode,
    ledger::{
        fsck::{Finding, FsckReport, fsck},
        store::EmbeddedStore,
    },
};
use serde_json::json;

pub(super) fn run(args: &FsckArgs, context: &Context) -> Result<()> {
    let about = |error: CliError| error.about(args.ledger.display());
    let store = EmbeddedStore::open(&args.ledger).map_err(|error| about(error.into()))?;
    let mut bar = Bar::new("checking", Unit::Entries, context.quiet);
    let found = fsck(&store, &mut bar).map_err(|error| about(error.into()))?;
    drop(bar);
    describe(&found).print(context.json, false)?;
    match found.findings.len() {
        0 => Ok(()),
        count => {
            let sentence = format!("{count} things are wrong with the ledger");
            Err(about(CliError::new("ledger-damaged", sentence)))
        }
    }
}

fn describe(found: &FsckReport) -> Report {
    let report = Report::new(if found.is_clean() {
        "The ledger is sound."
    } else {
        "The ledger is damaged."
    })
    .optional("ledger", found.ledger)
    .field("blocks", found.blocks)
    .field("entries", found.entries)
    .field("clean", found.is_clean());
    let report = if found.is_clean() {
        report
    } else {
        report.list("findings", found.findings.iter().map(line).collect())
    };
    let report = if found.findings.len() < FsckReport::MAX_FINDINGS {
        report
    } else {
        report.note("There are more than are listed here.")
    };
    if found.outstanding {
        report.note("A block waits for its signatures; the next command that writes seals it.")
    } else {
        report
    }
}

fn line(finding: &Finding) -> Line {
    Line {
        text: finding.to_string(),
        value: json!({
            "code": finding.defect.code(),
            "height": finding.height,
            "index": finding.index,
        }),
    }
}
