// What becomes of grants and records: asked of the ledger, and proven to somebody without it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthorityList, Ledger, LedgerFollower, LedgerState, SealedRecord, SecretIdentity } from 'medseal'
import { people, refused } from './support.mjs'

const NOW = 1_800_000_000
const ORIGIN = 'hospital.example/ledger'

test('what the ledger says is proven elsewhere', async () => {
  const { laboratory, patient, document } = people()
  const ledger = await Ledger.inMemory([SecretIdentity.generateSync('x25519')], ORIGIN, null, NOW)
  const { header } = await SealedRecord.seal(laboratory, document, Buffer.from('HbA1c 6.9 %'))
  await ledger.anchor(laboratory, header, null, NOW)
  const terms = { categories: ['GENERAL'], purposes: ['TREAT'], expires: NOW + 3600 }
  const grant = await ledger.grant(patient, laboratory.publicSync(), terms, NOW)
  const [record, granted] = [header.details.commitment, grant.chain().grants[0]?.commitment ?? '']
  const [known, { ledgerId }] = [await ledger.authorities(), await ledger.details()]
  const proven = async () =>
    LedgerState.verify(await ledger.proveState([granted], [record]), ledgerId, known)

  const before = await proven()
  assert.deepEqual(before.recordStatus(record), await ledger.recordStatus(record))
  assert.deepEqual(before.grantStatus(granted), await ledger.grantStatus(granted))
  assert.deepEqual([before.recordStatus(record).status, before.grantStatus(granted).status], ['current', 'active'])
  assert.equal(before.recordStatus(record).controller, patient.identityId)
  assert.deepEqual(before.point, await ledger.point())
  assert.equal(before.checkpoint.root, (await ledger.details()).root)

  await ledger.revoke(patient, grant, NOW)
  await ledger.erase(patient, record, NOW)
  const after = await proven()
  assert.deepEqual([after.recordStatus(record).status, after.grantStatus(granted).status], ['erased', 'revoked'])
  assert.equal(after.grantStatus(granted).revoked, BigInt(before.point.height) + 1n)
  assert.equal(before.grantStatus(granted).status, 'active') // A proof stays true of its own height.
  await refused('not-proven', 'Cryptographic', () => after.recordStatus(granted))
  const strangers = new AuthorityList(ORIGIN, [document])
  const proof = await ledger.proveState([granted], [])
  await refused('quorum-not-reached', 'Cryptographic', () => LedgerState.verify(proof, ledgerId, strangers))
  await refused('malformed-hex', 'Malformed', () => ledger.grantStatus('nothing'))

  const { index } = await ledger.recordStatus(record)
  const receipt = await ledger.receipt(index ?? 0)
  assert.equal((await receipt.verify(known, header)).action, 'anchor')
  const { size } = await ledger.details()
  await refused('out-of-range', 'Malformed', () => ledger.receipt(size))

  const follower = new LedgerFollower(strangers)
  const elsewhere = new AuthorityList('elsewhere', [document])
  await refused('other-origin', 'Cryptographic', () => follower.replaceAuthorities(elsewhere))
  follower.replaceAuthorities(known)
  assert.equal((await follower.accept(await ledger.checkpoint())).size, size)
})
