//! Ctrl-C, SIGTERM and SIGHUP: nothing unfinished stays behind.

use crate::error::{CliError, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Exit status of a command that was interrupted: 128 + SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// The temporary files that exist under a name. The lock is held while one gets its final name, so
/// that the handler never finds a file half-way.
static TEMPORARIES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Held while steps are taken that belong together.
static STEPS: Mutex<()> = Mutex::new(());

/// Lets no signal end the process while the result lives: for the few moments between an entry on
/// the ledger and the file that goes with it.
pub(crate) fn deferred() -> MutexGuard<'static, ()> {
    STEPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs the handler. It removes every temporary file and ends the process at once: a ledger
/// block or a file's final name is one atomic step that either happened or did not.
pub(crate) fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        let _steps = deferred();
        let temporaries = lock();
        for path in temporaries.iter() {
            remove(path);
        }
        // Still under the lock: no thread can name a file between here and the end.
        std::process::exit(INTERRUPTED);
    })
    .map_err(|error| CliError::new("io", format!("signals cannot be handled: {error}")))
}

/// The name of a temporary file, which is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct TemporaryName(PathBuf);

impl TemporaryName {
    /// Runs `create` and, if it made the file, remembers its name.
    pub(crate) fn register<T>(
        path: PathBuf,
        create: impl FnOnce(&Path) -> std::io::Result<T>,
    ) -> std::io::Result<(Self, T)> {
        let mut temporaries = lock();
        let made = create(&path)?;
        temporaries.insert(path.clone());
        Ok((Self(path), made))
    }

    /// Gives the file its final name.
    pub(crate) fn rename_to(self, target: &Path) -> std::io::Result<()> {
        let mut temporaries = lock();
        fs::rename(&self.0, target)?;
        temporaries.remove(&self.0);
        Ok(())
    }

    /// Gives the file its final name unless something has that name already.
    pub(crate) fn link_to(&self, target: &Path) -> std::io::Result<()> {
        let _temporaries = lock();
        fs::hard_link(&self.0, target)
    }
}

impl Drop for TemporaryName {
    fn drop(&mut self) {
        let mut temporaries = lock();
        if temporaries.remove(&self.0) {
            remove(&self.0);
        }
    }
}

fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

fn lock() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARIES.lock().unwrap_or_else(PoisonError::into_inner)
}
