import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SealedRecord, SecretIdentity } from 'medseal'
import { directory, pattern, people, refused } from './support.mjs'

test('a file is sealed, opened, opened in part, and shared', async () => {
  const { laboratory, patient, document } = people()
  const place = directory()
  const [plain, sealed, opened] = ['plain', 'sealed', 'opened'].map((name) => join(place, name))
  const content = pattern(3_000_000)
  writeFileSync(plain!, content)
  const header = await SealedRecord.sealFile(laboratory, document, plain!, sealed!, { category: 'IMG' })
  assert.equal(header.details.category, 'IMG')
  await SealedRecord.openFile(sealed!, opened!, patient)
  assert.deepEqual(readFileSync(opened!), content)
  assert.equal(statSync(opened!).mode & 0o077, 0)
  const part = await SealedRecord.openFileRange(sealed!, patient, 1_000_000, 1_000_100)
  assert.deepEqual(part, content.subarray(1_000_000, 1_000_100))

  const doctor = SecretIdentity.generateSync('x25519')
  const shared = await header.rewrap(patient, doctor.publicSync())
  await SealedRecord.replaceHeader(sealed!, sealed!, shared)
  await SealedRecord.openFile(sealed!, opened!, doctor)
  await refused('file-not-found', 'Storage', () => SealedRecord.openFile(`${plain}.none`, opened!, patient))
})

test('progress is told in order, and the last call says all is done', async () => {
  const { laboratory, document } = people()
  const place = directory()
  const [plain, sealed] = [join(place, 'plain'), join(place, 'sealed')]
  writeFileSync(plain, pattern(20_000_000))
  const told: [bigint, bigint | null][] = []
  await SealedRecord.sealFile(laboratory, document, plain, sealed, {
    onProgress: (done, total) => told.push([done, total]),
  })
  assert.deepEqual(told.at(-1), [20_000_000n, 20_000_000n])
  assert.deepEqual(told, [...told].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
})

test('a cancelled file leaves nothing, and says why it was cancelled', async () => {
  const { laboratory, document } = people()
  const place = directory()
  const [plain, sealed] = [join(place, 'plain'), join(place, 'sealed')]
  writeFileSync(plain, pattern(50_000_000))
  const reason = new Error('the nurse went home')
  const controller = new AbortController()
  let listeners = 0
  const work = SealedRecord.sealFile(laboratory, document, plain, sealed, {
    signal: controller.signal,
    onProgress: () => {
      listeners++
      controller.abort(reason)
    },
  })
  const error = await refused('cancelled', 'Cancelled', () => work)
  assert.equal(error.name, 'AbortError')
  assert.equal(error.cause, reason)
  assert.ok(listeners > 0)
  assert.deepEqual(readdirSync(place), ['plain'])

  const already = SealedRecord.sealFile(laboratory, document, plain, sealed, { signal: AbortSignal.abort() })
  await refused('cancelled', 'Cancelled', () => already)
  assert.deepEqual(readdirSync(place), ['plain'])
})

test('a signal is left alone when the work is done', async () => {
  const { laboratory, document } = people()
  const place = directory()
  const [plain, sealed] = [join(place, 'plain'), join(place, 'sealed')]
  writeFileSync(plain, 'x')
  const controller = new AbortController()
  let own = 0
  controller.signal.onabort = () => own++
  for (let i = 0; i < 20; i++) {
    await SealedRecord.sealFile(laboratory, document, plain, sealed, { signal: controller.signal })
  }
  controller.abort()
  assert.equal(own, 1)
  // @ts-expect-error: not a signal
  assert.throws(() => SealedRecord.sealFile(laboratory, document, plain, sealed, { signal: 7 }), TypeError)
})
