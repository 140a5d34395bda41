// What the package `medseal` costs in Node, beside Rust on the same machine in the same run, beside
// node:crypto doing the same work by hand, and beside npm's age-encryption.
//
// Started by `cargo xtask bench-report bindings` with the release build; MEDSEAL_BASELINE is the program
// that does the same in Rust. Needs `--expose-gc`. Prints one JSON object a line.
//
// Both sides make a fresh buffer for each result and drop all of a turn's after it: here that means that they
// are collected before the next turn. V8 looks for garbage whenever 64 MiB of arrays are new: after a result
// as long as that, it does so here before the next is asked for. With "into" in its name, a row is about
// results written to a buffer that was there before. "garbage included" is what a program sees that collects
// when V8 will.

import { spawn } from 'node:child_process'
import * as crypto from 'node:crypto'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { SealedRecord, SecretIdentity, version } from 'medseal'

const quick = process.argv.includes('--quick')
const KiB = 1024
const MiB = 1024 * KiB
const sizes = [['1 KiB', KiB], ['1 MiB', MiB], [quick ? '32 MiB' : '256 MiB', quick ? 32 * MiB : 256 * MiB]]
const rounds = quick ? 5 : 41
const largeRounds = quick ? 5 : 15
const flight = 4
/** Bytes of new arrays after which V8 looks for garbage. */
const collecting = 64 * MiB

const author = SecretIdentity.generateSync('x25519')
const patient = SecretIdentity.generateSync('x25519')
const document = patient.publicSync()

