'use strict'

const native = require('./native.js')
const { MedsealError } = require('./lib/error.js')
const { listen } = require('./lib/signal.js')
const { addStreams } = require('./lib/streams.js')

native.__useHelpers(MedsealError, listen)
addStreams(native)

// One line each, so that `import { … }` finds the names in this CommonJS module.
exports.MedsealError = MedsealError
exports.PublicIdentity = native.PublicIdentity
exports.SealedHeader = native.SealedHeader
exports.SealedRecord = native.SealedRecord
exports.SecretIdentity = native.SecretIdentity
exports.hazmat = native.hazmat
exports.version = native.version

// `using identity = …` closes the handle at the end of the block.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')
for (const handle of Object.values(exports)) {
  const close = handle.prototype?.close
  if (close) {
    Object.defineProperty(handle.prototype, dispose, { value: close, writable: true, configurable: true })
  }
}
