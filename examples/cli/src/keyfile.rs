//! Key files and identity documents on disk, and the passphrases that open them.

use crate::{
    error::{CliError, Result},
    files::{read_small, read_text},
    output::{Existing, OutputFile, Readers},
};
use medseal::{
    keys::{
        KeyFileError, PassphraseCost, PublicIdentity, SecretIdentity, is_protected, open_key_file,
        plain_key_file, protect_key_file,
    },
    types::Timestamp,
};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The longest key file that is read.
const MAX_KEY_FILE: usize = 4 << 20;
/// The longest passphrase that is read.
const MAX_PASSPHRASE: usize = 4096;

/// Where passphrases come from: files given by the user, else the terminal.
///
/// There is no way to give one on the command line or in the environment itself, where other
/// processes of the machine could read it.
pub(crate) struct Passphrases {
    files: Vec<PathBuf>,
}

/// An identity read from a key file, with what is needed to write it back as it was.
pub(crate) struct KeyFile {
    pub(crate) identity: SecretIdentity,
    path: PathBuf,
    passphrase: Option<Zeroizing<Vec<u8>>>,
}

impl Passphrases {
    pub(crate) const fn new(files: Vec<PathBuf>) -> Self {
        Self { files }
    }

    /// The passphrase for a new key file: from the one file given, or typed twice.
    pub(crate) fn choose(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
        match self.files.as_slice() {
            [] => choose_passphrase(path, None),
            [file] => choose_passphrase(path, Some(file.as_path())),
            _ => {
                let sentence = "a new key file takes one passphrase file";
                Err(CliError::new("usage", sentence))
            }
        }
    }

    /// The identity in a key file. Every passphrase given is tried; the terminal is asked only if
    /// none was given.
    pub(crate) fn open(&self, path: &Path) -> Result<KeyFile> {
        let text = read_text(path, MAX_KEY_FILE)?;
        let failed = |error: KeyFileError| CliError::from(error).about(path.display());
        let opened = |identity, passphrase| KeyFile {
            identity,
            path: path.to_owned(),
            passphrase,
        };
        let hinted = |error| match PublicIdentity::from_json(&text) {
            Ok(_) => failed(error).hint("this is a public identity; give the .key file beside it"),
            Err(_) => failed(error),
        };
        if !is_protected(&text).map_err(hinted)? {
            warn_if_exposed(path);
            return open_key_file(&text, None)
                .map(|identity| opened(identity, None))
                .map_err(failed);
        }
        if self.files.is_empty() {
            let passphrase = prompt(path, "Passphrase")?;
            let identity = open_key_file(&text, Some(&passphrase)).map_err(failed)?;
            return Ok(opened(identity, Some(passphrase)));
        }
        for file in &self.files {
            let passphrase = read_passphrase(file)?;
            match open_key_file(&text, Some(&passphrase)) {
                Ok(identity) => return Ok(opened(identity, Some(passphrase))),
                Err(KeyFileError::WrongPassphrase) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(KeyFileError::WrongPassphrase))
    }
}

impl KeyFile {
    /// Protects the file differently from now on; `None` for not at all.
    pub(crate) fn protect_with(&mut self, passphrase: Option<Zeroizing<Vec<u8>>>) {
        self.passphrase = passphrase;
    }

    pub(crate) const fn is_protected(&self) -> bool {
        self.passphrase.is_some()
    }

    /// Writes the identity back, protected as it was, and its public document beside it.
    pub(crate) fn write_back(&self, now: Timestamp) -> Result<PathBuf> {
        self.finish_write_back(self.begin_write_back()?, now)
    }

    /// Sets aside what writing back will need, before something is done that cannot be undone.
    pub(crate) fn begin_write_back(&self) -> Result<WriteBack> {
        let document_path = self.path.with_extension("id");
        let mut key = OutputFile::create_at(&self.path, Readers::Owner, Existing::Replace)?;
        let mut document =
            OutputFile::create_at(&document_path, Readers::Umask, Existing::Replace)?;
        key.reserve(64 * 1024)?;
        document.reserve(PublicIdentity::MAX_LEN)?;
        Ok(WriteBack {
            key,
            document,
            document_path,
        })
    }

