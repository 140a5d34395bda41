//! `medseal ledger init`: a ledger's first block.

use super::Context;
use crate::{
    args::LedgerInitArgs,
    error::{CliError, Result},
    interrupt,
    keyfile::read_identity,
    ledger::Authority,
    report::Report,
};
use medseal::{
    exchange::found_ledger,
    ledger::{AuthorityKey, AuthorityList, EntryNonce, Genesis, Origin},
    random::os_rng,
};
use rand_core::Rng;
use std::path::PathBuf;

pub(super) fn run(args: LedgerInitArgs, context: &Context) -> Result<()> {
    let (members, authorities) = members(&args.authority, context)?;
    let list = match args.quorum {
        Some(quorum) => AuthorityList::new(members, quorum)?,
        None => AuthorityList::with_default_quorum(members)?,
    };
    if authorities.len() < usize::from(list.quorum()) {
        let sentence = format!(
            "{} authorities must sign the first block, and the key files of {} are given",
            list.quorum(),
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
    let here: Vec<_> = authorities.iter().map(Authority::local).collect();
    let ledger = found_ledger(&args.dir, &genesis, &here, genesis.time)
        .map_err(|error| CliError::from(error).about(args.dir.display()))?;

    Report::new(format!("Began the ledger in {}.", args.dir.display()))
        .text("ledger", ledger.ledger)
        .text("origin", &ledger.origin)
        .field("authorities", ledger.authorities)
        .field("quorum", ledger.quorum)
        .note("Keep the *.signed file with the authority's key, and out of the ledger's backups.")
        .print(context.json, false)
}

/// All authorities in the order given, and those that sign here.
fn members(given: &[PathBuf], context: &Context) -> Result<(Vec<AuthorityKey>, Vec<Authority>)> {
    let (mut members, mut authorities) = (Vec::new(), Vec::new());
    for path in given {
        if path.extension().is_some_and(|extension| extension == "id") {
            let identity = read_identity(path)?;
            members.push(AuthorityKey::of_identity(
                identity.identity_id(),
                identity.verifying_key(),
            ));
        } else {
            let authority = Authority::open(path, &context.passphrases)?;
            members.push(authority.local().authority_key());
            authorities.push(authority);
        }
    }
    Ok((members, authorities))
}
