//! Output files that are there whole or not at all.
//!
//! An [`OutputFile`] collects its bytes in the directory of its target and takes the target's name
//! in one step, after everything is on the disk. Until then nothing is visible under that name; on
//! any failure nothing stays. On Linux the bytes are in a file without a name, so that even a
//! killed process leaves nothing; elsewhere, and on file systems without such files, in a hidden
//! file that is removed on failure and on signals.

#[cfg(target_os = "linux")]
mod nameless;

use crate::{
    error::{CliError, Result},
    files::FileArg,
    interrupt::TemporaryName,
};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Seek, Write},
    path::{Path, PathBuf},
};

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Its owner only: keys and opened records.
    Owner,
    /// Whoever the process's umask allows: what is meant to be passed on.
    Umask,
}

/// What happens to a file that has the target's name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It is replaced when the new one is complete.
    Replace,
    /// It stays, and the command fails before it begins: keys, grants and receipts are never
    /// overwritten, because nobody could make them again.
    Refuse,
}

/// An output that becomes visible with [`commit`](Self::commit).
pub(crate) struct OutputFile {
    name: PathBuf,
    sink: Sink,
}

enum Sink {
    Standard(io::Stdout),
    /// A device or pipe that exists: there is nothing to replace atomically.
    Device(File),
    #[cfg(target_os = "linux")]
    Nameless(File, Existing),
    Named(File, TemporaryName, Existing),
}

impl OutputFile {
    /// Begins an output. Fails at once where the target could not be made.
    pub(crate) fn create(target: &FileArg, readers: Readers, existing: Existing) -> Result<Self> {
        match target {
            FileArg::Standard => Ok(Self {
                name: "-".into(),
                sink: Sink::Standard(io::stdout()),
            }),
            FileArg::Path(path) => Self::create_at(path, readers, existing),
        }
    }

