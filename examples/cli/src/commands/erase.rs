//! `medseal erase`: a record's keys destroyed, and a receipt for it.

use super::{Context, sealed::begin};
use crate::{
    args::EraseArgs,
    error::{CliError, Result},
    files::{FileArg, open},
    interrupt,
    output::{Existing, OutputFile, Readers},
    progress::{Bar, Unit},
    report::Report,
};
use medseal::{
    audit::{Destroyed, ErasureAttestation, ErasureReceipt, WHAT_A_RECEIPT_CANNOT_PROVE},
    envelope::{SealedHeader, replace_header},
    keys::SecretIdentity,
};
use std::{
    fs::{File, OpenOptions},
    io::{self, Seek, Write},
    path::Path,
};

pub(super) fn run(args: &EraseArgs, context: &Context) -> Result<()> {
    let patient = context.passphrases.open(&args.patient)?.identity;
    let custodian = args
        .custodian
        .as_ref()
        .map(|path| context.passphrases.open(path))
        .transpose()?
        .map(|file| file.identity);
    let mut receipt_file = OutputFile::create(&args.receipt, Readers::Umask, Existing::Refuse)?;
    receipt_file.reserve(RECEIPT_LEN)?;
    let (header, stripped) = strip(&args.input, context)?;
    let commitment = header.commitment();

    let mut opened = context.open_ledger(&args.sealing)?;
    let now = context.now()?;
    let _whole = interrupt::deferred();
    opened.exchange.refresh(now)?;
    let tombstone = opened
        .exchange
        .erase(&patient, &commitment, now)
        .map_err(|error| CliError::on_ledger(error, &args.sealing.ledger, args.input.display()))?;

    // From here on the ledger says that the record is gone: now it goes.
    let slots = destroy(&args.input, &header, stripped)?;
    let custodian = custodian_key(custodian.as_ref(), &opened.authorities)?;
    let attestation = ErasureAttestation::new(
        opened.exchange.ledger().id(),
        commitment,
        Destroyed {
            keys: true,
            payload: false,
        },
        context.now()?,
        &custodian.signing_key(),
    )?;
    let receipt = ErasureReceipt::new(tombstone, vec![attestation])?;
    receipt_file.write_whole(&receipt.to_bytes()?)?;

    Report::new(format!(
        "Erased {}: nobody can open it any more.",
        args.input.display()
    ))
    .text("record", header.manifest().record_id())
    .text("commitment", commitment)
    .field("destroyed_keys", slots)
    .text("receipt", &args.receipt)
    .note(WHAT_A_RECEIPT_CANNOT_PROVE)
    .print(context.json, args.receipt == FileArg::Standard)
}

/// The record's header, and a copy of the record without recipients that waits for its name.
fn strip(input: &Path, context: &Context) -> Result<(SealedHeader, OutputFile)> {
    let name = FileArg::Path(input.to_owned());
    let header = begin(&name, open(input)?)?.header;
    let mut bare = header.clone();
    bare.remove_slots(|_| true);
    let mut output = OutputFile::create_at(input, Readers::Umask, Existing::Replace)?;
    let bar = Bar::new("copying", Unit::Bytes, context.quiet);
    replace_header(open(input)?, &bare, &mut output, bar)
        .map_err(|error| CliError::between(error, &name, &name))?;
    Ok((header, output))
}

/// Puts the bare copy in the record's place and overwrites the header of the file it had before,
/// which other hard links may still name and whose blocks the disk may still hold.
fn destroy(input: &Path, header: &SealedHeader, stripped: OutputFile) -> Result<usize> {
    let failed = |error: io::Error| CliError::writing(input, &error);
    let old = OpenOptions::new().write(true).open(input).map_err(failed)?;
    stripped.commit()?;
    overwrite(old, header).map_err(failed)?;
    Ok(header.slots().len())
}

fn overwrite(mut old: File, header: &SealedHeader) -> io::Result<()> {
    let mut length = Vec::new();
    header.write_to(&mut length).map_err(io::Error::other)?;
    old.rewind()?;
    old.write_all(&vec![0; length.len()])?;
    old.sync_all()
}

fn custodian_key<'a>(
    named: Option<&'a SecretIdentity>,
    authorities: &'a [crate::ledger::Authority],
) -> Result<&'a SecretIdentity> {
    named
        .or_else(|| authorities.first().map(|authority| &authority.identity))
        .ok_or_else(|| CliError::new("authority-needed", "nobody can attest the destruction"))
}

/// Room for an erasure receipt, set aside before the ledger is touched.
const RECEIPT_LEN: usize = 32 * 1024;
