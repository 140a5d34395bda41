package org.medseal

import com.sun.jna.JNIEnv
import com.sun.jna.Library
import com.sun.jna.NativeLibrary
import com.sun.jna.Pointer

/**
 * What reads and writes arrays where they lie in Java's heap, which JNA cannot: two functions of JNI's, of which the
 * library tells the JVM itself. Their arguments lie in a [CallFrame], and their results are arrays, and a status.
 */
internal object Arrays {
    init {
        val name = findLibraryName("medseal_mobile")
        val register = NativeLibrary.getInstance(name, Arrays::class.java.classLoader)
            .getFunction("medseal_mobile_arrays_register")
        val arguments = arrayOf(JNIEnv.CURRENT, Arrays::class.java)
        val failed = register.invoke(Int::class.java, arguments, mapOf(Library.OPTION_ALLOW_OBJECTS to true))
        check(failed == 0) { "The JVM does not take functions of $name: $failed" }
    }

    /** Seals; the argument is a [Sealing]. */
    @JvmStatic
    external fun seal(plaintext: ByteArray, arguments: Long, results: Long): ByteArray?

    /** Opens; the argument is a [SecretIdentity]. */
    @JvmStatic
    external fun open(container: ByteArray, arguments: Long, results: Long): ByteArray?

    /** One call: [put] puts its argument. */
    inline fun call(put: (CallFrame) -> Unit, function: (arguments: Long, results: Long) -> ByteArray?): ByteArray {
        val status = UniffiRustCallStatus()
        val made = CallFrame.call(status) { frame ->
            put(frame)
            function(Pointer.nativeValue(frame.arguments), Pointer.nativeValue(frame.results))
        }
        uniffiCheckCallStatus(MedsealException, status)
        return made ?: throw InternalException("Rust made no array.")
    }
}
