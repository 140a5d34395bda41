// What the tests share: people, places, and what an error must be.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { MedsealError, SecretIdentity, type ErrorKind, type PublicIdentity } from 'medseal'

/** An environment variable that `cargo xtask bindings node` sets. */
export function environment(name: string): string {
  const value = process.env[name]
  assert.ok(value, `${name} is not set: run \`cargo xtask bindings node\``)
  return value
}

export interface People {
  laboratory: SecretIdentity
  patient: SecretIdentity
  /** The patient's public document. */
  document: PublicIdentity
}

/** X25519 keeps the tests quick; X-Wing has tests of its own. */
export function people(): People {
  const laboratory = SecretIdentity.generateSync('x25519')
  const patient = SecretIdentity.generateSync('x25519')
  return { laboratory, patient, document: patient.publicSync() }
}

/** A directory that is gone after the test. */
export function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'medseal-'))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Asserts that `work` throws or rejects with this code and kind, in the one class of errors. */
export async function refused(
  code: string,
  kind: ErrorKind,
  work: () => unknown,
): Promise<MedsealError> {
  try {
    await work()
  } catch (error) {
    assert.ok(error instanceof MedsealError, `not a MedsealError: ${String(error)}`)
    assert.deepEqual([error.code, error.kind], [code, kind])
    assert.ok(error instanceof Error && error.stack && error.message.length > 0)
    return error
  }
  assert.fail(`nothing was thrown, instead of ${code}`)
}

/** Bytes that do not repeat soon. */
export function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at += 4096) bytes.writeUInt32LE(at >>> 0, Math.min(at, length - 4))
  return bytes
}
