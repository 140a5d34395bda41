import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ledger, MedsealError, SealedRecord, SecretIdentity } from 'medseal'
import { directory, people, refused } from './support.mjs'

test('use after close is an error, in promises and at once', async () => {
  const { laboratory, patient, document } = people()
  const record = SealedRecord.sealSync(laboratory, document, Buffer.from('x'))
  patient.close()
  patient.close()
  assert.ok(patient.isClosed)
  const uses = [
    () => patient.identityId,
    () => patient.categories,
    () => patient.public(),
    () => patient.publicSync(),
    () => patient.toPlainKeyFile(),
    () => patient.toKeyFile('passphrase'),
    () => patient.rotate(),
    () => patient.pairwise('x'),
    () => record.open(patient),
    () => record.openSync(patient),
    () => SealedRecord.seal(patient, document, Buffer.from('x')),
  ]
  for (const use of uses) await refused('closed', 'Closed', use)
})

test('`using` closes at the end of the block', () => {
  let outside: SecretIdentity
  {
    using identity = SecretIdentity.generateSync('x25519')
    outside = identity
    assert.ok(!identity.isClosed)
  }
  assert.ok(outside.isClosed)
})

test('closing while work is under way ends in the whole result, or in `closed`', async () => {
  const { laboratory, patient, document } = people()
  const plaintext = Buffer.alloc(1 << 20, 3)
  const record = SealedRecord.sealSync(laboratory, document, plaintext)
  const works = Array.from({ length: 8 }, () => record.open(patient))
  await Promise.race(works)
  patient.close()
  for (const work of await Promise.allSettled(works)) {
    if (work.status === 'fulfilled') assert.ok(work.value.equals(plaintext))
    else await refused('closed', 'Closed', () => { throw work.reason })
  }
})

// A directory is held until the native side of its handle is dropped: nothing else lets go of it.
test('what is collected is dropped on the native side', async () => {
  const collect = globalThis.gc
  assert.ok(collect, 'node was not started with --expose-gc')
  const place = directory()
  const { patient } = people()
  const found = async () => {
    const ledger = await Ledger.create(`${place}/ledger`, place, [patient], 'node.example/collected')
    await refused('ledger-busy', 'Storage', () => Ledger.fsck(`${place}/ledger`))
    assert.ok(!(await ledger.isClosed()))
  }
  await found()
  for (let round = 0; ; round++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 10))
    try {
      const report = await Ledger.fsck(`${place}/ledger`)
      assert.deepEqual(report.findings, [])
      return
    } catch (error) {
      assert.ok(error instanceof MedsealError && error.code === 'ledger-busy' && round < 500)
    }
  }
})

test('ten thousand handles and records made and dropped leave nothing', async () => {
  const { laboratory, patient, document } = people()
  const plaintext = Buffer.alloc(2000, 5)
  const collect = globalThis.gc
  assert.ok(collect, 'node was not started with --expose-gc')
  const round = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const identity = patient.pairwise(`relation ${i}`)
      const sealed = SealedRecord.sealSync(laboratory, document, plaintext)
      sealed.openSync(patient)
      if (i % 2) identity.close()
      if (i % 500 === 0) {
        collect()
        await new Promise(setImmediate)
      }
    }
    collect()
    await new Promise((resolve) => setTimeout(resolve, 50))
    collect()
  }
  await round(1000)
  const before = process.memoryUsage().rss
  await round(10_000)
  const growth = process.memoryUsage().rss - before
  // One identity is some 10 KiB: were they kept, this would be 100 MiB.
  assert.ok(growth < 24 << 20, `grew by ${growth} bytes`)
})

test('large results are given back to the system', async () => {
  const { laboratory, patient, document } = people()
  const collect = globalThis.gc
  assert.ok(collect)
  const record = await SealedRecord.seal(laboratory, document, Buffer.alloc(8 << 20))
  const round = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await record.open(patient)
      if (i % 8 === 0) collect()
      await new Promise(setImmediate)
    }
    collect()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await round(10)
  const before = process.memoryUsage().rss
  await round(60)
  const growth = process.memoryUsage().rss - before
  assert.ok(growth < 128 << 20, `grew by ${growth} bytes of ${60 * 8} MiB`)
})
