//! Grants as files, and what can be said of them.

use crate::{
    args::NarrowingArgs,
    commands::sealed::begin,
    error::{CliError, Result},
    files::{FileArg, read_small},
    report::Report,
};
use medseal::{
    consent::{DataPeriod, Scope},
    exchange::GrantBundle,
};
use serde_json::{Value, json};
use std::path::Path;

/// Reads a grant file and verifies every grant and link in it.
pub(super) fn read(path: &Path) -> Result<GrantBundle> {
    let bytes = read_small(path, GrantBundle::MAX_LEN)?;
    GrantBundle::from_bytes(&bytes).map_err(|error| CliError::from(error).about(path.display()))
}

/// Narrows a scope to the records and dates the user named.
pub(super) fn narrow(mut scope: Scope, narrowing: &NarrowingArgs) -> Result<Scope> {
    if !narrowing.record.is_empty() {
        let mut records = Vec::with_capacity(narrowing.record.len());
        for path in &narrowing.record {
            let name = FileArg::Path(path.clone());
            let header = begin(&name, name.reader()?)?.header;
            records.push(header.manifest().record_id());
        }
        scope = scope.with_records(records)?;
    }
    if narrowing.data_from.is_some() || narrowing.data_until.is_some() {
        let period = scope.period();
        let from = narrowing.data_from.unwrap_or(period.from());
        let to = narrowing.data_until.unwrap_or(period.to());
        scope = scope.with_period(DataPeriod::new(from, to)?);
    }
    Ok(scope)
}

/// What a grant says, for its parties: a grant is private.
pub(super) fn describe(report: Report, bundle: &GrantBundle) -> Report {
    let grant = bundle.grant();
    let scope = grant.scope();
    let keys: Vec<Value> = bundle
        .category_keys()
        .map(|(category, epoch)| json!({"category": category.as_str(), "epoch": epoch.number()}))
        .collect();
    let report = report
        .text("grant", grant.id())
        .text("ledger", grant.ledger())
        .text("patient", grant.controller())
        .text("grantee", grant.grantee().identity)
        .field("purposes", texts(scope.purposes()))
        .field("categories", texts(scope.categories()))
        .text("from", grant.validity().not_before())
        .text("until", grant.validity().expires())
        .field("delegation", grant.delegation())
        .field(
            "delegated",
            bundle.chain().grants().count().saturating_sub(1),
        )
        .field("keys", keys);
    let report = match scope.records() {
        Some(records) => report.field("records", texts(records)),
        None => report,
    };
    if scope.period() == DataPeriod::ALL {
        report
    } else {
        report
            .text("data_from", scope.period().from())
            .text("data_until", scope.period().to())
    }
}

fn texts<T: ToString>(values: impl IntoIterator<Item = T>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}
