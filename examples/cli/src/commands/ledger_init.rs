//! `medseal ledger init`: a ledger's first block.

use super::Context;
use crate::{
    args::LedgerInitArgs,
    error::{CliError, Result},
    interrupt::{self, TemporaryName},
    keyfile::read_identity,
    ledger::{Authority, Description, default_quorum, member_of},
    output::directory,
    report::Report,
};
use medseal::{
    ledger::{
        AuthorityKey, AuthorityList, EntryNonce, Genesis, Ledger, Origin,
        store::{EmbeddedStore, StoreError},
    },
    random::os_rng,
};
use rand_core::Rng;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

pub(super) fn run(args: LedgerInitArgs, context: &Context) -> Result<()> {
    require_free(&args.dir)?;
    let (members, authorities) = members(&args.authority, context)?;
    let quorum = match args.quorum {
        Some(quorum) => quorum,
        None => u8::try_from(default_quorum(members.len())).unwrap_or(u8::MAX),
    };
    let list = AuthorityList::new(members, quorum)?;
    if authorities.len() < usize::from(quorum) {
        let sentence = format!(
            "{quorum} authorities must sign the first block, and the key files of {} are given",
            authorities.len()
        );
        return Err(CliError::new("quorum-not-reached", sentence));
    }
    let origin: Origin = match args.origin {
        Some(origin) => origin.parse()?,
        None => format!("medseal/{:016x}", os_rng()?.next_u64()).parse()?,
    };
    let genesis = Genesis::new(
        origin.as_str(),
        context.now()?,
        EntryNonce::random(&mut os_rng()?),
        list,
    );
    let _whole = interrupt::deferred();
    let ledger = begin(&args.dir, &genesis, &authorities, context)?;

    Report::new(format!("Began the ledger in {}.", args.dir.display()))
        .text("ledger", ledger.ledger)
        .text("origin", &ledger.origin)
        .field("authorities", ledger.authorities)
        .field("quorum", ledger.quorum)
        .note("Keep the *.signed file with the authority's key, and out of the ledger's backups.")
        .print(context.json, false)
}

fn require_free(target: &Path) -> Result<()> {
    match fs::read_dir(target) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) if target.join(EmbeddedStore::FILE_NAME).exists() => {
                Err(CliError::from(StoreError::Exists).about(target.display()))
            }
            Some(_) => {
                let sentence = format!("{} is not empty", target.display());
                Err(CliError::new("directory-not-empty", sentence))
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(CliError::writing(target, &error)),
    }
}

/// All authorities in the order given, and those that sign here.
fn members(given: &[PathBuf], context: &Context) -> Result<(Vec<AuthorityKey>, Vec<Authority>)> {
    let (mut members, mut authorities) = (Vec::new(), Vec::new());
    for path in given {
        if path.extension().is_some_and(|extension| extension == "id") {
            members.push(member_of(&read_identity(path)?));
        } else {
            let authority = Authority::open(path, &context.passphrases)?;
            members.push(authority.as_member());
            authorities.push(authority);
        }
    }
    Ok((members, authorities))
}

/// Makes the ledger in a directory beside the target and gives it the target's name when it is
/// complete. If it fails, neither the directory nor the signers' new memories stay.
fn begin(
    target: &Path,
    genesis: &Genesis,
    authorities: &[Authority],
    context: &Context,
) -> Result<Description> {
    let failed = |error: io::Error| CliError::writing(target, &error);
    let target = std::path::absolute(target).map_err(failed)?;
    let parent = directory(&target);
    fs::create_dir_all(parent).map_err(failed)?;
    let name = format!(".ledger-init-{:016x}", os_rng()?.next_u64());
    let (draft, ()) =
        TemporaryName::register(parent.join(name), |path| fs::create_dir(path)).map_err(failed)?;

    let mut memories = Vec::new();
    let made = fill(draft.path(), genesis, authorities, &mut memories, context);
    let finished = made.and_then(|description| {
        draft.rename_to(&target).map_err(failed)?;
        #[cfg(unix)]
        fs::File::open(parent)
            .and_then(|parent| parent.sync_all())
            .map_err(failed)?;
        Ok(description)
    });
    if finished.is_err() {
        for path in memories {
            for suffix in ["", ".lock"] {
                let mut name = path.clone().into_os_string();
                name.push(suffix);
                let _ = fs::remove_file(name);
            }
        }
    }
    finished
}

fn fill(
    draft: &Path,
    genesis: &Genesis,
    authorities: &[Authority],
    memories: &mut Vec<PathBuf>,
    context: &Context,
) -> Result<Description> {
    let origin: Origin = genesis.origin.parse()?;
    let mut signers = Vec::with_capacity(authorities.len());
    let mut key_paths = Vec::with_capacity(authorities.len());
    for authority in authorities {
        let (signer, memory) = authority.new_signer(&origin)?;
        signers.push(signer);
        memories.push(memory);
        let path = fs::canonicalize(authority.key_path());
        key_paths.push(path.map_err(|error| CliError::reading(authority.key_path(), &error))?);
    }
    let store = EmbeddedStore::create(draft)?;
    let ledger = Ledger::create(store, genesis, context.now()?, &mut signers)?;
    let keys = ledger.authorities().for_origin(origin)?;
    let description = Description::new(
        ledger.id(),
        genesis.origin.clone(),
        keys.keys().iter().map(ToString::to_string).collect(),
        ledger.authorities().quorum(),
        key_paths,
    );
    description.write(draft)?;
    Ok(description)
}
