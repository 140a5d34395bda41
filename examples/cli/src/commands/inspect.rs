//! `medseal inspect`: what a file is, and what can be known of it without a key.

mod keys;
mod proofs;
mod record;

use super::Context;
use crate::{
    args::InspectArgs,
    error::{CliError, Result},
    report::Report,
};
use std::io::Read;

/// The most that is read to recognise a file; everything but a sealed record's payload fits.
const ENOUGH: u64 = 4 << 20;

pub(super) fn run(args: &InspectArgs, context: &Context) -> Result<()> {
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    args.file
        .reader()?
        .take(ENOUGH)
        .read_to_end(&mut bytes)
        .map_err(|error| CliError::reading(args.file.to_string().as_ref(), &error))?;
    recognise(&bytes)
        .map_err(|error| error.about(&args.file))?
        .print(context.json, false)
}

fn recognise(bytes: &[u8]) -> Result<Report> {
    let text = std::str::from_utf8(bytes).ok();
    record::sealed(bytes)
        .or_else(|| keys::key_file(text?))
        .or_else(|| keys::identity(text?))
        .or_else(|| proofs::receipt(bytes))
        .or_else(|| proofs::grant(bytes))
        .or_else(|| proofs::erasure(bytes))
        .unwrap_or_else(|| {
            Err(CliError::new(
                "unknown-file",
                "this is no sealed record, identity, key file, grant or receipt",
            ))
        })
}
