import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { SealedRecord } from 'medseal'
import { directory, pattern, people } from './support.mjs'

test('eight records are sealed and opened at once', async () => {
  const { laboratory, patient, document } = people()
  const contents = Array.from({ length: 8 }, (_, i) => pattern(2_000_000 + i))
  const sealed = await Promise.all(
    contents.map((content) => SealedRecord.sealBytes(laboratory, document, content)))
  const opened = await Promise.all(sealed.map((bytes) => SealedRecord.openBytes(bytes, patient)))
  assert.deepEqual(opened, contents)
})

test('a hundred records at once wait for each other', async () => {
  const { laboratory, patient, document } = people()
  const contents = Array.from({ length: 100 }, (_, i) => pattern(i % 3 === 0 ? 600_000 + i : 100 + i))
  const opened = await Promise.all(contents.map(async (content) =>
    SealedRecord.openBytes(await SealedRecord.sealBytes(laboratory, document, content), patient)))
  assert.deepEqual(opened, contents)
})

test('eight streams at once leave the thread pool to others', async () => {
  const { laboratory, document } = people()
  const place = directory()
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const works = Array.from({ length: 8 }, () => SealedRecord.sealStream(laboratory, document,
    (async function* () { await gate; yield Buffer.from('x') })(),
    new WritableStream<Uint8Array>()))
  // All streams wait. Files go through the thread pool, which has four threads.
  const plain = join(place, 'plain')
  writeFileSync(plain, 'x')
  await SealedRecord.sealFile(laboratory, document, plain, join(place, 'sealed'))
  release()
  await Promise.all(works)
})

test('the event loop goes on while a large record is sealed', async () => {
  const { laboratory, document } = people()
  let turns = 0
  let going = true
  const turn = () => {
    turns++
    if (going) setImmediate(turn)
  }
  const plaintext = Buffer.alloc(64 << 20)
  setImmediate(turn)
  const sealing = SealedRecord.sealBytes(laboratory, document, plaintext)
  const atStart = turns
  await sealing
  going = false
  assert.ok(turns - atStart > 20, `only ${turns} turns`)
})

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { SealedRecord, SecretIdentity, MedsealError } = require('medseal')
  const patient = SecretIdentity.generateSync('x25519')
  SealedRecord.sealBytes(patient, patient.publicSync(), Buffer.alloc(workerData.length))
    .then((sealed) => SealedRecord.openBytes(sealed, patient))
    .then((opened) => {
      let error
      try { SealedRecord.openBytesSync(opened, patient) } catch (caught) { error = caught }
      parentPort.postMessage([opened.length, error instanceof MedsealError, error.code])
    })`

test('workers have the package for themselves', async () => {
  const lengths = [1, 100_000, 3_000_000, 17]
  const answers = await Promise.all(lengths.map((length) => new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { eval: true, workerData: { length } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })))
  assert.deepEqual(answers, lengths.map((length) => [length, true, 'not-a-sealed-record']))
})

const BUSY = `
  const { SealedHeader, SecretIdentity, SealedRecord } = require('medseal')
  const { Writable } = require('node:stream')
  const patient = SecretIdentity.generateSync('x25519')
  const document = patient.publicSync()
  SealedHeader.sealPayload(patient, document, (async function* () {
    for (;;) { yield Buffer.alloc(100_000); require('node:worker_threads').parentPort.postMessage(1) }
  })(), new Writable({ write: (chunk, encoding, done) => setImmediate(done) })).catch(() => {})
  const again = () => SealedRecord.sealBytes(patient, document, Buffer.alloc(200_000)).then(again)
  again()`

test('a worker that ends in the middle of its work takes nothing with it', async () => {
  for (let i = 0; i < 4; i++) {
    const worker = new Worker(BUSY, { eval: true })
    await new Promise((resolve) => worker.once('message', resolve))
    await worker.terminate()
  }
  const { laboratory, patient, document } = people()
  const sealed = await SealedRecord.sealBytes(laboratory, document, Buffer.from('still here'))
  assert.equal((await SealedRecord.openBytes(sealed, patient)).toString(), 'still here')
})

const LENDING = `
  const { SecretIdentity, SealedRecord } = require('medseal')
  const { parentPort } = require('node:worker_threads')
  const patient = SecretIdentity.generateSync('x25519')
  const document = patient.publicSync()
  const plaintext = Buffer.alloc(64 << 20)
  let place = new Uint8Array(SealedRecord.sealedLengthAtMost(plaintext.length))
  for (let i = 0; i < 20; i++) SealedRecord.sealBytes(patient, document, plaintext)
  SealedRecord.sealInto(patient, document, plaintext, place)
  parentPort.postMessage('begun')`

test('the memory of a worker that ends stays until it is no longer used', async () => {
  for (let i = 0; i < 4; i++) {
    const worker = new Worker(LENDING, { eval: true })
    await new Promise((resolve) => worker.once('message', resolve))
    await worker.terminate()
  }
})
