//! Streams of the host: what it implements, and how the facade reads and writes them.

use crate::{bytes::Bytes, error::Result as Outcome};
use std::{
    io::{self, Read, Write},
    sync::Arc,
};
use zeroize::Zeroizing;

/// A stream of the host that is read from.
#[uniffi::export(with_foreign)]
pub trait Source: Send + Sync {
    /// Up to `limit` bytes; none at the end.
    fn read(&self, limit: u32) -> Result<Bytes, StreamError>;
}

/// A stream of the host that is written to.
#[uniffi::export(with_foreign)]
pub trait Sink: Send + Sync {
    /// Writes all of these bytes.
    fn write(&self, bytes: Bytes) -> Result<(), StreamError>;
    /// Passes on what was written and still waits.
    fn flush(&self) -> Result<(), StreamError>;
}

/// A stream of the host failed. The host knows why; the work ends with `read-failed` or
/// `write-failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum StreamError {
    /// It failed.
    #[error("the stream failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for StreamError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// How much crosses at once: enough that the crossing itself does not count.
const PIECE: usize = 1 << 20;
const PIECE_LIMIT: u32 = 1 << 20;

/// A source as `Read`. What waits in it is wiped.
pub(crate) struct Reader {
    source: Arc<dyn Source>,
    waiting: Bytes,
    taken: usize,
}

impl Reader {
    pub(crate) fn new(source: Arc<dyn Source>) -> Self {
        Self {
            source,
            waiting: Bytes::default(),
            taken: 0,
        }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.waiting.len() {
            self.waiting = self.source.read(PIECE_LIMIT).map_err(io::Error::other)?;
            self.taken = 0;
        }
        let mut rest = self.waiting.get(self.taken..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.taken += read;
        Ok(read)
    }
}

/// A sink as `Write`. What waits in it is wiped.
pub(crate) struct Writer {
    sink: Arc<dyn Sink>,
    waiting: Zeroizing<Vec<u8>>,
}

impl Writer {
    pub(crate) fn new(sink: Arc<dyn Sink>) -> Self {
        Self {
            sink,
            waiting: Zeroizing::new(Vec::with_capacity(PIECE)),
        }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = Bytes::copy(&self.waiting).map_err(io::Error::other)?;
        self.waiting.clear();
        self.sink.write(piece).map_err(io::Error::other)
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() >= PIECE {
            self.pass_on()?;
        }
        let room = PIECE.saturating_sub(self.waiting.len());
        let fitting = bytes.get(..room).unwrap_or(bytes);
        self.waiting.extend_from_slice(fitting);
        Ok(fitting.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.sink.flush().map_err(io::Error::other)
    }
}

/// What waits in the writer reaches the host, or the work has failed like any other write.
pub(crate) fn flushed(sink: &mut Writer) -> Outcome<()> {
    let failed = |_| medseal_facade::Error {
        code: "write-failed",
        kind: medseal_facade::Kind::Storage,
        message: "the output cannot be written".to_owned(),
        reasons: Vec::new(),
    };
    Ok(sink.flush().map_err(failed)?)
}

#[cfg(test)]
mod tests {
    use super::{Bytes, PIECE, Reader, Sink, Source, StreamError, Writer};
    use std::io::{Read, Write};
    use std::sync::{Arc, Mutex};

    #[derive(Default)]
    struct Memory(Mutex<Vec<u8>>);

    impl Source for Memory {
        fn read(&self, limit: u32) -> Result<Bytes, StreamError> {
            let mut bytes = self.0.lock().unwrap();
            let length = bytes.len().min(usize::try_from(limit).unwrap());
            let piece: Vec<u8> = bytes.drain(..length).collect();
            Ok(Bytes::copy(&piece).unwrap())
        }
    }

    impl Sink for Memory {
        fn write(&self, bytes: Bytes) -> Result<(), StreamError> {
            self.0.lock().unwrap().extend_from_slice(&bytes);
            Ok(())
        }
        fn flush(&self) -> Result<(), StreamError> {
            Ok(())
        }
    }

    #[test]
    fn what_goes_through_comes_out() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
            let content: Vec<u8> = (0..=255).cycle().take(length).collect();
            let memory = Arc::new(Memory::default());
            let mut writer = Writer::new(memory.clone());
            writer.write_all(&content).unwrap();
            writer.flush().unwrap();
            let mut read = Vec::new();
            Reader::new(memory).read_to_end(&mut read).unwrap();
            assert!(read == content, "{length} bytes");
        }
    }
}
