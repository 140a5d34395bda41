// What stands on a ledger, read by everybody who has it or a receipt.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthorityList, Ledger, Receipt, SealedRecord, SecretIdentity } from 'medseal'
import { people, refused } from './support.mjs'

const NOW = 1_800_000_000
const ORIGIN = 'hospital.example/ledger'

test("a receipt's entry is the ledger's", async () => {
  const { laboratory, patient, document } = people()
  const ledger = await Ledger.inMemory([SecretIdentity.generateSync('x25519')], ORIGIN, null, NOW)
  const { header } = await SealedRecord.seal(laboratory, document, Buffer.from('HbA1c 6.9 %'))
  const receipt = Receipt.fromText((await ledger.anchor(laboratory, header, null, NOW)).toText())
  const [entry, known] = [await receipt.entry(), await ledger.authorities()]
  const verified = await receipt.verify(known)
  const { details } = entry
  assert.deepEqual((await ledger.entry(verified.index)).details, details)
  assert.deepEqual(await receipt.verifyEntry(known, entry.toBytes()), verified.checkpoint)
  assert.deepEqual([details.kind, details.action, details.time], ['statement', 'anchor', BigInt(NOW)])
  assert.deepEqual([details.record, details.controller], [header.details.commitment, patient.identityId])
  assert.deepEqual([details.signer, details.ledgerId], [verified.signer, verified.ledgerId])

  const { size, height } = await ledger.details()
  const everything = (await ledger.entries(0, size)).map((one) => one.details)
  assert.deepEqual(everything[Number(verified.index)], details)
  const [first, last] = [everything[0], everything.at(-1)]
  assert.deepEqual([first?.kind, first?.origin, first?.ledgerId], ['genesis', ORIGIN, details.ledgerId])
  const keys = first?.authorities.map((one) => one.verifierKey) ?? []
  const named = AuthorityList.fromVerifierKeys(ORIGIN, keys, Number(first?.quorum))
  assert.deepEqual(named.details, known.details)
  assert.deepEqual([last?.kind, last?.height], ['state', height])

  assert.deepEqual(await ledger.entries(1, 1), [])
  await refused('out-of-range', 'Malformed', () => ledger.entries(0, size + 1n))
  await refused('out-of-range', 'Malformed', () => ledger.entries(2, 1))
  await refused('out-of-range', 'Malformed', () => ledger.entry(2n ** 64n - 1n))
  await ledger.close()
  await refused('closed', 'Closed', () => ledger.entry(0))
})
