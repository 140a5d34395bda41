//! The common ground of all benches: rows of one report, and fair timing beside a peer.
//!
//! Each area has one file beside `Cargo.toml` with a `[[bench]]` section (`harness = false`) and a
//! `main` that hands its work to [`run`]:
//!
//! ```no_run
//! use medseal_benches::{Better, Goal, Row, interleaved, rate, run};
//!
//! fn main() {
//!     run("envelope", |bench| {
//!         let bytes = bench.size(256 << 20, 16 << 20);
//!         let [ours, bare] = interleaved(
//!             bench.size(9, 3),
//!             [&mut || { /* seal */ }, &mut || { /* the bare cipher */ }],
//!         );
//!         bench.report(
//!             Row::new("seal 256 MiB, one thread", "throughput", "GB/s", Better::Higher)
//!                 .ours(rate(bytes, ours) / 1e9)
//!                 .beside("aes-gcm", rate(bytes, bare) / 1e9)
//!                 .goal(Goal::RatioAtLeast(0.72)),
//!         );
//!     });
//! }
//! ```
//!
//! A bench prints its rows to standard output as JSON, one a line, and a line for a person to
//! standard error. `cargo xtask bench-report` gathers the rows of all areas. Ratios travel between
//! machines, absolute figures do not: a peer is always measured in the same run, in turn with ours.

mod again;
mod row;
mod timing;

pub use again::again_with;
pub use row::{Better, Goal, Row};
pub use timing::{interleaved, peak_memory_bytes, rate, times};

use std::io::Write;

/// A running bench: says how large to measure, and takes the rows.
#[derive(Debug)]
pub struct Bench {
    area: &'static str,
    quick: bool,
}

impl Bench {
    /// Whether a short run was asked for (`--quick`): smaller inputs, fewer rounds, rougher figures.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        self.quick
    }

    /// A size or a number of rounds: `full`, or `quick` in a short run.
    #[must_use]
    pub fn size(&self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// Adds a row to the report.
    ///
    /// # Panics
    ///
    /// If standard output is closed.
    pub fn report(&mut self, row: Row) {
        let row = row.in_area(self.area);
        eprintln!("{row}");
        let line = serde_json::to_string(&row).expect("a row is plain data");
        writeln!(std::io::stdout().lock(), "{line}").expect("standard output is open");
    }
}

/// Runs an area's measurements with the options of the command line: `--quick`, or nothing.
pub fn run(area: &'static str, measure: impl FnOnce(&mut Bench)) {
    let quick = std::env::args().any(|argument| argument == "--quick");
    measure(&mut Bench { area, quick });
}
