package org.medseal

import kotlin.test.Test
import kotlin.test.assertEquals

private const val NOW = 1_800_000_000UL
private const val ORIGIN = "node.example/ledger"

/** What becomes of grants and records: asked of the ledger, and proven to somebody without it. */
class StatesTest {
    @Test
    fun `what the ledger says is proven elsewhere`() = People().use { people ->
        val (laboratory, patient) = people.laboratory to people.patient
        val ledger = Ledger.inMemory(listOf(laboratory), ORIGIN, null, NOW)
        val header = people.seal(byteArrayOf(1)).header()
        ledger.anchor(laboratory, header, null, NOW)
        val terms = GrantTerms(listOf("LAB"), listOf("TREAT"), expires = NOW + 3600UL)
        val grant = ledger.grant(patient, laboratory.public(NOW), terms, NOW)
        val (record, granted) = header.details().commitment to grant.chain().grants().single().commitment
        val (known, ledgerId) = ledger.authorities() to ledger.details().ledgerId
        fun proven() = LedgerState.verify(ledger.proveState(listOf(granted), listOf(record)), ledgerId, known)
        fun LedgerState.said() = listOf(recordStatus(record).status, grantStatus(granted).status)

        val before = proven()
        assertEquals(ledger.recordStatus(record), before.recordStatus(record))
        assertEquals(ledger.grantStatus(granted), before.grantStatus(granted))
        assertEquals(listOf("current", "active"), before.said())
        assertEquals(patient.identityId(), before.recordStatus(record).controller)
        assertEquals(ledger.point(), before.point())
        assertEquals(ledger.details().root, before.checkpoint().root)

        ledger.revoke(patient, grant, NOW)
        ledger.erase(patient, record, NOW)
        val after = proven()
        assertEquals(listOf("erased", "revoked"), after.said())
        assertEquals(before.point().height + 1UL, after.grantStatus(granted).revoked)
        assertEquals(listOf("current", "active"), before.said()) // A proof stays true of its own height.
        assertCode("not-proven") { after.recordStatus(granted) }
        val strangers = AuthorityList(ORIGIN, listOf(patient.public(NOW)))
        val proof = ledger.proveState(listOf(granted), emptyList())
        assertCode("quorum-not-reached") { LedgerState.verify(proof, ledgerId, strangers) }
        assertCode("malformed-hex") { ledger.grantStatus("nothing") }

        val receipt = ledger.receipt(checkNotNull(ledger.recordStatus(record).index))
        assertEquals("anchor", receipt.verify(known, header).action)
        val size = ledger.details().size
        assertCode("out-of-range") { ledger.receipt(size) }

        val follower = LedgerFollower(strangers)
        assertCode("other-origin") {
            follower.replaceAuthorities(AuthorityList("elsewhere", listOf(patient.public(NOW))))
        }
        follower.replaceAuthorities(known)
        assertEquals(size, follower.accept(ledger.checkpoint()).size)
        ledger.close()
    }
}
