// The conformance vectors: what everybody reads and refuses alike, with the same codes.
//
// Vectors about values that never leave the library (single entries, state proofs, chains without
// their keys) are run in Rust only.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  AccessRequest, AuthorityList, Decision, ErasureReceipt, Ledger, LedgerFollower, MedsealError,
  PublicIdentity, SealedHeader, SealedRecord, SecretIdentity, hazmat,
} from 'medseal'
import { environment } from './support.mjs'

// JSON has no types; each test says what it reads.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Case = Record<string, any>

function file(area: string): Case {
  const path = join(environment('MEDSEAL_SOURCE'), 'vectors', `${area}.json`)
  // Numbers that are not exact in JavaScript are left as texts.
  const text = readFileSync(path, 'utf8').replaceAll(/: (\d{16,})(?=[,\n])/g, ': "$1"')
  return JSON.parse(text) as Case
}

function cases(area: string): Case[] {
  const found = file(area)['cases'] as Case[]
  assert.ok(found.length > 0)
  return found
}

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const suite = (one: Case) => (one['suite'] === 0x20 || one['suite'] === 'X25519' ? 'x25519' : 'x-wing')

/** The plaintext of the payload vectors: byte number n is n modulo 251. */
const pattern = (length: number) => Buffer.alloc(length).map((_, at) => at % 251) as Buffer

/** What becomes of it: the error's code, or `ok`. */
async function code(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof MedsealError) return error.code
    throw error
  }
  return 'ok'
}

test('payloads', async () => {
  for (const one of cases('envelope/payloads')) {
    const [key, context] = [bytes(one['key']), bytes(one['context'])]
    const sealed = bytes(one['sealed'] ?? '')
    if (one['plaintext_length'] === undefined) {
      const opened = await code(() => hazmat.cobblestone256Open(key, context, sealed))
      assert.equal(opened, one['expected'], one['name'])
      continue
    }
    const plaintext = pattern(one['plaintext_length'])
    const made = await hazmat.cobblestone256Seal(key, context, bytes(one['salt']), plaintext)
    // The digest of long ones is BLAKE3, which Node does not have: opening them is the test.
    if (one['sealed']) assert.deepEqual(made, sealed, one['name'])
    assert.deepEqual(await hazmat.cobblestone256Open(key, context, made), plaintext, one['name'])
  }
})

test('records', async () => {
  for (const one of cases('envelope/records')) {
    const [seed, container] = [bytes(one['seed']), bytes(one['container'])]
    if (one['expected']) {
      const opened = await code(() => hazmat.openRecord(suite(one), seed, container))
      assert.equal(opened, one['expected'], one['name'])
      continue
    }
    const opened = await hazmat.openRecord(suite(one), seed, container)
    assert.deepEqual(opened, bytes(one['plaintext']), one['name'])
    const { details } = SealedHeader.fromBytesSync(container)
    assert.equal(details.recordId, one['record'])
    assert.equal(details.created, BigInt(one['created']))
    assert.equal(details.version, BigInt(one['version']))
    const stated = [
      details.author, details.category, details.commitment, details.controller,
      details.manifestDigest, details.mediaType, details.payloadAddress,
    ]
    assert.deepEqual(stated, [
      one['author'], one['category'], one['commitment'], one['controller'],
      one['manifest_digest'], one['media_type'], one['payload_address'],
    ])
  }
})

test('wrapped keys', async () => {
  for (const one of cases('keys/wrapped')) {
    const open = () => hazmat.hpkeOpen(suite(one), bytes(one['seed']), bytes(one['info']),
      new Uint8Array(), bytes(one['encapsulated_key']), bytes(one['ciphertext']))
    if (one['expected']) assert.equal(await code(open), one['expected'], one['name'])
    else assert.deepEqual(await open(), bytes(one['secret']), one['name'])
  }
})

test('identity documents', async () => {
  for (const one of cases('keys/documents')) {
    if (one['expected']) {
      assert.equal(await code(() => PublicIdentity.fromJson(one['document'])), one['expected'])
      continue
    }
    const document = await PublicIdentity.fromJson(one['document'])
    assert.equal(document.toJson(), one['document'])
    assert.equal(document.identityId, one['identity'])
    const secret = await SecretIdentity.fromKeyFile(one['key_file'])
    assert.equal(secret.identityId, one['identity'])
  }
})

test('signatures', async () => {
  for (const one of cases('keys/ed25519-speccheck')) {
    const verified = await code(() => hazmat.ed25519Verify(
      bytes(one['public_key']), bytes(one['message']), bytes(one['signature'])))
    assert.equal(verified, one['expected'], one['name'])
  }
})

test('inclusion proofs', async () => {
  for (const one of cases('ledger/inclusion')) {
    // The hazmat door takes bare hashes and one size: cases about the encoding, and of a proof that
    // names another size than the tree's, cannot be put to it.
    const { size, root } = one['head'] as Case
    if (one['path'] === undefined || (one['proof_size'] ?? size) !== size) continue
    const leaf = createHash('sha256').update('\0').update(bytes(one['entry'])).digest()
    const verified = await code(() =>
      hazmat.verifyInclusion(leaf, one['index'], size, bytes(one['path']), bytes(root)))
    assert.equal(verified, one['expected'], one['name'])
  }
})

