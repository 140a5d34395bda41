package org.medseal

import kotlinx.coroutines.runBlocking
import java.nio.file.Files
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue

private const val NOW = 1_800_000_000UL
private const val DAY = 86_400UL
private const val ORIGIN = "node.example/ledger"

/** Everybody of the exchange, and the steps they take on a ledger in memory. */
class ExchangeTest {
    private val everybody = List(5) { SecretIdentity.generate("x25519") }
    private val authority = everybody[0]
    private val laboratory = everybody[1]
    private val patient = everybody[2]
    private val specialist = everybody[3]
    private val clinic = everybody[4]
    private val custodian = authority.identityId()
    private val ledger = Ledger.inMemory(listOf(authority), ORIGIN, null, NOW)
    private val authorities = AuthorityList(ORIGIN, listOf(authority.public(NOW)))
    private val plaintext = "HbA1c 6.9 % 🩸".toByteArray()
    private val record = seal("LAB", plaintext)
    private val header = record.header()

    private fun seal(category: String, plaintext: ByteArray) = SealedRecord.seal(
        laboratory, patient.public(NOW), emptyList(), plaintext, SealOptions(category, created = NOW),
    )

    private fun terms(category: String = "LAB", purpose: String = "TREAT", delegation: UByte = 0u) =
        GrantTerms(listOf(category), listOf(purpose), expires = NOW + 30UL * DAY, delegation = delegation)

    private fun granted(terms: GrantTerms = terms()): Grant {
        ledger.anchor(laboratory, header, null, NOW)
        return ledger.grant(patient, specialist.public(NOW), terms, NOW)
    }

    private fun access(holder: SecretIdentity, grant: Grant, purpose: String? = null) =
        ledger.access(holder, grant, header, custodian, purpose, null, NOW)

    private fun denial(work: () -> Unit) =
        assertFailsWith<MedsealException.Denied> { work() }.also { assertEquals("access-denied", it.code) }.reasons

    @Test
    fun `a receipt verifies with public keys alone`() {
        val receipt = Receipt.fromText(ledger.anchor(laboratory, header, null, NOW).toText())
        val verified = receipt.verify(authorities, header)
        assertEquals("anchor", verified.action)
        assertEquals(header.details().commitment, verified.commitment)
        assertEquals(patient.identityId(), verified.controller)
        assertCode("receipt-mismatch") { receipt.verify(authorities, seal("LAB", plaintext).header()) }
        val strangers = AuthorityList(ORIGIN, listOf(clinic.public(NOW)))
        assertCode("quorum-not-reached") { receipt.verify(strangers) }
        assertCode("not-the-author") { ledger.anchor(clinic, seal("LAB", plaintext).header(), null, NOW) }
        val keys = authorities.details().verifierKeys
        assertEquals(keys, AuthorityList.fromVerifierKeys(ORIGIN, keys, 1u).details().verifierKeys)
    }

    @Test
    fun `whom the patient granted access gets in, and nobody else`() {
        val grant = Grant.fromBytes(granted().toBytes()).apply { verify(patient.public(NOW)) }
        assertEquals(listOf("LAB"), grant.details().terms.categories)
        access(specialist, grant).use {
            assertContentEquals(plaintext, it.open(record))
            assertContentEquals("6.9".toByteArray(), it.openRange(record, 6UL, 9UL))
            assertCode("inconsistent-header") { it.open(seal("LAB", plaintext)) }
        }
        assertTrue("not-the-grantee" in denial { access(clinic, grant) })
        assertEquals(listOf("purpose-not-granted"), denial { access(specialist, grant, "HRESCH") })
    }

    @Test
    fun `request, decision, permit and event, each by whoever it belongs to`() {
        val grant = granted()
        listOf(specialist, authority).forEach { ledger.register(it, NOW) }
        val sent = AccessRequest(specialist, grant, header, custodian, "TREAT", null, NOW).toBytes()
        val request = AccessRequest.fromBytes(sent)
        val elsewhere = DecisionRules(specialist.identityId())
        assertEquals(listOf("wrong-audience"), denial { ledger.decide(request, grant, header, elsewhere, NOW) })
        val rules = DecisionRules(custodian)
        val decision = ledger.decideAndProve(request, grant, header, rules, authority, NOW)
        val permit = decision.takePermit()
        assertCode("closed") { decision.takePermit() }
        Decision.fromBytes(decision.toBytes()).run {
            verify(authorities)
            assertTrue(details().isPermit)
        }
        assertEquals(listOf("request-replayed"), denial { ledger.decide(request, grant, header, rules, NOW) })
        val unlocked = permit.unlock(specialist, grant, header, null, NOW)
        assertCode("closed") { permit.unlock(specialist, grant, header, null, NOW) }
        val recorded = ledger.recordAccess(specialist, grant, unlocked, NOW).verify(authorities)
        assertEquals(unlocked.eventCommitment(), recorded.commitment)
        assertContentEquals(plaintext, unlocked.open(record))
    }

