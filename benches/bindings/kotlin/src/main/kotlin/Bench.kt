// What the library costs in Kotlin on the JVM, beside Rust on the same machine in the same run.
//
// `cargo xtask bench-report bindings` runs this with the program that does the same in Rust as its first
// argument and the library that it released as its second: no other is measured. Prints one JSON object a
// line.
//
// Both sides make a fresh array or buffer for each result and drop all of a turn's after it; with "into" in
// its name, a row is about results written to a direct buffer that was there before.

import com.sun.jna.NativeLibrary
import com.sun.jna.Platform
import java.io.File
import java.nio.ByteBuffer
import kotlin.system.exitProcess
import org.medseal.PublicIdentity
import org.medseal.SealOptions
import org.medseal.SealedRecord
import org.medseal.Sealing
import org.medseal.SecretIdentity
import org.medseal.openBytes
import org.medseal.openInto
import org.medseal.sealBytes
import org.medseal.sealInto
import org.medseal.sealedLengthAtMost
import org.medseal.version

private const val KIB = 1024
private const val MIB = 1024 * KIB

/** Does its work so often, and once more before that does not count; gives the seconds of each time. */
private fun interface Side {
    fun times(count: Int): List<Double>
}

/** Work of this process. What it makes is dropped, and collected if it is large, after the last time. */
private class Jvm(private val size: Int, private val work: () -> Any?) : Side {
    override fun times(count: Int): List<Double> {
        val made = ArrayList<Any?>(count + 1)
        val taken = List(count + 1) {
            val begin = System.nanoTime()
            made += work()
            (System.nanoTime() - begin) / 1e9
        }
        made.clear()
        if (size >= MIB) System.gc()
        return taken.drop(1)
    }
}

/** The program that does the same in Rust, waiting for orders. */
private class Rust(program: String) : AutoCloseable {
    private val process = ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val orders = process.outputStream.bufferedWriter()
    private val answers = process.inputStream.bufferedReader()

    fun side(work: String, size: Int) = Side { count ->
        orders.write("$work $size $count 1\n")
        orders.flush()
        answers.readLine().trim('[', ']').split(", ").map(String::toDouble)
    }

    override fun close() = orders.close()
}

private class Bench(private val rust: Rust, private val quick: Boolean) {
    private val author = SecretIdentity.generate("x25519")
    private val patient = SecretIdentity.generate("x25519")
    private val document: PublicIdentity = patient.public()
    private val sealing = Sealing(author, document, emptyList(), SealOptions())

    /**
     * The seconds that a quarter of each side's times stay below. They take turns, every other round backwards,
     * so that what slows the machine for a while slows all; and what slows one side for a while, as two
     * threads on one processor do, is not in the lower quarter.
     */
    private fun lowerQuartiles(size: Int, vararg sides: Side): List<Double> {
        val count = (8 * MIB / maxOf(size, 1)).coerceIn(1, 50)
        val turns = sides.map { it to mutableListOf<Double>() }
        // The first calls are interpreted: the compiler of the JVM is part of the warm-up.
        if (size <= MIB) sides.filterIsInstance<Jvm>().forEach { side ->
            repeat(if (quick) 5 else 30) { side.times(10) }
        }
        repeat(if (quick) 5 else if (size <= MIB) 41 else 15) { round ->
            for ((side, taken) in if (round % 2 == 0) turns else turns.reversed()) taken += side.times(count)
        }
        return turns.map { (_, taken) -> taken.sorted()[taken.size / 4] }
    }

