//! Ctrl-C, SIGTERM and SIGHUP: nothing unfinished stays behind.

use crate::error::{CliError, Result};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Exit status of a command that was interrupted: 128 + SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

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
        medseal_files::end_with(|| std::process::exit(INTERRUPTED));
    })
    .map_err(|error| CliError::new("io", format!("signals cannot be handled: {error}")))
}
