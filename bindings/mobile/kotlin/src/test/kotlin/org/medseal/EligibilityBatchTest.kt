package org.medseal

import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.nio.file.Files
import java.nio.file.Path
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

private const val NOW = 1_800_000_000UL

/** A queue decided at once: on the conformance vectors, and on a ledger; and what is remembered of it. */
class EligibilityBatchTest {
    /** The queue of `vectors/eligibility/screening.json`. */
    private class Queue {
        val file = vectors("eligibility/screening.json")
        val answers = file.cases().map {
            EligibilityAnswer(it.bytesOf("presentation"), EligibilityRequest.fromBytes(it.bytesOf("request")))
        }
        val expected = file.cases().map {
            when (val expected = it.getValue("expected")) {
                is JsonPrimitive -> expected.content
                else -> expected.jsonObject.getValue("pseudonym").jsonPrimitive.content
            }
        }
        val policy = EligibilityPolicy.fromJson(
            checkNotNull(file.text("policy")),
            listOf(CredentialSchema.fromJson(checkNotNull(file.text("schema")))),
        )
        val verifier = PublicIdentity.fromJson(checkNotNull(file.text("verifier")))
        val audience = checkNotNull(file.text("audience"))
        val authorities = AuthorityList.fromVerifierKeys(
            checkNotNull(file.text("origin")),
            file.getValue("authorities").jsonArray.map { it.jsonPrimitive.content },
        )
        val proof = file.bytesOf("status_proof")
        val now = checkNotNull(file.text("now")).toULong()

        fun fresh() = EligibilityVerifier(verifier, audience, policy)

        fun open(path: Path) = EligibilityVerifier.open(path.toString(), verifier, audience, policy)

        fun verify(by: EligibilityVerifier) =
            by.verifyBatchWithProof(answers, proof, authorities, Watch(), now).map { it.refusal ?: it.eligible?.pseudonym }

        private fun JsonObject.bytesOf(name: String) = hex(checkNotNull(text(name)))
    }

    @Test
    fun `the vectors, at once and one by one`() {
        val queue = Queue()
        assertTrue(queue.expected.size >= 14)
        assertEquals(queue.expected, queue.verify(queue.fresh()))
        val oneByOne = queue.fresh()
        val decided = queue.answers.map {
            try {
                oneByOne.verifyWithProof(it.presentation, it.request, queue.proof, queue.authorities, queue.now).pseudonym
            } catch (refused: MedsealException) {
                refused.code
            }
        }
        assertEquals(queue.expected, decided)
    }

    @Test
    fun `what was accepted is remembered in a file`() {
        val (queue, directory) = Queue() to Files.createTempDirectory("medseal")
        val path = directory.resolve("seen 🧪")
        queue.open(path).use {
            assertCode("nonce-store-busy") { queue.open(path) }
            assertEquals(queue.expected, queue.verify(it))
        }
        queue.open(path).use {
            assertEquals(setOf<String?>("not-eligible", "verifier-unavailable"), queue.verify(it).toSet())
        }
        assertCode("storage-denied") { queue.open(directory.resolve("no/where")) }
        directory.toFile().deleteRecursively()
    }

    @Test
    fun `a batch on a ledger is stopped without effect`() {
        val on = Screening()
        on.wallet.accept(on.certify("7.4").batch)
        val (first, second) = List(2) { on.request().let { EligibilityAnswer(on.wallet.present(on.policy, it, NOW), it) } }
        val batch = listOf(first, EligibilityAnswer(second.presentation.copyOf(100), second.request), first)
        val verifier = on.verifier()
        val cancel = Cancel().also { it.cancel() }
        assertCode("cancelled") { verifier.verifyBatch(batch, on.ledger, Watch(cancel = cancel), NOW) }
        val told = mutableListOf<Progress>()
        val decided = runBlocking { verifier.verifyBatch(batch, on.ledger, NOW) { told += it } }
        assertEquals(listOf(null, "not-eligible", "not-eligible"), decided.map { it.refusal })
        assertEquals(on.ledger.point(), decided.first().eligible?.ledger)
        assertEquals(listOf(Progress(3, 3)), told)
        assertCode("invalid-argument") { verifier.verifyBatch(List(16_385) { first }, on.ledger, Watch(), NOW) }
    }

    @Test
    fun `a holder takes back copies that a thief could show`() {
        val on = Screening()
        val issued = on.certify("7.4")
        on.wallet.accept(issued.batch)
        val thief = Wallet.fromBytes(on.wallet.toBytes(), on.patient)
        val request = on.request()
        val shown = thief.present(on.policy, request, NOW)
        val copies = on.wallet.revocable().single()
        assertEquals(issued.handles, copies.handles)
        assertEquals(on.ledger.details().ledgerId, copies.ledgerId)
        val nobody = SecretIdentity.generate("x25519")
        assertEquals(3UL, on.ledger.revokeCredentials(nobody, copies.handles, NOW))
        assertEquals(3UL, on.wallet.discardRevoked(copies.handles))
        assertEquals(0UL, on.wallet.entries(NOW).single().left)
        assertCode("not-eligible") { on.verifier().verify(shown, request, on.ledger, NOW) }
    }
}
