import assert from 'node:assert/strict'
import { createReadStream, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { ReadableStream, WritableStream } from 'node:stream/web'
import { test } from 'node:test'
import { SealedRecord, type ByteSink } from 'medseal'
import { directory, pattern, people, refused } from './support.mjs'

/** A Web sink that keeps what it is given, and how it ended. */
function collector() {
  const chunks: Uint8Array[] = []
  const ended: { how?: 'closed' | 'aborted'; why?: unknown } = {}
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => void chunks.push(chunk),
    close: () => void (ended.how = 'closed'),
    abort: (why) => void Object.assign(ended, { how: 'aborted', why }),
  })
  return { sink: sink as ByteSink, ended, bytes: () => Buffer.concat(chunks) }
}

function webSource(content: Buffer, size = 65_536) {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= content.length) return controller.close()
      controller.enqueue(content.subarray(at, (at += size)))
    },
  })
}

test('Web streams, Node streams and iterables are all sources and sinks', async () => {
  const { laboratory, patient, document } = people()
  const content = pattern(3_000_000)
  const place = directory()
  const sealed = join(place, 'sealed')
  const sources = {
    web: () => webSource(content),
    node: () => Readable.from([content.subarray(0, 1_000_000), content.subarray(1_000_000)]),
    whole: () => [content],
    async *generated() {
      for (let at = 0; at < content.length; at += 7777) yield content.subarray(at, at + 7777)
    },
  }
  for (const source of Object.values(sources)) {
    const header = await SealedRecord.sealStream(
      laboratory, document, source(), createWriteStream(sealed), { total: content.length })
    assert.equal(header.details.plaintextLength, 3_000_000n)
    const { sink, ended, bytes } = collector()
    await SealedRecord.openStream(createReadStream(sealed), sink, patient)
    assert.deepEqual(bytes(), content)
    assert.equal(ended.how, 'closed')
    assert.deepEqual(await SealedRecord.openBytes(readFileSync(sealed), patient), content)
  }
})

test('the detached form, and nothing at all', async () => {
  const { laboratory, patient, document } = people()
  const { SealedHeader } = await import('medseal')
  for (const content of [pattern(100_000), Buffer.alloc(0)]) {
    const payload = collector()
    const header = await SealedHeader.sealPayload(laboratory, document, [content], payload.sink)
    const opened = collector()
    await header.openPayload([payload.bytes()], opened.sink, patient)
    assert.deepEqual(opened.bytes(), content)
    await refused('payload-length-mismatch', 'Cryptographic', () =>
      header.openPayload([payload.bytes(), Buffer.alloc(1)], collector().sink, patient))
  }
})

test('a slow sink holds the source back', async () => {
  const { laboratory, document } = people()
  const total = 64
  let given = 0
  let taken = 0
  let ahead = 0
  async function* source() {
    for (; given < total; given++) {
      ahead = Math.max(ahead, (given << 20) - taken)
      yield Buffer.alloc(1 << 20)
    }
  }
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      taken += chunk.length
      setImmediate(done)
    },
  })
  const { SealedHeader } = await import('medseal')
  await SealedHeader.sealPayload(laboratory, document, source(), slow)
  // Two pipes of one MiB, what the cipher holds between them, and a chunk on either side.
  assert.ok(ahead < 12 << 20, `the source was ${ahead} bytes ahead`)
})

test('memory stays small however long the stream is', async () => {
  const { laboratory, document } = people()
  const { SealedHeader } = await import('medseal')
  const chunk = Buffer.alloc(1 << 20)
  async function* source(count: number) {
    for (let i = 0; i < count; i++) yield chunk
  }
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })
  await SealedHeader.sealPayload(laboratory, document, source(32), nowhere())
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5)
  await SealedHeader.sealPayload(laboratory, document, source(256), nowhere())
  clearInterval(watch)
  assert.ok(most - before < 128 << 20, `grew by ${most - before} bytes`)
})

test('what the source fails with is what the caller sees, and the sink is destroyed', async () => {
  const { laboratory, document } = people()
  const broken = new Error('the scanner is out of paper')
  async function* source() {
    yield Buffer.alloc(100_000)
    throw broken
  }
  const web = collector()
  await assert.rejects(SealedRecord.sealStream(laboratory, document, source(), web.sink), broken)
  assert.deepEqual(web.ended, { how: 'aborted', why: broken })
  const node = new PassThrough()
  await assert.rejects(SealedRecord.sealStream(laboratory, document, source(), node), broken)
  assert.ok(node.destroyed)
  const text = Readable.from(['text'])
  await assert.rejects(
    SealedRecord.sealStream(laboratory, document, text as never, collector().sink), TypeError)
})

test('what the sink fails with is what the caller sees, and the source is destroyed', async () => {
  const { laboratory, document } = people()
  const full = new Error('the tape is full')
  const { SealedHeader } = await import('medseal')
  const sinks = [
    new WritableStream<Uint8Array>({ write: () => Promise.reject(full) }),
    new Writable({ write: (_chunk, _encoding, done) => done(full) }),
  ]
  for (const sink of sinks) {
    const source = Readable.from((function* () {
      for (;;) yield Buffer.alloc(1 << 20)
    })())
    const work = SealedHeader.sealPayload(laboratory, document, source, sink as ByteSink)
    await assert.rejects(work, full)
    assert.ok(source.destroyed)
  }
})

test('a stream is cancelled even while it waits for a source that gives nothing', async () => {
  const { laboratory, patient, document } = people()
  const reason = new Error('enough')
  for (const source of [new PassThrough(), new ReadableStream<Uint8Array>()]) {
    const controller = new AbortController()
    const { sink, ended } = collector()
    const work = SealedRecord.sealStream(laboratory, document, source, sink, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 20)
    const error = await refused('cancelled', 'Cancelled', () => work)
    assert.equal(error.cause, reason)
    assert.equal(ended.how, 'aborted')
  }
  const { sink } = collector()
  const already = SealedRecord.openStream([], sink, patient, { signal: AbortSignal.abort() })
  await refused('cancelled', 'Cancelled', () => already)
})

test('an altered stream is refused, and what came out is known to be no good', async () => {
  const { laboratory, patient, document } = people()
  const sealed = await SealedRecord.sealBytes(laboratory, document, pattern(1_000_000))
  sealed[sealed.length - 100]! ^= 1
  const { sink, ended } = collector()
  await refused('payload-corrupt', 'Cryptographic', () =>
    SealedRecord.openStream([sealed], sink, patient))
  assert.equal(ended.how, 'aborted')
  await refused('not-a-sealed-record', 'Malformed', () =>
    SealedRecord.openStream([Buffer.from('not one')], collector().sink, patient))
})

test('progress of a stream', async () => {
  const { laboratory, document } = people()
  const told: [bigint, bigint | null][] = []
  const place = directory()
  const plain = join(place, 'plain')
  writeFileSync(plain, pattern(5_000_000))
  await SealedRecord.sealStream(laboratory, document, createReadStream(plain), collector().sink, {
    total: BigInt(statSync(plain).size),
    onProgress: (done, total) => told.push([done, total]),
  })
  assert.deepEqual(told.at(-1), [5_000_000n, 5_000_000n])
})
