// A panic in any export becomes an error, and the process lives. In a process of its own, with the
// addon of the feature `fault-injection`; the released addon has no such feature.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { environment } from './support.mjs'

test('a panic in any export is the error `internal`', () => {
  const script = fileURLToPath(new URL('./faults.mjs', import.meta.url))
  const said = execFileSync(process.execPath, [script], {
    env: { ...process.env, NAPI_RS_NATIVE_LIBRARY_PATH: environment('MEDSEAL_FAULTS') },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  })
  assert.match(said, /^every one of \d+ exports/)
})
