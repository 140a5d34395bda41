package org.medseal

import com.sun.jna.Memory
import com.sun.jna.Native
import com.sun.jna.Pointer
import java.nio.ByteBuffer

/**
 * Where the arguments and results of one call into Rust lie while it runs: elements of eight bytes, in memory
 * that a thread keeps for its next call. JNA would take longer to make one structure than the call does.
 *
 * Nothing of a record or a key lies here: texts and bytes cross in buffers, whose addresses do.
 */
internal class CallFrame {
    private val memory = Memory((ARGUMENTS + RESULTS) * ELEMENT.toLong())
    val elements: ByteBuffer = memory.getByteBuffer(0, memory.size())
    private var argument = 0
    private var result = 0

    /** What a function in Rust is given. */
    val arguments: Pointer = memory.share(0)
    val results: Pointer = memory.share(FIRST_RESULT.toLong())

    fun put(value: Long) {
        elements.putLong(next(), value)
    }

    fun put(value: Int) {
        elements.putInt(next(), value)
    }

    fun put(value: Byte) {
        elements.put(next(), value)
    }

    fun put(value: RustBuffer) {
        put(value.capacity)
        put(value.len)
        put(Pointer.nativeValue(value.data))
    }

    fun put(value: ForeignBytes) {
        put(value.len)
        put(Pointer.nativeValue(value.data))
    }

    fun takeLong(): Long = elements.getLong(taken())

    fun takeInt(): Int = elements.getInt(taken())

    fun takeByte(): Byte = elements.get(taken())

    fun takeBuffer(): RustBuffer = RustBuffer(takeLong(), takeLong(), takePointer())

    private fun takePointer(): Pointer? {
        val at = taken()
        // A short address leaves half of its element as it was. Where addresses are short, so are integers.
        val address = if (Native.POINTER_SIZE == 8) elements.getLong(at) else elements.getInt(at).toUInt().toLong()
        return if (address == 0L) null else Pointer(address)
    }

    private fun next(): Int = argument.also { argument += ELEMENT }

    private fun taken(): Int = result.also { result += ELEMENT }

    fun takeStatus(status: UniffiRustCallStatus) {
        status.code = takeByte()
        if (!status.isSuccess()) status.error_buf = takeBuffer()
    }

    /** The frames of a thread: more than one while Kotlin, called from Rust, calls Rust. */
    class Frames {
        private val frames = ArrayList<CallFrame>(1)
        private var depth = 0

        fun enter(): CallFrame {
            if (depth == frames.size) frames += CallFrame()
            return frames[depth++].apply {
                argument = 0
                result = FIRST_RESULT
            }
        }

        fun leave() {
            depth--
        }
    }

    companion object {
        /** More than any function takes: what generates the calls sees to it. */
        private const val ARGUMENTS = 64

        /** A buffer, and the status with its buffer. */
        private const val RESULTS = 8
        private const val ELEMENT = 8
        const val FIRST_RESULT = ARGUMENTS * ELEMENT

        val ofThread = object : ThreadLocal<Frames>() {
            override fun initialValue() = Frames()
        }

        /** One call: [block] puts the arguments, calls, and takes the result, after which lies the status. */
        inline fun <R> call(status: UniffiRustCallStatus, block: (CallFrame) -> R): R {
            val frames = ofThread.get()
            val frame = frames.enter()
            try {
                return block(frame).also { frame.takeStatus(status) }
            } finally {
                frames.leave()
            }
        }

        /** One call of a function that takes a handle, and writes a status of C's where [block] is told. */
        inline fun <R> handle(status: UniffiRustCallStatus, block: (Pointer) -> R): R {
            val frames = ofThread.get()
            val frame = frames.enter()
            try {
                // It is written to only by what fails: a panic, whose message stays where it is.
                frame.elements.put(FIRST_RESULT, UNIFFI_CALL_SUCCESS)
                return block(frame.results).also { status.code = frame.takeByte() }
            } finally {
                frames.leave()
            }
        }
    }
}
