//! `medseal open`: a sealed record back into the record.

mod permitted;

use super::{
    Context,
    sealed::{Sealed, begin},
};
use crate::{
    args::OpenArgs,
    error::{CliError, Result},
    files::{FileArg, open},
    interrupt,
    keyfile::read_identity,
    output::{Existing, OutputFile, Readers},
    progress::{Bar, Unit},
    report::Report,
};
use medseal::envelope::{PayloadError, RecordKey, SealedHeader};
use permitted::Permitted;
use std::{
    cmp::Ordering,
    fs::File,
    io::{Read, Seek},
    path::Path,
};

pub(super) fn run(args: &OpenArgs, context: &Context) -> Result<()> {
    let identity = context.passphrases.open(&args.key)?.identity;
    let source = Source::open(&args.input)?;
    let header = source.header().clone();
    if let Some(path) = &args.author {
        require_author(&header, path)?;
    }
    let report = report(args, &header);
    // An output that cannot be made must not cost the patient an entry in the log.
    let mut output = OutputFile::create(&args.out, Readers::Owner, Existing::Replace)?;
    let report = match (&args.ledger, &args.grant) {
        (Some(ledger), Some(grant)) => {
            let mut permitted =
                Permitted::obtain(ledger, grant, &identity, &header, args, context)?;
            if output.is_released_at_once() {
                permitted.record(&identity, context)?;
            }
            decrypt(source, permitted.key(), args, &mut output, context)?;
            let _whole = interrupt::deferred();
            permitted.record(&identity, context)?;
            output.commit()?;
            permitted.describe(report)
        }
        _ => {
            let key = header
                .unwrap_key_of(&identity)
                .map_err(|error| CliError::from(error).about(&args.input))?;
            decrypt(source, &key, args, &mut output, context)?;
            output.commit()?;
            report
        }
    };
    report.print(context.json, args.out == FileArg::Standard)
}

/// Where the sealed record comes from. Only files can be read from the middle.
enum Source {
    File(Sealed<File>),
    Stream(Sealed<Box<dyn Read + Send>>),
}

impl Source {
    fn open(input: &FileArg) -> Result<Self> {
        match input {
            FileArg::Path(path) => {
                let sealed = begin(input, open(path)?)?;
                check_length(&sealed).map_err(|error| error.about(input))?;
                Ok(Self::File(sealed))
            }
            FileArg::Standard => begin(input, input.reader()?).map(Self::Stream),
        }
    }

    const fn header(&self) -> &SealedHeader {
        match self {
            Self::File(sealed) => &sealed.header,
            Self::Stream(sealed) => &sealed.header,
        }
    }
}

/// A file that is too short or too long is told before any work, and in plainer words than the
/// chunk that fails at its end could.
fn check_length(sealed: &Sealed<File>) -> Result<()> {
    let expected = sealed.header.manifest().payload_length();
    let mut file = &sealed.payload;
    let (Ok(metadata), Ok(begin)) = (file.metadata(), file.stream_position()) else {
        return Ok(());
    };
    match metadata.len().saturating_sub(begin).cmp(&expected) {
        Ordering::Less if metadata.is_file() => Err(PayloadError::Truncated.into()),
        Ordering::Greater if metadata.is_file() => Err(PayloadError::LengthMismatch.into()),
        _ => Ok(()),
    }
}

fn decrypt(
    source: Source,
    key: &RecordKey,
    args: &OpenArgs,
    output: &mut OutputFile,
    context: &Context,
) -> Result<()> {
    let bar = Bar::new("opening", Unit::Bytes, context.quiet);
    match (source, args.range) {
        (Source::File(sealed), Some(range)) => {
            let range = range.within(key.plaintext_length());
            key.open_range(sealed.payload, range, output, bar)
        }
        (Source::Stream(_), Some(_)) => {
            let sentence = "a range can only be read from a file";
            return Err(CliError::new("usage", sentence));
        }
        (Source::File(sealed), None) => key.open_stream(sealed.payload, output, bar),
        (Source::Stream(sealed), None) => key.open_stream(sealed.payload, output, bar),
    }
    .map_err(|error| CliError::between(error, &args.input, &args.out))
}

fn require_author(header: &SealedHeader, path: &Path) -> Result<()> {
    if read_identity(path)?.verifying_key() == header.manifest().author() {
        return Ok(());
    }
    let sentence = format!(
        "the record's author is not the identity in {}",
        path.display()
    );
    Err(CliError::new("wrong-author", sentence))
}

fn report(args: &OpenArgs, header: &SealedHeader) -> Report {
    let manifest = header.manifest();
    let report = Report::new(format!("Opened {} as {}.", args.input, args.out))
        .text("record", manifest.record_id())
        .field("version", manifest.version())
        .text("media_type", manifest.media_type())
        .text("author", manifest.author().did_key())
        .text("created", manifest.created());
    match args.range {
        None => report.field("bytes", manifest.plaintext_length()),
        Some(range) => {
            let range = range.within(manifest.plaintext_length());
            report
                .field("bytes", range.end.saturating_sub(range.start))
                .note(
                    "Only a range was read: the author's signature over the whole was not checked.",
                )
        }
    }
}
