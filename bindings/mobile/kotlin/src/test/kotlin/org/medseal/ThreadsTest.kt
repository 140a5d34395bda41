package org.medseal

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.Executors
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertTrue

class ThreadsTest {
    @Test
    fun `eight threads seal at once`(): Unit = People().use { people ->
        val pool = Executors.newFixedThreadPool(8)
        val together = CyclicBarrier(8)
        val sealed = List(8) { number ->
            pool.submit<Pair<ByteArray, ByteArray>> {
                together.await()
                val plaintext = ByteArray(200_000) { (it * 31 + number).toByte() }
                plaintext to people.seal(plaintext).use(SealedRecord::toBytes)
            }
        }
        for (one in sealed) {
            val (plaintext, bytes) = one.get()
            assertContentEquals(plaintext, SealedRecord.fromBytes(bytes).open(people.patient))
        }
        pool.shutdown()
    }

    @Test
    fun `eight coroutines seal at once`(): Unit = People().use { people ->
        runBlocking(Dispatchers.Default) {
            val opened = List(8) { number ->
                async {
                    val record = inBackground { people.seal(ByteArray(100_000) { number.toByte() }) }
                    inBackground { record.use { it.open(people.patient) } }
                }
            }
            opened.awaitAll().forEachIndexed { number, bytes ->
                assertContentEquals(ByteArray(100_000) { number.toByte() }, bytes)
            }
        }
    }

    @Test
    fun `ten thousand objects leave nothing behind`(): Unit = People().use { people ->
        val bytes = people.seal(ByteArray(10_000)).use(SealedRecord::toBytes)
        fun cycle() = SealedRecord.fromBytes(bytes).use { it.header().use { header -> header.details() } }
        repeat(3_000) { cycle() }
        val before = residentKib()
        repeat(10_000) { cycle() }
        val grown = residentKib() - before
        // Held on to, ten thousand records of 10,000 bytes are 100,000 KiB.
        assertTrue(grown < 30_000, "the process grew by $grown KiB")
    }

    private fun residentKib(): Long {
        System.gc()
        val line = Files.readAllLines(Path.of("/proc/self/status")).first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong()
    }
}
