// A record sealed in any language opens in every other. Each language's tests leave one in
// target/interop/, for the patient of the first case of vectors/keys/documents.json, or for the one
// whose key file lies beside it.

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PublicIdentity, SealedRecord, SecretIdentity } from 'medseal'
import { environment } from './support.mjs'

test('what other languages sealed opens here', async () => {
  const place = join(environment('MEDSEAL_TARGET'), 'interop')
  mkdirSync(place, { recursive: true })
  const vectors = join(environment('MEDSEAL_SOURCE'), 'vectors/keys/documents.json')
  const [first] = (JSON.parse(readFileSync(vectors, 'utf8')) as {
    cases: { document: string; key_file: string }[]
  }).cases
  assert.ok(first)
  const [author, document] = [SecretIdentity.generateSync(), await PublicIdentity.fromJson(first.document)]
  const text = Buffer.from('sealed by node: naïve 🩺 𝒙')
  writeFileSync(join(place, 'node.sealed'), await SealedRecord.sealBytes(author, document, text))
  for (const name of readdirSync(place).filter((name) => name.endsWith('.sealed'))) {
    const key = join(place, name.replace('.sealed', '.key'))
    const file = existsSync(key) ? readFileSync(key, 'utf8') : first.key_file
    const identity = await SecretIdentity.fromKeyFile(file)
    const opened = await SealedRecord.openBytes(readFileSync(join(place, name)), identity)
    assert.ok(opened.length > 0, name)
    if (name === 'node.sealed') assert.deepEqual(opened, text)
  }
})
