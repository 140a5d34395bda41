// A laboratory that certifies, a patient with a wallet, and a trial that asks.

import {
  CredentialIssuer, CredentialSchema, EligibilityPolicy, EligibilityRequest, EligibilityVerifier, Ledger,
  SecretIdentity, Wallet,
} from 'medseal'

const SCHEMA = JSON.stringify({
  medseal_schema: 1,
  name: 'panel',
  attributes: [{ name: 'hba1c', kind: 'number', unit: '%', scale: 1, bits: 8, rounding: 'exact' }],
})
export const AUDIENCE = 'https://trial.example.org/screening'
export const NOW = 1_800_000_000n

export async function screening(hba1c: string) {
  const one = () => SecretIdentity.generateSync('x25519')
  const [authority, laboratory, patient, trial] = [one(), one(), one(), one()]
  const ledger = await Ledger.inMemory([authority], 'node.example/trial', null, NOW)
  const issuer = new CredentialIssuer(laboratory, (await ledger.details()).ledgerId)
  const schema = CredentialSchema.fromJson(SCHEMA)
  const by = laboratory.publicSync(NOW)
  const policy = EligibilityPolicy.fromJson(JSON.stringify({
    medseal_policy: 1,
    name: 'screening',
    credentials: { lab: { schema: schema.details.hash, issuers: [by.details.signingKey] } },
    one_enrolment: { credential: 'lab', trial: 'trial 🧪' },
    require: { number: 'lab.hba1c', unit: '%', min: '6.5' },
  }), [schema])
  const wallet = new Wallet(patient)
  const challenge = issuer.challenge()
  const asked = await wallet.request(schema, by, challenge, 3)
  const issued = await issuer.issue(asked, challenge, null, schema, { hba1c }, 8, NOW)
  await wallet.accept(issued.batch)
  const ask = async () => EligibilityRequest.fromBytes((await EligibilityRequest.issue(
    trial, policy, AUDIENCE, await ledger.point(), null, NOW)).toBytes())
  const verifier = new EligibilityVerifier(trial.publicSync(NOW), AUDIENCE, policy)
  return { laboratory, patient, trial, ledger, schema, policy, wallet, issued, ask, verifier }
}
