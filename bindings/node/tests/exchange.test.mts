import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  AccessRequest, AuthorityList, Decision, DisclosureLog, ErasureReceipt, Grant, Ledger, LedgerFollower,
  Receipt, SealedRecord, SecretIdentity, type GrantTerms,
} from 'medseal'
import { directory, refused } from './support.mjs'

const NOW = 1_800_000_000
const RESULT = Buffer.from('HbA1c 6.9 %')
const identity = () => SecretIdentity.generateSync('x25519')

async function stage() {
  const [authority, laboratory, patient, specialist] = [identity(), identity(), identity(), identity()]
  const ledger = await Ledger.inMemory([authority], 'hospital.example/ledger', null, NOW)
  const record = await SealedRecord.seal(
    laboratory, patient.publicSync(NOW), RESULT, { category: 'LAB', created: NOW })
  const receipt = await ledger.anchor(laboratory, record.header, null, NOW)
  const terms: GrantTerms = { categories: ['LAB'], purposes: ['TREAT'], expires: NOW + 86_400 }
  const grant = await ledger.grant(patient, specialist.publicSync(NOW), terms, NOW)
  return { authority, laboratory, patient, specialist, ledger, record, receipt, grant, terms }
}

test('from sealing to the disclosure log, and everything verifies offline', async () => {
  const { authority, patient, specialist, ledger, record, receipt, grant } = await stage()
  const authorities = await ledger.authorities()
  const read = Receipt.fromText(receipt.toText())
  const verified = await read.verify(authorities, record.header)
  assert.equal(verified.action, 'anchor')
  assert.equal(verified.commitment, record.header.details.commitment)
  assert.equal(typeof verified.index, 'bigint')

  const sent = await Grant.fromBytes(grant.toBytes())
  await sent.verify(patient.publicSync(NOW))
  assert.deepEqual(sent.details.terms.categories, ['LAB'])
  assert.equal(sent.details.terms.expires, BigInt(NOW + 86_400))
  assert.equal(sent.details.terms.delegation, 0)

  await ledger.register(specialist, NOW)
  await ledger.register(authority, NOW)
  const custodian = authority.identityId
  const request = new AccessRequest(specialist, sent, record.header, custodian, 'TREAT', null, NOW)
  const asked = await AccessRequest.fromBytes(request.toBytes())
  assert.equal(asked.details.purpose, 'TREAT')
  const decision = await ledger.decideAndProve(asked, sent, record.header, { custodian }, authority, NOW)
  const proof = await Decision.fromBytes(decision.toBytes())
  await proof.verify(authorities)
  assert.ok(proof.details.isPermit)
  const permit = decision.takePermit()
  await refused('closed', 'Closed', () => decision.takePermit())
  const unlocked = await permit.unlock(specialist, sent, record.header, null, NOW)
  await refused('closed', 'Closed', () => permit.details)
  const access = await ledger.recordAccess(specialist, sent, unlocked, NOW)
  assert.equal((await access.verify(authorities)).commitment, unlocked.eventCommitment)
  assert.deepEqual(await unlocked.open(record), RESULT)
  assert.deepEqual(await unlocked.openRange(record, 6, 9n), RESULT.subarray(6, 9))
  unlocked.close()
  await refused('closed', 'Closed', () => unlocked.open(record))

  const log = await ledger.disclosureLog(patient)
  assert.ok(log.isExplained)
  assert.deepEqual(log.lines.map((line) => line.action), ['anchor', 'register', 'grant', 'access'])
  assert.equal(log.lines[3]?.recordId, record.header.details.recordId)
  const evidence = await ledger.disclosureEvidence(patient.identityId)
  const { ledgerId } = await ledger.details()
  const again = await DisclosureLog.verify(evidence, ledgerId, authorities, patient)
  assert.deepEqual(again.lines, log.lines)
})

test('who was not granted, or no more, is refused with every reason', async () => {
  const { authority, patient, specialist, ledger, record, grant } = await stage()
  const clinic = identity()
  const custodian = authority.identityId
  const stranger = await refused('access-denied', 'Denied', () =>
    ledger.access(clinic, grant, record.header, custodian, null, null, NOW))
  assert.ok(stranger.reasons.length > 0)
  const opened = await ledger.access(specialist, grant, record.header, custodian, null, null, NOW)
  assert.deepEqual(await opened.open(record), RESULT)
  await ledger.revoke(patient, grant, NOW)
  const revoked = await refused('access-denied', 'Denied', () =>
    ledger.access(specialist, grant, record.header, custodian, null, null, NOW))
  assert.ok(revoked.reasons.some((reason) => reason.includes('revoked')), revoked.reasons.join())
  await refused('already-revoked', 'Conflict', () => ledger.revoke(patient, grant, NOW))
})

test('a grant is passed on, narrower and never wider', async () => {
  const { authority, patient, specialist, ledger, record, terms } = await stage()
  const colleague = identity()
  const passable = await ledger.grant(
    patient, specialist.publicSync(NOW), { ...terms, delegation: 1 }, NOW)
  const passed = await passable.delegate(specialist, colleague.publicSync(NOW), terms, NOW)
  assert.equal(passed.details.chainLength, 2n)
  const unlocked = await ledger.access(
    colleague, passed, record.header, authority.identityId, 'TREAT', null, NOW)
  assert.deepEqual(await unlocked.open(record), RESULT)
  const wider = { ...terms, categories: ['LAB', 'IMG'] }
  const error = await passable.delegate(specialist, colleague.publicSync(NOW), wider, NOW)
    .then(() => assert.fail(), (error: unknown) => error)
  assert.match((error as { code: string }).code, /^delegation-/)
})

