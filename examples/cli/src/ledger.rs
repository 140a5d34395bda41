//! Ledgers in directories, and the key files of their authorities. How the directory is laid out is
//! the library's to know.

use crate::{
    error::{CliError, Result},
    keyfile::Passphrases,
    progress::{Bar, Unit},
};
use medseal::{
    errors::ErrorCode,
    exchange::{Exchange, LedgerDescription, LedgerDirectoryError, LocalAuthority, open_nonces},
    keys::SecretIdentity,
    ledger::{
        Ledger,
        store::{EmbeddedStore, StoreError},
    },
    nonces::DurableNonces,
};
use std::path::{Path, PathBuf};

/// An exchange on the ledger of a directory.
pub(crate) type LocalExchange = Exchange<EmbeddedStore, DurableNonces>;

/// An exchange on the ledger of a directory, and the authorities whose keys are at hand.
pub(crate) struct OpenLedger {
    pub(crate) exchange: LocalExchange,
    pub(crate) authorities: Vec<Authority>,
}

/// An authority whose key file is open.
pub(crate) struct Authority {
    pub(crate) identity: SecretIdentity,
    key_file: PathBuf,
}

impl Authority {
    pub(crate) fn open(key_file: &Path, passphrases: &Passphrases) -> Result<Self> {
        Ok(Self {
            identity: passphrases.open(key_file)?.identity,
            key_file: key_file.to_owned(),
        })
    }

    /// With what it signed remembered beside the key file.
    pub(crate) fn local(&self) -> LocalAuthority<'_> {
        LocalAuthority::with_key_file(&self.identity, &self.key_file)
    }

    /// With what it signed remembered in this directory.
    fn local_in(&self, states: &Path) -> LocalAuthority<'_> {
        LocalAuthority::new(&self.identity, states)
    }
}

/// Opens a ledger for reading, with everything in it hashed again.
pub(crate) fn open(directory: &Path, quiet: bool) -> Result<Ledger<EmbeddedStore>> {
    let about = |error: CliError| error.about(directory.display());
    let store = EmbeddedStore::open(directory).map_err(|error| about(error.into()))?;
    let mut bar = Bar::new("reading the ledger", Unit::Entries, quiet);
    Ledger::open(store, &mut bar).map_err(|error| about(error.into()))
}

/// Opens a ledger to write to it, with the keys given or else those that it was begun with. What
/// they signed is remembered in `states`, or else beside each key.
pub(crate) fn open_with_keys(
    directory: &Path,
    keys: &[PathBuf],
    states: Option<&Path>,
    passphrases: &Passphrases,
    quiet: bool,
) -> Result<OpenLedger> {
    // Keys first: nobody should hold the ledger while a passphrase is being typed.
    let authorities = authorities(directory, keys, passphrases)?;
    let ledger = open(directory, quiet)?;
    let mut signers = Vec::with_capacity(authorities.len());
    for authority in &authorities {
        let local = match states {
            Some(states) => authority.local_in(states),
            None => authority.local(),
        };
        let signer = local.signer(&ledger);
        signers.push(signer.map_err(|error| signer_error(error, &authority.key_file))?);
    }
    let about = |error: LedgerDirectoryError| CliError::from(error).about(directory.display());
    let nonces = open_nonces(directory).map_err(about)?;
    Ok(OpenLedger {
        exchange: Exchange::new(ledger, signers, nonces),
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
    let about = |error: CliError| error.about(directory.display());
    if !directory.join(EmbeddedStore::FILE_NAME).exists() {
        return Err(about(StoreError::Missing.into()));
    }
    let described = LedgerDescription::read(directory).map_err(|error| about(error.into()))?;
    let known = described.map_or_else(Vec::new, |described| described.authority_keys);
    let present: Vec<_> = known.iter().filter(|key| key.exists()).collect();
    if present.is_empty() {
        let sentence = "no key of the ledger's authorities is at hand";
        return Err(about(CliError::new("authority-needed", sentence))
            .hint("name an authority's key file with --authority N.key"));
    }
    present
        .into_iter()
        .map(|key| Authority::open(key, passphrases))
        .collect()
}

fn signer_error(error: LedgerDirectoryError, key_file: &Path) -> CliError {
    let hint = match error.code() {
        "signer-state-missing" => Some(
            "it is the file *.signed that was written when the ledger was begun, and moves with \
             the key; --signed DIR says where it is now",
        ),
        "signer-state-ambiguous" => Some("keep the one that the ledger was last used with"),
        _ => None,
    };
    let error = CliError::from(error).about(key_file.display());
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
