//! `medseal anchor`: a record's commitment onto the ledger.

use super::{Context, sealed::begin};
use crate::{
    args::AnchorArgs,
    error::{CliError, Result},
    files::FileArg,
    interrupt,
    output::{Existing, OutputFile, Readers},
    report::Report,
};
use medseal::{
    envelope::SealedHeader,
    ledger::{LeafIndex, Ledger, Receipt, store::EmbeddedStore},
};

pub(super) fn run(args: &AnchorArgs, context: &Context) -> Result<()> {
    let author = context.passphrases.open(&args.author)?.identity;
    let header = begin(&args.input, args.input.reader()?)?.header;
    let previous = args.previous.clone().map(FileArg::Path);
    let previous = previous
        .map(|name| begin(&name, name.reader()?).map(|sealed| sealed.header))
        .transpose()?;
    let mut output = OutputFile::create(&args.receipt, Readers::Umask, Existing::Refuse)?;
    output.reserve(RECEIPT_LEN)?;

    let exchange = &mut context.open_ledger(&args.sealing)?.exchange;
    let now = context.now()?;
    let _whole = interrupt::deferred();
    exchange.refresh(now)?;
    let known = existing(exchange.ledger(), &header)?;
    let is_new = known.is_none();
    let receipt = match known {
        Some(receipt) => receipt,
        None => exchange
            .anchor(&author, &header, previous.as_ref(), now)
            .map_err(|error| CliError::on_ledger(error, &args.sealing.ledger, &args.input))?,
    };
    output.write_whole(receipt.to_string().as_bytes())?;

    let report = Report::new(format!("Anchored {}.", args.input))
        .text("receipt", &args.receipt)
        .text("commitment", header.commitment())
        .text("ledger", exchange.ledger().id())
        .field("index", receipt.index().number())
        .field("height", exchange.ledger().last_block().height());
    let report = if is_new {
        report
    } else {
        report.note("The record was on the ledger already; the receipt is for that entry.")
    };
    report.print(context.json, args.receipt == FileArg::Standard)
}

/// The receipt of a record that is anchored already, as after a crash between ledger and receipt.
fn existing(ledger: &Ledger<EmbeddedStore>, header: &SealedHeader) -> Result<Option<Receipt>> {
    match ledger.view().record(&header.commitment()) {
        None => Ok(None),
        Some(fact) => Ok(Some(ledger.receipt(LeafIndex::new(fact.index))?)),
    }
}

/// Room for any receipt with a few authorities, set aside before the ledger is touched.
const RECEIPT_LEN: usize = 16 * 1024;
