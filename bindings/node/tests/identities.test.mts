import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PublicIdentity, SecretIdentity } from 'medseal'
import { directory, people, refused } from './support.mjs'

const CHEAP = { memoryKib: 8192, passes: 1, lanes: 1 }

test('an identity has a name, categories and a public document', async () => {
  const identity = await SecretIdentity.generate()
  assert.match(identity.identityId, /^[0-9a-f]{64}$/)
  const codes = identity.categories.map((category) => category.category)
  assert.deepEqual(codes, ['EMERGENCY', 'GENERAL', 'IMG', 'LAB'])
  const document = await identity.public(1_700_000_000n)
  assert.equal(document.identityId, identity.identityId)
  assert.equal(document.details.issued, 1_700_000_000n)
  assert.equal(document.details.suite, 'x-wing')
  const read = await PublicIdentity.fromJson(document.toJson())
  assert.deepEqual(read.details, document.details)
})

test('a time is a bigint or a whole number, and nothing else', async () => {
  const { patient } = people()
  assert.equal(patient.publicSync(1_700_000_000).details.issued, 1_700_000_000n)
  for (const wrong of [-1, 1.5, NaN, 2 ** 53, -1n, 2n ** 64n]) {
    assert.throws(() => patient.publicSync(wrong), /whole number/)
  }
  // @ts-expect-error: the compiler refuses a text, and so does the addon
  assert.throws(() => patient.publicSync('now'), /whole number/)
  await refused('invalid-time', 'Malformed', () => patient.publicSync(2n ** 64n - 1n))
})

test('a key file goes out and comes in, with its passphrase or not at all', async () => {
  const { patient } = people()
  const file = await patient.toKeyFile('correct horse', CHEAP)
  const again = await SecretIdentity.fromKeyFile(file, Buffer.from('correct horse'))
  assert.equal(again.identityId, patient.identityId)
  await refused('wrong-passphrase', 'Cryptographic', () => SecretIdentity.fromKeyFile(file, 'wrong'))
  await refused('passphrase-needed', 'Malformed', () => SecretIdentity.fromKeyFile(file))
  const plain = patient.toPlainKeyFile()
  assert.ok(Buffer.isBuffer(plain))
  const third = await SecretIdentity.fromKeyFile(plain.toString())
  assert.equal(third.identityId, patient.identityId)
})

test('key files are written for their owner, and not over another', async () => {
  const { patient } = people()
  const path = join(directory(), 'patient')
  await patient.save(path)
  assert.equal(statSync(path).mode & 0o077, 0)
  const before = readFileSync(path)
  await refused('file-exists', 'Storage', () => patient.save(path))
  assert.deepEqual(readFileSync(path), before)
  await patient.save(path, null, true)
  assert.equal((await SecretIdentity.load(path)).identityId, patient.identityId)
  await refused('file-not-found', 'Storage', () => SecretIdentity.load(`${path}.none`))
  const document = `${path}.json`
  await patient.publicSync().save(document)
  assert.equal((await PublicIdentity.load(document)).identityId, patient.identityId)
  assert.ok(existsSync(document))
})

test('categories, rotation, recovery and pairwise identities', async () => {
  const { patient } = people()
  patient.addCategory('GENETICS')
  assert.equal(patient.rotateCategory('GENETICS'), 1)
  await refused('unknown-category', 'Malformed', () => patient.rotateCategory('NONE'))
  const secret = patient.takeRecoverySecret()
  assert.equal(secret.length, 32)
  await refused('recovery-secret-needed', 'Conflict', () => patient.rotate())
  await refused('wrong-recovery-secret', 'Cryptographic', () => patient.rotate(Buffer.alloc(32)))
  await patient.rotate(secret)
  assert.equal(patient.publicSync().details.rotations, 1n)
  assert.notEqual(patient.pairwise('clinic').identityId, patient.identityId)
  patient.setAlsoKnownAs('did:web:clinic.example')
  assert.equal(patient.publicSync().details.alsoKnownAs, 'did:web:clinic.example')
})
