// What is made in any language is good in every other. Each leaves a sealed record, its receipt and a
// grant in target/interop/, all for the person of the first case of vectors/keys/documents.json.
// `cargo xtask interop` names those that must be there.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  AuthorityList, Grant, Ledger, PublicIdentity, Receipt, SealedRecord, SecretIdentity,
} from 'medseal'
import { bytes, load } from './cases.mjs'
import { environment } from './support.mjs'

interface Left {
  origin: string
  verifier_keys: string[]
  receipt: string
  patient: string
  grant: string
}

const place = join(environment('MEDSEAL_TARGET'), 'interop')
const [first] = load('keys/documents')['cases'] as { document: string; key_file: string }[]
assert.ok(first)
const person = await SecretIdentity.fromKeyFile(first.key_file)

test('what other languages made is good here', async () => {
  mkdirSync(place, { recursive: true })
  await leave('node')
  const files = readdirSync(place).filter((name) => name.endsWith('.json'))
  const found = files.map((name) => name.replace('.json', ''))
  for (const language of (process.env['MEDSEAL_INTEROP'] ?? 'node').split(' ')) {
    assert.ok(found.includes(language), `${language} left nothing`)
  }
  for (const language of found) await check(language)
})

async function leave(language: string) {
  const author = SecretIdentity.generateSync('x25519')
  const document = await PublicIdentity.fromJson(first?.document ?? '')
  const text = Buffer.from(`sealed by ${language}: naïve 🩺 𝒙`)
  const sealed = SealedRecord.sealSync(author, document, text)
  const ledger = await Ledger.inMemory([author], `${language}.example/ledger`)
  const terms = { categories: ['GENERAL'], purposes: ['TREAT'], expires: 4_000_000_000 }
  const { origin, verifierKeys } = (await ledger.authorities()).details
  const left: Left = {
    origin,
    verifier_keys: verifierKeys,
    receipt: (await ledger.anchor(author, sealed.header)).toText(),
    patient: author.publicSync().toJson(),
    grant: (await ledger.grant(author, document, terms)).toBytes().toString('hex'),
  }
  writeFileSync(join(place, `${language}.sealed`), sealed.toBytes())
  writeFileSync(join(place, `${language}.json`), JSON.stringify(left))
}

async function check(language: string) {
  const left = JSON.parse(readFileSync(join(place, `${language}.json`), 'utf8')) as Left
  const record = await SealedRecord.fromBytes(readFileSync(join(place, `${language}.sealed`)))
  assert.equal((await record.open(person)).toString('utf8'), `sealed by ${language}: naïve 🩺 𝒙`)
  const known = AuthorityList.fromVerifierKeys(left.origin, left.verifier_keys)
  const { action } = await Receipt.fromText(left.receipt).verify(known, record.header)
  assert.equal(action, 'anchor')
  const grant = await Grant.fromBytes(bytes(left.grant))
  await grant.verify(await PublicIdentity.fromJson(left.patient))
  assert.equal(grant.details.grantee, person.identityId)
}
