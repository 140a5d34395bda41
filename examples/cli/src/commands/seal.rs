//! `medseal seal`: a record into a sealed record.

use super::{Context, sealed::begin};
use crate::{
    args::SealArgs,
    error::{CliError, Result},
    files::{FileArg, open},
    keyfile::read_identity,
    output::{Existing, OutputFile, Readers, scratch_beside},
    progress::{Bar, Unit},
    report::Report,
};
use medseal::{
    envelope::{SealedHeader, Sealer},
    types::CategoryCode,
};
use std::{
    fs::File,
    io::{self, Read, Seek},
    path::Path,
};

pub(super) fn run(args: SealArgs, context: &Context) -> Result<()> {
    let author = context.passphrases.open(&args.author)?.identity;
    let previous = args.previous.as_deref().map(header_of).transpose()?;
    let category = previous
        .as_ref()
        .map(|header| header.manifest().category().clone())
        .or(args.category)
        .unwrap_or_default();
    let signing_key = author.signing_key();
    let (first, others) = args
        .to
        .split_first()
        .ok_or_else(|| CliError::new("no-recipients", "a record needs a patient: give --to"))?;
    let patient = read_identity(first)?;
    let patient_key = patient
        .category_key(&category)
        .ok_or_else(|| no_category_key(first, &category))?;
    let mut sealer = Sealer::new(&signing_key, patient.identity_id(), context.now()?)
        .category(category)
        .media_type(args.media_type)
        .to(patient_key.clone());
    for path in others {
        sealer = sealer.to(read_identity(path)?.sealing_key().clone());
    }
    if let Some(previous) = &previous {
        sealer = sealer.next_version_of(previous);
    }

    let (source, total) = source(&args.input)?;
    let output = OutputFile::create(&args.out, Readers::Umask, Existing::Replace)?;
    let bar = Bar::new("sealing", Unit::Bytes, context.quiet);
    let header = seal_into(output, &args.out, |sink| {
        sealer
            .seal_container(source, total, sink, bar)
            .map_err(|error| CliError::between(error, &args.input, &args.out))
    })?;

    let manifest = header.manifest();
    Report::new(format!("Sealed {} as {}.", args.input, args.out))
        .text("record", manifest.record_id())
        .field("version", manifest.version())
        .text("category", manifest.category())
        .text("patient", manifest.controller())
        .text("author", manifest.author().did_key())
        .field("recipients", header.slots().len())
        .field("plaintext_bytes", manifest.plaintext_length())
        .field("payload_bytes", manifest.payload_length())
        .text("payload_digest", manifest.payload_digest())
        .print(context.json, args.out == FileArg::Standard)
}

/// The header comes first and is known last: the sealer seeks back to it. Where the output cannot
/// seek, a file without a name takes the container, which is then copied.
fn seal_into(
    mut output: OutputFile,
    name: &FileArg,
    seal: impl FnOnce(&mut File) -> Result<SealedHeader>,
) -> Result<SealedHeader> {
    if let Some(file) = output.seekable() {
        let header = seal(file)?;
        output.commit()?;
        return Ok(header);
    }
    let mut scratch = scratch_beside(&FileArg::Standard)?;
    let header = seal(&mut scratch)?;
    scratch
        .rewind()
        .and_then(|()| io::copy(&mut scratch, &mut output))
        .map_err(|error| CliError::writing(name.to_string().as_ref(), &error))?;
    output.commit()?;
    Ok(header)
}

fn source(input: &FileArg) -> Result<(Box<dyn Read + Send>, Option<u64>)> {
    match input {
        FileArg::Standard => Ok((input.reader()?, None)),
        FileArg::Path(path) => {
            let file = open(path)?;
            let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file);
            Ok((Box::new(file), metadata.map(|metadata| metadata.len())))
        }
    }
}

fn header_of(path: &Path) -> Result<SealedHeader> {
    let name = FileArg::Path(path.to_owned());
    begin(&name, open(path)?).map(|sealed| sealed.header)
}

fn no_category_key(patient: &Path, category: &CategoryCode) -> CliError {
    CliError::from(medseal::keys::IdentityError::UnknownCategory)
        .about(patient.display())
        .hint(format!(
            "the patient adds it with: medseal rekey --key P.key --category {category}"
        ))
}
