package org.medseal

import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

private const val NOW = 1_800_000_000UL
private const val ORIGIN = "node.example/ledger"

/** What stands on a ledger, read by everybody who has it or a receipt. */
class EntriesTest {
    @Test
    fun `a receipt's entry is the ledger's`() = People().use { people ->
        val ledger = Ledger.inMemory(listOf(people.laboratory), ORIGIN, null, NOW)
        val header = people.seal(byteArrayOf(1)).header()
        val receipt = Receipt.fromText(ledger.anchor(people.laboratory, header, null, NOW).toText())
        val (entry, known) = receipt.entry() to ledger.authorities()
        val verified = receipt.verify(known)
        val details = entry.details()
        assertContentEquals(entry.toBytes(), ledger.entry(verified.index).toBytes())
        assertEquals(verified.checkpoint, receipt.verifyEntry(known, entry.toBytes()))
        assertEquals(listOf("statement", "anchor"), listOf(details.kind, details.action))
        assertEquals(NOW, details.time)
        assertEquals(listOf(header.details().commitment, people.patient.identityId()),
            listOf(details.record, details.controller))
        assertEquals(listOf(verified.signer, verified.ledgerId), listOf(details.signer, details.ledgerId))

        val (size, height) = ledger.details().run { size to height }
        val everything = ledger.entries(0UL, size).map { it.details() }
        assertEquals(details, everything[verified.index.toInt()])
        val (first, last) = everything.first() to everything.last()
        assertEquals(listOf("genesis", ORIGIN, details.ledgerId), listOf(first.kind, first.origin, first.ledgerId))
        val keys = first.authorities.map { it.verifierKey }
        assertEquals(known.details(), AuthorityList.fromVerifierKeys(ORIGIN, keys, first.quorum?.toUByte()).details())
        assertEquals("state", last.kind)
        assertEquals(height, last.height)

        assertTrue(ledger.entries(1UL, 1UL).isEmpty())
        assertCode("out-of-range") { ledger.entries(0UL, size + 1UL) }
        assertCode("out-of-range") { ledger.entries(2UL, 1UL) }
        assertCode("out-of-range") { ledger.entry(ULong.MAX_VALUE) }
        ledger.close()
        assertFailsWith<MedsealException.Closed> { ledger.entry(0UL) }
        Unit
    }
}
