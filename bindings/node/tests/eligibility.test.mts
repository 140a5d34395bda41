import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { EligibilityVerifier, Wallet } from 'medseal'
import { AUDIENCE, NOW, screening } from './screening.mjs'
import { directory, refused } from './support.mjs'

test('who meets the policy is eligible, and shows nothing else, once', async () => {
  const { ledger, policy, wallet, ask, verifier } = await screening('7.4')
  assert.equal(policy.details.trial, 'trial 🧪')
  const request = await ask()
  assert.equal(request.details.audience, AUDIENCE)
  const shown = await wallet.present(policy, request, NOW)
  const eligible = await verifier.verify(shown, request, ledger, NOW)
  assert.equal(eligible.policy, policy.details.hash)
  assert.equal(eligible.time, NOW)
  assert.ok(eligible.pseudonym)
  await refused('not-eligible', 'Denied', () => verifier.verify(shown, request, ledger, NOW))
  assert.equal((await wallet.entries(NOW))[0]?.left, 2n)
})

test('who does not meet it cannot even answer', async () => {
  const { policy, wallet, ask } = await screening('5.4')
  const request = await ask()
  const error = await wallet.present(policy, request, NOW).then(() => undefined, (error: unknown) => error)
  assert.ok(error instanceof Error)
})

test('a revoked credential no longer counts, on a ledger or on a proof of its status', async () => {
  const { laboratory, ledger, policy, wallet, issued, ask, verifier } = await screening('7.4')
  const request = await ask()
  const shown = await wallet.present(policy, request, NOW)
  const handles = await EligibilityVerifier.statusHandles(shown)
  const authorities = await ledger.authorities()
  const proof = await ledger.proveStatus(handles)
  await verifier.verifyWithProof(shown, request, proof, authorities, NOW)
  assert.equal(await ledger.revokeCredentials(laboratory, issued.handles, NOW), 3n)
  const second = await ask()
  const again = await wallet.present(policy, second, NOW)
  await refused('not-eligible', 'Denied', () => verifier.verify(again, second, ledger, NOW))
})

test('a wallet is kept in a file that only its holder reads', async () => {
  const { laboratory, patient, wallet, issued } = await screening('7.4')
  assert.ok(Buffer.isBuffer(issued.batch) && Buffer.isBuffer(issued.registration))
  const path = join(directory(), 'wallet')
  await wallet.save(path)
  const again = await Wallet.load(path, patient)
  assert.deepEqual(await again.entries(NOW), await wallet.entries(NOW))
  await refused('wrong-key', 'Cryptographic', () => Wallet.load(path, laboratory))
  await again.close()
  await refused('closed', 'Closed', () => again.entries(NOW))
})
