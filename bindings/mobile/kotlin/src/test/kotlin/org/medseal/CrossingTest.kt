package org.medseal

import kotlinx.coroutines.runBlocking
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.FilterInputStream
import java.io.FilterOutputStream
import kotlin.random.Random
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** What [CallFrame] has to keep apart. */
class CrossingTest {
    @Test
    fun `Kotlin that is called from Rust calls Rust`(): Unit = People().use { people ->
        val content = Random(7).nextBytes(700_000)
        val sealing = Sealing(people.laboratory, people.document, emptyList(), SealOptions("IMG"))
        val identity = people.patient.identityId()
        var calls = 0
        fun callRust() {
            calls++
            assertEquals(identity, people.patient.identityId())
            people.seal(byteArrayOf(1, 2, 3)).use { assertContentEquals(byteArrayOf(1, 2, 3), it.open(people.patient)) }
            assertCode("not-a-sealed-record") { SealedRecord.fromBytes(ByteArray(0)) }
        }
        val input = object : FilterInputStream(ByteArrayInputStream(content)) {
            override fun read(into: ByteArray, from: Int, length: Int): Int {
                callRust()
                return super.read(into, from, length)
            }
        }
        val cipher = ByteArrayOutputStream()
        val output = object : FilterOutputStream(cipher) {
            override fun write(bytes: ByteArray, from: Int, length: Int) {
                callRust()
                out.write(bytes, from, length)
            }
        }
        runBlocking {
            val header = SealedRecord.sealStream(sealing, input, output, content.size.toLong()) { callRust() }
            assertEquals("IMG", header.details().category)
        }
        assertTrue(calls > 3)
        assertContentEquals(content, SealedRecord.fromBytes(cipher.toByteArray()).open(people.patient))
    }

    @Test
    fun `numbers of all lengths cross whole`() {
        assertEquals(ULong.MAX_VALUE, sealedLengthAtMost(ULong.MAX_VALUE, 0UL))
        assertEquals(ULong.MAX_VALUE, sealedLengthAtMost(0UL, ULong.MAX_VALUE))
        assertTrue(sealedLengthAtMost(1UL shl 40, 0UL) > (1UL shl 40))
    }
}
