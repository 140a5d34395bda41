// The code of docs/javascript.md and of the package's own page runs.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { environment } from './support.mjs'

/** All blocks of JavaScript on a page, as one module. */
function code(page: string): string {
  const text = readFileSync(join(environment('MEDSEAL_SOURCE'), page), 'utf8')
  const blocks = [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map((match) => match[1])
  assert.ok(blocks.length > 0, `${page} has no code`)
  return blocks.join('\n')
}

function run(name: string, module: string): string {
  // Beside this file, where `medseal` is found as in any application.
  const path = join(dirname(fileURLToPath(import.meta.url)), name)
  writeFileSync(path, module)
  return execFileSync(process.execPath, [path], { encoding: 'utf8' })
}

test('docs/javascript.md', () => {
  const said = run('page.mjs', code('docs/javascript.md'))
  const expected = [
    'HbA1c 6.9 %', 'true true', "Denied access-denied [ 'grant-revoked' ]", 'closed', '100',
    'AbortError the user closed the window', 'lab lab not-eligible', '11', 'anchor', 'true',
    "[ 'TREAT' ]", 'revoked bigint', 'anchor true', 'genesis', 'state', 'statement',
  ]
  const lines = said.trim().split('\n').filter((line) => !/^\d+ of \d+$/.test(line))
  assert.deepEqual(lines, expected)
})

test('README.md of the package', () => {
  assert.equal(run('readme.mjs', code('bindings/node/README.md')), 'HbA1c 6.9 %\n')
})
