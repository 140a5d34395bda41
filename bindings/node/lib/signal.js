'use strict'

const { argumentError } = require('./error.js')

// Calls `onAbort` when the signal is aborted. The returned function ends that, so that a signal which
// outlives the operation holds nothing of it, and returns the signal's reason.
function listen(signal, onAbort) {
  if (typeof signal?.addEventListener !== 'function') throw argumentError('signal must be an AbortSignal')
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return () => {
    signal.removeEventListener('abort', onAbort)
    return signal.reason
  }
}

module.exports = { listen }
