//! A progress bar on standard error, for long work in front of a person.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use medseal::types::Progress;
use std::{io::IsTerminal, ops::ControlFlow};

/// Draws how far the work has come; draws nothing where standard error is no terminal.
pub(crate) struct Bar(ProgressBar);

/// What is being counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    Bytes,
    Entries,
}

impl Bar {
    /// A bar with a word for what is going on. `quiet` hides it.
    pub(crate) fn new(what: &'static str, unit: Unit, quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
        let bar = match style(unit) {
            Some(style) => bar.with_style(style),
            None => bar,
        };
        Self(bar.with_message(what))
    }
}

impl Progress for Bar {
    fn advance(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        if self.0.length() != total
            && let Some(total) = total
        {
            self.0.set_length(total);
        }
        self.0.set_position(done);
        ControlFlow::Continue(())
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(unit: Unit) -> Option<ProgressStyle> {
    let counts = match unit {
        Unit::Bytes => "{bytes}/{total_bytes} {bytes_per_sec} {eta}",
        Unit::Entries => "{human_pos}/{human_len} {per_sec} {eta}",
    };
    ProgressStyle::with_template(&format!("{{msg}} {{wide_bar}} {counts}")).ok()
}
