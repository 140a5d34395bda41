//! `medseal policy`: what is asked, explained and asked for.

use super::{
    Context,
    credential::{MAX_DOCUMENT, read_schema},
};
use crate::{
    args::{PolicyAskArgs, PolicyExplainArgs},
    error::{CliError, Result},
    files::read_text,
    ledger,
    output::{Existing, OutputFile, Readers},
    report::{Line, Report},
};
use medseal::{
    eligibility::{EligibilityRequest, Policy, RequestTerms, Schemas, StatusView},
    exchange::NodeView,
    types::Duration,
};
use std::path::{Path, PathBuf};

pub(super) fn explain(args: &PolicyExplainArgs, context: &Context) -> Result<()> {
    let policy = read_policy(&args.files.policy, &schemas(&args.files.schema)?)?;
    let explained = policy.explain();
    let mut lines = explained.lines().map(str::to_owned);
    let headline = lines.next().unwrap_or_default();
    let line = |text: String| Line {
        value: text.clone().into(),
        text,
    };
    Report::new(headline)
        .text("policy", policy.hash())
        .list(
            "explanation",
            lines.filter(|text| !text.is_empty()).map(line).collect(),
        )
        .print(context.json, false)
}

pub(super) fn ask(args: &PolicyAskArgs, context: &Context) -> Result<()> {
    let output = OutputFile::create_at(&args.out, Readers::Umask, Existing::Refuse)?;
    let policy = read_policy(&args.files.policy, &schemas(&args.files.schema)?)?;
    let key = context
        .passphrases
        .open(&args.verifier)?
        .identity
        .signing_key();
    let ledger = ledger::open(&args.ledger, context.quiet)?;
    let terms = RequestTerms {
        audience: args.audience.clone(),
        ledger: NodeView::new(&ledger).state(),
        issued: context.now()?,
        lifetime: Duration::from_hours(args.hours.into()),
    };
    let request = EligibilityRequest::issue(&key, &policy, terms)?;
    output.write_whole(request.as_bytes())?;
    Report::new(format!(
        "Asked; give {} and the policy to one holder.",
        args.out.display()
    ))
    .text("request", args.out.display())
    .text("policy", request.policy())
    .text("verifier", request.verifier().did_key())
    .text("audience", request.audience())
    .text("expires", request.expires())
    .field("height", request.ledger().height)
    .print(context.json, false)
}

/// Reads the schemas' documents.
pub(super) fn schemas(paths: &[PathBuf]) -> Result<Schemas> {
    paths.iter().map(|path| read_schema(path)).collect()
}

/// Reads a policy's document.
pub(super) fn read_policy(path: &Path, schemas: &Schemas) -> Result<Policy> {
    let text = read_text(path, MAX_DOCUMENT)?;
    Policy::from_json(&text, schemas).map_err(|error| CliError::from(error).about(path.display()))
}

/// Reads a verifier's request, whose signature verifies.
pub(super) fn read_request(path: &Path) -> Result<EligibilityRequest> {
    let bytes = crate::files::read_small(path, EligibilityRequest::MAX_BYTES)?;
    EligibilityRequest::from_bytes(&bytes)
        .map_err(|error| CliError::from(error).about(path.display()))
}
