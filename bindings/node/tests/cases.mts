// The files of vectors/, for the tests that run them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MedsealError } from 'medseal'
import { environment } from './support.mjs'

export const vectors = join(environment('MEDSEAL_SOURCE'), 'vectors')

// JSON has no types; each test says what it reads.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Case = Record<string, any>

export function load(area: string): Case {
  // Numbers that are not exact in JavaScript are left as texts.
  const text = readFileSync(join(vectors, `${area}.json`), 'utf8')
  return JSON.parse(text.replaceAll(/: (\d{16,})(?=[,\n])/g, ': "$1"')) as Case
}

export const bytes = (hex: string) => Buffer.from(hex, 'hex')

/** What becomes of it: the error's code, or `ok`. */
export async function code(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof MedsealError) return error.code
    throw error
  }
  return 'ok'
}