    /// [`create`](Self::create) for a target that is no stream.
    pub(crate) fn create_at(target: &Path, readers: Readers, existing: Existing) -> Result<Self> {
        let failed = |error: io::Error| CliError::writing(target, &error);
        // A symbolic link stays one: its target is what gets replaced.
        let name = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        match fs::metadata(&name) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(failed(io::ErrorKind::IsADirectory.into()));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = OpenOptions::new().write(true).open(&name).map_err(failed)?;
                let sink = Sink::Device(file);
                return Ok(Self { name, sink });
            }
            Ok(_) if existing == Existing::Refuse => return Err(exists(target)),
            _ => {}
        }
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::create(directory(&name), mode(readers)).map_err(failed)? {
            let sink = Sink::Nameless(file, existing);
            return Ok(Self { name, sink });
        }
        let temporary = temporary_path(&name).map_err(failed)?;
        let (temporary, file) =
            TemporaryName::register(temporary, |path| create_new(path, readers)).map_err(failed)?;
        let sink = Sink::Named(file, temporary, existing);
        Ok(Self { name, sink })
    }

    /// Whether what is written can be seen before the commit: on standard output and devices.
    pub(crate) const fn is_released_at_once(&self) -> bool {
        matches!(self.sink, Sink::Standard(_) | Sink::Device(_))
    }

    /// Makes sure that there is room for this many bytes, before something is done that cannot be
    /// undone. Without effect on standard output and devices.
    pub(crate) fn reserve(&mut self, length: usize) -> Result<()> {
        let name = self.name.clone();
        let Some(file) = self.seekable() else {
            return Ok(());
        };
        file.write_all(&vec![0; length])
            .and_then(|()| file.sync_data())
            .and_then(|()| file.rewind())
            .map_err(|error| CliError::writing(&name, &error))
    }

    /// Writes one piece and commits.
    pub(crate) fn write_whole(mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes)
            .and_then(|()| self.truncate())
            .map_err(|error| CliError::writing(&self.name, &error))?;
        self.commit()
    }

    /// Cuts off what was reserved and not used.
    fn truncate(&mut self) -> io::Result<()> {
        match self.seekable() {
            Some(file) => {
                let end = file.stream_position()?;
                file.set_len(end)
            }
            None => Ok(()),
        }
    }

    /// Brings everything to the disk and gives the file its name.
    pub(crate) fn commit(self) -> Result<()> {
        let Self { name, sink } = self;
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&name),
            _ => CliError::writing(&name, &error),
        };
        match sink {
            Sink::Standard(mut stdout) => stdout.flush().map_err(failed),
            Sink::Device(mut file) => file.flush().map_err(failed),
            #[cfg(target_os = "linux")]
            Sink::Nameless(file, existing) => {
                file.sync_all().map_err(failed)?;
                match existing {
                    Existing::Refuse => nameless::link(&file, &name).map_err(failed)?,
                    Existing::Replace => {
                        let temporary = temporary_path(&name).map_err(failed)?;
                        TemporaryName::register(temporary, |path| nameless::link(&file, path))
                            .and_then(|(temporary, ())| temporary.rename_to(&name))
                            .map_err(failed)?;
                    }
                }
                sync_directory(&name)
            }
            Sink::Named(file, temporary, existing) => {
                file.sync_all().map_err(failed)?;
                drop(file);
                match existing {
                    Existing::Refuse => temporary.link_to(&name).map_err(failed)?,
                    Existing::Replace => temporary.rename_to(&name).map_err(failed)?,
                }
                sync_directory(&name)
            }
        }
    }

    /// The file, for writers that seek. Nothing for standard output and devices.
    pub(crate) fn seekable(&mut self) -> Option<&mut File> {
        match &mut self.sink {
            Sink::Standard(_) | Sink::Device(_) => None,
            #[cfg(target_os = "linux")]
            Sink::Nameless(file, _) => Some(file),
            Sink::Named(file, _, _) => Some(file),
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.sink {
            Sink::Standard(stdout) => stdout,
            Sink::Device(file) => file,
            #[cfg(target_os = "linux")]
            Sink::Nameless(file, _) => file,
            Sink::Named(file, _, _) => file,
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

/// A file without a name for work in between, in the directory of `beside`; gone when dropped.
pub(crate) fn scratch_beside(beside: &FileArg) -> Result<File> {
    let directory = match beside {
        FileArg::Standard => std::env::temp_dir(),
        FileArg::Path(path) => directory(path).to_owned(),
    };
    let failed = |error| CliError::writing(&directory, &error);
    let mut file = tempfile::tempfile_in(&directory).map_err(failed)?;
    file.rewind().map_err(failed)?;
    Ok(file)
}

fn exists(target: &Path) -> CliError {
    let sentence = format!("{} exists and is not overwritten", target.display());
    CliError::new("file-exists", sentence)
}

/// The directory a file is in, `.` for a bare name.
pub(crate) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// `.NAME.RANDOM.tmp` beside the target.
fn temporary_path(target: &Path) -> io::Result<PathBuf> {
    use rand_core::Rng;
    let name = target
        .file_name()
        .ok_or(io::Error::from(io::ErrorKind::IsADirectory))?;
    let random = medseal::random::os_rng()
        .map_err(io::Error::other)?
        .next_u64();
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{random:016x}.tmp"));
    Ok(directory(target).join(hidden))
}

const fn mode(readers: Readers) -> u32 {
    match readers {
        Readers::Owner => 0o600,
        Readers::Umask => 0o666,
    }
}

fn create_new(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode(readers));
    #[cfg(not(unix))]
    let _ = mode(readers);
    options.open(path)
}

/// The name itself must survive a crash too. Not every system lets a directory be opened; where it
/// does, a failure counts.
fn sync_directory(target: &Path) -> Result<()> {
    match File::open(directory(target)) {
        Ok(directory) => directory
            .sync_all()
            .map_err(|error| CliError::writing(target, &error)),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
