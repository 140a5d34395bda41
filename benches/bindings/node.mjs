// What the package `medseal` costs in Node, beside Rust on the same machine in the same run, beside
// node:crypto doing the same work by hand, and beside npm's age-encryption.
//
// Started by `cargo xtask bench-report bindings`, in an application that has installed the release
// build; MEDSEAL_BASELINE is the program that measures Rust. Prints one JSON object a line.

import { execFileSync } from 'node:child_process'
import * as crypto from 'node:crypto'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { SealedRecord, SecretIdentity, version } from 'medseal'

const quick = process.argv.includes('--quick')
const KiB = 1024
const MiB = 1024 * KiB
const sizes = [['1 KiB', KiB], ['1 MiB', MiB], [quick ? '32 MiB' : '256 MiB', quick ? 32 * MiB : 256 * MiB]]

const author = SecretIdentity.generateSync('x25519')
const patient = SecretIdentity.generateSync('x25519')
const document = patient.publicSync()

/** The median time of one call in seconds, after a warm-up; short calls are timed in groups. */
async function time(work, seconds = quick ? 0.3 : 1.5) {
  await work()
  const begin = performance.now()
  await work()
  const group = Math.max(1, Math.floor(5 / Math.max(performance.now() - begin, 0.001)))
  const samples = []
  const until = performance.now() + seconds * 1000
  while (samples.length < 3 || performance.now() < until) {
    const start = performance.now()
    for (let i = 0; i < group; i++) await work()
    samples.push((performance.now() - start) / group / 1000)
  }
  samples.sort((a, b) => a - b)
  return samples[Math.floor(samples.length / 2)]
}

function timeSync(work, count = quick ? 200_000 : 2_000_000) {
  for (let i = 0; i < count / 10; i++) work()
  const start = performance.now()
  for (let i = 0; i < count; i++) work()
  return (performance.now() - start) / 1000 / count
}

function row(name, metric, unit, ours, peer, theirs, goal, higher = true) {
  const ratio = theirs === undefined ? null : higher ? ours / theirs : theirs / ours
  const line = {
    area: 'bindings', case: `Node: ${name}`, metric, unit, ours,
    peer: peer ?? null, theirs: theirs ?? null, ratio,
    goal: goal === undefined ? null : `ratio ≥ ${goal}`, met: goal === undefined ? null : ratio >= goal,
  }
  console.log(JSON.stringify(line))
}

/** AES-256-GCM under a key agreed by X25519, as one would write it by hand: no commitment, no signature. */
function byHand(recipient) {
  return {
    seal(plaintext) {
      const ephemeral = crypto.generateKeyPairSync('x25519')
      const shared = crypto.diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient.publicKey })
      const key = Buffer.from(crypto.hkdfSync('sha256', shared, '', 'bench', 32))
      const cipher = crypto.createCipheriv('aes-256-gcm', key, Buffer.alloc(12))
      const head = ephemeral.publicKey.export({ type: 'spki', format: 'der' })
      return [head, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]
    },
    open([head, body, , tag]) {
      const publicKey = crypto.createPublicKey({ key: head, type: 'spki', format: 'der' })
      const shared = crypto.diffieHellman({ privateKey: recipient.privateKey, publicKey })
      const key = Buffer.from(crypto.hkdfSync('sha256', shared, '', 'bench', 32))
      const decipher = crypto.createDecipheriv('aes-256-gcm', key, Buffer.alloc(12)).setAuthTag(tag)
      return [decipher.update(body), decipher.final()]
    },
  }
}

async function records() {
  const identity = await generateX25519Identity()
  const [encrypter, decrypter] = [new Encrypter(), new Decrypter()]
  encrypter.addRecipient(await identityToRecipient(identity))
  decrypter.addIdentity(identity)
  const hand = byHand(crypto.generateKeyPairSync('x25519'))
  for (const [name, size] of sizes) {
    const plaintext = crypto.randomBytes(Math.min(size, MiB))
    const whole = size > MiB ? Buffer.concat(Array(size / MiB).fill(plaintext)) : plaintext
    const sealed = await SealedRecord.sealBytes(author, document, whole)
    const seal = () => SealedRecord.sealBytes(author, document, whole)
    const open = () => SealedRecord.openBytes(sealed, patient)
    const rust = JSON.parse(execFileSync(process.env.MEDSEAL_BASELINE, [String(size)], { encoding: 'utf8' }))
    const goal = size >= MiB ? 0.95 : undefined
    const [metric, unit, figure] = size < MiB
      ? ['records', '1/s', (seconds) => 1 / seconds]
      : ['throughput', 'MB/s', (seconds) => size / seconds / 1e6]
    for (const [verb, work, base, byHandWork] of [
      ['seal', seal, rust.seal, () => hand.seal(whole)],
      ['open', open, rust.open, ((parts) => () => hand.open(parts))(hand.seal(whole))],
    ]) {
      const ours = figure(await time(work))
      row(`${verb} ${name}`, metric, unit, ours, 'Rust (medseal-facade)', figure(base), goal)
      row(`${verb} ${name}`, metric, unit, ours, 'node:crypto, by hand', figure(await time(async () => byHandWork())))
    }
    if (size <= MiB) {
      const file = await encrypter.encrypt(whole)
      const ageSeal = figure(await time(() => encrypter.encrypt(whole)))
      const ageOpen = figure(await time(() => decrypter.decrypt(file)))
      row(`seal ${name}`, metric, unit, figure(await time(seal)), 'npm age-encryption', ageSeal)
      row(`open ${name}`, metric, unit, figure(await time(open)), 'npm age-encryption', ageOpen)
    }
  }
}

async function calls() {
  row('call without arguments, returns a text', 'time', 'ns', timeSync(version) * 1e9, undefined, undefined, undefined, false)
  row('getter of a handle', 'time', 'ns', timeSync(() => author.isClosed) * 1e9, undefined, undefined, undefined, false)
  const promise = await time(cheapest)
  row('promise through the thread pool', 'time', 'ns', promise * 1e9, undefined, undefined, undefined, false)
}

/** The cheapest work there is: it fails at once. */
const cheapest = () => SecretIdentity.generate('none').catch(() => {})

async function eventLoop() {
  const size = quick ? 64 * MiB : 1024 * MiB
  const plaintext = Buffer.alloc(size, 7)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  await new Promise((resolve) => setTimeout(resolve, 50))
  delay.enable()
  const start = performance.now()
  await SealedRecord.sealBytes(author, document, plaintext)
  const seconds = (performance.now() - start) / 1000
  delay.disable()
  const name = `event loop while ${size / MiB} MiB are sealed`
  // The resolution of one millisecond is part of what the monitor measures.
  row(name, 'delay, median', 'ms', delay.percentile(50) / 1e6, undefined, undefined, undefined, false)
  row(name, 'delay, 99 %', 'ms', delay.percentile(99) / 1e6, undefined, undefined, undefined, false)
  row(name, 'delay, worst', 'ms', delay.max / 1e6, undefined, undefined, undefined, false)
  row(name, 'the sealing', 's', seconds, undefined, undefined, undefined, false)
}

await calls()
await records()
await eventLoop()
