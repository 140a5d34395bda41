//! `medseal keygen`: a new identity.

use super::Context;
use crate::{
    args::KeygenArgs,
    error::Result,
    keyfile::secret_text,
    output::{Existing, OutputFile, Readers},
    report::Report,
};
use medseal::{keys::SecretIdentity, random::os_rng};
use std::{fs, path::PathBuf};

pub(super) fn run(args: KeygenArgs, context: &Context) -> Result<()> {
    let named = |extension: &str| {
        let mut name = args.out.clone().into_os_string();
        name.push(extension);
        PathBuf::from(name)
    };
    let (key_path, id_path) = (named(".key"), named(".id"));
    // Both are begun before anybody is asked for a passphrase: a name that is taken or a directory
    // that cannot be written shows at once.
    let key_file = OutputFile::create_at(&key_path, Readers::Owner, Existing::Refuse)?;
    let id_file = OutputFile::create_at(&id_path, Readers::Umask, Existing::Refuse)?;

    let mut identity = SecretIdentity::generate_with_rng(args.suite.into(), &mut os_rng()?);
    for category in args.category {
        identity.add_category(category)?;
    }
    if let Some(name) = &args.also_known_as {
        identity.set_also_known_as(name)?;
    }
    let public = identity.public(context.now()?)?;
    let passphrase = if args.no_passphrase {
        None
    } else {
        Some(context.passphrases.choose(&key_path)?)
    };
    let secret = secret_text(&identity, passphrase.as_deref())?;
    key_file.write_whole(secret.as_bytes())?;
    id_file
        .write_whole(public.to_json().as_bytes())
        .inspect_err(|_| {
            // A key without its document is half of the work.
            let _ = fs::remove_file(&key_path);
        })?;

    let report = Report::new(format!(
        "Made the identity {} (secret) and {} (public).",
        key_path.display(),
        id_path.display()
    ))
    .text("key", key_path.display())
    .text("id", id_path.display())
    .text("identity", public.identity_id())
    .text("did_key", public.verifying_key().did_key())
    .field("protected", passphrase.is_some());
    let report = if passphrase.is_some() {
        report
    } else {
        report.note(format!(
            "{} is not encrypted: whoever reads it is this identity.",
            key_path.display()
        ))
    };
    report.print(context.json, false)
}
