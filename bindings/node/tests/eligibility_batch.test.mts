// A queue decided at once: on the conformance vectors, and on a ledger; and what is remembered of it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  AuthorityList, CredentialSchema, EligibilityPolicy, EligibilityRequest, EligibilityVerifier,
  MedsealError, PublicIdentity, SecretIdentity, Wallet, type EligibilityVerdict,
} from 'medseal'
import { NOW, screening } from './screening.mjs'
import { directory, environment, refused } from './support.mjs'

interface Case {
  presentation: string
  request: string
  expected: string | { pseudonym: string }
}

/** The queue of `vectors/eligibility/screening.json`. */
async function queue() {
  const path = join(environment('MEDSEAL_SOURCE'), 'vectors/eligibility/screening.json')
  const file = JSON.parse(readFileSync(path, 'utf8'))
  const cases = file.cases as Case[]
  const answers = await Promise.all(cases.map(async ({ presentation, request }) => ({
    presentation: Buffer.from(presentation, 'hex'),
    request: await EligibilityRequest.fromBytes(Buffer.from(request, 'hex')),
  })))
  const expected = cases.map(({ expected }) => (typeof expected === 'string' ? expected : expected.pseudonym))
  const policy = EligibilityPolicy.fromJson(file.policy, [CredentialSchema.fromJson(file.schema)])
  const verifier = await PublicIdentity.fromJson(file.verifier)
  const authorities = AuthorityList.fromVerifierKeys(file.origin, file.authorities)
  const proof = Buffer.from(file.status_proof, 'hex')
  const now = file.now as number
  const fresh = () => new EligibilityVerifier(verifier, file.audience, policy)
  const open = (path: string) => EligibilityVerifier.open(path, verifier, file.audience, policy)
  const verify = async (by: EligibilityVerifier) =>
    (await by.verifyBatchWithProof(answers, proof, authorities, now)).map(said)
  return { answers, expected, authorities, proof, now, fresh, open, verify }
}

/** The pseudonym of who is eligible, or the code of the refusal. */
function said({ eligible, refusal }: EligibilityVerdict): string | undefined {
  assert.notEqual(eligible === undefined, refusal === undefined)
  return eligible?.pseudonym ?? refusal
}

test('the vectors, at once and one by one', async () => {
  const { answers, expected, authorities, proof, now, fresh, verify } = await queue()
  assert.ok(expected.length >= 14)
  assert.deepEqual(await verify(fresh()), expected)
  const oneByOne = fresh()
  for (const [at, { presentation, request }] of answers.entries()) {
    const decided = await oneByOne.verifyWithProof(presentation, request, proof, authorities, now).then(
      (eligible) => eligible.pseudonym,
      (error: unknown) => (error as MedsealError).code,
    )
    assert.equal(decided, expected[at])
  }
})

test('what was accepted is remembered in a file', async () => {
  const { expected, open, verify } = await queue()
  const path = join(directory(), 'seen 🧪')
  const first = await open(path)
  await refused('nonce-store-busy', 'Storage', () => open(path))
  assert.deepEqual(await verify(first), expected)
  await first.close()
  const second = await open(path)
  assert.deepEqual(new Set(await verify(second)), new Set(['not-eligible', 'verifier-unavailable']))
  await second.close()
  await refused('storage-denied', 'Storage', () => open(join(path, 'no', 'where')))
})

async function answer({ ask, wallet, policy }: Awaited<ReturnType<typeof screening>>) {
  const request = await ask()
  return { presentation: await wallet.present(policy, request, NOW), request }
}

test('a batch on a ledger is bounded, and stopped without effect', async () => {
  const on = await screening('7.4')
  const [first, second] = [await answer(on), await answer(on)]
  second.presentation = second.presentation.subarray(0, 100)
  const batch = [first, second, first]
  const { ledger, verifier } = on
  const signal = AbortSignal.abort()
  await refused('cancelled', 'Cancelled', () => verifier.verifyBatch(batch, ledger, NOW, { signal }))
  const told: bigint[] = []
  const onProgress = (done: bigint) => told.push(done)
  const decided = await verifier.verifyBatch(batch, ledger, NOW, { onProgress })
  assert.deepEqual(decided.map(({ refusal }) => refusal), [undefined, 'not-eligible', 'not-eligible'])
  assert.deepEqual(decided[0]?.eligible?.ledger, await ledger.point())
  assert.deepEqual(told, [3n])
  assert.deepEqual(await verifier.verifyBatch([], ledger), [])
  const many = Array.from({ length: 16_385 }, () => first)
  await refused('invalid-argument', 'Malformed', () => verifier.verifyBatch(many, ledger, NOW))
  await verifier.close()
  await refused('closed', 'Closed', () => verifier.verifyBatch(batch, ledger, NOW))
})

test('the event loop goes on while a batch is verified', async () => {
  const on = await screening('7.4')
  const one = await answer(on)
  let [ticks, done] = [0, false]
  const tick = () => {
    ticks += 1
    if (!done) setImmediate(tick)
  }
  setImmediate(tick)
  const decided = await on.verifier.verifyBatch(Array.from({ length: 400 }, () => one), on.ledger, NOW)
  done = true
  assert.ok(ticks > 10)
  assert.equal(decided.filter(({ eligible }) => eligible).length, 1)
})

test('a holder takes back copies that a thief could show', async () => {
  const { ledger, patient, policy, wallet, issued, ask, verifier } = await screening('7.4')
  const thief = await Wallet.fromBytes(await wallet.toBytes(), patient)
  const request = await ask()
  const shown = await thief.present(policy, request, NOW)
  const [copies] = await wallet.revocable()
  assert.ok(copies)
  assert.deepEqual(copies.handles, issued.handles)
  assert.equal(copies.ledgerId, (await ledger.details()).ledgerId)
  const nobody = SecretIdentity.generateSync('x25519')
  assert.equal(await ledger.revokeCredentials(nobody, copies.handles, NOW), 3n)
  assert.equal(await wallet.discardRevoked(copies.handles), 3n)
  assert.equal((await wallet.entries(NOW))[0]?.left, 0n)
  await refused('not-eligible', 'Denied', () => verifier.verify(shown, request, ledger, NOW))
})
