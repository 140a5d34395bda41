//! Storage that fails: records what is written, crashes, fills up, denies.

use medseal::ledger::{SignedHead, SignerState, SignerStateError};
use redb::StorageBackend;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

/// What a disk was told to do.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
    /// Not of the disk: a signer recorded this, in a place of its own.
    Signed(SignedHead),
}

/// A disk in memory that remembers every operation in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    log: Vec<Operation>,
    /// How long the file can become, and the error when it would be longer.
    limit: Option<(u64, io::ErrorKind)>,
    signed: Option<SignedHead>,
}

impl Disk {
    /// A disk with this content.
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        let disk = Self::default();
        disk.state().bytes = bytes;
        disk
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.state().bytes.clone()
    }

    pub(crate) fn log(&self) -> Vec<Operation> {
        self.state().log.clone()
    }

    pub(crate) fn log_len(&self) -> usize {
        self.state().log.len()
    }

    /// Lets every operation fail that would make the file longer than this.
    pub(crate) fn limit(&self, length: u64, error: io::ErrorKind) {
        self.state().limit = Some((length, error));
    }

    /// A signer's memory that records in this disk's log.
    pub(crate) fn signer_state(&self) -> impl SignerState + Send + 'static {
        self.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
    fn check(&self, end: u64) -> io::Result<()> {
        match self.limit {
            Some((limit, error)) if end > limit => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Applies an operation to a file's bytes.
pub(crate) fn apply(bytes: &mut Vec<u8>, operation: &Operation) {
    match operation {
        Operation::Write(offset, data) => {
            let start = *offset as usize;
            let end = start + data.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[start..end].copy_from_slice(data);
        }
        Operation::SetLen(length) => bytes.resize(*length as usize, 0),
        Operation::Sync | Operation::Signed(_) => {}
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = offset as usize;
        let end = start + out.len();
        let state = self.state();
        let bytes = state
            .bytes
            .get(start..end)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.check(len)?;
        let operation = Operation::SetLen(len);
        apply(&mut state.bytes, &operation);
        state.log.push(operation);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.state().log.push(Operation::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.check(offset + data.len() as u64)?;
        let operation = Operation::Write(offset, data.to_vec());
        apply(&mut state.bytes, &operation);
        state.log.push(operation);
        Ok(())
    }
}

impl SignerState for Disk {
    fn last_signed(&self) -> Result<Option<SignedHead>, SignerStateError> {
        Ok(self.state().signed.clone())
    }

    fn record(&mut self, head: &SignedHead) -> Result<(), SignerStateError> {
        let mut state = self.state();
        state.signed = Some(head.clone());
        state.log.push(Operation::Signed(head.clone()));
        Ok(())
    }
}