test('consistency proofs', async () => {
  for (const one of cases('ledger/consistency')) {
    const [older, newer] = [one['older'] as Case, one['newer'] as Case]
    const verified = await code(() => hazmat.verifyConsistency(older['size'], newer['size'],
      bytes(one['path']), bytes(older['root']), bytes(newer['root'])))
    assert.equal(verified, one['expected'], one['name'])
  }
})

function authorities(area: string): AuthorityList {
  const { origin, keys, quorum } = file(area)['authorities'] as Case
  return AuthorityList.fromVerifierKeys(origin, keys, quorum)
}

test('checkpoints', async () => {
  const list = authorities('ledger/checkpoints')
  for (const one of cases('ledger/checkpoints')) {
    const followed = await code(() => new LedgerFollower(list, one['note']))
    assert.equal(followed, one['expected'], one['name'])
  }
})

test('evidence of split views', async () => {
  const list = authorities('ledger/evidence')
  for (const one of cases('ledger/evidence')) {
    const verify = () => LedgerFollower.verifyEvidence(one['evidence'], list)
    assert.equal(await code(verify), one['expected'], one['name'])
    if (one['expected'] === 'ok') assert.deepEqual(await verify(), one['signed_both'])
  }
})

test('requests', async () => {
  for (const one of cases('consent/requests')) {
    const read = await code(() => AccessRequest.fromBytes(bytes(one['request'])))
    assert.equal(read, one['expected'] ?? 'ok', one['name'])
  }
})

test('decisions', async () => {
  let [permits, denials] = [0, 0]
  for (const one of cases('consent/decisions')) {
    if (!one['proof']) continue
    const { details } = await Decision.fromBytes(bytes(one['proof']))
    const { permit, deny } = one['expected'] as Case
    assert.equal(details.isPermit, permit !== undefined, one['name'])
    if (permit) {
      permits++
      assert.deepEqual(details.obligations, permit.obligations)
      assert.equal(details.expires, BigInt(permit.expires))
    } else {
      denials++
      assert.deepEqual(details.reasons, deny.reasons)
    }
  }
  assert.ok(permits > 0 && denials > 0)
})

test('erasure receipts', async () => {
  for (const one of cases('audit/erasure-receipt')) {
    const read = await code(() => ErasureReceipt.fromBytes(bytes(one['bytes'])))
    assert.equal(read, one['expected'], one['name'])
  }
})

test('the exemplar of values that get lost between languages', async () => {
  const exemplar = file('bindings/exemplar')
  const identity = await SecretIdentity.fromKeyFile(exemplar['key_file'])
  const again = await SecretIdentity.fromKeyFile(exemplar['protected_key_file'], exemplar['passphrase'])
  const document = await PublicIdentity.fromJson(exemplar['document'])
  for (const one of [identity, again, document]) assert.equal(one.identityId, exemplar['identity_id'])
  assert.equal(document.details.issued, BigInt(exemplar['issued']))
  for (const one of exemplar['pairwise'] as Case[]) {
    assert.equal(identity.pairwise(one['relationship']).identityId, one['identity_id'])
  }
  for (const one of exemplar['records'] as Case[]) {
    const record = await SealedRecord.fromBytes(bytes(one['container']))
    assert.equal((await record.open(identity)).toString('utf8'), one['plaintext'])
    assert.equal(record.header.details.created, BigInt(one['created']))
    assert.equal(record.header.details.recordId, one['record_id'])
  }
  const authority = SecretIdentity.generateSync('x25519')
  const ledger = await Ledger.inMemory([authority], 'test.example/ledger')
  const record = SealedRecord.sealSync(identity, document, new Uint8Array())
  const hash = Buffer.alloc(32)
  const calls: Record<string, (one: Case) => unknown> = {
    'SecretIdentity.public': (one) => identity.public(BigInt(one['now'])),
    'SecretIdentity.add_category': (one) => identity.addCategory(one['category']),
    'SecretIdentity.set_also_known_as': (one) => identity.setAlsoKnownAs(one['did_web']),
    'Ledger.consistency_proof': (one) => ledger.consistencyProof(BigInt(one['older_size'])),
    'hazmat.verify_inclusion': (one) => hazmat.verifyInclusion(
      hash, BigInt(one['index']), BigInt(one['size']), new Uint8Array(), hash),
    'SealedRecord.open_range': (one) =>
      record.openRange(identity, BigInt(one['begin']), BigInt(one['end'])),
  }
  for (const one of exemplar['refused'] as Case[]) {
    const call = calls[one['call']]
    assert.ok(call, `${one['call']} has no call here`)
    assert.equal(await code(() => call(one)), one['expected'], one['call'])
  }
})