test('breaking the glass needs a reason, and the patient sees it', async () => {
  const { authority, laboratory, patient, specialist, ledger, terms } = await stage()
  const record = await SealedRecord.seal(
    laboratory, patient.publicSync(NOW), RESULT, { category: 'EMERGENCY', created: NOW })
  await ledger.anchor(laboratory, record.header, null, NOW)
  const emergency = await ledger.grant(patient, specialist.publicSync(NOW),
    { ...terms, categories: ['EMERGENCY'], purposes: ['BTG'] }, NOW)
  await refused('break-glass-reason', 'Malformed', () =>
    ledger.breakGlass(specialist, emergency, ' ', null, NOW))
  const unlocked = await ledger.access(specialist, emergency, record.header, authority.identityId,
    'BTG', 'unconscious after an accident 🚑', NOW)
  assert.deepEqual(await unlocked.open(record), RESULT)
  const log = await ledger.disclosureLog(patient)
  assert.equal(log.lines.at(-1)?.reason, 'unconscious after an accident 🚑')
})

test('an erasure ends in a receipt that verifies', async () => {
  const { authority, patient, ledger, record } = await stage()
  const { commitment } = record.header.details
  const tombstone = await ledger.erase(patient, commitment, NOW)
  const { ledgerId } = await ledger.details()
  const attestation = await ErasureReceipt.attest(authority, ledgerId, commitment, true, false, NOW)
  const receipt = await ErasureReceipt.fromBytes(
    new ErasureReceipt(tombstone, [attestation]).toBytes())
  const details = await receipt.verify(await ledger.authorities())
  assert.equal(details.commitment, commitment)
  assert.deepEqual(details.attestations.map((one) => one.keysDestroyed), [true])
  await refused('no-attestation', 'Cryptographic', () => new ErasureReceipt(tombstone, []))
})

test('a ledger in a directory: durable, checked, followed', async () => {
  const place = directory()
  const [home, signers] = [join(place, 'ledger'), join(place, 'signers')]
  mkdirSync(signers)
  const [authority, laboratory, patient] = [identity(), identity(), identity()]
  let follower: LedgerFollower
  {
    await using ledger = await Ledger.create(home, signers, [authority], 'hospital.example/ledger')
    const list = new AuthorityList('hospital.example/ledger', [authority.publicSync()])
    assert.deepEqual(list.details, (await ledger.authorities()).details)
    follower = new LedgerFollower(list, await ledger.checkpoint())
    const records = await Promise.all([1, 2, 3].map((i) =>
      SealedRecord.seal(laboratory, patient.publicSync(), Buffer.from(`record ${i}`))))
    const receipts = await ledger.anchorAll(laboratory, records.map((record) => record.header))
    assert.equal(receipts.length, 3)
    for (const receipt of receipts) await receipt.verify(list)
    const checkpoint = await ledger.checkpoint()
    await refused('extension-not-proven', 'Cryptographic', () => follower.accept(checkpoint))
    const accepted = await follower.accept(checkpoint, await ledger.consistencyProof(follower.size))
    assert.equal(accepted.size, follower.size)
    await refused('ledger-busy', 'Storage', () => Ledger.open(home, signers, [authority]))
  }
  await using ledger = await Ledger.open(home, signers, [authority])
  assert.equal((await ledger.disclosureLog(patient)).lines.length, 3)
  await ledger.close()
  await refused('closed', 'Closed', () => ledger.details())
  const report = await Ledger.fsck(home)
  assert.deepEqual(report.findings, [])
  assert.equal(report.entries, follower.size)
})

test('an unlocked record opens from a file and from a stream', async () => {
  const { authority, specialist, ledger, record, grant } = await stage()
  const unlocked = await ledger.access(
    specialist, grant, record.header, authority.identityId, null, null, NOW)
  const place = directory()
  const [sealed, opened] = [join(place, 'sealed'), join(place, 'opened')]
  writeFileSync(sealed, record.toBytes())
  await unlocked.openFile(sealed, opened)
  assert.deepEqual(readFileSync(opened), RESULT)
  const chunks: Uint8Array[] = []
  await unlocked.openPayload([record.payload()],
    new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) }))
  assert.deepEqual(Buffer.concat(chunks), RESULT)
})

test('steps of several callers happen one after the other', async () => {
  const { laboratory, patient, ledger } = await stage()
  const records = await Promise.all(Array.from({ length: 8 }, (_, i) =>
    SealedRecord.seal(laboratory, patient.publicSync(NOW), Buffer.from([i]), { created: NOW })))
  const receipts = await Promise.all(
    records.map((record) => ledger.anchor(laboratory, record.header, null, NOW)))
  const authorities = await ledger.authorities()
  const verified = await Promise.all(receipts.map((receipt) => receipt.verify(authorities)))
  assert.equal(new Set(verified.map((details) => details.index)).size, 8)
})
