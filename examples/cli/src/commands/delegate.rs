//! `medseal delegate`: a grant, passed on in part.

use super::{Context, bundle};
use crate::{
    args::DelegateArgs,
    error::Result,
    keyfile::read_identity,
    output::{Existing, OutputFile, Readers},
    report::Report,
};
use medseal::{
    consent::{Purpose, Scope, Validity},
    exchange::GrantOffer,
    types::CategoryCode,
};

pub(super) fn run(args: DelegateArgs, context: &Context) -> Result<()> {
    let held = bundle::read(&args.grant)?;
    let holder = context.passphrases.open(&args.key)?.identity;
    let next = read_identity(&args.to)?;
    let (parent, validity) = (held.grant().scope(), held.grant().validity());
    let scope = narrowed(parent, args.category, args.purpose)?;
    let scope = bundle::narrow(scope, &args.narrowing)?;
    let validity = Validity::new(
        args.from.unwrap_or(validity.not_before()),
        args.until.unwrap_or(validity.expires()),
    )?;
    let mut offer = GrantOffer::new(scope, validity);
    offer.delegation = args.delegation;
    let output = OutputFile::create_at(&args.out, Readers::Owner, Existing::Refuse)?;
    let delegated = held.delegate(&holder, &next, offer, context.now()?)?;
    output.write_whole(&delegated.to_bytes()?)?;

    let report = Report::new(format!(
        "Passed the grant on to {}; give {} to it.",
        args.to.display(),
        args.out.display()
    ));
    bundle::describe(report, &delegated).print(context.json, false)
}

/// The parent's scope with other categories and purposes, if any were named. That they are not
/// wider is for the library to say.
fn narrowed(
    parent: &Scope,
    categories: Vec<CategoryCode>,
    purposes: Vec<Purpose>,
) -> Result<Scope> {
    let categories = if categories.is_empty() {
        parent.categories().iter().cloned().collect()
    } else {
        categories
    };
    let purposes = if purposes.is_empty() {
        parent.purposes().iter().copied().collect()
    } else {
        purposes
    };
    let mut scope = Scope::new(categories, purposes)?
        .with_confidentiality(parent.confidentiality())
        .with_period(parent.period());
    if let Some(records) = parent.records() {
        scope = scope.with_records(records.iter().copied())?;
    }
    if let Some(types) = parent.resource_types() {
        scope = scope.with_resource_types(types.iter().cloned())?;
    }
    Ok(scope)
}
