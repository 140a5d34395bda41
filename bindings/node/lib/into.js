'use strict'

// Results written to memory of the caller's. Another thread writes to it, so JavaScript must neither look at
// it nor take it away meanwhile. The memory is therefore transferred, as to a reader that brings its own
// buffer (ReadableStreamBYOBReader): the caller's array is empty from here on, and the result is a view of
// the same memory.

/** Adds the functions that write to a buffer of the caller's to the classes of the addon. */
function addInto({ SealedRecord, __openInto, __sealInto }) {
  const functions = {
    sealInto: (author, patient, plaintext, buffer, options) =>
      into(buffer, plaintext, (memory) => __sealInto(author, patient, plaintext, memory, options)),
    openInto: (container, identity, buffer) =>
      into(buffer, container, (memory) => __openInto(container, identity, memory)),
  }
  for (const [name, value] of Object.entries(functions)) {
    Object.defineProperty(SealedRecord, name, { value, writable: true, configurable: true })
  }
}

async function into(buffer, input, work) {
  if (!(buffer instanceof Uint8Array)) throw new TypeError('the buffer is not a Uint8Array')
  if (buffer.buffer === input?.buffer) throw new TypeError('the buffer is of the memory that is to be read')
  const { byteOffset, byteLength } = buffer
  const memory = transferred(buffer.buffer)
  const length = await work(new Uint8Array(memory, byteOffset, byteLength))
  return Buffer.from(memory, byteOffset, length)
}

function transferred(memory) {
  let own
  try {
    own = structuredClone(memory, { transfer: [memory] })
  } catch (cause) {
    throw new TypeError('the memory of the buffer cannot be transferred', { cause })
  }
  // Node 20 copies what it must not transfer, such as the pool that small Buffers are from.
  if (memory.byteLength > 0) throw new TypeError('the memory of the buffer cannot be transferred')
  return own
}

module.exports = { addInto }
