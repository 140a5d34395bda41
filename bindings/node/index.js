'use strict'

const native = require('./native.js')
const { MedsealError } = require('./lib/error.js')
const { listen } = require('./lib/signal.js')
const { addStreams } = require('./lib/streams.js')

native.__useHelpers(MedsealError, listen)
addStreams(native)

// One line each, so that `import { … }` finds the names in this CommonJS module.
exports.AccessPermit = native.AccessPermit
exports.AccessRequest = native.AccessRequest
exports.AuthorityList = native.AuthorityList
exports.BreakGlass = native.BreakGlass
exports.CredentialIssuer = native.CredentialIssuer
exports.CredentialSchema = native.CredentialSchema
exports.Decision = native.Decision
exports.DisclosureLog = native.DisclosureLog
exports.EligibilityPolicy = native.EligibilityPolicy
exports.EligibilityRequest = native.EligibilityRequest
exports.EligibilityVerifier = native.EligibilityVerifier
exports.ErasureReceipt = native.ErasureReceipt
exports.Grant = native.Grant
exports.Ledger = native.Ledger
exports.LedgerFollower = native.LedgerFollower
exports.MedsealError = MedsealError
exports.PublicIdentity = native.PublicIdentity
exports.Receipt = native.Receipt
exports.SealedHeader = native.SealedHeader
exports.SealedRecord = native.SealedRecord
exports.SecretIdentity = native.SecretIdentity
exports.Unlocked = native.Unlocked
exports.Wallet = native.Wallet
exports.hazmat = native.hazmat
exports.version = native.version

// `using identity = …` closes the handle at the end of the block; `await using ledger = …` does
// for those that finish the step they are at before they close.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')
const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')
const waiting = new Set([native.EligibilityVerifier, native.Ledger, native.Wallet])
for (const handle of Object.values(exports)) {
  const close = handle.prototype?.close
  if (close) {
    const symbol = waiting.has(handle) ? asyncDispose : dispose
    Object.defineProperty(handle.prototype, symbol, { value: close, writable: true, configurable: true })
  }
}
