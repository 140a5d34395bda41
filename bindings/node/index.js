'use strict'

const native = require('./native.js')
const { checkAll, checkedClass, define } = require('./lib/arguments.js')
const { MedsealError } = require('./lib/error.js')
const { listen } = require('./lib/signal.js')
const { addInto } = require('./lib/into.js')
const { addStreams } = require('./lib/streams.js')

native.__useHelpers(MedsealError, listen)
addInto(native)
addStreams(native)
checkAll(native.hazmat, native.hazmat)

// One line each, so that `import { … }` finds the names in this CommonJS module.
exports.AccessPermit = checkedClass(native.AccessPermit)
exports.AccessRequest = checkedClass(native.AccessRequest)
exports.AuthorityList = checkedClass(native.AuthorityList)
exports.BreakGlass = checkedClass(native.BreakGlass)
exports.CredentialIssuer = checkedClass(native.CredentialIssuer)
exports.CredentialSchema = checkedClass(native.CredentialSchema)
exports.Decision = checkedClass(native.Decision)
exports.DecisionPoint = checkedClass(native.DecisionPoint)
exports.DisclosureLog = checkedClass(native.DisclosureLog)
exports.EligibilityPolicy = checkedClass(native.EligibilityPolicy)
exports.EligibilityRequest = checkedClass(native.EligibilityRequest)
exports.EligibilityVerifier = checkedClass(native.EligibilityVerifier)
exports.ErasureReceipt = checkedClass(native.ErasureReceipt)
exports.Grant = checkedClass(native.Grant)
exports.GrantChain = checkedClass(native.GrantChain)
exports.Ledger = checkedClass(native.Ledger)
exports.LedgerEntry = checkedClass(native.LedgerEntry)
exports.LedgerFollower = checkedClass(native.LedgerFollower)
exports.LedgerState = checkedClass(native.LedgerState)
exports.MedsealError = MedsealError
exports.PublicIdentity = checkedClass(native.PublicIdentity)
exports.Receipt = checkedClass(native.Receipt)
exports.SealedHeader = checkedClass(native.SealedHeader)
exports.SealedRecord = checkedClass(native.SealedRecord)
exports.SecretIdentity = checkedClass(native.SecretIdentity)
exports.SignedGrant = checkedClass(native.SignedGrant)
exports.StatedView = checkedClass(native.StatedView)
exports.Unlocked = checkedClass(native.Unlocked)
exports.Wallet = checkedClass(native.Wallet)
exports.hazmat = native.hazmat
exports.version = native.version

// `using identity = …` closes the handle at the end of the block; `await using ledger = …` does
// for those that finish the step they are at before they close.
const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')
const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')
const waiting = new Set([
  exports.DecisionPoint, exports.EligibilityVerifier, exports.Ledger, exports.Wallet,
])
for (const handle of Object.values(exports)) {
  const close = handle.prototype?.close
  if (close) define(handle.prototype, waiting.has(handle) ? asyncDispose : dispose, close)
}
