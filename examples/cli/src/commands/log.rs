//! `medseal log`: everything the ledger holds about a patient.

use super::Context;
use crate::{args::LogArgs, error::Result, ledger, report::Report};
use medseal::{
    audit::{Detail, Disclosure, DisclosureLog, Notice},
    ledger::Action,
};
use serde_json::{Map, Value};

pub(super) fn run(args: &LogArgs, context: &Context) -> Result<()> {
    let patient = context.passphrases.open(&args.patient)?.identity;
    let ledger = ledger::open(&args.ledger, context.quiet)?;
    let log = DisclosureLog::read(&ledger, &patient)?;
    let lines: Vec<Value> = log.lines().iter().map(describe).collect();

    let report = Report::new(format!(
        "{} entries about {}; none is missing.",
        lines.len(),
        args.patient.display()
    ))
    .text("patient", patient.identity_id())
    .text("ledger", ledger.id())
    .field("height", log.height())
    .field("entries", lines);
    let report = if log.is_explained() {
        report
    } else {
        report.note(
            "An entry marked unexplained came without the notice that would say what it is about.",
        )
    };
    report.print(context.json, false)
}

fn describe(line: &Disclosure) -> Value {
    let mut shown = Map::new();
    let mut show = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    show("index", line.index.into());
    show("time", line.time.to_string().into());
    show("signer", line.signer.did_key().into());
    show("action", action(&line.action).into());
    match &line.detail {
        Detail::Explained(Notice::Access(event)) => {
            let facts = event.facts();
            show("record", facts.record.to_string().into());
            show("category", facts.category.as_str().into());
            show("purpose", facts.purpose.code().into());
            show("grant", facts.grant.to_string().into());
            if let Some(reason) = &facts.reason {
                show("reason", reason.as_str().into());
            }
        }
        Detail::Explained(Notice::Grant(grant)) => {
            let purposes: Vec<_> = grant.scope().purposes().iter().map(|p| p.code()).collect();
            let categories = grant.scope().categories().iter();
            let categories: Vec<_> = categories.map(ToString::to_string).collect();
            show("grant", grant.id().to_string().into());
            show("grantee", grant.grantee().identity.to_string().into());
            show("purposes", purposes.into());
            show("categories", categories.into());
            show("until", grant.validity().expires().to_string().into());
        }
        Detail::Explained(Notice::BreakGlass(statement)) => {
            show("grantee", statement.grantee().to_string().into());
            show("reason", statement.reason().into());
            show("until", statement.expires().to_string().into());
        }
        Detail::Unexplained(code) => {
            show("unexplained", (*code).into());
        }
        _ => {}
    }
    shown.into()
}

const fn action(action: &Action) -> &'static str {
    match action {
        Action::Register { .. } => "register",
        Action::Rotate { .. } => "rotate",
        Action::Anchor { .. } => "anchor",
        Action::Grant { .. } => "grant",
        Action::Revoke { .. } => "revoke",
        Action::Access { .. } => "access",
        Action::BreakGlass { .. } => "break-glass",
        Action::Erase { .. } => "erase",
    }
}
