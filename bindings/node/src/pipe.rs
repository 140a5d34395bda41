//! Pipes between JavaScript, which must not wait, and a thread, which reads and writes as files are.
//!
//! Each pipe holds `ROOM` bytes at the most. The thread waits in `read` and `write`; JavaScript is
//! called back when it is worth trying again. When either end lets go, the other learns it: the
//! thread by an error, JavaScript by the promise of the thread.

use crate::bytes::SecretOutput;
use napi::Status;
use napi::bindgen_prelude::{External, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// JavaScript's end of a pipe. Dropped when it is collected, or when the worker ends.
pub struct End(Arc<Pipe>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.change(|state| state.broken = true);
    }
}

/// A new pipe. `wake` is called when there is room again, or something to take.
#[napi(js_name = "__pipe", skip_typescript)]
pub fn pipe(wake: Function<'_, (), ()>) -> napi::Result<External<End>> {
    let wake = wake
        .build_threadsafe_function::<()>()
        .weak::<true>()
        .build()?;
    Ok(External::new(End(Arc::new(Pipe {
        state: Mutex::default(),
        changed: Condvar::new(),
        wake,
    }))))
}

/// Puts a copy of the bytes into the pipe, whether there is room or not. Returns whether anybody is
/// there to read them.
#[napi(js_name = "__push", skip_typescript)]
pub fn push(end: &External<End>, bytes: &[u8]) -> bool {
    let bytes = Zeroizing::new(bytes.to_vec());
    end.0.change(|state| {
        if !state.broken {
            state.put(bytes);
        }
        !state.broken
    })
}

/// Whether there is room for more. There is after the pipe was let go of, so that nobody waits.
#[napi(js_name = "__hasRoom", skip_typescript)]
pub fn has_room(end: &External<End>) -> bool {
    let state = end.0.lock();
    state.bytes < ROOM || state.broken
}

/// Says that no more bytes will come.
#[napi(js_name = "__end", skip_typescript)]
pub fn end(end: &External<End>) {
    end.0.change(|state| state.ended = true);
}

/// Lets go of the pipe: the thread's next read or write fails.
#[napi(js_name = "__break", skip_typescript)]
pub fn break_off(end: &External<End>) {
    end.0.change(|state| state.broken = true);
}

/// The next bytes of the pipe, or `null` if there are none; see `__isDrained`.
#[napi(js_name = "__take", skip_typescript)]
pub fn take(end: &External<End>) -> Option<SecretOutput> {
    end.0.change(State::take).map(SecretOutput::from)
}

/// Whether everything was taken and nothing more will come.
#[napi(js_name = "__isDrained", skip_typescript)]
pub fn is_drained(end: &External<End>) -> bool {
    let state = end.0.lock();
    state.chunks.is_empty() && state.ended
}

impl End {
    /// The thread's end, to read what JavaScript puts in.
    pub(crate) fn reader(&self) -> PipeReader {
        PipeReader {
            pipe: Arc::clone(&self.0),
            chunk: Zeroizing::default(),
            taken: 0,
        }
    }

    /// The thread's end, to write what JavaScript takes out. Ends the pipe when it is dropped.
    pub(crate) fn writer(&self) -> PipeWriter {
        PipeWriter {
            pipe: Arc::clone(&self.0),
            chunk: Zeroizing::default(),
        }
    }
}

/// Reads what JavaScript puts in.
pub(crate) struct PipeReader {
    pipe: Arc<Pipe>,
    chunk: Chunk,
    taken: usize,
}

impl Read for PipeReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.chunk.len() {
            self.chunk = self.pipe.next_chunk()?;
            self.taken = 0;
        }
        let rest = self.chunk.get(self.taken..).unwrap_or_default();
        let count = (&*rest).read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}

impl Drop for PipeReader {
    fn drop(&mut self) {
        // Whoever still pushes is not kept waiting.
        self.pipe.change(|state| state.broken = true);
        self.pipe.wake();
    }
}

/// Writes what JavaScript takes out, in pieces of [`PIECE`] bytes.
pub(crate) struct PipeWriter {
    pipe: Arc<Pipe>,
    chunk: Chunk,
}

impl Write for PipeWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.capacity() == 0 {
            // One allocation, so that growing leaves no plaintext behind.
            self.chunk.reserve_exact(PIECE);
        }
        let room = PIECE.saturating_sub(self.chunk.len());
        let (now, _) = bytes.split_at(room.min(bytes.len()));
        self.chunk.extend_from_slice(now);
        if self.chunk.len() >= PIECE {
            self.flush()?;
        }
        Ok(now.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        self.pipe.put_chunk(std::mem::take(&mut self.chunk))
    }
}

impl Drop for PipeWriter {
    fn drop(&mut self) {
        self.pipe.change(|state| state.ended = true);
        self.pipe.wake();
    }
}

/// What both ends share.
struct Pipe {
    state: Mutex<State>,
    changed: Condvar,
    wake: Wake,
}

impl Pipe {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    fn wake(&self) {
        self.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }

    /// Waits for bytes; none of them is the end.
    fn next_chunk(&self) -> io::Result<Chunk> {
        let ready = |state: &mut State| state.chunks.is_empty() && !state.ended && !state.broken;
        let state = self.changed.wait_while(self.lock(), ready);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let was_full = state.bytes >= ROOM;
        let chunk = state.take().unwrap_or_default();
        let has_room = state.bytes < ROOM;
        drop(state);
        if was_full && has_room {
            self.wake();
        }
        Ok(chunk)
    }

    /// Waits for room.
    fn put_chunk(&self, chunk: Chunk) -> io::Result<()> {
        let full = |state: &mut State| state.bytes >= ROOM && !state.broken;
        let state = self.changed.wait_while(self.lock(), full);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let was_empty = state.chunks.is_empty();
        state.put(chunk);
        drop(state);
        if was_empty {
            self.wake();
        }
        Ok(())
    }
}

type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// Plaintext passes through: wiped when it is dropped.
type Chunk = Zeroizing<Vec<u8>>;

#[derive(Default)]
struct State {
    chunks: VecDeque<Chunk>,
    bytes: usize,
    ended: bool,
    broken: bool,
}

impl State {
    /// Empty pieces are left out: to the reader, no bytes are the end.
    fn put(&mut self, chunk: Chunk) {
        if !chunk.is_empty() {
            self.bytes += chunk.len();
            self.chunks.push_back(chunk);
        }
    }

    fn take(&mut self) -> Option<Chunk> {
        let chunk = self.chunks.pop_front()?;
        self.bytes -= chunk.len();
        Some(chunk)
    }
}

/// How much a pipe holds before the end that fills it waits.
const ROOM: usize = 1024 * 1024;

/// How much is written at once. Each costs a call into JavaScript.
const PIECE: usize = 256 * 1024;
