// A request is permitted once, whoever is closed and opened again.

import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AccessRequest, DecisionPoint, GrantChain, StatedView } from 'medseal'
import { type Case, bytes, load } from './cases.mjs'
import { directory, refused } from './support.mjs'

const { record, rules: stated, request, chain, view, now } = load('consent/decisions')['cases'][0] as Case
const rules = { custodian: stated.audience as string }
const facts = {
  recordId: record.record, commitment: record.commitment, category: record.category, created: record.created,
}

async function decide(point: DecisionPoint) {
  return point.decide(await AccessRequest.fromBytes(bytes(request)), await GrantChain.fromBytes(bytes(chain)),
    facts, StatedView.fromJson(JSON.stringify(view)), now)
}

async function replayed(point: DecisionPoint) {
  const denied = await refused('access-denied', 'Denied', () => decide(point))
  assert.deepEqual(denied.reasons, ['request-replayed'])
}

test('a request is permitted once, also after a restart', async () => {
  const permitted = join(directory(), 'permitted')
  const point = await DecisionPoint.open(permitted, rules)
  await decide(point)
  await replayed(point)
  await refused('nonce-store-busy', 'Storage', () => DecisionPoint.open(permitted, rules))
  await point.close()
  await refused('closed', 'Closed', () => decide(point))

  const again = await DecisionPoint.open(permitted, rules)
  await replayed(again)
  await again.close()
  await decide(new DecisionPoint(rules)) // in memory it would have been permitted
})

test('what cannot be opened leaves nothing', async () => {
  const place = directory()
  const open = (name: string, custodian = rules.custodian) =>
    DecisionPoint.open(join(place, name), { custodian })
  await refused('malformed-hex', 'Malformed', () => open('permitted', 'nobody'))
  await refused('storage-denied', 'Storage', () => open('nowhere/permitted'))
  assert.deepEqual(readdirSync(place), [])
  writeFileSync(join(place, 'something'), 'something else')
  await refused('storage-damaged', 'Storage', () => open('something'))
})
