use super::*;
use crate::{
    errors::ErrorCode,
    keys::SecretIdentity,
    ledger::{AuthorityList, EntryNonce},
    types::NoProgress,
};
use std::fs::{copy, read, rename};

fn now() -> Timestamp {
    Timestamp::from_seconds(1_800_000_000).unwrap()
}

/// A directory with an authority and the ledger `ledger` that it founded, its key file beside.
struct Room {
    directory: tempfile::TempDir,
    authority: SecretIdentity,
}

impl Room {
    fn new() -> Result<Self> {
        let room = Self {
            directory: tempfile::tempdir().map_err(storage)?,
            authority: SecretIdentity::generate().map_err(|_| LedgerDirectoryError::Origin)?,
        };
        fs::write(room.path("node.key"), "a key").map_err(storage)?;
        Ok(room)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn with_key_file(&self) -> LocalAuthority<'_> {
        LocalAuthority::with_key_file(&self.authority, &self.path("node.key"))
    }

    fn without(&self) -> LocalAuthority<'_> {
        LocalAuthority::new(&self.authority, self.directory.path())
    }

    fn found(
        &self,
        name: &str,
        origin: &str,
        by: &LocalAuthority<'_>,
    ) -> Result<LedgerDescription> {
        let list = AuthorityList::with_default_quorum(vec![by.authority_key()]);
        let list = list.map_err(|_| LedgerDirectoryError::Origin)?;
        let nonce = EntryNonce::from_bytes([7; 16]);
        let genesis = Genesis::new(origin, now(), nonce, list);
        found_ledger(&self.path(name), &genesis, std::slice::from_ref(by), now())
    }

    /// Opens the ledger and seals a block as this authority.
    fn seal(&self, by: &LocalAuthority<'_>) -> Result<()> {
        let store = EmbeddedStore::open(&self.path("ledger"))?;
        let mut ledger = Ledger::open(store, &mut NoProgress).map_err(|_| StoreError::Damaged)?;
        let signer = by.signer(&ledger)?;
        ledger.seal_block(now(), &mut [signer])?;
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(self.directory.path())?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    fn state(&self) -> io::Result<String> {
        let mut names = self.names()?.into_iter();
        names
            .find(|name| name.ends_with(".signed"))
            .ok_or(io::ErrorKind::NotFound.into())
    }
}

fn code_of<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code())
}

#[test]
fn whoever_founded_it_whoever_has_the_key_goes_on() {
    for by_file in [true, false] {
        let room = Room::new().unwrap();
        let (founder, other) = if by_file {
            (room.with_key_file(), room.without())
        } else {
            (room.without(), room.with_key_file())
        };
        let made = room
            .found("ledger", "example.org/ledger", &founder)
            .unwrap();
        let read = LedgerDescription::read(&room.path("ledger")).unwrap();
        assert_eq!(read.as_ref(), Some(&made));
        assert_eq!((made.quorum, made.authorities.len()), (1, 1));
        let expected = by_file.then(|| fs::canonicalize(room.path("node.key")).unwrap());
        assert_eq!(made.authority_keys, Vec::from_iter(expected));
        room.seal(&other).unwrap();
        room.seal(&founder).unwrap();
        let stem = room.state().unwrap();
        assert_eq!(stem.starts_with("node."), by_file, "{stem}");
    }
}