    @Test
    fun `delegation narrows, and revoking ends it`() {
        val grant = granted(terms(delegation = 1u))
        val longer = GrantTerms(listOf("LAB"), listOf("TREAT"), expires = NOW + 31UL * DAY)
        assertEquals(
            "Denied",
            assertCode("delegation-widens-validity") { grant.delegate(specialist, clinic.public(NOW), longer, NOW) }.kind,
        )
        val passed = grant.delegate(specialist, clinic.public(NOW), terms(), NOW)
        assertContentEquals(plaintext, access(clinic, passed).open(record))
        assertCode("not-the-issuer") { ledger.revoke(clinic, grant, NOW) }
        val before = patient.categories()
        ledger.revoke(patient, grant, NOW)
        assertEquals(listOf("grant-revoked"), denial { access(specialist, grant) })
        assertNotEquals(before, patient.categories(), "a new epoch of LAB")
        assertCode("already-revoked") { ledger.revoke(patient, grant, NOW) }
    }

    @Test
    fun `breaking the glass leaves its reason with the patient`() {
        val emergency = seal("EMERGENCY", "penicillin".toByteArray())
        ledger.anchor(laboratory, emergency.header(), null, NOW)
        val grant = ledger.grant(patient, clinic.public(NOW), terms("EMERGENCY", "BTG"), NOW)
        fun access(reason: String?) = ledger.access(clinic, grant, emergency.header(), custodian, null, reason, NOW)
        assertCode("break-glass-reason") { access(null) }
        assertEquals("penicillin", String(access("unconscious 🚑").open(emergency)))
        val stated = ledger.breakGlass(clinic, grant, "again", 600UL, NOW)
        val request = AccessRequest(clinic, grant, emergency.header(), custodian, null, stated, NOW)
        assertEquals("again", request.details().reason)
        val reasons = ledger.disclosureLog(patient).lines.filter { it.action == "break-glass" }.map { it.reason }
        assertEquals(listOf("unconscious 🚑", "again"), reasons)
    }

    @Test
    fun `the patient's log is complete, and verifies from evidence alone`() {
        val grant = granted()
        access(specialist, grant)
        val log = ledger.disclosureLog(patient)
        assertEquals(listOf("anchor", "register", "grant", "access"), log.lines.map { it.action })
        assertTrue(log.isExplained)
        assertEquals(listOf("TREAT"), log.lines.last().purposes)
        val evidence = ledger.disclosureEvidence(patient.identityId())
        val ledgerId = ledger.details().ledgerId
        assertEquals(log, verifyDisclosureEvidence(evidence, ledgerId, authorities, patient))
    }

    @Test
    fun `an erasure receipt verifies offline`() {
        granted()
        val (commitment, ledgerId) = header.details().commitment to ledger.details().ledgerId
        assertCode("not-the-controller") { ledger.erase(clinic, commitment, NOW) }
        val tombstone = ledger.erase(patient, commitment, NOW)
        val attestation = ErasureReceipt.attest(authority, ledgerId, commitment, true, false, NOW)
        val erased = ErasureReceipt.fromBytes(ErasureReceipt(tombstone, listOf(attestation)).toBytes())
            .verify(authorities)
        assertEquals(commitment to NOW, erased.commitment to erased.time)
        assertEquals(listOf(true to false), erased.attestations.map { it.keysDestroyed to it.payloadDestroyed })
        assertCode("no-attestation") { ErasureReceipt(tombstone, emptyList()) }
        assertCode("malformed-hex") { ledger.erase(patient, "record", NOW) }
    }

    @Test
    fun `whoever watches from outside can follow`() {
        val follower = LedgerFollower(authorities)
        follower.accept(ledger.checkpoint())
        granted()
        assertCode("extension-not-proven") { follower.accept(ledger.checkpoint()) }
        val accepted = follower.accept(ledger.checkpoint(), ledger.consistencyProof(follower.size()))
        assertEquals(ledger.details().size, accepted.size)
        assertNull(follower.evidence())
        assertEquals(accepted.size, LedgerFollower(authorities, ledger.checkpoint()).size())
        assertCode("out-of-range") { ledger.consistencyProof(ULong.MAX_VALUE) }
    }

    @Test
    fun `a ledger in a directory survives its process`(): Unit = runBlocking {
        val directory = Files.createTempDirectory("medseal")
        val place = directory.resolve("ledger")
        val created = Ledger.create(place, directory, listOf(authority), ORIGIN)
        assertCode("ledger-busy") { runBlocking { Ledger.open(place, directory, listOf(authority)) } }
        created.register(patient)
        val before = created.details()
        created.close()
        assertTrue(created.isClosed())
        assertCode("closed") { created.details() }
        Ledger.open(place, directory).use { assertEquals(before, it.details()) }
        val report = Ledger.fsck(place)
        assertEquals(before.size to emptyList<FindingDetails>(), report.entries to report.findings)
        directory.toFile().deleteRecursively()
        Unit
    }
}
