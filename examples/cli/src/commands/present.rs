//! `medseal present`: that a policy is met, shown to one verifier.

use super::{
    Context,
    policy::{read_policy, read_request},
    wallet::OpenWallet,
};
use crate::{
    args::PresentArgs,
    error::{CliError, Result},
    interrupt,
    keyfile::read_identity,
    output::{Existing, OutputFile, Readers},
    report::Report,
};

pub(super) fn run(args: &PresentArgs, context: &Context) -> Result<()> {
    let mut output = OutputFile::create_at(&args.out, Readers::Umask, Existing::Refuse)?;
    let request = read_request(&args.request)?;
    if let Some(verifier) = &args.verifier
        && read_identity(verifier)?.verifying_key() != *request.verifier()
    {
        let sentence = "the request is by another verifier";
        return Err(CliError::new("wrong-verifier", sentence).about(args.request.display()));
    }
    let mut opened = OpenWallet::open(&args.holder, context)?;
    let policy = read_policy(&args.policy, opened.wallet.schemas())?;
    let shown = opened.wallet.present(&policy, &request, context.now()?)?;
    output.reserve(shown.as_bytes().len())?;
    let _whole = interrupt::deferred();
    // Saved before anything leaves: a copy that was shown must never come back.
    opened.save()?;
    output.write_whole(shown.as_bytes())?;
    Report::new(format!(
        "Shown; give {} to the verifier.",
        args.out.display()
    ))
    .text("presentation", args.out.display())
    .text("policy", policy.name())
    .text("verifier", request.verifier().did_key())
    .text("audience", request.audience())
    .field("bytes", shown.as_bytes().len())
    .note("A copy of each credential is used up.")
    .print(context.json, false)
}
