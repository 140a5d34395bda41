//! Temporary files that have a name, and what becomes of them when the process is asked to end.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The temporary files that exist under a name. The lock is held while one gets its final name, so
/// that whoever ends the process never finds a file half-way.
static TEMPORARIES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes every temporary file of this process and calls `end`, which should end the process: no
/// output gets its name in between. For signal handlers that run on a thread of their own.
pub fn end_with(end: impl FnOnce()) {
    let temporaries = lock();
    for path in temporaries.iter() {
        let _ = fs::remove_file(path);
    }
    end();
}

/// The name of a temporary file, which is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct TemporaryName(PathBuf);

impl TemporaryName {
    /// Runs `create` and, if it made the file, remembers its name.
    pub(crate) fn register<T>(
        path: PathBuf,
        create: impl FnOnce(&Path) -> io::Result<T>,
    ) -> io::Result<(Self, T)> {
        let mut temporaries = lock();
        let made = create(&path)?;
        temporaries.insert(path.clone());
        Ok((Self(path), made))
    }

    /// Gives the file its final name.
    pub(crate) fn rename_to(self, target: &Path) -> io::Result<()> {
        let mut temporaries = lock();
        fs::rename(&self.0, target)?;
        temporaries.remove(&self.0);
        Ok(())
    }

    /// Gives the file its final name unless something has that name already.
    pub(crate) fn link_to(&self, target: &Path) -> io::Result<()> {
        let _temporaries = lock();
        fs::hard_link(&self.0, target)
    }
}

impl Drop for TemporaryName {
    fn drop(&mut self) {
        let mut temporaries = lock();
        if temporaries.remove(&self.0) {
            let _ = fs::remove_file(&self.0);
        }
    }
}

fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}
