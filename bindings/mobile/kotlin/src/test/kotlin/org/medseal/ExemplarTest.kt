package org.medseal

import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals

/** `vectors/bindings/exemplar.json`: the values that get lost between languages. */
class ExemplarTest {
    private val exemplar = vectors("bindings/exemplar.json")
    private val identity = SecretIdentity.fromKeyFile(exemplar.value("key_file"))
    private val document = PublicIdentity.fromJson(exemplar.value("document"))

    @Test
    fun `keys, names and records mean the same as everywhere`() {
        assertEquals(exemplar.text("identity_id"), identity.identityId())
        val passphrase = exemplar.value("passphrase").toByteArray()
        val protected = SecretIdentity.fromKeyFile(exemplar.value("protected_key_file"), passphrase)
        assertEquals(exemplar.text("identity_id"), protected.identityId())
        assertEquals(exemplar.text("issued"), document.details().issued.toString())
        for (case in exemplar.list("pairwise")) {
            assertEquals(case.text("identity_id"), identity.pairwise(case.value("relationship")).identityId())
        }
        for (case in exemplar.list("records")) {
            val record = SealedRecord.fromBytes(hex(case.value("container")))
            assertContentEquals(case.value("plaintext").toByteArray(), record.open(identity))
            assertEquals(case.text("created"), record.header().details().created.toString())
            assertEquals(case.text("record_id"), record.header().details().recordId)
        }
    }

    @Test
    fun `what is beyond is refused with the same codes`() {
        val record = SealedRecord.fromBytes(hex(exemplar.list("records").last().value("container")))
        val ledger = Ledger.inMemory(listOf(identity), "node.example")
        val hash = ByteArray(32)
        for (case in exemplar.list("refused")) assertCode(case.value("expected")) {
            when (val call = case.value("call")) {
                "SecretIdentity.public" -> identity.public(case.number("now"))
                "SecretIdentity.add_category" -> identity.addCategory(case.value("category"))
                "SecretIdentity.set_also_known_as" -> identity.setAlsoKnownAs(case.value("did_web"))
                "Ledger.consistency_proof" -> ledger.consistencyProof(case.number("older_size"))
                "hazmat.verify_inclusion" ->
                    Hazmat().verifyInclusion(hash, case.number("index"), case.number("size"), ByteArray(0), hash)
                "SealedRecord.open_range" ->
                    record.openRange(identity, case.number("begin"), case.number("end"))
                else -> error("no such call: $call")
            }
        }
    }

    private fun JsonObject.value(name: String) = checkNotNull(text(name)) { name }

    private fun JsonObject.number(name: String) = value(name).toULong()

    private fun JsonObject.list(name: String) = getValue(name).jsonArray.map { it.jsonObject }
}
