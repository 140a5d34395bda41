package org.medseal

import java.nio.ByteBuffer
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class MemoryTest {
    private val before: Byte = 0x35

    private fun direct(length: Int): ByteBuffer = ByteBuffer.allocateDirect(length).apply {
        while (hasRemaining()) put(before)
        clear()
    }

    private fun direct(bytes: ByteArray): ByteBuffer = direct(bytes.size).put(bytes).flip()

    private fun ByteBuffer.bytes(): ByteArray = ByteArray(remaining()).also { duplicate().get(it) }

    private fun People.sealing(options: SealOptions = SealOptions()) = Sealing(laboratory, document, emptyList(), options)

    private fun room(length: Int) = SealedRecord.sealedLengthAtMost(length.toLong()).toInt()

    @Test
    fun `one pair of buffers serves records of all lengths`(): Unit = People().use { people ->
        val longest = (1 shl 20) + 5
        val (sealed, opened) = direct(room(longest)) to direct(longest)
        for (length in listOf(longest, 0, 1, 300_000)) {
            val plaintext = ByteArray(length) { (it % 251).toByte() }
            val written = SealedRecord.sealInto(people.sealing(), direct(plaintext), sealed.clear())
            assertEquals(written, sealed.position())
            sealed.flip()
            assertContentEquals(plaintext, SealedRecord.fromBytes(sealed.bytes()).open(people.patient))
            assertEquals(length, SealedRecord.openInto(sealed, people.patient, opened.clear()))
            assertEquals(0, sealed.remaining())
            assertContentEquals(plaintext, opened.flip().bytes())
        }
    }

    @Test
    fun `positions and limits are kept to`(): Unit = People().use { people ->
        val plaintext = direct(ByteArray(100) { it.toByte() }).position(10).limit(60)
        val sealed = direct(room(50) + 40).position(30)
        val written = SealedRecord.sealInto(people.sealing(), plaintext, sealed)
        assertEquals(30 + written, sealed.position())
        assertEquals(60, plaintext.position())
        assertTrue((0 until 30).all { sealed.get(it) == before })
        val container = sealed.duplicate().position(30).limit(30 + written)

        val opened = direct(100).position(7).limit(90)
        assertEquals(50, SealedRecord.openInto(container, people.patient, opened))
        assertEquals(57, opened.position())
        assertContentEquals(ByteArray(50) { (it + 10).toByte() }, opened.flip().position(7).bytes())
        assertTrue((57 until 100).all { opened.clear().get(it) == before })
    }

    @Test
    fun `a buffer that is too small is left as it was`(): Unit = People().use { people ->
        val sealed = direct(1000)
        assertCode("buffer-too-small") {
            SealedRecord.sealInto(people.sealing(), direct(ByteArray(1000)), sealed)
        }
        val container = direct(people.seal(ByteArray(1000)).toBytes())
        val opened = direct(999)
        assertCode("buffer-too-small") { SealedRecord.openInto(container, people.patient, opened) }
        for (buffer in listOf(sealed, opened)) {
            assertEquals(0, buffer.position())
            assertTrue(buffer.bytes().all { it == before })
        }
    }

    @Test
    fun `an altered record leaves nothing in the buffer`(): Unit = People().use { people ->
        val container = people.seal(ByteArray(400_000) { 0x5a }).toBytes()
        container[container.size - 1] = (container[container.size - 1] + 1).toByte()
        val opened = direct(400_000)
        assertCode("payload-corrupt") { SealedRecord.openInto(direct(container), people.patient, opened) }
        assertTrue(opened.bytes().none { it == 0x5a.toByte() })
    }

    @Test
    fun `arrays are sealed and opened in one step`(): Unit = People().use { people ->
        for (length in listOf(0, 1, 300_000)) {
            val plaintext = ByteArray(length) { (it % 251).toByte() }
            val sealed = SealedRecord.sealBytes(people.sealing(), plaintext)
            assertContentEquals(plaintext, SealedRecord.fromBytes(sealed).open(people.patient))
            assertContentEquals(plaintext, SealedRecord.openBytes(sealed, people.patient))
            sealed[sealed.size - 1] = (sealed[sealed.size - 1] + 1).toByte()
            assertCode("payload-corrupt") { SealedRecord.openBytes(sealed, people.patient) }
        }
        assertCode("not-a-sealed-record") { SealedRecord.openBytes(ByteArray(0), people.patient) }
        people.laboratory.close()
        assertCode("closed") { SealedRecord.sealBytes(people.sealing(), ByteArray(1)) }
    }

    @Test
    fun `arrays that are worked with may be collected meanwhile`(): Unit = People().use { people ->
        val working = AtomicBoolean(true)
        val garbage = thread { while (working.get()) ByteArray(300_000).also { System.gc() } }
        try {
            val made = List(4) { number ->
                val content = ByteArray(600_000) { (it * 7 + number).toByte() }
                val opened = ArrayList<ByteArray>()
                thread {
                    repeat(20) {
                        val sealed = SealedRecord.sealBytes(people.sealing(), content)
                        opened += SealedRecord.openBytes(sealed, people.patient)
                    }
                } to { content to opened }
            }
            for ((worker, result) in made) {
                worker.join()
                val (content, opened) = result()
                assertEquals(20, opened.size)
                opened.forEach { assertContentEquals(content, it) }
            }
        } finally {
            working.set(false)
            garbage.join()
        }
    }

    @Test
    fun `arrays are let go after every failure`(): Unit = People().use { people ->
        val sealed = SealedRecord.sealBytes(people.sealing(), ByteArray(100_000))
        val altered = sealed.copyOf().also { it[it.size - 1] = (it[it.size - 1] + 1).toByte() }
        val stranger = SecretIdentity.generate("x25519")
        val closed = SecretIdentity.generate("x25519").apply { close() }
        repeat(200) {
            assertCode("payload-corrupt") { SealedRecord.openBytes(altered, people.patient) }
            assertCode("not-a-recipient") { SealedRecord.openBytes(sealed, stranger) }
            assertCode("payload-length-mismatch") { SealedRecord.openBytes(sealed.copyOf(sealed.size - 1), people.patient) }
            assertCode("closed") { SealedRecord.openBytes(sealed, closed) }
            assertCode("invalid-code") { SealedRecord.sealBytes(people.sealing(SealOptions("no code")), ByteArray(9)) }
        }
        // A collector that may not move what is held waits here for ever.
        System.gc()
        assertContentEquals(ByteArray(100_000), SealedRecord.openBytes(sealed, people.patient))
    }

    @Test
    fun `unsuitable buffers are refused`(): Unit = People().use { people ->
        val seal = { from: ByteBuffer, to: ByteBuffer -> SealedRecord.sealInto(people.sealing(), from, to) }
        val (some, room) = direct(10) to direct(room(10))
        assertCode("invalid-argument") { seal(ByteBuffer.allocate(10), room) }
        assertCode("invalid-argument") { seal(some, ByteBuffer.allocate(room(10))) }
        assertCode("invalid-argument") { seal(some, room.asReadOnlyBuffer()) }
        assertCode("invalid-argument") { seal(room.duplicate().position(20).limit(30), room) }
        assertTrue(room.bytes().all { it == before })
    }

    @Test
    fun `a closed identity opens nothing`(): Unit = People().use { people ->
        val container = direct(people.seal(ByteArray(10)).toBytes())
        people.patient.close()
        assertCode("closed") { SealedRecord.openInto(container, people.patient, direct(10)) }
    }
}
