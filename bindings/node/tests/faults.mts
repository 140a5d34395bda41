// Makes every export of the facade panic once. Started by faults.test.mts.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  AccessRequest, AuthorityList, CredentialIssuer, CredentialSchema, Decision, DecisionPoint,
  DisclosureLog, EligibilityPolicy, EligibilityRequest, EligibilityVerifier, ErasureReceipt, Grant,
  GrantChain, Ledger, LedgerEntry, LedgerFollower, LedgerState, MedsealError, PublicIdentity, Receipt, SealedHeader,
  SealedRecord, SecretIdentity, SignedGrant, StatedView, Wallet, hazmat,
} from 'medseal'
import { environment } from './support.mjs'

const require = createRequire(import.meta.url)
const native = require(join(dirname(require.resolve('medseal')), 'native.js')) as {
  __exports(): string[]
  __injectPanic(name?: string): void
}

const place = mkdtempSync(join(tmpdir(), 'medseal-faults-'))
const at = (name: string) => join(place, name)
const nothing = new Uint8Array()
const key = Buffer.alloc(32)
const sink = () => new WritableStream<Uint8Array>()
const person = SecretIdentity.generateSync('x25519')
const document = person.publicSync()
const record = SealedRecord.sealSync(person, document, nothing)
const sealed = record.toBytes()
const header = record.header
writeFileSync(at('plain'), 'x')
await SealedRecord.sealFile(person, document, at('plain'), at('sealed'))

const ledger = await Ledger.inMemory([person], 'test.example/ledger')
const authorities = await ledger.authorities()
const { ledgerId } = await ledger.details()
const id = person.identityId
const receipt = await ledger.anchor(person, header)
const expires = Math.floor(Date.now() / 1000) + 3600
const terms = { categories: ['GENERAL'], purposes: ['TREAT'], expires, delegation: 1 }
const grant = await ledger.grant(person, document, terms)
await ledger.register(person)
const rules = { custodian: id }
const request = new AccessRequest(person, grant, header, id)
const decision = await ledger.decideAndProve(request, grant, header, rules, person)
const permit = await ledger.decide(
  new AccessRequest(person, grant, header, id), grant, header, rules)
const unlocked = await ledger.access(person, grant, header, id)
const { commitment } = header.details
const attestation = await ErasureReceipt.attest(person, ledgerId, commitment, true, true)
const erased = await SealedRecord.seal(person, document, nothing)
await ledger.anchor(person, erased.header)
const tombstone = await ledger.erase(person, erased.header.details.commitment)
const erasure = new ErasureReceipt(tombstone, [
  await ErasureReceipt.attest(person, ledgerId, erased.header.details.commitment, true, true)])
const follower = new LedgerFollower(authorities)
const entry = await receipt.entry()
const state = await LedgerState.verify(await ledger.proveState([commitment], []), ledgerId, authorities)

const issuer = new CredentialIssuer(person, ledgerId)
const schema = CredentialSchema.fromJson(JSON.stringify({
  medseal_schema: 1,
  name: 'panel',
  attributes: [{ name: 'hba1c', kind: 'number', unit: '%', scale: 1, bits: 8, rounding: 'exact' }],
}))
const policy = EligibilityPolicy.fromJson(JSON.stringify({
  medseal_policy: 1,
  name: 'screening',
  credentials: { lab: { schema: schema.details.hash, issuers: [document.details.signingKey] } },
  require: { number: 'lab.hba1c', unit: '%', min: '6.5' },
}), [schema])
const wallet = new Wallet(person)
const point = await ledger.point()
const question = await EligibilityRequest.issue(person, policy, 'https://x.example', point)
const verifier = new EligibilityVerifier(document, 'https://x.example', policy)

// A signed grant and a view of a ledger: the vectors have them.
const vector = (area: string) => {
  const file = join(environment('MEDSEAL_SOURCE'), 'vectors/consent', area)
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: Record<string, string>[] }).cases[0]
}
const { grant: cose = '', salt = '' } = vector('grants.json') ?? {}
const signed = await SignedGrant.fromBytes(Buffer.from(cose, 'hex'), Buffer.from(salt, 'hex'))
const view = StatedView.fromJson(JSON.stringify(vector('decisions.json')?.['view']))
const decisionPoint = new DecisionPoint(rules)
const facts = { recordId: header.details.recordId, commitment, category: 'GENERAL', created: 0 }
const chain = grant.chain()

