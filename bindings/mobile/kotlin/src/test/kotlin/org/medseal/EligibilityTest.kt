package org.medseal

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

private const val NOW = 1_800_000_000UL
private const val AUDIENCE = "https://trial.example.org/screening"
internal const val SCHEMA: String = """{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"""

/** From a certified value to a decision that shows nothing of it. */
internal class Screening {
    val laboratory: SecretIdentity = SecretIdentity.generate("x25519")
    val patient: SecretIdentity = SecretIdentity.generate("x25519")
    val trial: SecretIdentity = SecretIdentity.generate("x25519")
    val ledger: Ledger = Ledger.inMemory(listOf(SecretIdentity.generate("x25519")), "node.example/trial", null, NOW)
    val issuer: CredentialIssuer = CredentialIssuer(laboratory, ledger.details().ledgerId)
    val schema: CredentialSchema = CredentialSchema.fromJson(SCHEMA)
    val policy: EligibilityPolicy = EligibilityPolicy.fromJson(
        """{"medseal_policy": 1, "name": "screening",
            "credentials": {"lab": {"schema": "${schema.details().hash}",
                "issuers": ["${laboratory.public(NOW).details().signingKey}"]}},
            "one_enrolment": {"credential": "lab", "trial": "trial 🧪"},
            "require": {"number": "lab.hba1c", "unit": "%", "min": "6.5"}}""",
        listOf(schema),
    )
    val wallet: Wallet = Wallet(patient)

    fun certify(hba1c: String): Issuance {
        val challenge = issuer.challenge()
        val asked = wallet.request(schema, laboratory.public(NOW), challenge, 3UL)
        return issuer.issue(asked, challenge, null, schema, mapOf("hba1c" to hba1c), 8u, NOW)
    }

    fun request(): EligibilityRequest = EligibilityRequest.fromBytes(
        EligibilityRequest.issue(trial, policy, AUDIENCE, ledger.point(), null, NOW).toBytes(),
    )

    fun verifier(): EligibilityVerifier = EligibilityVerifier(trial.public(NOW), AUDIENCE, policy)
}

class EligibilityTest {
    private val on = Screening()

    @Test
    fun `a certified value makes its holder eligible, once for each copy`() {
        val issued = on.certify("7.4")
        on.wallet.accept(issued.batch)
        assertCode("unexpected-batch") { on.wallet.accept(issued.batch) }
        assertTrue("6.5" in on.policy.details().explanation)
        val request = on.request()
        val (verifier, shown) = on.verifier() to on.wallet.present(on.policy, request, NOW)
        val eligible = verifier.verify(shown, request, on.ledger, NOW)
        assertEquals(listOf("lab"), eligible.credentials)
        assertNotNull(eligible.pseudonym)
        assertEquals(on.ledger.point(), eligible.ledger)
        assertEquals("Denied", assertCode("not-eligible") { verifier.verify(shown, request, on.ledger, NOW) }.kind)
        val kept = Wallet.fromBytes(on.wallet.toBytes(), on.patient)
        assertEquals(listOf(2UL to 3UL), kept.entries(NOW).map { it.left to it.issued })
        assertCode("wrong-key") { Wallet.fromBytes(on.wallet.toBytes(), on.trial) }
    }

    @Test
    fun `a verifier without a ledger decides on a proof`() {
        on.wallet.accept(on.certify("7.4").batch)
        val request = on.request()
        val shown = on.wallet.present(on.policy, request, NOW)
        val proof = on.ledger.proveStatus(statusHandles(shown))
        val found = on.verifier().verifyWithProof(shown, request, proof, on.ledger.authorities(), NOW)
        assertEquals(listOf("lab"), found.credentials)
    }

    @Test
    fun `what is revoked is worth nothing`() {
        val issued = on.certify("7.4")
        on.wallet.accept(issued.batch)
        assertEquals(3UL, on.ledger.revokeCredentials(on.laboratory, issued.handles, NOW))
        val request = on.request()
        val shown = on.wallet.present(on.policy, request, NOW)
        val refused = assertCode("not-eligible") { on.verifier().verify(shown, request, on.ledger, NOW) }
        assertEquals("Denied", refused.kind)
    }

    @Test
    fun `what is not so cannot be shown`() {
        on.wallet.accept(on.certify("6.4").batch)
        val refused = assertCode("policy-not-met") { on.wallet.present(on.policy, on.request(), NOW) }
        assertEquals("Denied", refused.kind)
        assertCode("invalid-value") { on.certify("high") }
        assertCode("invalid-schema") { CredentialSchema.fromJson("{}") }
        assertCode("invalid-policy") { EligibilityPolicy.fromJson("{}", emptyList()) }
    }
}
