package org.medseal

import com.sun.jna.Pointer
import com.sun.jna.Structure
import java.nio.ByteBuffer
import java.nio.ByteOrder

// What stands for UniFFI's classes of the same names, which are structures of JNA's; see CallFrame.

/**
 * A buffer of Rust's, in which texts, bytes and records cross.
 *
 * @suppress
 */
public class RustBuffer internal constructor(
    internal var capacity: Long = 0,
    internal var len: Long = 0,
    internal var data: Pointer? = null,
) {
    internal fun asByteBuffer(): ByteBuffer? = data?.getByteBuffer(0, len)?.order(ByteOrder.BIG_ENDIAN)

    internal companion object {
        fun alloc(size: ULong): RustBuffer {
            val status = UniffiRustCallStatus()
            val buffer = CallFrame.call(status) { frame ->
                frame.put(size.toLong())
                UniffiLib.medseal_mobile_buffer_alloc(frame.arguments, frame.results)
                frame.takeBuffer()
            }
            if (!status.isSuccess() || buffer.data == null) throw InternalException("There is no buffer of $size bytes.")
            return buffer
        }

        fun free(buffer: RustBuffer) {
            val status = UniffiRustCallStatus()
            CallFrame.call(status) { frame ->
                frame.put(buffer)
                UniffiLib.medseal_mobile_buffer_free(frame.arguments, frame.results)
            }
            if (!status.isSuccess()) throw InternalException("A buffer could not be freed.")
        }
    }
}

/** Memory of Kotlin's, lent to Rust for one call. */
internal class ForeignBytes {
    var len: Int = 0
    var data: Pointer? = null
}

/** How a call ended. */
@Suppress("ktlint:standard:property-naming")
internal class UniffiRustCallStatus {
    var code: Byte = UNIFFI_CALL_SUCCESS
    var error_buf: RustBuffer = RustBuffer()

    fun isSuccess(): Boolean = code == UNIFFI_CALL_SUCCESS

    fun isError(): Boolean = code == UNIFFI_CALL_ERROR

    fun isPanic(): Boolean = code == UNIFFI_CALL_UNEXPECTED_ERROR
}

/** A [RustBuffer] as Rust gives it to, and takes it from, a callback. */
@Structure.FieldOrder("capacity", "len", "data")
internal open class CallbackBuffer : Structure() {
    @JvmField var capacity: Long = 0

    @JvmField var len: Long = 0

    @JvmField var data: Pointer? = null

    fun get() = RustBuffer(capacity, len, data)

    fun setValue(other: RustBuffer) {
        capacity = other.capacity
        len = other.len
        data = other.data
    }

    class ByValue :
        CallbackBuffer(),
        Structure.ByValue
}

/** A [UniffiRustCallStatus] as a callback leaves it for Rust. */
@Structure.FieldOrder("code", "error")
@Suppress("ktlint:standard:property-naming")
internal class CallbackStatus : Structure() {
    @JvmField var code: Byte = UNIFFI_CALL_SUCCESS

    @JvmField var error: CallbackBuffer.ByValue = CallbackBuffer.ByValue()

    var error_buf: RustBuffer
        get() = error.get()
        set(value) = error.setValue(value)
}
