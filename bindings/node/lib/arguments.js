'use strict'

// The addon's own conversions of arguments throw a plain `Error` with a status of Node-API. Each
// function goes into one that tells it as Node does.

const { MedsealError, argumentError } = require('./error.js')

/** The codes that Node-API gives to arguments of another type than is wanted. */
const STATUS = /^(InvalidArg|[A-Z][A-Za-z]*Expected)$/

/** A function of the addon whose errors about arguments are `TypeError`. */
function checked(call) {
  const outer = function (...given) {
    try {
      return call.apply(this, given)
    } catch (error) {
      throw told(error)
    }
  }
  return Object.defineProperty(outer, 'name', { value: call.name, configurable: true })
}

/**
 * The same for a class: its constructor, its functions, and the functions of its objects. Objects that
 * the addon makes are instances of it, too.
 */
function checkedClass(native) {
  const { name, prototype } = native
  function Handle(...given) {
    if (!new.target) throw argumentError(`class ${name} is made with \`new\``)
    try {
      return Reflect.construct(native, given, new.target)
    } catch (error) {
      // Nothing of the caller's runs here: what is not ours is about the arguments, or there is no
      // constructor.
      throw error instanceof MedsealError ? error : argumentError(error.message)
    }
  }
  checkAll(native, Handle)
  checkAll(prototype, prototype)
  define(prototype, 'constructor', Handle)
  Object.defineProperty(Handle, 'name', { value: name, configurable: true })
  Object.defineProperty(Handle, 'prototype', { value: prototype })
  return Handle
}

/** Puts the checked functions of `from` into `to`. Getters take nothing that could be wrong. */
function checkAll(from, to) {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
    if (typeof value === 'function' && name !== 'constructor') define(to, name, checked(value))
  }
}

function told(error) {
  return STATUS.test(error?.code) ? argumentError(error.message) : error
}

function define(target, name, value) {
  Object.defineProperty(target, name, { value, writable: true, configurable: true })
}

module.exports = { checked, checkedClass, checkAll, define }
