import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SealedHeader, SealedRecord, SecretIdentity, hazmat } from 'medseal'
import { pattern, people, refused } from './support.mjs'

const RESULT = Buffer.from('HbA1c 6.9 %')

test('a record opens for its patient and for its recipients, and for nobody else', async () => {
  const { laboratory, patient, document } = people()
  const doctor = SecretIdentity.generateSync()
  const options = { category: 'LAB', mediaType: 'text/plain', recipients: [doctor.publicSync()] }
  const record = await SealedRecord.seal(laboratory, document, RESULT, options)
  for (const reader of [patient, doctor]) assert.deepEqual(await record.open(reader), RESULT)
  await refused('not-a-recipient', 'Cryptographic', () => record.open(laboratory))
  await refused('not-a-recipient', 'Cryptographic', () => record.openSync(laboratory))
  const { details } = record.header
  assert.equal(details.category, 'LAB')
  assert.equal(details.mediaType, 'text/plain')
  assert.equal(details.plaintextLength, BigInt(RESULT.length))
  assert.deepEqual(details.slots.map((slot) => slot.suite).sort(), ['x-wing', 'x25519'])
})

test('bytes alone, in promises and at once', async () => {
  const { laboratory, patient, document } = people()
  const sealed = await SealedRecord.sealBytes(laboratory, document, RESULT)
  assert.deepEqual(await SealedRecord.openBytes(sealed, patient), RESULT)
  assert.deepEqual(SealedRecord.openBytesSync(sealed, patient), RESULT)
  const record = SealedRecord.sealSync(laboratory, document, RESULT)
  const again = SealedRecord.fromBytesSync(record.toBytes())
  assert.deepEqual(again.openSync(patient), RESULT)
  assert.deepEqual((await SealedRecord.fromBytes(sealed)).toBytes(), sealed)
})

test('whatever memory a Uint8Array is of, its bytes are sealed', async () => {
  const { laboratory, patient, document } = people()
  const expected = pattern(100_000)
  const shared = new Uint8Array(new SharedArrayBuffer(100_000))
  shared.set(expected)
  const resizable = new ArrayBuffer(100_000, { maxByteLength: 200_000 })
  new Uint8Array(resizable).set(expected)
  const around = Buffer.concat([Buffer.alloc(7), expected, Buffer.alloc(9)])
  const inputs = [expected, shared, new Uint8Array(resizable), around.subarray(7, 100_007)]
  for (const input of inputs) {
    const sealed = await SealedRecord.sealBytes(laboratory, document, input)
    assert.deepEqual(await SealedRecord.openBytes(sealed, patient), expected)
  }
  assert.deepEqual(await SealedRecord.openBytes(
    await SealedRecord.sealBytes(laboratory, document, new Uint8Array()), patient), Buffer.alloc(0))
  // @ts-expect-error: a text is no bytes
  assert.throws(() => SealedRecord.seal(laboratory, document, 'text'))
  // @ts-expect-error: neither are numbers of 16 bits
  assert.throws(() => SealedRecord.sealSync(laboratory, document, new Uint16Array(4)))
})

test('memory that shrinks while it is sealed was copied before', async () => {
  const { laboratory, patient, document } = people()
  const memory = new ArrayBuffer(1_000_000, { maxByteLength: 1_000_000 })
  new Uint8Array(memory).fill(7)
  const sealed = SealedRecord.sealBytes(laboratory, document, new Uint8Array(memory))
  memory.resize(0)
  assert.equal((await SealedRecord.openBytes(await sealed, patient)).length, 1_000_000)
})

test('an altered record is refused by code and kind, in both forms', async () => {
  const { laboratory, patient, document } = people()
  const sealed = await SealedRecord.sealBytes(laboratory, document, RESULT)
  const forged = Buffer.from(sealed)
  forged[forged.length - 1]! ^= 1
  await refused('payload-corrupt', 'Cryptographic', () => SealedRecord.openBytes(forged, patient))
  await refused('payload-corrupt', 'Cryptographic', () => SealedRecord.openBytesSync(forged, patient))
  await refused('not-a-sealed-record', 'Malformed', () => SealedRecord.fromBytes(RESULT))
  await refused('payload-length-mismatch', 'Cryptographic', () =>
    SealedRecord.fromBytes(sealed.subarray(0, -1)))
})

test('versions, ranges, recipients and the detached form', async () => {
  const { laboratory, patient, document } = people()
  const plaintext = pattern(70_000)
  const record = await SealedRecord.seal(laboratory, document, plaintext)
  const next = await SealedRecord.seal(laboratory, document, RESULT, { previous: record.header })
  assert.equal(next.header.details.version, 2n)
  assert.equal(next.header.details.previous, record.header.details.manifestDigest)
  assert.deepEqual(await record.openRange(patient, 16_380, 40_000n), plaintext.subarray(16_380, 40_000))
  await refused('range-outside-payload', 'Malformed', () => record.openRange(patient, 5, 70_001))

  const doctor = SecretIdentity.generateSync('x25519')
  const shared = await record.header.rewrap(patient, doctor.publicSync())
  const copy = await record.withHeader(shared)
  assert.deepEqual(await copy.open(doctor), plaintext)
  assert.equal(shared.withoutSlots().details.slots.length, 0)
  await refused('malformed-hex', 'Malformed', () => shared.withoutSlots('zz'))

  const header = SealedHeader.fromBytesSync(record.header.toBytes())
  const joined = await SealedRecord.fromParts(header, record.payload())
  assert.deepEqual(joined.toBytes(), record.toBytes())
})

test('the hazmat door', async () => {
  const [key, salt, context] = [Buffer.alloc(32, 1), Buffer.alloc(24, 2), Buffer.from('context')]
  const sealed = await hazmat.cobblestone256Seal(key, context, salt, RESULT)
  assert.deepEqual(hazmat.cobblestone256SealSync(key, context, salt, RESULT), sealed)
  assert.deepEqual(await hazmat.cobblestone256Open(key, context, sealed), RESULT)
  await refused('key-commitment-mismatch', 'Cryptographic', () =>
    hazmat.cobblestone256OpenSync(Buffer.alloc(32, 3), context, sealed))
  await refused('invalid-argument', 'Malformed', () =>
    hazmat.cobblestone256Open(key.subarray(1), context, sealed))
  await refused('proof-mismatch', 'Cryptographic', () =>
    hazmat.verifyInclusion(key, 0, 1, new Uint8Array(), Buffer.alloc(32)))
  hazmat.verifyInclusion(key, 0n, 1n, new Uint8Array(), key)
})
