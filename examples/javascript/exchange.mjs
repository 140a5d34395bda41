// The main job, told step by step: a laboratory seals records for a patient and anchors them on a
// ledger; the patient lets a specialist read them; another clinic is refused; the patient reads who had
// access; the specialist is shut out; a record is erased; a forged copy is caught.
//
//     node exchange.mjs                     # a synthetic result
//     node exchange.mjs scan.dcm …          # any files of yours

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import {
  DisclosureLog, ErasureReceipt, Ledger, MedsealError, SealedRecord, SecretIdentity,
} from 'medseal'

const A_MONTH = 30 * 24 * 3600
const home = await mkdtemp(join(tmpdir(), 'medseal-exchange-'))
try {
  await exchange(process.argv.slice(2))
} finally {
  await rm(home, { recursive: true })
}

/** @param {string[]} files */
async function exchange(files) {
  const [authority, laboratory, patient, specialist, clinic] = await Promise.all(
    Array.from({ length: 5 }, () => SecretIdentity.generate()))
  assert(authority && laboratory && patient && specialist && clinic)
  const records = files.length > 0 ? files : [await example()]

  const directory = join(home, 'ledger')
  await mkdir(join(home, 'signers'))
  const ledger = await Ledger.create(
    directory, join(home, 'signers'), [authority], 'hospital.example/ledger')
  // What everybody needs to verify the ledger, offline.
  const authorities = await ledger.authorities()
  const { ledgerId } = await ledger.details()
  const custodian = authority.identityId

  console.log('The laboratory seals, and anchors on the ledger')
  const document = await patient.public()
  const sealed = await Promise.all(records.map(async (path, i) => {
    const target = join(home, `${i}.sealed`)
    const header = await SealedRecord.sealFile(laboratory, document, path, target, { category: 'LAB' })
    const [before, after] = [(await stat(path)).size, (await stat(target)).size]
    console.log(`  ${basename(path)}: ${before} bytes sealed as ${after}`)
    return { path, target, header }
  }))
  const receipts = await ledger.anchorAll(laboratory, sealed.map((one) => one.header))
  for (const [i, receipt] of receipts.entries()) {
    const { index, commitment } = await receipt.verify(authorities, sealed[i]?.header)
    console.log(`  anchored as entry ${index}: ${commitment?.slice(0, 16)}…`)
  }

  console.log('The patient grants the specialist access to the category, for treatment')
  const expires = Math.floor(Date.now() / 1000) + A_MONTH
  const terms = { categories: ['LAB'], purposes: ['TREAT'], expires }
  const grant = await ledger.grant(patient, await specialist.public(), terms)
  console.log(`  ${grant.toBytes().length} bytes, good for ${sealed.length} records and all to come`)

  console.log('The specialist opens; another clinic is refused')
  for (const { path, target, header } of sealed) {
    const unlocked = await ledger.access(specialist, grant, header, custodian)
    await unlocked.openFile(target, `${target}.opened`)
    unlocked.close()
    assert.deepEqual(await readFile(`${target}.opened`), await readFile(path))
    console.log(`  the specialist reads ${basename(path)}`)
  }
  const first = sealed[0]
  assert(first)
  await refused(() => ledger.access(clinic, grant, first.header, custodian))

  console.log('The patient reads who had access, and that nothing is missing')
  const log = await ledger.disclosureLog(patient)
  assert(log.isExplained)
  for (const { index, action, categories, purposes } of log.lines) {
    console.log(`  entry ${index}: ${[action, ...categories, ...purposes].join(' ')}`)
  }
  const evidence = await ledger.disclosureEvidence(patient.identityId)
  const verified = await DisclosureLog.verify(evidence, ledgerId, authorities, patient)
  assert.deepEqual(verified.lines, log.lines)

  console.log('The patient revokes')
  await ledger.revoke(patient, grant)
  await refused(() => ledger.access(specialist, grant, first.header, custodian))

  console.log('A record is erased: tombstone, destruction, attestation, receipt')
  const { commitment } = first.header.details
  const tombstone = await ledger.erase(patient, commitment)
  await rm(first.target)
  const attestation = await ErasureReceipt.attest(authority, ledgerId, commitment, true, true)
  const erasure = await new ErasureReceipt(tombstone, [attestation]).verify(authorities)
  console.log(`  ${erasure.attestations.length} custodian attests it`)

  console.log('A forged copy is caught')
  const forged = await SealedRecord.sealBytes(laboratory, document, Buffer.from('6.9 %'))
  const last = forged.length - 1
  forged.writeUInt8(forged.readUInt8(last) ^ 1, last)
  await SealedRecord.openBytes(forged, patient).then(
    () => assert.fail('a forged record opened'),
    (/** @type {unknown} */ error) => console.log(`  ${error instanceof MedsealError && error.message}`))

  await ledger.close()
  const report = await Ledger.fsck(directory)
  assert.equal(report.findings.length, 0)
  console.log(`The ledger is sound: ${report.entries} entries in ${report.blocks} blocks`)
}

/** A result to seal where no file was named. */
async function example() {
  const path = join(home, 'result.json')
  await writeFile(path, JSON.stringify({ resourceType: 'Observation', value: 'HbA1c 6.9 %' }))
  return path
}

/**
 * Tries what must be denied, and prints why it is.
 * @param {() => Promise<unknown>} access
 */
async function refused(access) {
  const error = await access().then(() => undefined, (/** @type {unknown} */ error) => error)
  assert(error instanceof MedsealError && error.kind === 'Denied', String(error))
  console.log(`  refused: ${error.reasons.join(', ')}`)
}
