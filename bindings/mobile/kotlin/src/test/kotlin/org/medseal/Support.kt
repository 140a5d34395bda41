package org.medseal

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.nio.file.Files
import java.nio.file.Path
import java.util.HexFormat
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** A laboratory, a patient and what everybody knows of the patient. */
internal class People : AutoCloseable {
    val laboratory: SecretIdentity = SecretIdentity.generate()
    val patient: SecretIdentity = SecretIdentity.generate()
    val document: PublicIdentity = patient.public()

    fun seal(plaintext: ByteArray, category: String = "LAB"): SealedRecord =
        SealedRecord.seal(laboratory, document, emptyList(), plaintext, SealOptions(category))

    override fun close() = listOf(laboratory, patient, document).forEach(AutoCloseable::close)
}

/** Demands that something fails with this code. */
internal fun assertCode(expected: String, work: () -> Unit): MedsealException =
    assertFailsWith<MedsealException> { work() }.also { assertEquals(expected, it.code) }

internal fun property(name: String): Path =
    Path.of(checkNotNull(System.getProperty(name)) { "the build sets $name" }).normalize()

/** A file of the directory `vectors/`. */
internal fun vectors(name: String): JsonObject =
    Json.parseToJsonElement(Files.readString(property("medseal.repository").resolve("vectors/$name"))).jsonObject

internal fun JsonObject.cases(): List<JsonObject> = getValue("cases").jsonArray.map { it.jsonObject }

internal fun JsonObject.text(name: String): String? = get(name)?.jsonPrimitive?.contentOrNull

internal fun hex(text: String): ByteArray = HexFormat.of().parseHex(text)
