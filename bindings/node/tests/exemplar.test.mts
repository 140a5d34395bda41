// vectors/bindings/exemplar.json: the values that get lost between languages.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ledger, PublicIdentity, SealedRecord, SecretIdentity, hazmat } from 'medseal'
import { type Case, bytes, code, load } from './cases.mjs'

test('the exemplar of values that get lost between languages', async () => {
  const exemplar = load('bindings/exemplar')
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
