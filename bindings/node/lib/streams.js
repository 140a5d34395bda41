'use strict'

// Streams: JavaScript reads and writes, a thread of the addon works, and two pipes of bounded size join
// them. Nothing here waits; each side is told when it is worth trying again.

const { checked, define } = require('./arguments.js')
const { argumentError } = require('./error.js')
const { listen } = require('./signal.js')

const CHUNK = 1024 * 1024

/** Adds the functions that take streams to the classes of the addon. */
function addStreams(native) {
  const { SealedHeader, SealedRecord, Unlocked } = native
  const sealStream = checked(native.__sealStream)
  const openStream = checked(native.__openStream)
  const openPayload = checked(native.__openPayload)
  const openUnlocked = checked(native.__openUnlocked)
  define(SealedRecord, 'sealStream', (author, patient, source, sink, options) =>
    run(native, source, sink, options, (from, to) =>
      sealStream(author, patient, from, to, false, options?.total, options)))
  define(SealedRecord, 'openStream', (source, sink, identity, options) =>
    run(native, source, sink, options, (from, to) => openStream(from, to, identity, options)))
  define(SealedHeader, 'sealPayload', (author, patient, source, sink, options) =>
    run(native, source, sink, options, (from, to) =>
      sealStream(author, patient, from, to, true, options?.total, options)))
  define(SealedHeader.prototype, 'openPayload', function (source, sink, identity, options) {
    return run(native, source, sink, options, (from, to) =>
      openPayload(this, from, to, identity, options))
  })
  define(Unlocked.prototype, 'openPayload', function (source, sink, options) {
    return run(native, source, sink, options, (from, to) => openUnlocked(this, from, to, options))
  })
}

// Runs `work` between a source and a sink. If it fails, the source is cancelled and the sink destroyed,
// so that what it holds is not taken for the whole.
async function run(native, source, sink, options, work) {
  const chunks = sourceOf(source)
  const writer = sinkOf(sink)
  const bell = new Bell()
  const wake = () => bell.ring()
  const from = native.__pipe(wake)
  const to = native.__pipe(wake)
  // What the caller's own streams failed with is what the caller wants to see.
  let theirs
  const give = feed(native, from, chunks, bell).catch((error) => {
    theirs ??= { error }
    native.__break(from)
  })
  const take = drain(native, to, writer, bell).catch((error) => {
    theirs ??= { error }
    native.__break(to)
  })
  let stop
  try {
    const working = work(from, to)
    // The thread may be waiting for a source that gives nothing. Its own listener was there first: it
    // knows already that this is a cancellation.
    stop = options?.signal && listen(options.signal, () => {
      native.__break(from)
      native.__break(to)
    })
    const result = await working
    bell.close()
    await Promise.all([give, take])
    if (theirs) throw theirs.error
    await writer.close()
    return result
  } catch (failure) {
    bell.close()
    native.__break(from)
    native.__break(to)
    const error = theirs ? theirs.error : failure
    // Not waited for: a source may answer its cancellation only when it next has something.
    Promise.resolve(chunks.cancel(error)).catch(() => {})
    await writer.abort(error)
    throw error
  } finally {
    stop?.()
  }
}

async function feed(native, pipe, chunks, bell) {
  while (!bell.closed) {
    const { done, value } = await chunks.next()
    if (done) return native.__end(pipe)
    const bytes = bytesOf(value)
    for (let at = 0; at < bytes.length; at += CHUNK) {
      for (;;) {
        const heard = bell.next()
        if (native.__hasRoom(pipe)) break
        if (!(await heard)) return
      }
      if (!native.__push(pipe, bytes.subarray(at, at + CHUNK))) return
    }
  }
}

async function drain(native, pipe, writer, bell) {
  for (;;) {
    const heard = bell.next()
    const chunk = native.__take(pipe)
    if (chunk) await writer.write(chunk)
    else if (native.__isDrained(pipe)) return
    else if (!(await heard)) {
      // The work is done: what is left is all there will be.
      for (let rest; (rest = native.__take(pipe)); ) await writer.write(rest)
      return
    }
  }
}

// Tells both loops that the other side has moved. `next()` is asked for before looking, so that no
// ring between looking and waiting is missed.
class Bell {
  closed = false
  #waiting
  #promise

  next() {
    this.#promise ??= new Promise((resolve) => { this.#waiting = resolve })
    return this.closed ? Promise.resolve(false) : this.#promise
  }

  ring() {
    this.#waiting?.(!this.closed)
    this.#waiting = this.#promise = undefined
  }

  close() {
    this.closed = true
    this.ring()
  }
}

function sourceOf(source) {
  if (typeof source?.getReader === 'function') {
    const reader = source.getReader()
    return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) }
  }
  const iterate = source?.[Symbol.asyncIterator] ?? source?.[Symbol.iterator]
  if (typeof iterate !== 'function' || source instanceof Uint8Array || typeof source === 'string') {
    throw argumentError('the source must be a ReadableStream, a Readable, or an iterable of Uint8Array')
  }
  const iterator = iterate.call(source)
  return {
    next: async () => iterator.next(),
    async cancel() {
      // A Readable that nobody feeds would never answer its iterator.
      if (typeof source.destroy === 'function') source.destroy()
      else await iterator.return?.()
    },
  }
}

function bytesOf(value) {
  if (value instanceof Uint8Array) return value
  throw argumentError('a source of bytes must give Uint8Array, and not text or other values')
}

function sinkOf(sink) {
  if (typeof sink?.getWriter === 'function') return webSink(sink)
  if (typeof sink?.write === 'function' && typeof sink.once === 'function') return nodeSink(sink)
  throw argumentError('the sink must be a WritableStream or a Writable')
}

function webSink(sink) {
  const writer = sink.getWriter()
  return {
    write: (chunk) => writer.ready.then(() => writer.write(chunk)),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason).catch(() => {}),
  }
}

function nodeSink(sink) {
  let failed
  const onError = (error) => { failed ??= { error } }
  sink.on('error', onError)
  const settled = (event) => new Promise((resolve, reject) => {
    if (failed) return reject(failed.error)
    const done = () => { off(); resolve() }
    const fail = (error) => { off(); reject(error ?? new Error('the sink was closed before its end')) }
    const off = () => {
      sink.off(event, done)
      sink.off('error', fail)
      sink.off('close', fail)
    }
    sink.on(event, done).on('error', fail).on('close', fail)
  })
  return {
    async write(chunk) {
      if (failed) throw failed.error
      if (!sink.write(chunk)) await settled('drain')
    },
    async close() {
      const finished = settled('finish')
      sink.end()
      await finished
      sink.off('error', onError)
    },
    async abort() {
      // The listener stays: what `destroy` raises later must not end the process.
      sink.destroy()
    },
  }
}

module.exports = { addStreams }
