import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthorityList, Ledger, LedgerFollower, Receipt, SealedRecord, SecretIdentity, hazmat } from 'medseal'
import { people } from './support.mjs'

/** Any function, called with what its types forbid. */
type Untyped = Record<string, (...given: readonly unknown[]) => unknown>

function mistaken(error: unknown): boolean {
  assert.ok(error instanceof TypeError, `not a TypeError: ${String(error)}`)
  assert.equal((error as TypeError & { code?: string }).code, 'invalid-argument')
  assert.ok(error.message.length > 0 && error.stack)
  return true
}

test('an argument of another type is a TypeError with a code, thrown at once', () => {
  const { laboratory, patient, document } = people()
  const record = SealedRecord.sealSync(laboratory, document, Buffer.from('x'))
  const follower = LedgerFollower as unknown as new (...given: readonly unknown[]) => unknown
  const list = AuthorityList as unknown as new (...given: readonly unknown[]) => unknown
  const calls: [string, () => unknown][] = [
    ['text for bytes', () => (SealedRecord as unknown as Untyped).sealSync?.(laboratory, document, 'text')],
    ['bytes for text', () => (SecretIdentity as unknown as Untyped).fromKeyFile?.(Buffer.from('x'))],
    ['another handle', () => (SealedRecord as unknown as Untyped).seal?.(document, document, Buffer.from('x'))],
    ['no handle', () => (record as unknown as Untyped).open?.({})],
    ['nothing', () => (record as unknown as Untyped).openSync?.()],
    ['a fraction', () => record.openRange(patient, 0.5, 1)],
    ['a negative number', () => record.openRange(patient, -1n, 1)],
    ['a list of something else', () => (Ledger as unknown as Untyped).inMemory?.(['x'], 'node.example')],
    ['no signal', () => (Ledger as unknown as Untyped).fsck?.('x', { signal: 'x' })],
    ['a constructor', () => new follower('x')],
    ['another constructor', () => new list(1, [])],
    ['no constructor', () => new (SecretIdentity as unknown as new () => unknown)()],
    ['without new', () => (Receipt as unknown as () => unknown)()],
    ['hazmat', () => (hazmat as unknown as Untyped).ed25519Verify?.('x', 'y', 'z')],
  ]
  for (const [what, call] of calls) assert.throws(call, mistaken, what)
})

test('functions that take streams reject with it', async () => {
  const { laboratory, patient, document } = people()
  const sealStream = (SealedRecord as unknown as Untyped).sealStream
  const sink = new WritableStream()
  await assert.rejects(async () => sealStream?.(laboratory, document, 'text', sink), mistaken)
  await assert.rejects(async () => sealStream?.(laboratory, document, [], {}), mistaken)
  await assert.rejects(async () => sealStream?.(patient, 'x', [], new WritableStream()), mistaken)
})

test('handles are instances of their class, wherever they come from', () => {
  const { patient, document } = people()
  assert.ok(patient instanceof SecretIdentity && patient.pairwise('x') instanceof SecretIdentity)
  assert.ok(!(document instanceof SecretIdentity))
  assert.equal(patient.constructor, SecretIdentity)
  assert.equal(SecretIdentity.name, 'SecretIdentity')
})
