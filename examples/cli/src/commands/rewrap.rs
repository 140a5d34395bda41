//! `medseal rewrap`: one more recipient, the payload untouched.

use super::{Context, sealed::begin};
use crate::{
    args::RewrapArgs,
    error::{CliError, Result},
    files::FileArg,
    keyfile::read_identity,
    output::{Existing, OutputFile, Readers},
    progress::{Bar, Unit},
    report::Report,
};
use medseal::{
    envelope::{RecipientKey, RecordKey, SealedHeader, replace_header},
    keys::{IdentityError, PublicIdentity, SecretIdentity},
};
use std::io::{Cursor, Read};

pub(super) fn run(args: &RewrapArgs, context: &Context) -> Result<()> {
    let identity = context.passphrases.open(&args.key)?.identity;
    let to = read_identity(&args.to)?;
    let sealed = begin(&args.input, args.input.reader()?)?;
    let key = sealed
        .header
        .unwrap_key_of(&identity)
        .map_err(|error| CliError::from(error).about(&args.input))?;
    let header = add(&sealed.header, &key, &identity, &to)?;

    let mut output = OutputFile::create(&args.out, Readers::Umask, Existing::Replace)?;
    // The source has been read up to its payload: its old header goes in front of it again.
    let mut old = Vec::new();
    sealed.header.write_to(&mut old)?;
    let whole = Cursor::new(old).chain(sealed.payload);
    let bar = Bar::new("copying", Unit::Bytes, context.quiet);
    replace_header(whole, &header, &mut output, bar)
        .map_err(|error| CliError::between(error, &args.input, &args.out))?;
    output.commit()?;

    Report::new(format!(
        "{} can now be opened by {}.",
        args.out,
        args.to.display()
    ))
    .text("record", header.manifest().record_id())
    .text("recipient", to.identity_id())
    .field("recipients", header.slots().len())
    .print(context.json, args.out == FileArg::Standard)
}

fn add(
    header: &SealedHeader,
    key: &RecordKey,
    signer: &SecretIdentity,
    to: &PublicIdentity,
) -> Result<SealedHeader> {
    let signing_key = signer.signing_key();
    let manifest = header.manifest();
    if to.identity_id() != manifest.controller() {
        let to = RecipientKey::from(to.sealing_key().clone());
        return Ok(header.rewrap(key, &to, None, &signing_key)?);
    }
    let category = to
        .category_key(manifest.category())
        .ok_or(IdentityError::UnknownCategory)?;
    let present = category.key.key_id();
    let to = RecipientKey::from(category.clone());
    let mut header = header.rewrap(key, &to, None, &signing_key)?;
    header.remove_slots(|slot| {
        let is_category = matches!(
            slot.recipient(),
            medseal::envelope::Recipient::Category { .. }
        );
        is_category && slot.recipient_key_id() != present
    });
    Ok(header)
}
