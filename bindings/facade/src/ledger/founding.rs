//! Founding a ledger, and opening one.

use super::{Ledger, store::Store};
use crate::{
    error::Result, guard::guard, identity::SecretIdentity, nonces::Nonces, text, watch::Watch,
};
use medseal::{
    exchange::{Exchange, LocalAuthority, found_ledger},
    keys,
    ledger::{
        self, AuthorityKey, AuthorityList, CheckpointSigner, EntryNonce, Genesis,
        MemorySignerState, Origin,
        store::{EmbeddedStore, MemoryStore},
    },
    random::os_rng,
    types::Timestamp,
};
use std::{path::Path, sync::Arc};

impl Ledger {
    /// Founds a ledger in memory, for tests and for trying things out. `origin` is its public name,
    /// such as `hospital.example/ledger`. Without a quorum, more than two thirds of the authorities
    /// must sign.
    ///
    /// # Errors
    ///
    /// `closed`, `invalid-authorities`, `malformed-checkpoint` if the origin cannot be one.
    pub fn in_memory(
        authorities: &[SecretIdentity],
        origin: &str,
        quorum: Option<u8>,
        now: Option<u64>,
    ) -> Result<Self> {
        guard("Ledger.in_memory", || {
            let (authorities, now) = (open(authorities)?, text::time(now)?);
            let genesis = genesis(&authorities, origin, quorum, now)?;
            let signers = authorities.iter();
            let signer =
                |one: &Arc<_>| CheckpointSigner::of_identity(one, MemorySignerState::new());
            let mut signers: Vec<_> = signers.map(signer).collect();
            let store = Store::Memory(MemoryStore::new());
            let ledger = ledger::Ledger::create(store, &genesis, now, &mut signers)?;
            let nonces = Nonces::in_memory();
            Ok(Self::new(Exchange::new(ledger, signers, nonces)))
        })
    }

    /// Founds a ledger in a directory that does not exist yet or is empty. The command opens it,
    /// too.
    ///
    /// What each authority signed is remembered in `signer_directory`, which must exist, and must
    /// not be restored from a backup together with the ledger: a signer that forgets could be made
    /// to contradict itself.
    ///
    /// # Errors
    ///
    /// As [`in_memory`](Self::in_memory); `invalid-origin` if the origin is not one word without
    /// `+`; `ledger-exists`, `directory-not-empty`, `signer-state-exists`, or of kind `Storage`.
    /// Nothing stays then.
    pub fn create(
        directory: &str,
        signer_directory: &str,
        authorities: &[SecretIdentity],
        origin: &str,
        quorum: Option<u8>,
        now: Option<u64>,
    ) -> Result<Self> {
        guard("Ledger.create", || {
            let (authorities, now) = (open(authorities)?, text::time(now)?);
            let genesis = genesis(&authorities, origin, quorum, now)?;
            let (directory, signers) = (Path::new(directory), Path::new(signer_directory));
            let here: Vec<_> = local(&authorities, signers).collect();
            found_ledger(directory, &genesis, &here, now)?;
            resume(directory, signers, &authorities, &Watch::default())
        })
    }

    /// Opens the ledger in a directory, and hashes everything in it again, whether it was founded
    /// here or by the command. The authorities are those whose keys seal blocks here; without any,
    /// the ledger can be read and no more. `signer_directory` is where they remember what they
    /// signed: of a ledger founded by the command, the directory with their key files.
    ///
    /// # Errors
    ///
    /// `no-ledger`, `ledger-busy`, `storage-damaged` and other codes of kind `Storage`;
    /// `not-an-authority`; `cancelled`.
    pub fn open(
        directory: &str,
        signer_directory: &str,
        authorities: &[SecretIdentity],
        watch: &Watch,
    ) -> Result<Self> {
        guard("Ledger.open", || {
            watch.check()?;
            let (directory, signers) = (Path::new(directory), Path::new(signer_directory));
            resume(directory, signers, &open(authorities)?, watch)
        })
    }
}

fn open(authorities: &[SecretIdentity]) -> Result<Vec<Arc<keys::SecretIdentity>>> {
    authorities.iter().map(SecretIdentity::open).collect()
}

fn local<'a>(
    authorities: &'a [Arc<keys::SecretIdentity>],
    signer_directory: &'a Path,
) -> impl Iterator<Item = LocalAuthority<'a>> {
    let here = authorities.iter();
    here.map(move |identity| LocalAuthority::new(identity, signer_directory))
}

fn resume(
    directory: &Path,
    signer_directory: &Path,
    authorities: &[Arc<keys::SecretIdentity>],
    watch: &Watch,
) -> Result<Ledger> {
    let store = Store::Directory(Box::new(EmbeddedStore::open(directory)?));
    let ledger = ledger::Ledger::open(store, &mut watch.advance())?;
    let signers = local(authorities, signer_directory).map(|one| Ok(one.signer(&ledger)?));
    let signers = signers.collect::<Result<Vec<_>>>()?;
    let nonces = Nonces::of_ledger(directory)?;
    Ok(Ledger::new(Exchange::new(ledger, signers, nonces)))
}

fn genesis(
    authorities: &[Arc<keys::SecretIdentity>],
    origin: &str,
    quorum: Option<u8>,
    now: Timestamp,
) -> Result<Genesis> {
    let members = authorities.iter().map(|identity| {
        let key = identity.signing_key().verifying_key();
        AuthorityKey::of_identity(identity.identity_id(), key)
    });
    let list = match quorum {
        Some(quorum) => AuthorityList::new(members.collect(), quorum)?,
        None => AuthorityList::with_default_quorum(members.collect())?,
    };
    let origin: Origin = origin.parse()?;
    let nonce = EntryNonce::random(&mut os_rng()?);
    Ok(Genesis::new(origin.as_str(), now, nonce, list))
}
