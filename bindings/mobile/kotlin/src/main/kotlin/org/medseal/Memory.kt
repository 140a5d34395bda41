package org.medseal

import com.sun.jna.Native
import com.sun.jna.Pointer
import java.nio.ByteBuffer

/**
 * Seals what is left of [plaintext] to [sealed], from its position on, and moves both positions past what
 * was read and written; returns how many bytes were written. Both buffers must be direct: nothing is
 * copied on the way, and records in turn need no fresh memory.
 *
 * [sealedLengthAtMost] says how long [sealed] must be. Leave both buffers alone until this returns. After
 * an exception nothing of the record is in [sealed], though what was there before may be overwritten.
 *
 * Throws as [SealedRecord.Companion.seal] does; `buffer-too-small`; `invalid-argument` for a buffer that
 * is not direct or cannot be written, or for two that have memory in common.
 */
public fun SealedRecord.Companion.sealInto(sealing: Sealing, plaintext: ByteBuffer, sealed: ByteBuffer): Int =
    lending(plaintext, sealed) { input, address, length -> sealInto(sealing, input, address, length) }

/**
 * Opens what is left of [container] to [plaintext], from its position on, and moves both positions past
 * what was read and written; returns how many bytes were written: all of the record, or nothing. Both
 * buffers must be direct.
 *
 * Until it returns, [plaintext] holds nothing that may be used; leave both buffers alone. After an
 * exception nothing of the record is in it, though what was there before may be overwritten. Wiping it is
 * up to you.
 *
 * Throws as `fromBytes` and [SealedRecord.open] do, and as [sealInto] for unsuitable buffers.
 */
public fun SealedRecord.Companion.openInto(
    container: ByteBuffer,
    identity: SecretIdentity,
    plaintext: ByteBuffer,
): Int = lending(container, plaintext) { input, address, length -> openInto(input, identity, address, length) }

/**
 * As many bytes as a sealed record has at the most, with a plaintext of [plaintextLength] bytes and so many
 * [recipients] beside the patient.
 */
public fun SealedRecord.Companion.sealedLengthAtMost(plaintextLength: Long, recipients: Int = 0): Long =
    sealedLengthAtMost(plaintextLength.toULong(), recipients.toULong()).toLong()

/**
 * Seals [plaintext] and gives the bytes that are stored and sent: [SealedRecord.Companion.seal] and
 * [SealedRecord.toBytes] in one, which copies nothing. Leave [plaintext] alone until this returns.
 *
 * Throws as [SealedRecord.Companion.seal] does.
 */
public fun SealedRecord.Companion.sealBytes(sealing: Sealing, plaintext: ByteArray): ByteArray {
    val lowered = FfiConverterTypeSealing.lower(sealing)
    return Arrays.call({ it.put(lowered) }) { arguments, results -> Arrays.seal(plaintext, arguments, results) }
}

/**
 * Opens a sealed record: all of it, or nothing. `fromBytes` and [SealedRecord.open] in one, which copies nothing.
 * Leave [container] alone until this returns.
 *
 * Throws as `fromBytes` and [SealedRecord.open] do.
 */
public fun SealedRecord.Companion.openBytes(container: ByteArray, identity: SecretIdentity): ByteArray {
    val lowered = FfiConverterTypeSecretIdentity.lower(identity)
    return Arrays.call({ it.put(lowered) }) { arguments, results -> Arrays.open(container, arguments, results) }
}

/** Work from one direct buffer to another. Both are used after the call, so neither is freed during it. */
private fun lending(
    from: ByteBuffer,
    to: ByteBuffer,
    work: (input: ByteBuffer, address: ULong, length: ULong) -> ULong,
): Int {
    if (!from.isDirect || !to.isDirect) throw unsuitable("A buffer must be direct: ByteBuffer.allocateDirect.")
    if (to.isReadOnly) throw unsuitable("The buffer to write to is read-only.")
    val address = Pointer.nativeValue(Native.getDirectBufferPointer(to)) + to.position()
    // A slice, because UniFFI takes a buffer from its beginning, whatever its position is.
    val written = work(from.slice(), address.toULong(), to.remaining().toULong()).toInt()
    from.position(from.limit())
    to.position(to.position() + written)
    return written
}

private fun unsuitable(explanation: String) =
    MedsealException.Malformed("invalid-argument", explanation, emptyList())
