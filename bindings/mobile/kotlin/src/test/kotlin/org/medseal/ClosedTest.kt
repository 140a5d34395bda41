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
