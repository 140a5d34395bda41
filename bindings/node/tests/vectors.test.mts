// The conformance vectors: what everybody reads and refuses alike, with the same codes.
//
// Each function below runs one file; all languages have the same ones under the same names. What this
// language cannot run is in vectors/rust-only.json with its reason, and nothing else is left out.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  AccessRequest, AuthorityList, CredentialIssuer, CredentialSchema, Decision, DecisionPoint,
  EligibilityPolicy, EligibilityRequest, ErasureReceipt, GrantChain, LedgerEntry, LedgerFollower,
  PublicIdentity, Receipt, SealedHeader, SecretIdentity, SignedGrant, StatedView, hazmat,
  type MedsealError,
} from 'medseal'
import { type Case, bytes, code, load, vectors } from './cases.mjs'

async function attestations(one: Case) {
  const about = [one['ledger'] ?? '01'.repeat(32), one['record'] ?? '02'.repeat(32)] as const
  const read = await ErasureReceipt.readAttestation(bytes(one['bytes']), ...about)
  assert.deepEqual(read, {
    custodian: one['custodian'], keysDestroyed: one['keys'], payloadDestroyed: one['payload'],
    time: BigInt(one['time']),
  })
}

async function categoryGrants(one: Case) {
  const secret = await hazmat.unwrapCategoryKey(suite(one), bytes(one['seed']), bytes(one['wrapped']))
  assert.deepEqual(secret, bytes(one['category_seed']))
}

async function chains(one: Case) {
  const chain = await GrantChain.fromBytes(bytes(one['chain']))
  assert.deepEqual(chain.grants.map((grant) => grant.commitment), one['grants'])
  assert.deepEqual(chain.toBytes(), bytes(one['chain']))
}

async function checkpoints(one: Case) {
  const verified = await authorities('ledger/checkpoints').verifyCheckpoint(one['note'])
  const [origin, size] = (one['note'] as string).split('\n')
  assert.deepEqual([verified.origin, verified.size, verified.link], [origin, BigInt(size ?? ''), one['link']])
}

function consistency(one: Case) {
  const [older, newer] = [one['older'] as Case, one['newer'] as Case]
  hazmat.verifyConsistency(older['size'], newer['size'], bytes(one['path']), bytes(older['root']),
    bytes(newer['root']))
}

async function decisions(one: Case) {
  const { record, rules } = one as { record: Case; rules: Case }
  const facts = {
    recordId: record['record'], commitment: record['commitment'], category: record['category'],
    created: record['created'], resourceTypes: record['resource_types'],
    confidentiality: record['confidentiality'],
  }
  const point = new DecisionPoint({
    custodian: rules['audience'], maximumViewAge: rules['maximum_view_age'],
    minimumHeight: rules['minimum_height'], clockSkew: rules['clock_skew'],
    permitLifetime: rules['permit_lifetime'], breakGlassLifetime: rules['break_glass_lifetime'],
  })
  const request = await AccessRequest.fromBytes(bytes(one['request']))
  const grants = await GrantChain.fromBytes(bytes(one['chain']))
  const view = StatedView.fromJson(JSON.stringify(one['view']))
  const found = await point.decide(request, grants, facts, view, one['now']).then(
    ({ details: { expires, obligations } }) => ({ permit: { expires: Number(expires), obligations } }),
    (error: MedsealError) => ({ deny: { reasons: error.reasons } }))
  assert.deepEqual(found, one['expected'])
  await (await Decision.fromBytes(bytes(one['proof']))).replay(view)
}

async function documents(one: Case) {
  const document = await PublicIdentity.fromJson(one['document'])
  const { details } = document
  const claims = one['claims'] as Case
  assert.equal(document.toJson(), one['document'])
  assert.deepEqual([document.identityId, details.issued], [one['identity'], BigInt(claims['issued'])])
  assert.equal(details.signingKey, claims['keys'].at(-1).key)
  assert.equal(details.categories.length, claims['categories'].length)
  assert.equal((await SecretIdentity.fromKeyFile(one['key_file'])).identityId, one['identity'])
}

