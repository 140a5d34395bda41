package org.medseal

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import java.nio.file.Files
import java.util.HexFormat
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readBytes
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/**
 * What is made in any language is good in every other. Each leaves a sealed record, its receipt and a
 * grant in `target/interop`, all for the person of the first case of `vectors/keys/documents.json`.
 * `cargo xtask interop` names those that must be there.
 */
class InteropTest {
    private val place = Files.createDirectories(property("medseal.target").resolve("interop"))
    private val first = vectors("keys/documents.json").cases().first()
    private val person = SecretIdentity.fromKeyFile(first.text("key_file").orEmpty())

    @Test
    fun `what other languages made is good here`() {
        leave("kotlin")
        val found = place.listDirectoryEntries("*.json").map { it.nameWithoutExtension }
        val demanded = System.getenv("MEDSEAL_INTEROP") ?: "kotlin"
        assertTrue(found.containsAll(demanded.split(" ")), found.toString())
        found.forEach(::check)
    }

    private fun leave(language: String) {
        val author = SecretIdentity.generate("x25519")
        val document = PublicIdentity.fromJson(first.text("document").orEmpty())
        val text = "sealed by $language: naïve 🩺 𝒙".toByteArray()
        val sealed = SealedRecord.seal(author, document, emptyList(), text, SealOptions())
        val ledger = Ledger.inMemory(listOf(author), "$language.example/ledger")
        val terms = GrantTerms(listOf("GENERAL"), listOf("TREAT"), expires = 4_000_000_000UL)
        val known = ledger.authorities().details()
        val left = buildJsonObject {
            put("origin", known.origin)
            putJsonArray("verifier_keys") { known.verifierKeys.forEach { add(JsonPrimitive(it)) } }
            put("receipt", ledger.anchor(author, sealed.header()).toText())
            put("patient", author.public().toJson())
            put("grant", HexFormat.of().formatHex(ledger.grant(author, document, terms).toBytes()))
        }
        place.resolve("$language.sealed").writeBytes(sealed.toBytes())
        place.resolve("$language.json").writeText(left.toString())
    }

    private fun check(language: String) {
        val left = Json.parseToJsonElement(place.resolve("$language.json").readText()).jsonObject
        val record = SealedRecord.fromBytes(place.resolve("$language.sealed").readBytes())
        assertEquals("sealed by $language: naïve 🩺 𝒙", record.open(person).decodeToString())
        val keys = left.getValue("verifier_keys").jsonArray.map { it.jsonPrimitive.content }
        val known = AuthorityList.fromVerifierKeys(left.value("origin"), keys)
        assertEquals("anchor", Receipt.fromText(left.value("receipt")).verify(known, record.header()).action)
        val grant = Grant.fromBytes(hex(left.value("grant")))
        grant.verify(PublicIdentity.fromJson(left.value("patient")))
        assertEquals(person.identityId(), grant.details().grantee)
    }

    private fun JsonObject.value(name: String) = checkNotNull(text(name)) { name }
}
