package org.medseal

import java.nio.ByteBuffer
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue

class SealingTest {
    private val plaintext = "HbA1c 6.9 %".toByteArray()

    @Test
    fun `the patient opens what the laboratory sealed, and nobody else`(): Unit = People().use {
        val bytes = it.seal(plaintext).use(SealedRecord::toBytes)
        assertContentEquals(plaintext, SealedRecord.fromBytes(bytes).use { record -> record.open(it.patient) })
        assertCode("not-a-recipient") { SealedRecord.fromBytes(bytes).open(it.laboratory) }
    }

    @Test
    fun `the header tells what it may`(): Unit = People().use {
        val options = SealOptions("LAB", "text/plain", 1_800_000_000UL)
        val record = SealedRecord.seal(it.laboratory, it.document, emptyList(), plaintext, options)
        val details = record.header().details()
        assertEquals("LAB", details.category)
        assertEquals("text/plain", details.mediaType)
        assertEquals(1_800_000_000UL, details.created)
        assertEquals(it.patient.identityId(), details.controller)
        assertEquals(plaintext.size.toULong(), details.plaintextLength)
        assertEquals(listOf("LAB"), details.slots.map { slot -> slot.category })
        assertFalse(String(record.toBytes(), Charsets.ISO_8859_1).contains("HbA1c"))
    }

    @Test
    fun `a next version follows the one before`(): Unit = People().use {
        val first = it.seal(plaintext)
        val next = SealedRecord.seal(it.laboratory, it.document, emptyList(), plaintext, SealOptions(), first.header())
        val (before, after) = first.header().details() to next.header().details()
        assertEquals(before.recordId, after.recordId)
        assertEquals(2UL, after.version)
        assertEquals(before.manifestDigest, after.previous)
    }

    @Test
    fun `a recipient of its own opens the record too`(): Unit = People().use {
        SecretIdentity.generate("x25519").use { specialist ->
            val options = SealOptions(onlyRecipients = true)
            val record =
                SealedRecord.seal(it.laboratory, it.document, listOf(specialist.public()), plaintext, options)
            assertContentEquals(plaintext, record.open(specialist))
            assertCode("not-a-recipient") { record.open(it.patient) }
        }
    }

    @Test
    fun `a direct buffer is opened where it lies`(): Unit = People().use {
        val bytes = it.seal(plaintext).toBytes()
        val buffer = ByteBuffer.allocateDirect(bytes.size).put(bytes).flip()
        assertContentEquals(plaintext, openBytes(buffer, it.patient))
    }

    @Test
    fun `no altered byte goes unnoticed`(): Unit = People().use {
        val bytes = it.seal(plaintext).toBytes()
        // The salt of the ledger's commitment is the one part that is not signed: the ledger holds it.
        val salt = 26 until 58
        for (at in bytes.indices.filter { at -> at !in salt && at % 7 == 0 }) {
            val altered = bytes.clone().also { copy -> copy[at] = (copy[at].toInt() xor 1).toByte() }
            val failure = assertFailsWith<MedsealException>("byte $at of ${bytes.size}, ${bytes[at]}") {
                SealedRecord.fromBytes(altered).open(it.patient)
            }
            assertTrue(failure.kind in setOf("Malformed", "Cryptographic"), failure.code)
        }
    }

    @Test
    fun `empty records, long names and every sign of Unicode survive`(): Unit = People().use {
        assertContentEquals(ByteArray(0), it.seal(ByteArray(0)).open(it.patient))
        val text = "Müller 👩‍⚕️ 血液 𝕳𝖇𝕬𝟏𝖈 \u0000".toByteArray()
        assertContentEquals(text, it.seal(text).open(it.patient))
        it.patient.pairwise("Praxis 👩‍⚕️ 𐍈").use { other -> assertEquals(64, other.identityId().length) }
    }
}
