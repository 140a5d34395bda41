import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

test('examples/javascript/exchange.mjs tells the whole story', () => {
  const script = fileURLToPath(new URL('../examples/exchange.mjs', import.meta.url))
  const records = [process.execPath, script].slice(1)
  const said = execFileSync(process.execPath, [script, ...records], { encoding: 'utf8' })
  assert.match(said, /refused: .*\n/)
  assert.match(said, /The ledger is sound: \d+ entries/)
})
