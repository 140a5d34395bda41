//! Files that are there whole or not at all: for the command and for the packages of other
//! languages. The library itself reads and writes streams and leaves files to its callers.
//!
//! ```
//! use medseal_files::{Existing, OutputFile, Readers};
//! use std::io::Write;
//!
//! let directory = tempfile::tempdir()?;
//! let target = directory.path().join("record");
//! let mut output = OutputFile::create(&target, Readers::Owner, Existing::Refuse)?;
//! output.write_all(b"HbA1c 6.9 %")?;
//! assert!(!target.exists());
//! output.commit()?;
//! assert_eq!(medseal_files::read_text(&target, 100)?.as_str(), "HbA1c 6.9 %");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod input;
#[cfg(target_os = "linux")]
mod nameless;
mod output;
mod temporary;

pub use input::{ReadError, open, read_small, read_text};
pub use output::{Existing, OutputFile, Readers, directory};
pub use temporary::end_with;
