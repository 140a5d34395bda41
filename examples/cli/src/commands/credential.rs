//! `medseal credential`: values certified, and taken back.

use super::{
    Context,
    offer::{Issued, Offer, json},
};
use crate::{
    args::{CredentialIssueArgs, CredentialOfferArgs, CredentialRevokeArgs},
    error::{CliError, Result},
    files::{read_small, read_text},
    interrupt, ledger,
    output::{Existing, OutputFile, Readers},
    report::Report,
};
use medseal::{
    eligibility::{CertifiedValues, CredentialRequest, Issuer, IssuerChallenge, Schema, Validity},
    random::os_rng,
};
use std::{collections::BTreeMap, fs, path::Path};

pub(super) fn offer(args: &CredentialOfferArgs, context: &Context) -> Result<()> {
    let output = OutputFile::create_at(&args.out, Readers::Umask, Existing::Refuse)?;
    let issuer = context.passphrases.open(&args.issuer)?.identity;
    let schema = read_schema(&args.schema)?;
    let offer = Offer {
        medseal_offer: 1,
        issuer: issuer.signing_key().verifying_key(),
        registry: ledger::open(&args.ledger, context.quiet)?.id(),
        challenge: IssuerChallenge::random(&mut os_rng()?),
        schema: schema.as_json().to_owned(),
    };
    output.write_whole(&json(&offer)?)?;
    Report::new(format!(
        "Made the offer {}, for one person.",
        args.out.display()
    ))
    .text("offer", args.out.display())
    .text("issuer", offer.issuer.did_key())
    .text("schema", schema.hash())
    .text("name", schema.name())
    .print(context.json, false)
}

pub(super) fn issue(args: &CredentialIssueArgs, context: &Context) -> Result<()> {
    let mut record = OutputFile::create_at(&args.record, Readers::Owner, Existing::Refuse)?;
    let mut batch = OutputFile::create_at(&args.out, Readers::Umask, Existing::Refuse)?;
    let key = context
        .passphrases
        .open(&args.issuer)?
        .identity
        .signing_key();
    let offer = Offer::read(&args.offer)?;
    let schema = Schema::from_json(&offer.schema)
        .map_err(|error| CliError::from(error).about(args.offer.display()))?;
    let request = CredentialRequest::from_bytes(&read_small(&args.request, MAX_REQUEST)?)
        .map_err(|error| CliError::from(error).about(args.request.display()))?;
    let values = read_values(&args.values, &schema)?;
    let earlier = args.earlier.as_deref().map(Issued::read).transpose()?;
    let validity = Validity::weeks(context.now()?, args.weeks);
    let issuance = Issuer::new(key, offer.registry)
        .issue(
            &request,
            &offer.challenge,
            earlier.as_ref().map(|earlier| &earlier.registration),
            &schema,
            &values,
            validity,
        )
        .map_err(|error| CliError::from(error).about(args.request.display()))?;
    let issued = Issued {
        medseal_issuance: 1,
        schema: schema.hash(),
        registration: issuance.registration,
        expires: validity.expires(),
        handles: issuance.handles,
    };
    let (kept, sent) = (json(&issued)?, issuance.batch.to_bytes()?);
    record.reserve(kept.len())?;
    batch.reserve(sent.len())?;
    let _whole = interrupt::deferred();
    // The offer goes first: it must not be good once more, even if nothing comes of this.
    fs::remove_file(&args.offer).map_err(|error| CliError::writing(&args.offer, &error))?;
    // No copy may be out that could not be revoked.
    record.write_whole(&kept)?;
    batch.write_whole(&sent)?;
    Report::new(format!(
        "Certified the values in {} copies; give {} to the person.",
        issued.handles.len(),
        args.out.display()
    ))
    .text("batch", args.out.display())
    .text("record", args.record.display())
    .field("copies", issued.handles.len())
    .text("schema", issued.schema)
    .text("valid_from", validity.not_before())
    .text("valid_until", validity.expires())
    .note(format!(
        "Keep {} with the person's records: it revokes the copies.",
        args.record.display()
    ))
    .print(context.json, false)
}

pub(super) fn revoke(args: &CredentialRevokeArgs, context: &Context) -> Result<()> {
    let issued = Issued::read(&args.record)?;
    let issuer = context.passphrases.open(&args.issuer)?.identity;
    let exchange = &mut context.open_ledger(&args.sealing)?.exchange;
    let now = context.now()?;
    let _whole = interrupt::deferred();
    let new = exchange
        .revoke_credentials(&issuer, &issued.handles, now)
        .map_err(|error| CliError::on_ledger(error, &args.sealing.ledger, args.record.display()))?;
    Report::new(format!("Revoked the copies of {}.", args.record.display()))
        .field("revoked", new)
        .field("revoked_before", issued.handles.len().saturating_sub(new))
        .field("height", exchange.ledger().last_block().height())
        .note("What was shown before stays shown.")
        .print(context.json, false)
}

/// Reads a schema's document.
pub(super) fn read_schema(path: &Path) -> Result<Schema> {
    let text = read_text(path, MAX_DOCUMENT)?;
    Schema::from_json(&text).map_err(|error| CliError::from(error).about(path.display()))
}

/// Values in JSON: texts only, as no number passes through floating point.
fn read_values(path: &Path, schema: &Schema) -> Result<CertifiedValues> {
    let text = read_text(path, MAX_DOCUMENT)?;
    let values: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|_| {
        let sentence = "values are a JSON object with a text for each attribute";
        CliError::new("invalid-values", sentence).about(path.display())
    })?;
    CertifiedValues::new(schema, &values)
        .map_err(|error| CliError::from(error).about(path.display()))
}

const MAX_REQUEST: usize = 64 << 10;
/// The longest JSON document that is read.
pub(super) const MAX_DOCUMENT: usize = 256 << 10;
