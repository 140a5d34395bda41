package org.medseal

import java.nio.file.Files
import java.util.Base64
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue

class IdentityTest {
    private val cheap = KeyFileCost(memoryKib = 8u * 1024u, passes = 1u, lanes = 1u)

    @Test
    fun `a key file brings the identity back`(): Unit = SecretIdentity.generate().use { identity ->
        val text = identity.toKeyFile("correct horse".toByteArray(), cheap)
        SecretIdentity.fromKeyFile(text, "correct horse".toByteArray()).use {
            assertEquals(identity.identityId(), it.identityId())
        }
        assertCode("wrong-passphrase") { SecretIdentity.fromKeyFile(text, "wrong".toByteArray()) }
        assertCode("passphrase-needed") { SecretIdentity.fromKeyFile(text) }
        assertCode("invalid-key-file") { SecretIdentity.fromKeyFile("no key file") }
    }

    @Test
    fun `files are not overwritten unless it is asked for`() {
        val directory = Files.createTempDirectory("medseal")
        val path = directory.resolve("patient.key").toString()
        SecretIdentity.generate().use { identity ->
            identity.save(path)
            val before = Files.readAllBytes(directory.resolve("patient.key"))
            assertEquals("Storage", assertCode("file-exists") { identity.save(path) }.kind)
            assertContentEquals(before, Files.readAllBytes(directory.resolve("patient.key")))
            identity.save(path, replace = true)
            SecretIdentity.load(path).use { assertEquals(identity.identityId(), it.identityId()) }
        }
        assertCode("file-not-found") { SecretIdentity.load(directory.resolve("none").toString()) }
        directory.toFile().deleteRecursively()
    }

    @Test
    fun `rotation ends what a former key could do`(): Unit = SecretIdentity.generate().use { identity ->
        val recovery = identity.takeRecoverySecret()
        assertEquals("Conflict", assertCode("recovery-secret-needed") { identity.rotate() }.kind)
        assertCode("wrong-recovery-secret") { identity.rotate(ByteArray(32)) }
        identity.rotate(recovery)
        assertEquals(1UL, identity.public().details().rotations)
        assertEquals(identity.identityId(), identity.public().identityId())
    }

    @Test
    fun `categories are added and rotated`(): Unit = SecretIdentity.generate().use { identity ->
        identity.addCategory("GENETICS")
        val epoch = identity.categories().first { it.category == "GENETICS" }.epoch
        assertEquals(epoch + 1u, identity.rotateCategory("GENETICS"))
        assertEquals("Malformed", assertCode("unknown-category") { identity.rotateCategory("NONE") }.kind)
        assertTrue(identity.public().details().categories.any { it.category == "GENETICS" })
    }

    @Test
    fun `a document is believed only as it was signed`(): Unit = SecretIdentity.generate().use { identity ->
        identity.setAlsoKnownAs("did:web:clinic.example")
        val json = identity.public(1_800_000_000UL).toJson()
        val document = PublicIdentity.fromJson(json)
        assertEquals("did:web:clinic.example", document.details().alsoKnownAs)
        val payload = checkNotNull(Regex("\"payload\":\\s*\"([^\"]+)\"").find(json)).groupValues[1]
        val signed = String(Base64.getUrlDecoder().decode(payload))
        val changed = signed.replace("clinic.example", "forger.example")
        val altered = json.replace(payload, Base64.getUrlEncoder().withoutPadding().encodeToString(changed.toByteArray()))
        assertEquals("Cryptographic", assertCode("invalid-signature") { PublicIdentity.fromJson(altered) }.kind)
    }
}
