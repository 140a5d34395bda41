//! A ledger's directory: `ledger.redb`, the ledger itself, and `ledger.json`, which says whose
//! keys seal its blocks.
//!
//! What a signer has signed is remembered beside its key, outside of this directory: whoever
//! restores the directory from a backup must not make the signer contradict itself.

mod authority;
mod description;

pub(crate) use authority::{Authority, default_quorum, member_of, verifier_of};
pub(crate) use description::Description;

use crate::{
    error::{CliError, Result},
    keyfile::Passphrases,
    progress::{Bar, Unit},
};
use medseal::{
    exchange::Exchange,
    ledger::{Ledger, store::EmbeddedStore},
};
use std::path::{Path, PathBuf};

/// An exchange on the ledger of a directory, and the authorities whose keys are at hand.
pub(crate) struct OpenLedger {
    pub(crate) exchange: Exchange<EmbeddedStore>,
    pub(crate) authorities: Vec<Authority>,
}

/// Opens a ledger for reading, with everything in it hashed again.
pub(crate) fn open(directory: &Path, quiet: bool) -> Result<Ledger<EmbeddedStore>> {
    let about = |error: CliError| error.about(directory.display());
    let store = EmbeddedStore::open(directory).map_err(|error| about(error.into()))?;
    let mut bar = Bar::new("reading the ledger", Unit::Entries, quiet);
    Ledger::open(store, &mut bar).map_err(|error| about(error.into()))
}

/// Opens a ledger to write to it, with the keys given or else those that it was begun with.
pub(crate) fn open_with_keys(
    directory: &Path,
    keys: &[PathBuf],
    passphrases: &Passphrases,
    quiet: bool,
) -> Result<OpenLedger> {
    // Keys first: nobody should hold the ledger while a passphrase is being typed.
    let authorities = authorities(directory, keys, passphrases)?;
    let ledger = open(directory, quiet)?;
    let mut signers = Vec::with_capacity(authorities.len());
    for authority in &authorities {
        authority.require_member(ledger.authorities())?;
        signers.push(authority.signer(ledger.origin())?);
    }
    Ok(OpenLedger {
        exchange: Exchange::new(ledger, signers),
        authorities,
    })
}

fn authorities(
    directory: &Path,
    keys: &[PathBuf],
    passphrases: &Passphrases,
) -> Result<Vec<Authority>> {
    if !keys.is_empty() {
        return keys
            .iter()
            .map(|key| Authority::open(key, passphrases))
            .collect();
    }
    let known = Description::read(directory)?.authority_keys;
    let present: Vec<_> = known.iter().filter(|key| key.exists()).collect();
    if present.is_empty() {
        let sentence = "no key of the ledger's authorities is at hand";
        return Err(CliError::new("authority-needed", sentence)
            .about(directory.display())
            .hint("name an authority's key file with --authority N.key"));
    }
    present
        .into_iter()
        .map(|key| Authority::open(key, passphrases))
        .collect()
}