/** The program that does the same in Rust, waiting for orders. */
class Rust {
  constructor() {
    this.process = spawn(process.env.MEDSEAL_BASELINE, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.lines = createInterface(this.process.stdout)[Symbol.asyncIterator]()
  }

  /** As a side of `lowerQuartiles`. */
  side(work, size, threads = 1) {
    return async (count) => {
      this.process.stdin.write(`${work} ${size} ${count} ${threads}\n`)
      return JSON.parse((await this.lines.next()).value)
    }
  }
}

/** Lets go of everything that nobody refers to, external memory too, and waits until V8's threads rest. */
async function collect() {
  globalThis.gc()
  await setImmediate()
  await setImmediate()
  await setTimeout(3)
}

/** Work of this process on so many bytes, awaited one at a time, as a side of `lowerQuartiles`. */
function node(size, work) {
  return async (count) => {
    const taken = []
    let made = []
    for (let i = 0; i <= count; i++) {
      const start = performance.now()
      made.push(await work())
      taken.push((performance.now() - start) / 1000)
      if (size >= collecting) await collect()
    }
    made = undefined
    await collect()
    return taken.slice(1)
  }
}

/**
 * As `node`, so many times in a row, with whatever V8 collects meanwhile inside of the time: the middle of
 * all turns, for a quarter of them may well be those in which V8 collects nothing.
 */
function inARow(work) {
  const turn = async (count) => {
    const start = performance.now()
    for (let i = 0; i < count; i++) await work()
    const taken = (performance.now() - start) / 1000 / count
    await collect()
    return [taken]
  }
  return Object.assign(turn, { quantile: 0.5 })
}

/**
 * The seconds that a quarter of each side's times stay below: a function that does its work so often, and
 * once more before that does not count, and gives the seconds of each time. They take turns, every other
 * round backwards, so that what slows the machine for a while slows all; and what slows one side for a while,
 * as two threads on one processor do, is not in the lower quarter.
 */
async function lowerQuartiles(size, ...sides) {
  const count = Math.max(1, Math.min(50, Math.floor((8 * MiB) / Math.max(size, 1))))
  const samples = sides.map(() => [])
  for (let round = 0; round < (size <= 4 * MiB ? rounds : largeRounds); round++) {
    const turns = sides.map((side, at) => [side, samples[at]])
    for (const [side, taken] of round % 2 === 0 ? turns : turns.reverse()) taken.push(...await side(count))
  }
  return samples.map((taken, side) => {
    const { quantile = 0.25 } = sides[side]
    return taken.sort((a, b) => a - b)[Math.floor(taken.length * quantile)]
  })
}

function row(name, metric, unit, ours, peer = null, theirs = null, goal = null, higher = true, of = 'Node') {
  const ratio = theirs === null ? null : higher ? ours / theirs : theirs / ours
  console.log(JSON.stringify({
    area: 'bindings', case: `${of}: ${name}`, metric, unit, ours, peer, theirs, ratio,
    goal: goal === null ? null : `ratio ≥ ${goal}`, met: goal === null ? null : ratio >= goal,
  }))
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

async function age() {
  const identity = await generateX25519Identity()
  const [encrypter, decrypter] = [new Encrypter(), new Decrypter()]
  encrypter.addRecipient(await identityToRecipient(identity))
  decrypter.addIdentity(identity)
  return { seal: (plaintext) => encrypter.encrypt(plaintext), open: (file) => decrypter.decrypt(file) }
}

/** Seals and opens records of three lengths. */
async function records(rust) {
  const peers = [
    ['node:crypto, by hand', byHand(crypto.generateKeyPairSync('x25519')), Infinity],
    ['npm age-encryption', await age(), MiB],
  ]
  for (const [name, size] of sizes) {
    const plaintext = Buffer.alloc(size, 7)
    const sealed = await SealedRecord.sealBytes(author, document, plaintext)
    let memory = new Uint8Array(SealedRecord.sealedLengthAtMost(size))
    const again = (made) => { memory = new Uint8Array(made.buffer) }
    const intoWorks = {
      seal: () => SealedRecord.sealInto(author, document, plaintext, memory).then(again),
      open: () => SealedRecord.openInto(sealed, patient, memory).then(again),
    }
    const goal = size >= MiB ? 0.95 : null
    const [metric, unit, figure] = size < MiB
      ? ['records', '1/s', (seconds) => 1 / seconds]
      : ['throughput', 'MB/s', (seconds) => size / seconds / 1e6]
    for (const [verb, work, workSync] of [
      [
        'seal',
        () => SealedRecord.sealBytes(author, document, plaintext),
        () => SealedRecord.sealSync(author, document, plaintext),
      ],
      [
        'open',
        () => SealedRecord.openBytes(sealed, patient),
        () => SealedRecord.openBytesSync(sealed, patient),
      ],
    ]) {
      const [one, row1, sync, rust1] =
        await lowerQuartiles(size, node(size, work), inARow(work), node(size, workSync), rust.side(verb, size))
      row(`${verb} ${name}`, metric, unit, figure(one), 'Rust', figure(rust1), goal)
      row(`${verb} ${name}, in a row, garbage included`, metric, unit, figure(row1), 'Rust', figure(rust1))
      row(`${verb} ${name}, on this thread`, metric, unit, figure(sync), 'Rust', figure(rust1))
      const [into, rustInto] = await lowerQuartiles(
        size, node(size, intoWorks[verb]), rust.side(`${verb}-into`, size))
      row(`${verb} ${name}, into`, metric, unit, figure(into), 'Rust', figure(rustInto), goal)
      if (size <= MiB) {
        const together = () => Promise.all(Array.from({ length: flight }, work))
        const [four, rust4] = await lowerQuartiles(size * flight, node(size, together), rust.side(verb, size, flight))
        row(`${verb} ${name}, ${flight} at once`, metric, unit, figure(four / flight),
          `Rust, ${flight} threads`, figure(rust4 / flight))
      }
      for (const [peer, other, most] of peers) {
        if (size > most) continue
        const made = await other.seal(plaintext)
        const theirs = verb === 'seal' ? () => other.seal(plaintext) : () => other.open(made)
        const [ours, by] = await lowerQuartiles(size, node(size, work), node(size, theirs))
        row(`${verb} ${name}`, metric, unit, figure(ours), peer, figure(by))
      }
    }
  }
}

/** The cheapest work there is: it fails at once. Through Node's thread pool, and through that of sealing. */
const cheapest = () => SecretIdentity.generate('none').catch(() => {})
const nothing = new Uint8Array(1)
const cheapestSealing = () => SealedRecord.openBytes(nothing, patient).catch(() => {})

/** What it costs to cross the border. So many calls at a time that the clock does not show. */
async function calls() {
  const count = quick ? 50_000 : 500_000
  const many = (work) => () => {
    const start = performance.now()
    for (let i = 0; i < count; i++) work()
    return [(performance.now() - start) / 1000 / count]
  }
  const [empty, text, getter, promise, sealing] = await lowerQuartiles(1, many(() => 1), many(version),
    many(() => author.isClosed), inARow(cheapest), inARow(cheapestSealing))
  row('call: no arguments, returns a text', 'time', 'ns', (text - empty) * 1e9)
  row('call: getter of a handle', 'time', 'ns', (getter - empty) * 1e9)
  row('call: promise through the thread pool', 'time', 'ns', promise * 1e9)
  row('call: promise of sealing or opening', 'time', 'ns', sealing * 1e9)
}

/** How late the event loop is while 1 GiB is sealed, beside one that nobody disturbs. */
async function eventLoop() {
  const size = quick ? 64 * MiB : 1024 * MiB
  const plaintext = Buffer.alloc(size, 7)
  const during = async (work) => {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    await setTimeout(50)
    delay.enable()
    await work()
    delay.disable()
    return delay
  }
  const idle = await during(() => setTimeout(quick ? 100 : 1000))
  const busy = await during(() => SealedRecord.sealBytes(author, document, plaintext))
  const name = `event loop while ${size / MiB} MiB are sealed`
  // The resolution of one millisecond is part of what the monitor measures, in both.
  for (const [metric, of] of [
    ['delay, median', (delay) => delay.percentile(50)],
    ['delay, 99 %', (delay) => delay.percentile(99)],
    ['delay, worst', (delay) => delay.max],
  ]) {
    row(name, metric, 'ms', of(busy) / 1e6, 'idle', of(idle) / 1e6, null, false)
  }
}

const rust = new Rust()
await calls()
await records(rust)
await eventLoop()
rust.process.stdin.end()
