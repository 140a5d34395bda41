//! Grants and receipts. What only the authorities' keys can verify is said to be unverified.

use crate::{commands::bundle, error::Result, report::Report};
use medseal::{
    audit::{ErasureReceipt, WHAT_A_RECEIPT_CANNOT_PROVE},
    exchange::GrantBundle,
    ledger::Receipt,
};

/// A grant, whose signatures are verified.
pub(super) fn grant(bytes: &[u8]) -> Option<Result<Report>> {
    let granted = GrantBundle::from_bytes(bytes).ok()?;
    let report = Report::new("A grant; its signatures are valid.")
        .text("kind", "grant")
        .text("commitment", granted.grant().commitment());
    let report = bundle::describe(report, &granted)
        .note("Whether it still stands, the ledger knows. A grant is private.");
    Some(Ok(report))
}

/// A ledger's receipt.
pub(super) fn receipt(bytes: &[u8]) -> Option<Result<Report>> {
    let receipt = Receipt::parse(bytes).ok()?;
    let report = Report::new("A ledger's receipt, not verified.").text("kind", "receipt");
    Some(Ok(place(report, &receipt).note(
        "Verify it with: medseal verify --receipt R --in F.sealed --authority N.id",
    )))
}

/// An erasure receipt, whose attestations' signatures are verified.
pub(super) fn erasure(bytes: &[u8]) -> Option<Result<Report>> {
    let receipt = ErasureReceipt::from_bytes(bytes).ok()?;
    let custodians: Vec<String> = receipt
        .attestations()
        .iter()
        .map(|attestation| attestation.custodian().did_key())
        .collect();
    let report = Report::new("An erasure receipt, not verified.")
        .text("kind", "erasure-receipt")
        .field("custodians", custodians);
    Some(Ok(place(report, receipt.tombstone())
        .note("Verify it with: medseal verify --receipt R --authority N.id")
        .note(WHAT_A_RECEIPT_CANNOT_PROVE)))
}

fn place(report: Report, receipt: &Receipt) -> Report {
    let checkpoint = receipt.checkpoint().checkpoint();
    report
        .text("origin", checkpoint.origin())
        .field("index", receipt.index().number())
        .field("tree_size", checkpoint.head().size.leaves())
}