/** How each export is reached. */
const calls: Record<string, () => unknown> = {
  'AccessPermit.details': () => permit.details,
  'AccessPermit.unlock': () => permit.unlock(person, grant, header),
  'AccessRequest.details': () => request.details,
  'AccessRequest.from_bytes': () => AccessRequest.fromBytes(nothing),
  'AccessRequest.new': () => new AccessRequest(person, grant, header, id),
  'AccessRequest.to_bytes': () => request.toBytes(),
  'AuthorityList.details': () => authorities.details,
  'AuthorityList.from_verifier_keys': () => AuthorityList.fromVerifierKeys('x', []),
  'AuthorityList.new': () => new AuthorityList('x', []),
  'AuthorityList.verify_checkpoint': () => authorities.verifyCheckpoint(''),
  'CredentialIssuer.challenge': () => issuer.challenge(),
  'CredentialIssuer.issue': () => issuer.issue(nothing, nothing, null, schema, {}, 8),
  'CredentialIssuer.new': () => new CredentialIssuer(person, ledgerId),
  'CredentialSchema.details': () => schema.details,
  'CredentialSchema.from_json': () => CredentialSchema.fromJson(''),
  'CredentialSchema.to_json': () => schema.toJson(),
  'EligibilityPolicy.details': () => policy.details,
  'EligibilityPolicy.from_json': () => EligibilityPolicy.fromJson('', []),
  'EligibilityPolicy.to_json': () => policy.toJson(),
  'EligibilityRequest.details': () => question.details,
  'EligibilityRequest.from_bytes': () => EligibilityRequest.fromBytes(nothing),
  'EligibilityRequest.issue': () =>
    EligibilityRequest.issue(person, policy, 'https://x.example', point),
  'EligibilityRequest.to_bytes': () => question.toBytes(),
  'EligibilityVerifier.new': () => new EligibilityVerifier(document, 'https://x.example', policy),
  'EligibilityVerifier.open': () =>
    EligibilityVerifier.open(at('seen'), document, 'https://x.example', policy),
  'EligibilityVerifier.status_handles': () => EligibilityVerifier.statusHandles(nothing),
  'EligibilityVerifier.verify': () => verifier.verify(nothing, question, ledger),
  'EligibilityVerifier.verify_batch': () => verifier.verifyBatch([], ledger),
  'EligibilityVerifier.verify_batch_with_proof': () =>
    verifier.verifyBatchWithProof([], nothing, authorities),
  'EligibilityVerifier.verify_with_proof': () =>
    verifier.verifyWithProof(nothing, question, nothing, authorities),
  'Ledger.point': () => ledger.point(),
  'Ledger.prove_status': () => ledger.proveStatus([]),
  'Ledger.revoke_credentials': () => ledger.revokeCredentials(person, []),
  'Wallet.accept': () => wallet.accept(nothing),
  'Wallet.discard_expired': () => wallet.discardExpired(),
  'Wallet.discard_revoked': () => wallet.discardRevoked([]),
  'Wallet.entries': () => wallet.entries(),
  'Wallet.from_bytes': () => Wallet.fromBytes(nothing, person),
  'Wallet.load': () => Wallet.load(at('none'), person),
  'Wallet.new': () => new Wallet(person),
  'Wallet.present': () => wallet.present(policy, question),
  'Wallet.request': () => wallet.request(schema, document, nothing, 1),
  'Wallet.revocable': () => wallet.revocable(),
  'Wallet.save': () => wallet.save(at('wallet')),
  'Wallet.to_bytes': () => wallet.toBytes(),
  'Decision.details': () => decision.details,
  'Decision.from_bytes': () => Decision.fromBytes(nothing),
  'Decision.take_permit': () => decision.takePermit(),
  'Decision.to_bytes': () => decision.toBytes(),
  'Decision.replay': () => decision.replay(view),
  'Decision.verify': () => decision.verify(authorities),
  'DecisionPoint.decide': () => decisionPoint.decide(request, chain, facts, view),
  'DecisionPoint.new': () => new DecisionPoint(rules),
  'DecisionPoint.open': () => DecisionPoint.open(at('permitted'), rules),
  'DisclosureLog.verify': () => DisclosureLog.verify(nothing, ledgerId, authorities, person),
  'ErasureReceipt.attest': () => ErasureReceipt.attest(person, ledgerId, commitment, true, true),
  'ErasureReceipt.from_bytes': () => ErasureReceipt.fromBytes(nothing),
  'ErasureReceipt.new': () => new ErasureReceipt(tombstone, [attestation]),
  'ErasureReceipt.read_attestation': () =>
    ErasureReceipt.readAttestation(attestation, ledgerId, commitment),
  'ErasureReceipt.to_bytes': () => erasure.toBytes(),
  'ErasureReceipt.verify': () => erasure.verify(authorities),
  'Grant.chain': () => grant.chain(),
  'Grant.delegate': () => grant.delegate(person, document, terms),
  'Grant.details': () => grant.details,
  'Grant.from_bytes': () => Grant.fromBytes(nothing),
  'Grant.to_bytes': () => grant.toBytes(),
  'Grant.verify': () => grant.verify(document),
  'GrantChain.from_bytes': () => GrantChain.fromBytes(nothing),
  'GrantChain.grants': () => chain.grants,
  'GrantChain.to_bytes': () => chain.toBytes(),
  'LedgerEntry.details': () => entry.details,
  'LedgerEntry.from_bytes': () => LedgerEntry.fromBytes(nothing),
  'LedgerEntry.to_bytes': () => entry.toBytes(),
  'LedgerFollower.accept': () => follower.accept(''),
  'LedgerFollower.evidence': () => follower.evidence,
  'LedgerFollower.new': () => new LedgerFollower(authorities),
  'LedgerFollower.replace_authorities': () => follower.replaceAuthorities(authorities),
  'LedgerFollower.size': () => follower.size,
  'LedgerFollower.verify_evidence': () => LedgerFollower.verifyEvidence('', authorities),
  'LedgerState.checkpoint': () => state.checkpoint,
  'LedgerState.grant_status': () => state.grantStatus(commitment),
  'LedgerState.point': () => state.point,
  'LedgerState.record_status': () => state.recordStatus(commitment),
  'LedgerState.verify': () => LedgerState.verify(nothing, ledgerId, authorities),
  'Receipt.entry': () => receipt.entry(),
  'Receipt.from_text': () => Receipt.fromText(''),
  'Receipt.to_text': () => receipt.toText(),
  'Receipt.verify': () => receipt.verify(authorities),
  'Receipt.verify_entry': () => receipt.verifyEntry(authorities, nothing),
  'SignedGrant.details': () => signed.details,
  'SignedGrant.from_bytes': () => SignedGrant.fromBytes(nothing, key),
  'StatedView.from_json': () => StatedView.fromJson(''),
  'Ledger.access': () => ledger.access(person, grant, header, id),
  'Ledger.anchor': () => ledger.anchor(person, header),
  'Ledger.anchor_all': () => ledger.anchorAll(person, []),
  'Ledger.authorities': () => ledger.authorities(),
  'Ledger.break_glass': () => ledger.breakGlass(person, grant, 'x'),
  'Ledger.checkpoint': () => ledger.checkpoint(),
  'Ledger.consistency_proof': () => ledger.consistencyProof(1),
  'Ledger.create': () => Ledger.create(at('ledger'), place, [person], 'x'),
  'Ledger.decide': () => ledger.decide(request, grant, header, rules),
  'Ledger.decide_and_prove': () => ledger.decideAndProve(request, grant, header, rules, person),
  'Ledger.details': () => ledger.details(),
  'Ledger.disclosure_evidence': () => ledger.disclosureEvidence(id),
  'Ledger.disclosure_log': () => ledger.disclosureLog(person),
  'Ledger.entries': () => ledger.entries(0, 1),
  'Ledger.entry': () => ledger.entry(0),
  'Ledger.erase': () => ledger.erase(person, commitment),
  'Ledger.fsck': () => Ledger.fsck(at('ledger')),
  'Ledger.grant': () => ledger.grant(person, document, terms),
  'Ledger.grant_status': () => ledger.grantStatus(commitment),
  'Ledger.in_memory': () => Ledger.inMemory([person], 'x'),
  'Ledger.open': () => Ledger.open(at('ledger'), place, []),
  'Ledger.prove_state': () => ledger.proveState([], []),
  'Ledger.receipt': () => ledger.receipt(0),
  'Ledger.record_status': () => ledger.recordStatus(commitment),
  'Ledger.record_access': () => ledger.recordAccess(person, grant, unlocked),
  'Ledger.refresh': () => ledger.refresh(),
  'Ledger.register': () => ledger.register(person),
  'Ledger.revoke': () => ledger.revoke(person, grant),
  'Unlocked.event_commitment': () => unlocked.eventCommitment,
  'Unlocked.open': () => unlocked.open(record),
  'Unlocked.open_file': () => unlocked.openFile(at('sealed'), at('opened')),
  'Unlocked.open_payload': () => unlocked.openPayload([record.payload()], sink()),
  'Unlocked.open_range': () => unlocked.openRange(record, 0, 0),
  'PublicIdentity.details': () => document.details,
  'PublicIdentity.from_json': () => PublicIdentity.fromJson('{}'),
  'PublicIdentity.identity_id': () => document.identityId,
  'PublicIdentity.load': () => PublicIdentity.load(at('none')),
  'PublicIdentity.save': () => document.save(at('document')),
  'PublicIdentity.to_json': () => document.toJson(),
  'SealedHeader.details': () => header.details,
  'SealedHeader.from_bytes': () => SealedHeader.fromBytes(nothing),
  'SealedHeader.open_payload': () => header.openPayload([], sink(), person),
  'SealedHeader.rewrap': () => header.rewrap(person, document),
  'SealedHeader.seal_payload': () => SealedHeader.sealPayload(person, document, [], sink()),
  'SealedHeader.to_bytes': () => header.toBytes(),
  'SealedHeader.without_slots': () => header.withoutSlots(),
  'SealedRecord.from_bytes': () => SealedRecord.fromBytes(nothing),
  'SealedRecord.from_parts': () => SealedRecord.fromParts(header, nothing),
  'SealedRecord.header': () => record.header,
  'SealedRecord.open': () => record.open(person),
  'SealedRecord.open_bytes': () => SealedRecord.openBytesSync(sealed, person),
  'SealedRecord.open_file': () => SealedRecord.openFile(at('sealed'), at('opened'), person),
  'SealedRecord.open_file_range': () => SealedRecord.openFileRange(at('sealed'), person, 0, 0),
  'SealedRecord.open_into': () => SealedRecord.openInto(sealed, person, new Uint8Array(9)),
  'SealedRecord.open_range': () => record.openRange(person, 0, 0),
  'SealedRecord.open_stream': () => SealedRecord.openStream([sealed], sink(), person),
  'SealedRecord.payload': () => record.payload(),
  'SealedRecord.replace_header': () => SealedRecord.replaceHeader(at('sealed'), at('sealed'), header),
  'SealedRecord.seal': () => SealedRecord.sealSync(person, document, nothing),
  'SealedRecord.seal_file': () => SealedRecord.sealFile(person, document, at('plain'), at('sealed')),
  'SealedRecord.seal_into': () => SealedRecord.sealInto(person, document, nothing, new Uint8Array(9000)),
  'SealedRecord.seal_stream': () => SealedRecord.sealStream(person, document, [], sink()),
  'SealedRecord.with_header': () => record.withHeader(header),
  'SecretIdentity.add_category': () => person.addCategory('X'),
  'SecretIdentity.categories': () => person.categories,
  'SecretIdentity.from_key_file': () => SecretIdentity.fromKeyFile(''),
  'SecretIdentity.generate': () => SecretIdentity.generate(),
  'SecretIdentity.identity_id': () => person.identityId,
  'SecretIdentity.load': () => SecretIdentity.load(at('none')),
  'SecretIdentity.pairwise': () => person.pairwise('x'),
  'SecretIdentity.public': () => person.public(),
  'SecretIdentity.rotate': () => person.rotate(),
  'SecretIdentity.rotate_category': () => person.rotateCategory('LAB'),
  'SecretIdentity.save': () => person.save(at('person')),
  'SecretIdentity.set_also_known_as': () => person.setAlsoKnownAs('did:web:x'),
  'SecretIdentity.take_recovery_secret': () => person.takeRecoverySecret(),
  'SecretIdentity.to_key_file': () => person.toKeyFile('x'),
  'SecretIdentity.to_plain_key_file': () => person.toPlainKeyFile(),
  'hazmat.cobblestone256_open': () => hazmat.cobblestone256Open(key, nothing, nothing),
  'hazmat.cobblestone256_seal': () => hazmat.cobblestone256Seal(key, nothing, nothing, nothing),
  'hazmat.ed25519_verify': () => hazmat.ed25519Verify(key, nothing, nothing),
  'hazmat.hpke_open': () => hazmat.hpkeOpen('x25519', key, nothing, nothing, nothing, nothing),
  'hazmat.hpke_seal': () => hazmat.hpkeSeal('x25519', key, nothing, nothing, nothing),
  'hazmat.open_record': () => hazmat.openRecord('x25519', key, nothing),
  'hazmat.unwrap_category_key': () => hazmat.unwrapCategoryKey('x25519', key, nothing),
  'hazmat.verify_consistency': () => hazmat.verifyConsistency(1, 1, nothing, key, key),
  'hazmat.verify_inclusion': () => hazmat.verifyInclusion(key, 0, 1, nothing, key),
  'hazmat.verify_state': () => hazmat.verifyState(key, nothing, key),
}

const names = native.__exports()
assert.deepEqual(Object.keys(calls).sort(), [...names].sort(), 'an export has no call here')
for (const name of names) {
  native.__injectPanic(name)
  const outcome = await (async () => calls[name]?.())().then(() => undefined, (error: unknown) => error)
  native.__injectPanic()
  assert.ok(outcome instanceof MedsealError, `${name}: ${String(outcome)}`)
  assert.deepEqual([outcome.code, outcome.kind], ['internal', 'Internal'], name)
}
// And everything still works.
const again = await SealedRecord.sealBytes(person, document, Buffer.from('alive'))
assert.equal((await SealedRecord.openBytes(again, person)).toString(), 'alive')
rmSync(place, { recursive: true })
console.log(`every one of ${names.length} exports`)