#[test]
fn a_signer_s_state_is_found_by_its_key_and_must_be_the_only_one() {
    let room = Room::new().unwrap();
    let authority = room.with_key_file();
    room.found("ledger", "example.org/ledger", &authority)
        .unwrap();
    // Another ledger of the same authority has a state of its own.
    room.found("other", "example.org/other", &authority)
        .unwrap();
    let states = room.names().unwrap();
    let states = states.iter().filter(|name| name.ends_with(".signed"));
    assert_eq!(states.count(), 2);
    fs::remove_dir_all(room.path("other")).unwrap();

    for name in room.names().unwrap() {
        if let Some(rest) = name.strip_prefix("node.") {
            rename(room.path(&name), room.path(&format!("renamed.{rest}"))).unwrap();
        }
    }
    room.seal(&room.without()).unwrap();

    for name in room.names().unwrap() {
        if name.ends_with(".signed") {
            copy(room.path(&name), room.path(&format!("copy-of-{name}"))).unwrap();
        }
    }
    assert_eq!(
        code_of(room.seal(&room.without())),
        "signer-state-ambiguous"
    );
    for name in room.names().unwrap() {
        if name.ends_with(".signed") {
            fs::remove_file(room.path(&name)).unwrap();
        }
    }
    assert_eq!(code_of(room.seal(&room.without())), "signer-state-missing");
}

/// A signer that has a state under another name must not begin again with an empty one.
#[test]
fn a_ledger_is_not_founded_again_for_an_origin_that_was_signed_for() {
    let room = Room::new().unwrap();
    room.found("ledger", "example.org/ledger", &room.with_key_file())
        .unwrap();
    let again = room.found("again", "example.org/ledger", &room.without());
    assert_eq!(code_of(again), "signer-state-exists");
    assert!(!room.path("again").exists());
}

#[test]
fn what_cannot_be_founded_leaves_nothing() {
    let room = Room::new().unwrap();
    let before = room.names().unwrap();
    let by = room.with_key_file();
    assert_eq!(
        code_of(room.found("ledger", "two words", &by)),
        "invalid-origin"
    );
    let inside = room.found("node.key/ledger", "example.org/ledger", &by);
    assert_eq!(code_of(inside), "storage-denied");
    let stranger = SecretIdentity::generate().unwrap();
    let stranger = LocalAuthority::new(&stranger, room.directory.path());
    let list = AuthorityList::with_default_quorum(vec![by.authority_key()]).unwrap();
    let genesis = Genesis::new(
        "example.org/ledger",
        now(),
        EntryNonce::from_bytes([7; 16]),
        list,
    );
    let unsigned = found_ledger(&room.path("ledger"), &genesis, &[stranger], now());
    assert_eq!(code_of(unsigned), "quorum-not-reached");
    assert_eq!(room.names().unwrap(), before);

    fs::create_dir(room.path("full")).unwrap();
    fs::write(room.path("full/file"), "in the way").unwrap();
    let full = room.found("full", "example.org/ledger", &by);
    assert_eq!(code_of(full), "directory-not-empty");
    assert_eq!(read(room.path("full/file")).unwrap(), b"in the way");
}

/// As the command has written it from the beginning.
#[test]
fn a_description_is_read_as_it_always_was() {
    let room = Room::new().unwrap();
    let made = room
        .found("ledger", "example.org/ledger", &room.with_key_file())
        .unwrap();
    let path = room.path("ledger").join(LedgerDescription::FILE_NAME);
    let text = format!(
        "{{\"medseal_ledger\":1,\"ledger\":\"{}\",\"origin\":\"example.org/ledger\",\
         \"authorities\":[\"a\"],\"quorum\":1,\"authority_keys\":[\"/node.key\"]}}",
        made.ledger
    );
    fs::write(&path, &text).unwrap();
    let read = LedgerDescription::read(&room.path("ledger"))
        .unwrap()
        .unwrap();
    assert_eq!(read.authority_keys, [PathBuf::from("/node.key")]);
    for other in [
        text.replace(":1,\"l", ":2,\"l"),
        "{}".to_owned(),
        " ".repeat(70_000),
    ] {
        fs::write(&path, other).unwrap();
        let read = LedgerDescription::read(&room.path("ledger"));
        assert_eq!(code_of(read), "invalid-ledger-description");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(LedgerDescription::read(&room.path("ledger")).unwrap(), None);
    room.seal(&room.without()).unwrap();
}
