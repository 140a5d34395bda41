//! `medseal log`: everything the ledger holds about a patient.

use super::Context;
use crate::{
    args::LogArgs,
    error::Result,
    ledger,
    report::{Line, Report},
};
use medseal::audit::{Detail, Disclosure, DisclosureLog, Notice};
use serde_json::Map;
use std::fmt::Write;

pub(super) fn run(args: &LogArgs, context: &Context) -> Result<()> {
    let patient = context.passphrases.open(&args.patient)?.identity;
    let ledger = ledger::open(&args.ledger, context.quiet)?;
    let log = DisclosureLog::read(&ledger, &patient)?;
    let lines: Vec<Line> = log.lines().iter().map(describe).collect();

    let report = Report::new(format!(
        "{} entries about {}; none is missing.",
        lines.len(),
        args.patient.display()
    ))
    .text("patient", patient.identity_id())
    .text("ledger", ledger.id())
    .field("height", log.height())
    .list("entries", lines);
    let report = if log.is_explained() {
        report
    } else {
        report.note(
            "An entry marked unexplained came without the notice that would say what it is about.",
        )
    };
    report.print(context.json, false)
}

fn describe(line: &Disclosure) -> Line {
    let mut value = Map::new();
    let mut text = format!("{:>5}  {}  {}", line.index, line.time, line.action.name());
    value.insert("index".to_owned(), line.index.into());
    value.insert("time".to_owned(), line.time.to_string().into());
    value.insert("action".to_owned(), line.action.name().into());
    let mut show = |name: &str, word: &str, shown: String| {
        let _ = write!(text, "{word} {shown}");
        value.insert(name.to_owned(), shown.into());
    };
    match &line.detail {
        Detail::Explained(Notice::Access(event)) => {
            let facts = event.facts();
            show("record", " to record", facts.record.to_string());
            show("category", " of", facts.category.to_string());
            show("purpose", " for", facts.purpose.to_string());
            show("grant", " under grant", facts.grant.to_string());
            if let Some(reason) = &facts.reason {
                show("reason", ", because:", reason.clone());
            }
        }
        Detail::Explained(Notice::Grant(grant)) => {
            let scope = grant.scope();
            show("grant", "", grant.id().to_string());
            show("grantee", " to", grant.grantee().identity.to_string());
            show("categories", " of", joined(scope.categories()));
            show("purposes", " for", joined(scope.purposes()));
            show("until", " until", grant.validity().expires().to_string());
        }
        Detail::Explained(Notice::BreakGlass(statement)) => {
            show("grantee", " by", statement.grantee().to_string());
            show("until", " until", statement.expires().to_string());
            show("reason", ", because:", statement.reason().to_owned());
        }
        Detail::Unexplained(code) => show("unexplained", " (unexplained:", format!("{code})")),
        _ => {}
    }
    show("signer", ", signed by", line.signer.did_key());
    let value = value.into();
    Line { text, value }
}

fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    texts.join(", ")
}
