'use strict'

class MedsealError extends Error {
  constructor(code, kind, message, reasons) {
    super(message)
    this.code = code
    this.kind = kind
    this.reasons = reasons
    // The platform's own name for a cancelled operation, so that handlers written for `fetch` fit.
    this.name = kind === 'Cancelled' ? 'AbortError' : 'MedsealError'
  }
}

/** The error of an argument of the wrong type: a mistake of the program, as everywhere in Node. */
function argumentError(message) {
  return Object.assign(new TypeError(message), { code: 'invalid-argument' })
}

module.exports = { MedsealError, argumentError }
