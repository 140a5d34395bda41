//! Output files that are there whole or not at all.
//!
//! An [`OutputFile`] collects its bytes in the directory of its target and takes the target's name
//! in one step, after everything is on the disk. Until then nothing is visible under that name; on
//! any failure nothing stays. On Linux the bytes are in a file without a name, so that even a
//! killed process leaves nothing; elsewhere, and on file systems without such files, in a hidden
//! file that is removed on failure and by [`end_with`](crate::end_with).

#[cfg(target_os = "linux")]
use crate::nameless;
use crate::temporary::TemporaryName;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    hash::{BuildHasher, Hasher, RandomState},
    io::{self, Seek, Write},
    path::{Path, PathBuf},
};

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner only: keys and opened records.
    Owner,
    /// Whoever the process's umask allows: what is meant to be passed on.
    Umask,
}

/// What happens to a file that has the target's name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced when the new one is complete.
    Replace,
    /// It stays, and the output fails, before it begins if that can be seen then: keys, grants and
    /// receipts are never overwritten, because nobody could make them again.
    Refuse,
}

/// An output that becomes visible with [`commit`](Self::commit). Dropped before, it leaves nothing.
pub struct OutputFile {
    target: PathBuf,
    sink: Sink,
}

enum Sink {
    /// A device or pipe that exists: there is nothing to replace atomically.
    Device(File),
    #[cfg(target_os = "linux")]
    Nameless(File, Existing),
    Named(File, TemporaryName, Existing),
}

impl OutputFile {
    /// Begins an output. A symbolic link stays one: its target is what gets replaced.
    ///
    /// # Errors
    ///
    /// Fails at once where the target could not be made: [`io::ErrorKind::AlreadyExists`],
    /// [`io::ErrorKind::IsADirectory`], or what the operating system says.
    pub fn create(target: &Path, readers: Readers, existing: Existing) -> io::Result<Self> {
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        match fs::metadata(&target) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                let sink = Sink::Device(OpenOptions::new().write(true).open(&target)?);
                return Ok(Self { target, sink });
            }
            Ok(_) if existing == Existing::Refuse => {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            _ => {}
        }
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::create(directory(&target), mode(readers))? {
            let sink = Sink::Nameless(file, existing);
            return Ok(Self { target, sink });
        }
        Self::named(target, readers, existing)
    }

    fn named(target: PathBuf, readers: Readers, existing: Existing) -> io::Result<Self> {
        let temporary = temporary_path(&target)?;
        let (temporary, file) =
            TemporaryName::register(temporary, |path| create_new(path, readers))?;
        let sink = Sink::Named(file, temporary, existing);
        Ok(Self { target, sink })
    }

    /// Whether what is written can be seen before the commit: on devices and pipes.
    #[must_use]
    pub const fn is_released_at_once(&self) -> bool {
        matches!(self.sink, Sink::Device(_))
    }

    /// Makes sure that there is room for this many bytes, before something is done that cannot be
    /// undone. Without effect on devices and pipes.
    ///
    /// # Errors
    ///
    /// What the operating system says, such as [`io::ErrorKind::StorageFull`].
    pub fn reserve(&mut self, length: usize) -> io::Result<()> {
        let Some(file) = self.seekable() else {
            return Ok(());
        };
        file.write_all(&vec![0; length])?;
        file.sync_data()?;
        file.rewind()
    }

    /// Writes one piece and commits. What was reserved and not used is cut off.
    ///
    /// # Errors
    ///
    /// As [`commit`](Self::commit).
    pub fn write_whole(mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        if let Some(file) = self.seekable() {
            let end = file.stream_position()?;
            file.set_len(end)?;
        }
        self.commit()
    }

    /// Brings everything to the disk and gives the file its name.
    ///
    /// # Errors
    ///
    /// What the operating system says; [`io::ErrorKind::AlreadyExists`] if the name was taken
    /// meanwhile and nothing may be replaced. Nothing stays then, unless only the last flush, that
    /// of the directory, failed.
    pub fn commit(self) -> io::Result<()> {
        let Self { target, sink } = self;
        match sink {
            Sink::Device(mut file) => return file.flush(),
            #[cfg(target_os = "linux")]
            Sink::Nameless(file, existing) => {
                file.sync_all()?;
                match existing {
                    Existing::Refuse => nameless::link(&file, &target)?,
                    Existing::Replace => match nameless::link(&file, &target) {
                        // Only what takes another's place has a second name for a moment.
                        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                            let temporary = temporary_path(&target)?;
                            TemporaryName::register(temporary, |path| nameless::link(&file, path))
                                .and_then(|(temporary, ())| temporary.rename_to(&target))?;
                        }
                        linked => linked?,
                    },
                }
            }
            Sink::Named(file, temporary, existing) => {
                file.sync_all()?;
                drop(file);
                match existing {
                    Existing::Refuse => temporary.link_to(&target)?,
                    Existing::Replace => temporary.rename_to(&target)?,
                }
            }
        }
        // The name must survive a crash too. Not every system lets a directory be opened; where it
        // does, a failure counts.
        File::open(directory(&target)).map_or(Ok(()), |directory| directory.sync_all())
    }

    /// The file, for writers that seek. Nothing for devices and pipes.
    pub const fn seekable(&mut self) -> Option<&mut File> {
        match &mut self.sink {
            Sink::Device(_) => None,
            #[cfg(target_os = "linux")]
            Sink::Nameless(file, _) => Some(file),
            Sink::Named(file, _, _) => Some(file),
        }
    }

    const fn file(&mut self) -> &mut File {
        match &mut self.sink {
            Sink::Device(file) => file,
            #[cfg(target_os = "linux")]
            Sink::Nameless(file, _) => file,
            Sink::Named(file, _, _) => file,
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// The directory a file is in, `.` for a bare name.
#[must_use]
pub fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// `.NAME.RANDOM.tmp` beside the target. Whoever guesses the name makes the output fail and no more:
/// a file that exists is not opened.
fn temporary_path(target: &Path) -> io::Result<PathBuf> {
    let name = target
        .file_name()
        .ok_or(io::Error::from(io::ErrorKind::IsADirectory))?;
    let random = RandomState::new().build_hasher().finish();
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

#[cfg(test)]
mod tests;
