//! Founding a ledger, and opening one.

use super::{Ledger, store::Store};
use crate::{
    authority_list::{member, members},
    error::{FacadeError, Result},
    guard::guard,
    identity::SecretIdentity,
    text,
    watch::Watch,
};
use medseal::{
    exchange::Exchange,
    keys,
    ledger::{
        self, AuthorityKey, CheckpointSigner, EntryNonce, FileSignerState, Genesis, KeyName,
        MemorySignerState, Origin, SignerState, VerifierKey,
        store::{EmbeddedStore, MemoryStore, StoreError},
    },
    random::os_rng,
    types::Timestamp,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

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
            let signers = signers.map(|one| signer(one, MemorySignerState::new(), now));
            let mut signers = signers.collect::<Result<Vec<_>>>()?;
            let store = Store::Memory(MemoryStore::new());
            let ledger = ledger::Ledger::create(store, &genesis, now, &mut signers)?;
            Ok(Self::new(Exchange::new(ledger, signers)))
        })
    }

    /// Founds a ledger in a directory that does not exist yet or is empty.
    ///
    /// What each authority signed is remembered in `signer_directory`, which must exist, and must
    /// not be restored from a backup together with the ledger: a signer that forgets could be made
    /// to contradict itself.
    ///
    /// # Errors
    ///
    /// As [`in_memory`](Self::in_memory); `ledger-exists`, `signer-state-exists`, or of kind
    /// `Storage`. Nothing stays then.
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
            let target = std::path::absolute(directory).map_err(FacadeError::writing)?;
            require_free(&target)?;
            let signers = Path::new(signer_directory);
            let mut memories = Memories::default();
            found(&target, signers, &authorities, &genesis, now, &mut memories)?;
            memories.keep();
            resume(&target, signers, &authorities, &Watch::default())
        })
    }

    /// Opens the ledger in a directory, and hashes everything in it again. The authorities are those
    /// whose keys seal blocks here; without any, the ledger can be read and no more.
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

fn resume(
    directory: &Path,
    signer_directory: &Path,
    authorities: &[Arc<keys::SecretIdentity>],
    watch: &Watch,
) -> Result<Ledger> {
    let store = Store::Directory(Box::new(EmbeddedStore::open(directory)?));
    let ledger = ledger::Ledger::open(store, &mut watch.advance())?;
    let known = ledger.authorities().authorities();
    let signers = authorities.iter().map(|authority| {
        let now = ledger.last_block().time();
        if !known.contains(&as_member(authority, now)?) {
            return Err(FacadeError::NotAnAuthority.into());
        }
        let path = memory_path(signer_directory, ledger.origin(), authority)?;
        signer(authority, FileSignerState::open(path)?, now)
    });
    let signers = signers.collect::<Result<Vec<_>>>()?;
    Ok(Ledger::new(Exchange::new(ledger, signers)))
}

/// Makes the ledger in a directory beside the target and gives it the target's name when it is
/// complete.
fn found(
    target: &Path,
    signer_directory: &Path,
    authorities: &[Arc<keys::SecretIdentity>],
    genesis: &Genesis,
    now: Timestamp,
    memories: &mut Memories,
) -> Result<()> {
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).map_err(FacadeError::writing)?;
    let draft = tempfile::Builder::new()
        .prefix(".ledger-")
        .tempdir_in(parent)
        .map_err(FacadeError::writing)?;
    let origin: Origin = genesis.origin.parse()?;
    let mut signers = Vec::with_capacity(authorities.len());
    for authority in authorities {
        let path = memory_path(signer_directory, &origin, authority)?;
        let memory = FileSignerState::create(&path)?;
        memories.0.push(path);
        signers.push(signer(authority, memory, now)?);
    }
    let store = EmbeddedStore::create(draft.path())?;
    drop(ledger::Ledger::create(store, genesis, now, &mut signers)?);
    fs::rename(draft.path(), target).map_err(FacadeError::writing)?;
    Ok(())
}

/// What signers remember of a ledger that is not founded yet: removed again unless it is kept.
#[derive(Default)]
struct Memories(Vec<PathBuf>);

impl Memories {
    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Memories {
    fn drop(&mut self) {
        for path in &self.0 {
            for suffix in ["", ".lock"] {
                let mut name = path.clone().into_os_string();
                name.push(suffix);
                let _ = fs::remove_file(name);
            }
        }
    }
}

fn require_free(target: &Path) -> Result<()> {
    match fs::read_dir(target) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(StoreError::Exists.into()),
            None => Ok(()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FacadeError::writing(error).into()),
    }
}

fn genesis(
    authorities: &[Arc<keys::SecretIdentity>],
    origin: &str,
    quorum: Option<u8>,
    now: Timestamp,
) -> Result<Genesis> {
    let list = authorities.iter().map(|one| as_member(one, now));
    let list = members(list.collect::<Result<_>>()?, quorum)?;
    let origin: Origin = origin.parse()?;
    let nonce = EntryNonce::random(&mut os_rng()?);
    Ok(Genesis::new(origin.as_str(), now, nonce, list))
}

fn as_member(authority: &keys::SecretIdentity, now: Timestamp) -> Result<AuthorityKey> {
    Ok(member(&authority.public(now)?))
}

fn signer(
    authority: &keys::SecretIdentity,
    state: impl SignerState + Send + 'static,
    now: Timestamp,
) -> Result<CheckpointSigner> {
    let name: KeyName = as_member(authority, now)?.name.parse()?;
    Ok(CheckpointSigner::new(name, authority.signing_key(), state))
}

/// `IDENTITY.HHHHHHHH.signed`, one for each ledger the authority signs for: the digits are the C2SP
/// key id of its key under the ledger's origin.
fn memory_path(
    directory: &Path,
    origin: &Origin,
    authority: &keys::SecretIdentity,
) -> Result<PathBuf> {
    let name: KeyName = origin.as_str().parse()?;
    let key = VerifierKey::cosigner(name, authority.signing_key().verifying_key());
    let id = authority.identity_id();
    Ok(directory.join(format!("{id}.{:08x}.signed", key.key_id())))
}
