//! Files without a name (`O_TMPFILE`, `linkat`): what a killed process never leaves behind.

use rustix::{
    fs::{AtFlags, CWD, Mode, OFlags, linkat, open},
    io::Errno,
};
use std::{
    fs::File,
    io,
    os::fd::{AsRawFd, OwnedFd},
    path::{Path, PathBuf},
};

/// A file without a name in `directory`, or nothing where the file system has no such files or the
/// process could not name one later.
pub(super) fn create(directory: &Path, mode: u32) -> io::Result<Option<File>> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match open(directory, flags, Mode::from_raw_mode(mode)) {
        Ok(file) => {
            let file = File::from(file as OwnedFd);
            Ok(path_of(&file).exists().then_some(file))
        }
        // Kernels and file systems without O_TMPFILE say one of these.
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Names the file. Fails if the name is taken.
pub(super) fn link(file: &File, name: &Path) -> io::Result<()> {
    linkat(CWD, path_of(file), CWD, name, AtFlags::SYMLINK_FOLLOW).map_err(Into::into)
}

fn path_of(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}