async function eligibilityRequests(one: Case) {
  const { details } = await EligibilityRequest.fromBytes(bytes(one['request']))
  assert.deepEqual([details.ledger.ledgerId, details.ledger.height], [one['ledger'], BigInt(one['height'])])
  assert.deepEqual([details.audience, details.policy], [one['audience'], one['policy']])
  assert.deepEqual([details.issued, details.expires], [BigInt(one['issued']), BigInt(one['expires'])])
}

async function entries(one: Case) {
  const entry = await LedgerEntry.fromBytes(bytes(one['entry']))
  const { details: found } = entry
  assert.deepEqual([entry.toBytes(), found.leafHash], [bytes(one['entry']), one['leaf_hash']])
  const stated = one['decoded'][found.kind] as Case
  const [[action, of]] = Object.entries(stated['action'] ?? { '': stated }) as [[string, Case]]
  // What an entry does not have is left out here, and `null` there.
  const given = (value: unknown) => value ?? undefined
  const number = (value: unknown) => (value === undefined ? undefined : BigInt(value as string))
  assert.equal(found.action ?? '', action)
  // The ledger that a genesis entry founds has its name from the entry's hash.
  assert.ok(found.kind === 'genesis' || found.ledgerId === stated['ledger'])
  assert.deepEqual([found.time, found.nonce, found.signer], [number(stated['time']), stated['nonce'], stated['signer']])
  assert.deepEqual([found.origin, found.stateRoot], [stated['origin'], stated['state_root']])
  assert.deepEqual([found.revision, found.height], [number(stated['revision']), number(stated['height'])])
  assert.deepEqual([found.identity, found.document, found.next], [of['identity'], of['document'], of['next']])
  assert.deepEqual([found.controller, found.record], [of['controller'], of['record']])
  assert.deepEqual([found.previous, found.parent], [given(of['previous']), given(of['parent'])])
  assert.deepEqual([found.grant, found.event, found.expires], [of['grant'], of['event'], number(of['expires'])])
  const { quorum, members } = (stated['authorities'] ?? { members: [] }) as Case
  assert.equal(found.quorum, number(quorum))
  assert.deepEqual(found.authorities.map(({ key, name }) => ({ key, name })), members)
  assert.equal(found.approvedBy.length > 0, found.kind === 'authorities')
}

const erasureReceipts = (one: Case) => ErasureReceipt.fromBytes(bytes(one['bytes']))

async function evidence(one: Case) {
  const known = authorities('ledger/evidence')
  assert.deepEqual(await LedgerFollower.verifyEvidence(one['evidence'], known), one['signed_both'])
}

async function grants(one: Case) {
  const { details } = await SignedGrant.fromBytes(bytes(one['grant']), bytes(one['salt']))
  const claims = one['claims'] as Case
  const { scope } = claims as { scope: Case }
  const { terms } = details
  const whole = scope['period'].from === 0 && scope['period'].to === 253_402_300_799
  assert.deepEqual([details.commitment, details.digest], [one['commitment'], one['digest']])
  assert.deepEqual([details.grantId, details.ledgerId], [claims['id'], claims['ledger']])
  assert.deepEqual([details.controller, details.issuer], [claims['controller'], claims['issuer']])
  assert.deepEqual({ identity: details.grantee, key: details.granteeKey }, claims['grantee'])
  assert.deepEqual([details.issued, details.parent ?? null], [BigInt(claims['issued']), claims['parent']])
  assert.deepEqual([terms.notBefore, terms.expires], [BigInt(claims['not_before']), BigInt(claims['expires'])])
  assert.deepEqual([terms.categories, terms.purposes], [scope['categories'], scope['purposes']])
  assert.deepEqual([terms.records, terms.resourceTypes], [scope['records'], scope['resource_types']])
  assert.deepEqual([terms.delegation, terms.confidentiality], [claims['delegation'], scope['confidentiality']])
  assert.deepEqual([terms.periodFrom, terms.periodTo],
    whole ? [undefined, undefined] : [BigInt(scope['period'].from), BigInt(scope['period'].to)])
}

function inclusion(one: Case) {
  const leaf = createHash('sha256').update('\0').update(bytes(one['entry'])).digest()
  const { size, root } = one['head'] as Case
  hazmat.verifyInclusion(leaf, one['index'], size, bytes(one['path']), bytes(root))
}

