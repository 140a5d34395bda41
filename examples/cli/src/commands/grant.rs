//! `medseal grant`: consent, given.

use super::{Context, bundle};
use crate::{
    args::GrantArgs,
    error::Result,
    interrupt,
    keyfile::read_identity,
    output::{Existing, OutputFile, Readers},
    report::Report,
};
use medseal::{
    consent::{Scope, Validity},
    exchange::GrantOffer,
};

pub(super) fn run(args: GrantArgs, context: &Context) -> Result<()> {
    let patient = context.passphrases.open(&args.patient)?.identity;
    let grantee = read_identity(&args.to)?;
    let now = context.now()?;
    let scope = bundle::narrow(Scope::new(args.category, args.purpose)?, &args.narrowing)?;
    let mut offer = GrantOffer::new(scope, Validity::new(args.from.unwrap_or(now), args.until)?);
    offer.delegation = args.delegation;
    // The patient must have every category before the ledger hears of a grant for it.
    for category in offer.scope.categories() {
        patient.current_epoch(category)?;
    }
    let mut output = OutputFile::create_at(&args.out, Readers::Owner, Existing::Refuse)?;
    output.reserve(BUNDLE_LEN)?;

    let exchange = &mut context.open_ledger(&args.sealing)?.exchange;
    let _whole = interrupt::deferred();
    let granted = exchange.grant(&patient, &grantee, offer, now)?;
    output.write_whole(&granted.to_bytes()?)?;

    let report = Report::new(format!(
        "Granted {} access; give {} to it.",
        args.to.display(),
        args.out.display()
    ));
    bundle::describe(report, &granted).print(context.json, false)
}

/// Room for a grant with many category keys, set aside before the ledger is touched.
const BUNDLE_LEN: usize = 64 * 1024;
