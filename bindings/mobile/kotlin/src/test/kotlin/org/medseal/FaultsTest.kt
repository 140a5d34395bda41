package org.medseal

import com.sun.jna.NativeLibrary
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** These tests run with a library that can be told to panic; what is packed into the jar cannot. */
class FaultsTest {
    private val injection = "uniffi_ffibuffer_medseal_mobile_fn_func_inject_panic"
    private val inject = NativeLibrary.getInstance("medseal_mobile").getFunction(injection)

    private fun inject(export: String?) {
        val status = UniffiRustCallStatus()
        CallFrame.call(status) { frame ->
            frame.put(FfiConverterOptionalString.lower(export))
            inject.invokeVoid(arrayOf(frame.arguments, frame.results))
        }
        assertTrue(status.isSuccess())
    }

    @Test
    fun `a panic in any export is an exception, and the process lives`(): Unit = Calls().use { calls ->
        assertEquals(exports().toSet(), calls.all.keys, "every export has its call in Calls.kt")
        for ((export, call) in calls.all) {
            inject(export)
            val failure = assertFailsWith<MedsealException.Internal>(export) { call() }
            assertEquals("internal", failure.code, export)
        }
        inject(null)
        People().use { it.seal(ByteArray(3)).open(it.patient) }
    }

    @Test
    fun `the released library cannot be told to panic`() {
        val jar = property("medseal.released.library").toString()
        val released = NativeLibrary.getInstance(jar)
        released.getFunction("uniffi_ffibuffer_medseal_mobile_fn_func_version")
        for (name in listOf(injection, injection.replace("_ffibuffer", ""))) {
            assertFailsWith<UnsatisfiedLinkError> { released.getFunction(name) }
        }
    }
}