    /// Writes the identity as it is now; gives the path of the document.
    pub(crate) fn finish_write_back(&self, files: WriteBack, now: Timestamp) -> Result<PathBuf> {
        let json = self.identity.public(now)?.to_json();
        let secret = secret_text(&self.identity, self.passphrase.as_deref())?;
        // The secret goes first: a document must never announce keys that nobody has.
        files.key.write_whole(secret.as_bytes())?;
        files.document.write_whole(json.as_bytes())?;
        Ok(files.document_path)
    }
}

/// A key file and its document, begun and not written yet.
pub(crate) struct WriteBack {
    key: OutputFile,
    document: OutputFile,
    document_path: PathBuf,
}

/// A passphrase for the key file at `path` to be protected with: from a file, or typed twice.
pub(crate) fn choose_passphrase(path: &Path, file: Option<&Path>) -> Result<Zeroizing<Vec<u8>>> {
    let chosen = match file {
        Some(file) => read_passphrase(file)?,
        None => prompt(path, "New passphrase")?,
    };
    if chosen.is_empty() {
        let sentence = "the passphrase is empty";
        return Err(CliError::new("passphrase-empty", sentence)
            .hint("use --no-passphrase for a key file without protection"));
    }
    if file.is_none() && *chosen != *prompt(path, "The same passphrase again")? {
        let sentence = "the two passphrases are not the same";
        return Err(CliError::new("passphrase-mismatch", sentence));
    }
    Ok(chosen)
}

/// The text of a key file, protected if there is a passphrase.
pub(crate) fn secret_text(
    identity: &SecretIdentity,
    passphrase: Option<&Vec<u8>>,
) -> Result<Zeroizing<String>> {
    Ok(match passphrase {
        Some(passphrase) => Zeroizing::new(protect_key_file(
            identity,
            passphrase,
            PassphraseCost::RECOMMENDED,
        )?),
        None => plain_key_file(identity)?,
    })
}

/// Reads and verifies an identity document.
pub(crate) fn read_identity(path: &Path) -> Result<PublicIdentity> {
    let text = read_text(path, PublicIdentity::MAX_LEN)?;
    PublicIdentity::from_json(&text).map_err(|error| {
        let is_secret = is_protected(&text).is_ok();
        let error = CliError::from(error).about(path.display());
        if is_secret {
            error.hint("this is a secret key file; give the .id file beside it")
        } else {
            error
        }
    })
}

/// A passphrase is the file's content without one line end.
fn read_passphrase(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = read_small(path, MAX_PASSPHRASE)?;
    if bytes.ends_with(b"\n") {
        bytes.pop();
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
    }
    Ok(bytes)
}

fn prompt(path: &Path, what: &str) -> Result<Zeroizing<Vec<u8>>> {
    let needed = || {
        CliError::from(KeyFileError::PassphraseNeeded)
            .about(path.display())
            .hint("give --passphrase-file FILE, or run on a terminal to be asked")
    };
    if !std::io::stderr().is_terminal() {
        return Err(needed());
    }
    rpassword::prompt_password(format!("{what} for {}: ", path.display()))
        .map(|text| Zeroizing::new(text.into_bytes()))
        .map_err(|_| needed())
}

#[cfg(unix)]
fn warn_if_exposed(path: &Path) {
    use std::{io::Write, os::unix::fs::PermissionsExt};
    let exposed = std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
    if exposed {
        let _ = writeln!(
            std::io::stderr(),
            "warning: {0} has no passphrase and is open to others; run: chmod 600 {0}",
            path.display()
        );
    }
}

#[cfg(not(unix))]
fn warn_if_exposed(_path: &Path) {}
