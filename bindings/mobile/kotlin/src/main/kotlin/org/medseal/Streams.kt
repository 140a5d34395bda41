package org.medseal

import java.io.InputStream
import java.io.OutputStream

/** How many bytes cross at once, at the most. */
private const val PIECE = 1 shl 20

/** A stream that medseal reads, piece by piece. It is not closed here. */
internal class InputSource(private val stream: InputStream) : Source {
    @Volatile
    var thrown: Throwable? = null
        private set

    override fun read(limit: UInt): ByteArray {
        val buffer = ByteArray(minOf(limit, PIECE.toUInt()).toInt())
        try {
            var read = 0
            while (read < buffer.size) {
                val more = stream.read(buffer, read, buffer.size - read)
                if (more < 0) break
                read += more
            }
            return if (read == buffer.size) buffer else buffer.copyOf(read).also { buffer.fill(0) }
        } catch (failure: Throwable) {
            thrown = failure
            throw StreamException.Failed()
        }
    }
}

/** A stream that medseal writes, piece by piece. It is flushed and not closed here. */
internal class OutputSink(private val stream: OutputStream) : Sink {
    @Volatile
    var thrown: Throwable? = null
        private set

    override fun write(bytes: ByteArray): Unit = passing {
        stream.write(bytes)
        bytes.fill(0)
    }

    override fun flush(): Unit = passing(stream::flush)

    private fun passing(work: () -> Unit) {
        try {
            work()
        } catch (failure: Throwable) {
            thrown = failure
            throw StreamException.Failed()
        }
    }
}

/** Work between two streams; what a stream threw is the cause of the exception that comes of it. */
internal suspend fun <T> between(
    source: InputStream,
    sink: OutputStream,
    onProgress: ((Progress) -> Unit)?,
    work: (Source, Sink, Watch) -> T,
): T {
    val (input, output) = InputSource(source) to OutputSink(sink)
    try {
        return inBackground(onProgress) { work(input, output, it) }
    } catch (failure: MedsealException.Storage) {
        throw failure.apply { (input.thrown ?: output.thrown)?.let(::initCause) }
    }
}
