//! `medseal verify`: a receipt against the authorities' public keys, and nothing else. What is done
//! with presentations is in the room of `screening`.

use super::{Context, screening, sealed::begin};
use crate::{
    args::VerifyArgs,
    error::{CliError, Result},
    files::FileArg,
    keyfile::read_identity,
    progress::{Bar, Unit},
    report::Report,
};
use medseal::{
    audit::{ErasureReceipt, WHAT_A_RECEIPT_CANNOT_PROVE},
    envelope::{SealedHeader, replace_header},
    ledger::{Action, Authorities, Origin, Receipt, SignedEntry, VerifiedCheckpoint, VerifierKey},
};
use std::io::{self, Cursor, Read};

pub(super) fn run(args: &VerifyArgs, context: &Context) -> Result<()> {
    match (&args.receipt, &args.presentation) {
        (Some(receipt), None) => verify_receipt(receipt, args, context),
        (None, Some(presentation)) => {
            screening::one(presentation, &args.screening.complete()?, context)
        }
        _ => {
            let sentence = "a receipt or a presentation is verified, one of them";
            Err(CliError::new("usage", sentence))
        }
    }
}

fn verify_receipt(receipt: &FileArg, args: &VerifyArgs, context: &Context) -> Result<()> {
    let keys = args
        .authority
        .iter()
        .map(|path| {
            let identity = read_identity(path)?;
            let name = identity.identity_id().into();
            Ok(VerifierKey::cosigner(name, identity.verifying_key()))
        })
        .collect::<Result<Vec<_>>>()?;
    let bytes = read_receipt(receipt)?;
    let header = args
        .input
        .as_ref()
        .map(|input| check_record(input, context))
        .transpose()?;
    let report = match Receipt::parse(&bytes) {
        Ok(anchor) => verify_anchor(&anchor, header.as_ref(), keys, args),
        Err(not_an_anchor) => match ErasureReceipt::from_bytes(&bytes) {
            Ok(erasure) => verify_erasure(&erasure, header.as_ref(), keys, args),
            Err(_) => Err(not_an_anchor.into()),
        },
    };
    report
        .map_err(|error| error.about(receipt))?
        .print(context.json, false)
}

fn verify_anchor(
    receipt: &Receipt,
    header: Option<&SealedHeader>,
    keys: Vec<VerifierKey>,
    args: &VerifyArgs,
) -> Result<Report> {
    let origin = receipt.checkpoint().checkpoint().origin();
    let authorities = authorities(origin, keys, args)?;
    let bytes = receipt.entry().ok_or_else(|| {
        CliError::new(
            "receipt-without-entry",
            "the receipt does not say what it is for",
        )
    })?;
    let checkpoint = receipt.verify(bytes, &authorities)?;
    let entry = SignedEntry::decode(bytes)?;
    let statement = entry.statement().cloned();
    entry.verify()?;
    let Some((statement, record, controller)) =
        statement.and_then(|statement| match statement.action {
            Action::Anchor {
                record, controller, ..
            } => Some((statement, record, controller)),
            _ => None,
        })
    else {
        let sentence = "the receipt is for another kind of entry than a record's";
        return Err(CliError::new("not-an-anchor", sentence));
    };
    if let Some(header) = header {
        let manifest = header.manifest();
        let is_this = record == header.commitment()
            && controller == manifest.controller()
            && statement.signer == manifest.author();
        require_match(is_this)?;
    }
    let report = Report::new(match header {
        Some(_) => "The record is on the ledger, and complete and unaltered.",
        None => "The receipt is valid; give --in to see whether it is for a record of yours.",
    })
    .text("kind", "anchor")
    .text("commitment", record)
    .text("patient", controller)
    .text("author", statement.signer.did_key())
    .text("anchored", statement.time)
    .field("index", receipt.index().number())
    .text("ledger", statement.ledger);
    Ok(with_checkpoint(report, &checkpoint))
}

fn verify_erasure(
    receipt: &ErasureReceipt,
    header: Option<&SealedHeader>,
    keys: Vec<VerifierKey>,
    args: &VerifyArgs,
) -> Result<Report> {
    let authorities = authorities(
        receipt.tombstone().checkpoint().checkpoint().origin(),
        keys,
        args,
    )?;
    let erasure = receipt.verify(&authorities)?;
    if let Some(header) = header {
        require_match(erasure.record == header.commitment())?;
    }
    let custodians: Vec<serde_json::Value> = receipt
        .attestations()
        .iter()
        .map(|attestation| {
            serde_json::json!({
                "custodian": attestation.custodian().did_key(),
                "keys_destroyed": attestation.destroyed().keys,
                "payload_destroyed": attestation.destroyed().payload,
                "time": attestation.time().to_string(),
            })
        })
        .collect();
    let report = Report::new("The erasure receipt is valid.")
        .text("kind", "erasure")
        .text("commitment", erasure.record)
        .text("patient_key", erasure.controller.did_key())
        .text("erased", erasure.time)
        .field("custodians", custodians);
    let report = match header.map(|header| header.slots().len()) {
        None | Some(0) => report,
        Some(slots) => report
            .field("keys_left", slots)
            .note("This copy of the record still has keys in it: erase it, too."),
    };
    Ok(with_checkpoint(report, &erasure.checkpoint).note(WHAT_A_RECEIPT_CANNOT_PROVE))
}

fn with_checkpoint(report: Report, checkpoint: &VerifiedCheckpoint) -> Report {
    let signed: Vec<String> = checkpoint
        .cosigners()
        .iter()
        .map(|cosigner| format!("{} at {}", cosigner.key.name(), cosigner.time))
        .collect();
    report
        .text("origin", checkpoint.checkpoint().origin())
        .field("tree_size", checkpoint.head().size.leaves())
        .field("signed_by", signed)
}

fn authorities(origin: &Origin, keys: Vec<VerifierKey>, args: &VerifyArgs) -> Result<Authorities> {
    let expected = match &args.origin {
        Some(expected) => expected.parse()?,
        None => origin.clone(),
    };
    let quorum = args.quorum;
    let quorum = quorum.unwrap_or(Authorities::default_quorum(keys.len()));
    Ok(Authorities::new(expected, keys, quorum)?)
}

/// Reads a sealed record to its end and checks everything that needs no key.
fn check_record(input: &FileArg, context: &Context) -> Result<SealedHeader> {
    let sealed = begin(input, input.reader()?)?;
    let mut old = Vec::new();
    sealed.header.write_to(&mut old)?;
    let whole = Cursor::new(old).chain(sealed.payload);
    let bar = Bar::new("checking", Unit::Bytes, context.quiet);
    replace_header(whole, &sealed.header, io::sink(), bar)
        .map_err(|error| CliError::from(error).about(input))?;
    Ok(sealed.header)
}

fn read_receipt(receipt: &FileArg) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    receipt
        .reader()?
        .take(ErasureReceipt::MAX_LEN as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::reading(receipt.to_string().as_ref(), &error))?;
    Ok(bytes)
}

fn require_match(is_this: bool) -> Result<()> {
    if is_this {
        Ok(())
    } else {
        let sentence = "the receipt is for another record, or another version of it";
        Err(CliError::new("receipt-mismatch", sentence))
    }
}
