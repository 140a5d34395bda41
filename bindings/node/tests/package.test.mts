import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import * as imported from 'medseal'

const require = createRequire(import.meta.url)

test('CommonJS and ES modules have the same names, of the same things', () => {
  const required = require('medseal') as Record<string, unknown>
  const names = Object.keys(imported).filter((name) => name !== 'default' && name !== 'module.exports')
  assert.deepEqual(names.sort(), Object.keys(required).sort())
  for (const name of names) assert.equal(required[name], (imported as Record<string, unknown>)[name])
})

test('every export of the addon is an export of the package', () => {
  const directory = dirname(require.resolve('medseal'))
  const native = Object.keys(require(join(directory, 'native.js')) as object)
  const meant = native.filter((name) => !name.startsWith('__'))
  assert.deepEqual([...meant, 'MedsealError'].sort(), Object.keys(require('medseal') as object).sort())
})

test('the package says which version it is, and cannot be made to panic', () => {
  const manifest = require('medseal/package.json') as { version: string }
  assert.equal(imported.version(), manifest.version)
  const directory = dirname(require.resolve('medseal'))
  const native = require(join(directory, 'native.js')) as object
  assert.ok(!('__injectPanic' in native))
  for (const name of ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md']) {
    assert.ok(readdirSync(directory).includes(name))
  }
  assert.ok(!readdirSync(directory).some((name) => name.endsWith('.node')))
  const declarations = readFileSync(join(directory, 'native.d.ts'), 'utf8')
  assert.ok(!/\bany\b|unknown/.test(declarations.replace(/\/\*[^]*?\*\//g, '')))
})