async function issuance(one: Case) {
  // Who issues is somebody else: what can be read is refused for that, and only for that.
  const challenge = bytes(one['challenge'] ?? '00'.repeat(32))
  const schema = CredentialSchema.fromJson(load('eligibility/schemas')['cases'][0].json)
  const issuer = new CredentialIssuer(SecretIdentity.generateSync('x25519'), '00'.repeat(32))
  const values = {
    birth_date: '1968-04-12', hba1c: '7.4', measured: '2026-02-17', creatinine: '0.84', systolic: '134',
    diastolic: '82', diagnosis: '44054006',
  }
  const issue = () => issuer.issue(bytes(one['request']), challenge, null, schema, values, 1)
  const found = await code(issue)
  if (one['expected']) await issue()
  else assert.equal(found, 'credential-request-mismatch')
}

async function payloads(one: Case) {
  const [key, context] = [bytes(one['key']), bytes(one['context'])]
  if (one['plaintext_length'] === undefined) {
    await hazmat.cobblestone256Open(key, context, bytes(one['sealed']))
    return
  }
  // Byte number n of the plaintext is n modulo 251.
  const plaintext = Buffer.from(Array.from({ length: one['plaintext_length'] }, (_, at) => at % 251))
  const sealed = await hazmat.cobblestone256Seal(key, context, bytes(one['salt']), plaintext)
  // The digest of long ones is BLAKE3, which Node does not have: opening them is the test.
  if (one['sealed']) assert.deepEqual(sealed, bytes(one['sealed']))
  assert.deepEqual(await hazmat.cobblestone256Open(key, context, sealed), plaintext)
}

function policies(one: Case) {
  const schema = CredentialSchema.fromJson(one['schema'])
  assert.equal(EligibilityPolicy.fromJson(one['json'], [schema]).details.hash, one['hash'])
}

async function proofs(one: Case) {
  const view = StatedView.fromJson(JSON.stringify(load('consent/proofs')['view']))
  await (await Decision.fromBytes(bytes(one['proof']))).replay(view)
}

async function receipts(one: Case) {
  const receipt = Receipt.fromText(one['receipt'])
  const verified = await receipt.verifyEntry(authorities('ledger/receipts'), bytes(one['entry']))
  const [, size] = /example.org\/ledger\n(\d+)/.exec(one['receipt']) ?? []
  assert.deepEqual([receipt.toText(), verified.size], [one['receipt'], BigInt(size ?? '')])
}

async function records(one: Case) {
  const container = bytes(one['container'])
  const opened = await hazmat.openRecord(suite(one), bytes(one['seed']), container)
  assert.deepEqual(opened, bytes(one['plaintext']))
  const { details } = SealedHeader.fromBytesSync(container)
  const { author, category, commitment, controller, manifestDigest, mediaType, payloadAddress } = details
  assert.deepEqual([details.recordId, author, controller], [one['record'], one['author'], one['controller']])
  assert.deepEqual([details.created, details.version], [BigInt(one['created']), BigInt(one['version'])])
  assert.deepEqual([category, mediaType], [one['category'], one['media_type']])
  assert.deepEqual([commitment, manifestDigest], [one['commitment'], one['manifest_digest']])
  assert.equal(payloadAddress, one['payload_address'])
}

const refusedKeys = (one: Case) =>
  hazmat.ed25519Verify(bytes(one['public_key']), new Uint8Array(), Buffer.alloc(64))

async function requests(one: Case) {
  const { details } = await AccessRequest.fromBytes(bytes(one['request']))
  const { fields } = one as { fields: Case }
  assert.deepEqual([details.ledgerId, details.custodian], [fields['ledger'], fields['audience']])
  assert.deepEqual([details.granteeKey, details.grantCommitment], [fields['grantee'], fields['grant']])
  assert.deepEqual([details.recordId, details.commitment], [fields['record'].record, fields['record'].commitment])
  assert.deepEqual([details.issued, details.expires], [BigInt(fields['issued']), BigInt(fields['expires'])])
  assert.deepEqual([details.purpose, details.reason], [fields['purpose'], fields['break_glass']?.reason])
}