    fun records() {
        val large = if (quick) 32 else 256
        for ((name, size) in listOf("1 KiB" to KIB, "1 MiB" to MIB, "$large MiB" to large * MIB)) {
            val goal = if (size >= MIB) 0.95 else null
            val (metric, unit) = if (size < MIB) "records" to "1/s" else "throughput" to "MB/s"
            val figure = { seconds: Double -> if (size < MIB) 1 / seconds else size / seconds / 1e6 }
            val plaintext = ByteArray(size) { 7 }
            val sealed = SealedRecord.sealBytes(sealing, plaintext)
            val from = ByteBuffer.allocateDirect(size).put(plaintext).flip()
            val container = ByteBuffer.allocateDirect(sealed.size).put(sealed).flip()
            val place = ByteBuffer.allocateDirect(SealedRecord.sealedLengthAtMost(size.toLong()).toInt())
            val works = listOf<Triple<String, String, () -> Any?>>(
                Triple("seal", "arrays", { SealedRecord.sealBytes(sealing, plaintext) }),
                Triple("open", "arrays", { SealedRecord.openBytes(sealed, patient) }),
                Triple("seal-into", "into", { SealedRecord.sealInto(sealing, from.rewind(), place.clear()) }),
                Triple("open-into", "into", { SealedRecord.openInto(container.rewind(), patient, place.clear()) }),
            )
            for ((order, form, work) in works) {
                val verb = order.substringBefore('-')
                val (ours, theirs) = lowerQuartiles(size, Jvm(size, work), rust.side(order, size))
                row("$verb $name, $form", metric, unit, figure(ours), figure(theirs), goal)
            }
        }
    }

    /** What it costs to cross the border: so many calls at a time that the clock does not show. */
    fun calls() {
        val count = if (quick) 20_000 else 100_000
        fun many(work: () -> Any?) = Side {
            repeat(count / 10) { work() }
            val begin = System.nanoTime()
            repeat(count) { work() }
            listOf((System.nanoTime() - begin) / 1e9 / count)
        }
        val (text, handle) = lowerQuartiles(1, many { version() }, many { document.identityId() })
        row("call: no arguments, returns a text", "time", "ns", text * 1e9)
        row("call: method of a handle, returns a text", "time", "ns", handle * 1e9)
    }
}

private fun row(
    case: String,
    metric: String,
    unit: String,
    ours: Double,
    rust: Double? = null,
    goal: Double? = null,
) {
    val ratio = rust?.let { ours / it }
    println(
        """{"area": "bindings", "case": "Kotlin: $case", "metric": "$metric", "unit": "$unit", """ +
            """"ours": $ours, "peer": ${rust?.let { "\"Rust\"" }}, "theirs": $rust, "ratio": $ratio, """ +
            """"goal": ${goal?.let { "\"ratio \\u2265 $it\"" }}, "met": ${goal?.let { ratio!! >= it }}}""",
    )
}

/**
 * Ends the program unless JNA has loaded the library of the jar, and that is the released one. JNA looks
 * there last: it would take a debug build that lies in LD_LIBRARY_PATH instead.
 */
private fun refuseAllBut(released: File) {
    val loader = SealedRecord::class.java.classLoader
    // What is loaded for the classes of the package, under the name that they give it.
    val loaded = NativeLibrary.getInstance("medseal_mobile", loader).file
    val packed = loader.getResource("${Platform.RESOURCE_PREFIX}/${System.mapLibraryName("medseal_mobile")}")
    // So JNA calls what it unpacks; where it can, it deletes the file as soon as it is loaded.
    val unpacked = loaded.name.startsWith("jna") && loaded.extension == "tmp"
    if (!unpacked || packed == null || !packed.readBytes().contentEquals(released.readBytes())) {
        System.err.println("Kotlin has loaded $loaded, and $packed: not the released library $released")
        exitProcess(1)
    }
    System.err.println("   Kotlin measures $packed, which is $released")
}

fun main(arguments: Array<String>) {
    val (program, released, quick) = arguments
    refuseAllBut(File(released))
    // Maven has written to the first line before, and a row is a line that begins with a brace.
    println()
    Rust(program).use { rust ->
        val bench = Bench(rust, quick.toBoolean())
        bench.calls()
        bench.records()
    }
}
