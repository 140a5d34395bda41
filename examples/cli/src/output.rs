//! Outputs of a command: files that are there whole or not at all, and standard output.

use crate::{
    error::{CliError, Result},
    files::FileArg,
};
use std::{
    fs::File,
    io::{self, Seek, Write},
    path::{Path, PathBuf},
};

pub(crate) use medseal_files::{Existing, Readers};

/// An output that becomes visible with [`commit`](Self::commit).
pub(crate) struct OutputFile {
    name: PathBuf,
    sink: Sink,
}

enum Sink {
    Standard(io::Stdout),
    File(medseal_files::OutputFile),
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
        let file = medseal_files::OutputFile::create(target, readers, existing);
        Ok(Self {
            name: target.to_owned(),
            sink: Sink::File(file.map_err(|error| failed(target, &error))?),
        })
    }

    /// Whether what is written can be seen before the commit: on standard output and devices.
    pub(crate) const fn is_released_at_once(&self) -> bool {
        match &self.sink {
            Sink::Standard(_) => true,
            Sink::File(file) => file.is_released_at_once(),
        }
    }

    /// Makes sure that there is room for this many bytes, before something is done that cannot be
    /// undone. Without effect on standard output and devices.
    pub(crate) fn reserve(&mut self, length: usize) -> Result<()> {
        match &mut self.sink {
            Sink::Standard(_) => Ok(()),
            Sink::File(file) => file
                .reserve(length)
                .map_err(|error| failed(&self.name, &error)),
        }
    }

    /// Writes one piece and commits.
    pub(crate) fn write_whole(self, bytes: &[u8]) -> Result<()> {
        let written = match self.sink {
            Sink::Standard(mut stdout) => stdout.write_all(bytes).and_then(|()| stdout.flush()),
            Sink::File(file) => file.write_whole(bytes),
        };
        written.map_err(|error| failed(&self.name, &error))
    }

    /// Brings everything to the disk and gives the file its name.
    pub(crate) fn commit(self) -> Result<()> {
        let done = match self.sink {
            Sink::Standard(mut stdout) => stdout.flush(),
            Sink::File(file) => file.commit(),
        };
        done.map_err(|error| failed(&self.name, &error))
    }

    /// The file, for writers that seek. Nothing for standard output and devices.
    pub(crate) const fn seekable(&mut self) -> Option<&mut File> {
        match &mut self.sink {
            Sink::Standard(_) => None,
            Sink::File(file) => file.seekable(),
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Standard(stdout) => stdout.write(bytes),
            Sink::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Standard(stdout) => stdout.flush(),
            Sink::File(file) => file.flush(),
        }
    }
}

/// A file without a name for work in between, in the directory of `beside`; gone when dropped.
pub(crate) fn scratch_beside(beside: &FileArg) -> Result<File> {
    let directory = match beside {
        FileArg::Standard => std::env::temp_dir(),
        FileArg::Path(path) => medseal_files::directory(path).to_owned(),
    };
    let failed = |error| CliError::writing(&directory, &error);
    let mut file = tempfile::tempfile_in(&directory).map_err(failed)?;
    file.rewind().map_err(failed)?;
    Ok(file)
}

fn failed(target: &Path, error: &io::Error) -> CliError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        let sentence = format!("{} exists and is not overwritten", target.display());
        return CliError::new("file-exists", sentence);
    }
    CliError::writing(target, error)
}
