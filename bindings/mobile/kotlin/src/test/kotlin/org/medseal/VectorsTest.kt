package org.medseal

import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import java.security.MessageDigest
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals

/** The files of `vectors/` that speak of what this package does; each test says how many cases. */
class VectorsTest {
    private val hazmat = Hazmat()

    @Test
    fun `sealed records open, or are refused for the right reason`() = run("envelope/records.json", 17) { case ->
        val container = case.bytes("container")
        val opened = hazmat.openRecord(case.suite(), case.bytes("seed"), container)
        assertContentEquals(case.bytes("plaintext"), opened)
        compare(case, SealedRecord.fromBytes(container).header().details())
    }

    private fun compare(case: JsonObject, details: HeaderDetails) {
        assertEquals(case.text("record"), details.recordId)
        assertEquals(case.text("author"), details.author)
        assertEquals(case.text("category"), details.category)
        assertEquals(case.text("commitment"), details.commitment)
        assertEquals(case.text("controller"), details.controller)
        assertEquals(case.text("manifest_digest"), details.manifestDigest)
        assertEquals(case.text("media_type"), details.mediaType)
        assertEquals(case.text("payload_address"), details.payloadAddress)
        assertEquals(case.text("created"), details.created.toString())
        assertEquals(case.text("version"), details.version.toString())
    }

    /** Left out: five long ones, of which the file has the BLAKE3 digest only. */
    @Test
    fun `payloads of Cobblestone-256 open, and are sealed to the same bytes`() = run("envelope/payloads.json", 16, { "sealed" in it }) {
        val (key, context, sealed) = Triple(it.bytes("key"), it.bytes("context"), it.bytes("sealed"))
        val opened = hazmat.cobblestone256Open(key, context, sealed)
        assertEquals(it.text("plaintext_length"), opened.size.toString())
        assertContentEquals(sealed, hazmat.cobblestone256Seal(key, context, it.bytes("salt"), opened))
    }

    @Test
    fun `HPKE opens what was wrapped`() = run("keys/wrapped.json", 6) {
        val sealed = HpkeSealed(it.bytes("encapsulated_key"), it.bytes("ciphertext"))
        val opened = hazmat.hpkeOpen(it.suite(), it.bytes("seed"), it.bytes("info"), ByteArray(0), sealed)
        assertContentEquals(it.bytes("secret"), opened)
    }

    @Test
    fun `identity documents are believed`() = run("keys/documents.json", 6) {
        assertEquals(it.text("identity"), PublicIdentity.fromJson(checkNotNull(it.text("document"))).identityId())
        assertEquals(it.text("identity"), SecretIdentity.fromKeyFile(checkNotNull(it.text("key_file"))).identityId())
    }

    @Test
    fun `Ed25519 is strict`() = run("keys/ed25519-speccheck.json", 12) {
        hazmat.ed25519Verify(it.bytes("public_key"), it.bytes("message"), it.bytes("signature"))
    }

    /** The keys for X25519 there are met inside of documents only: this package takes none bare. */
    @Test
    fun `bad keys are refused`() = run("keys/refused.json", 7, { it.text("algorithm") == "ed25519" }) {
        hazmat.ed25519Verify(it.bytes("public_key"), ByteArray(0), ByteArray(64))
    }

    /** Left out: an encoding of proofs that this package does not take, with a size of its own. */
    @Test
    fun `inclusion proofs hold`() = run("ledger/inclusion.json", 28, { "path" in it && it.text("class") != "other-size" }) {
        val leaf = MessageDigest.getInstance("SHA-256").digest(byteArrayOf(0) + it.bytes("entry"))
        val head = it.getValue("head").jsonObject
        hazmat.verifyInclusion(leaf, it.number("index"), head.number("size"), it.bytes("path"), head.bytes("root"))
    }

    @Test
    fun `consistency proofs hold`() = run("ledger/consistency.json", 17) {
        val (older, newer) = it.getValue("older").jsonObject to it.getValue("newer").jsonObject
        val (size1, size2) = older.number("size") to newer.number("size")
        hazmat.verifyConsistency(size1, size2, it.bytes("path"), older.bytes("root"), newer.bytes("root"))
    }

    /** Runs every case of a file: it passes, or fails with the code it is expected to. */
    private fun run(file: String, count: Int, which: (JsonObject) -> Boolean = { true }, work: (JsonObject) -> Unit) {
        val cases = vectors(file).cases().filter(which)
        assertEquals(count, cases.size, file)
        for (case in cases) {
            val expected = case.text("expected")?.takeUnless { it == "ok" }
            val met = try {
                work(case)
                null
            } catch (failure: MedsealException) {
                failure.code
            }
            assertEquals(expected, met, "$file: ${case.text("name")}")
        }
    }

    private fun JsonObject.bytes(name: String) = hex(checkNotNull(text(name)) { name })

    private fun JsonObject.number(name: String) = checkNotNull(text(name)) { name }.toULong()

    /** The suite by its number in RFC 9180's registry of KEMs. */
    private fun JsonObject.suite() = if (text("suite") == "32") "x25519" else "x-wing"
}
