//! Files and streams: whole or not at all, watched, stopped.

mod files;
#[cfg(target_os = "linux")]
mod killed;
mod streams;

use medseal_facade::{
    Observer, PublicIdentity, Result, SealOptions, SealedHeader, SealedRecord, SecretIdentity,
    Watch,
};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;

struct Desk {
    directory: TempDir,
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    document: PublicIdentity,
}

impl Desk {
    fn new() -> io::Result<Self> {
        let made = || -> Result<_> {
            let (laboratory, patient) = (
                SecretIdentity::generate(None)?,
                SecretIdentity::generate(None)?,
            );
            let document = patient.public(None)?;
            Ok((laboratory, patient, document))
        };
        let (laboratory, patient, document) = made().map_err(io::Error::other)?;
        Ok(Self {
            directory: tempfile::tempdir()?,
            laboratory,
            patient,
            document,
        })
    }

    fn path(&self, name: &str) -> String {
        self.directory
            .path()
            .join(name)
            .to_string_lossy()
            .into_owned()
    }

    fn seal_file(&self, source: &str, target: &str, watch: &Watch) -> Result<SealedHeader> {
        SealedRecord::seal_file(
            &self.laboratory,
            &self.document,
            &[],
            &self.path(source),
            &self.path(target),
            &SealOptions::default(),
            None,
            watch,
        )
    }

    fn open_file(&self, source: &str, target: &str, watch: &Watch) -> Result<SealedHeader> {
        let (source, target) = (self.path(source), self.path(target));
        SealedRecord::open_file(&source, &target, &self.patient, watch)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let entries = std::fs::read_dir(self.directory.path())?;
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }
}

/// Stops after a number of calls.
struct Impatient(AtomicU64);

impl Observer for Impatient {
    fn progress(&self, _done: u64, _total: Option<u64>) -> bool {
        self.0.fetch_sub(1, Ordering::Relaxed) > 1
    }
}

struct Counter(AtomicU64);

impl Observer for Counter {
    fn progress(&self, done: u64, total: Option<u64>) -> bool {
        assert!(total.is_none_or(|total| done <= total));
        self.0.store(done, Ordering::Relaxed);
        true
    }
}

fn watched(observer: Arc<dyn Observer>) -> Watch {
    Watch {
        observer: Some(observer),
        cancel: None,
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

const LENGTH: usize = 20_000_000;
