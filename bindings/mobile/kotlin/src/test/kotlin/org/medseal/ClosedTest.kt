package org.medseal

import kotlin.concurrent.thread
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class ClosedTest {
    @Test
    fun `a closed identity does nothing more`() {
        val identity = SecretIdentity.generate()
        identity.close()
        identity.close()
        assertTrue(identity.isClosed())
        assertEquals("Closed", assertCode("closed") { identity.identityId() }.kind)
        assertCode("closed") { identity.public() }
    }

    /** UniFFI itself hands a freed pointer over here: see medseal-mobile-bindgen. */
    @Test
    fun `a closed object is refused as an argument`(): Unit = People().use {
        val closed = SecretIdentity.generate().apply { close() }
        assertCode("closed") {
            SealedRecord.seal(closed, it.document, emptyList(), ByteArray(1), SealOptions())
        }
        val record = it.seal(ByteArray(1))
        assertCode("closed") { record.open(closed) }
        val document = it.laboratory.public().apply { close() }
        assertCode("closed") {
            SealedRecord.seal(it.laboratory, it.document, listOf(document), ByteArray(1), SealOptions())
        }
    }

    /** What UniFFI itself does not do, either: it lets go of one handle, and the others go on. */
    @Test
    fun `closing an identity closes what was made of it`() {
        val identity = SecretIdentity.generate("x25519")
        val schema = CredentialSchema.fromJson(SCHEMA)
        val issuer = CredentialIssuer(identity, "00".repeat(32))
        fun issue(from: CredentialIssuer) =
            from.issue(ByteArray(0), issuer.challenge(), null, schema, mapOf("hba1c" to "7.4"), 1u)
        assertCode("malformed-encoding") { issue(issuer) }
        identity.close()
        assertCode("closed") { issue(issuer) }
        identity.close()

        val other = SecretIdentity.generate("x25519")
        val forgotten = CredentialIssuer(other, "00".repeat(32))
        // Letting go without closing is what the garbage collector does: it must not close.
        other.destroy()
        assertTrue(other.isClosed())
        assertCode("malformed-encoding") { issue(forgotten) }
    }

    @Test
    fun `a ledger keeps what it needs until it is closed`() {
        val authority = SecretIdentity.generate("x25519")
        val ledger = Ledger.inMemory(listOf(authority), "node.example/ledger")
        authority.close()
        SecretIdentity.generate("x25519").use { ledger.register(it) }
        ledger.close()
        assertCode("closed") { ledger.details() }
    }

    @Test
    fun `closing while others work ends in a result or in the error closed`() {
        repeat(50) {
            val identity = SecretIdentity.generate("x25519")
            val failures = mutableListOf<Throwable>()
            val threads = List(4) {
                thread {
                    try {
                        repeat(20) { identity.public().close() }
                    } catch (failure: Throwable) {
                        synchronized(failures) { failures += failure }
                    }
                }
            }
            identity.close()
            threads.forEach(Thread::join)
            assertTrue(failures.all { it is MedsealException.Closed }, failures.toString())
        }
    }
}
