import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SealedRecord } from 'medseal'
import { pattern, people, refused } from './support.mjs'

const room = (length: number) => SealedRecord.sealedLengthAtMost(length)

test('the same memory serves records of all lengths', async () => {
  const { laboratory, patient, document } = people()
  const longest = (1 << 20) + 5
  let sealing: Uint8Array = new Uint8Array(room(longest))
  let opening: Uint8Array = new Uint8Array(longest)
  for (const length of [longest, 4, 300_000]) {
    const plaintext = pattern(length)
    const sealed = await SealedRecord.sealInto(laboratory, document, plaintext, sealing)
    assert.deepEqual(await SealedRecord.openBytes(sealed, patient), plaintext)
    const opened = await SealedRecord.openInto(sealed, patient, opening)
    assert.deepEqual(opened, plaintext)
    assert.equal(opened.buffer.byteLength, longest)
    sealing = new Uint8Array(sealed.buffer)
    opening = new Uint8Array(opened.buffer)
  }
})

test('what is written to cannot be reached meanwhile', async () => {
  const { laboratory, patient, document } = people()
  const plaintext = pattern(500_000)
  const whole = new Uint8Array(room(plaintext.length) + 50).fill(7)
  const part = whole.subarray(30)
  const sealing = SealedRecord.sealInto(laboratory, document, plaintext, part)
  assert.deepEqual([whole.length, part.length, whole.buffer.byteLength], [0, 0, 0])
  const sealed = await sealing
  assert.equal(sealed.byteOffset, 30)
  const around = new Uint8Array(sealed.buffer)
  assert.ok(around.subarray(0, 30).every((byte) => byte === 7))
  assert.ok(around.subarray(30 + sealed.length).every((byte) => byte === 7))
  assert.deepEqual(await SealedRecord.openInto(sealed, patient, new Uint8Array(500_000)), plaintext)
})

test('memory that cannot be given away is refused, and left as it was', async () => {
  const { laboratory, document } = people()
  const pooled = Buffer.allocUnsafe(100).fill(7)
  const shared = new Uint8Array(new SharedArrayBuffer(9000)).fill(7)
  const lent = await SealedRecord.sealBytes(laboratory, document, pattern(50_000))
  const before = Buffer.from(lent)
  const own = new Uint8Array(9000).fill(7)
  const attempts: Array<[Uint8Array, Uint8Array]> = [
    [pattern(10), pooled],
    [pattern(10), shared],
    [pattern(10), lent],
    [own.subarray(0, 10), own.subarray(100)],
  ]
  for (const [plaintext, buffer] of attempts) {
    await assert.rejects(SealedRecord.sealInto(laboratory, document, plaintext, buffer), TypeError)
  }
  for (const untouched of [pooled, shared, own]) assert.ok(untouched.every((byte) => byte === 7))
  assert.deepEqual(lent, before)
  // @ts-expect-error: a length is no buffer
  await assert.rejects(SealedRecord.sealInto(laboratory, document, pattern(10), 9000), TypeError)
})

test('a buffer that is too small, and an altered record', async () => {
  const { laboratory, patient, document } = people()
  const plaintext = pattern(100_000)
  await refused('buffer-too-small', 'Malformed', () =>
    SealedRecord.sealInto(laboratory, document, plaintext, new Uint8Array(100_100)))
  const sealed = await SealedRecord.sealBytes(laboratory, document, plaintext)
  await refused('buffer-too-small', 'Malformed', () =>
    SealedRecord.openInto(sealed, patient, new Uint8Array(99_999)))
  const forged = Buffer.from(sealed)
  forged[forged.length - 1]! ^= 1
  await refused('payload-corrupt', 'Cryptographic', () =>
    SealedRecord.openInto(forged, patient, new Uint8Array(100_000)))
  await refused('not-a-recipient', 'Cryptographic', () =>
    SealedRecord.openInto(sealed, laboratory, new Uint8Array(100_000)))
})