function schemas(one: Case) {
  const { details } = CredentialSchema.fromJson(one['json'])
  assert.equal(details.hash, one['hash'])
  assert.ok(details.attributes.length > 0)
}

const signatures = (one: Case) =>
  hazmat.ed25519Verify(bytes(one['public_key']), bytes(one['message']), bytes(one['signature']))

function stateProofs(one: Case) {
  const value = hazmat.verifyState(bytes(one['key']), bytes(one['proof']), bytes(one['root']))
  assert.equal(value?.toString('hex') ?? null, one['value'])
}

function verifierKeys(one: Case) {
  const list = AuthorityList.fromVerifierKeys('example.org/ledger', [one['vkey']])
  assert.deepEqual(list.details.verifierKeys, [one['vkey']])
}

async function wrappedKeys(one: Case) {
  const opened = await hazmat.hpkeOpen(suite(one), bytes(one['seed']), bytes(one['info']),
    new Uint8Array(), bytes(one['encapsulated_key']), bytes(one['ciphertext']))
  assert.deepEqual(opened, bytes(one['secret']))
}

const runners: Record<string, (one: Case) => unknown> = {
  'audit/erasure-attestation': attestations,
  'audit/erasure-receipt': erasureReceipts,
  'consent/chains': chains,
  'consent/decisions': decisions,
  'consent/grants': grants,
  'consent/proofs': proofs,
  'consent/requests': requests,
  'eligibility/issuance': issuance,
  'eligibility/policies': policies,
  'eligibility/requests': eligibilityRequests,
  'eligibility/schemas': schemas,
  'envelope/category_grants': categoryGrants,
  'envelope/payloads': payloads,
  'envelope/records': records,
  'keys/documents': documents,
  'keys/ed25519-speccheck': signatures,
  'keys/refused': refusedKeys,
  'keys/wrapped': wrappedKeys,
  'ledger/checkpoints': checkpoints,
  'ledger/consistency': consistency,
  'ledger/entries': entries,
  'ledger/evidence': evidence,
  'ledger/inclusion': inclusion,
  'ledger/receipts': receipts,
  'ledger/state-proofs': stateProofs,
  'ledger/verifier-keys': verifierKeys,
}

/** By file, the cases that only Rust runs; none named is the whole file. */
const rustOnly = new Map((load('rust-only')['files'] as { file: string; cases?: string[] }[])
  .map(({ file, cases }) => [file, cases ?? []]))

/** The suite by its number in RFC 9180's registry of KEMs. */
const suite = (one: Case) => (one['suite'] === 0x20 ? 'x25519' : 'x-wing')

function authorities(area: string): AuthorityList {
  const { origin, keys, quorum } = load(area)['authorities'] as Case
  return AuthorityList.fromVerifierKeys(origin, keys, quorum)
}

/** The error's code, or `ok`: also where the file has what is found in place of a code. */
const expected = ({ expected }: Case): string =>
  typeof expected === 'string' && expected !== 'confirmed' ? expected : 'ok'

for (const [area, run] of Object.entries(runners)) {
  test(area, async () => {
    const cases = load(area)['cases'] as Case[]
    const leftOut = rustOnly.get(area) ?? []
    const ran = cases.filter((one) => !leftOut.includes(one['name']))
    assert.ok(ran.length > 0 && ran.length === cases.length - leftOut.length)
    for (const one of ran) assert.equal(await code(() => run(one)), expected(one), one['name'])
  })
}

test('no file is left out', () => {
  const directories = readdirSync(vectors, { withFileTypes: true }).filter((one) => one.isDirectory())
  const files = directories.flatMap(({ name }) =>
    readdirSync(join(vectors, name)).map((file) => `${name}/${file.replace('.json', '')}`))
  const whole = [...rustOnly].filter(([, cases]) => cases.length === 0).map(([area]) => area)
  const elsewhere = ['bindings/exemplar', 'eligibility/screening'] // in tests of their own
  assert.deepEqual(files.sort(), [...Object.keys(runners), ...elsewhere, ...whole].sort())
})
