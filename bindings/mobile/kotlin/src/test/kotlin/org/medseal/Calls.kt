package org.medseal

import java.io.OutputStream
import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.writeBytes

/** One call of every export, by the name it has in `exports()`. */
internal class Calls : AutoCloseable {
    private val directory: Path = Files.createTempDirectory("medseal")
    private val people = People()
    private val record = people.seal(byteArrayOf(1))
    private val bytes = record.toBytes()
    private val direct = ByteBuffer.allocateDirect(bytes.size).put(bytes).flip()

    private val sealing = Sealing(people.laboratory, people.document, emptyList(), SealOptions())
    private val sealed = path("sealed").also { sealFile(sealing, path("clear").also(::fill), it, Watch()) }
    private val hazmat = Hazmat()

    val all: Map<String, () -> Any?> = identities() + records() + transfers() + hazmat() + LedgerCalls(people, record, directory).all +
        EligibilityCalls(directory).all

    private fun identities(): Map<String, () -> Any?> = people.run {
        mapOf(
            "PublicIdentity.details" to { document.details() },
            "PublicIdentity.from_json" to { PublicIdentity.fromJson(document.toJson()) },
            "PublicIdentity.identity_id" to { document.identityId() },
            "PublicIdentity.load" to { PublicIdentity.load(path("none")) },
            "PublicIdentity.save" to { document.save(path("patient.json")) },
            "PublicIdentity.to_json" to { document.toJson() },
            "SecretIdentity.add_category" to { patient.addCategory("OTHER") },
            "SecretIdentity.categories" to { patient.categories() },
            "SecretIdentity.from_key_file" to { SecretIdentity.fromKeyFile("") },
            "SecretIdentity.generate" to { SecretIdentity.generate() },
            "SecretIdentity.identity_id" to { patient.identityId() },
            "SecretIdentity.load" to { SecretIdentity.load(path("none")) },
            "SecretIdentity.pairwise" to { patient.pairwise("clinic") },
            "SecretIdentity.public" to { patient.public() },
            "SecretIdentity.rotate" to { patient.rotate() },
            "SecretIdentity.rotate_category" to { patient.rotateCategory("LAB") },
            "SecretIdentity.save" to { patient.save(path("patient.key")) },
            "SecretIdentity.set_also_known_as" to { patient.setAlsoKnownAs("did:web:a.example") },
            "SecretIdentity.take_recovery_secret" to { patient.takeRecoverySecret() },
            "SecretIdentity.to_key_file" to { patient.toKeyFile(byteArrayOf(1)) },
            "SecretIdentity.to_plain_key_file" to { patient.toPlainKeyFile() },
        )
    }

    private fun records(): Map<String, () -> Any?> = mapOf(
        "SealedHeader.details" to { record.header().details() },
        "SealedHeader.from_bytes" to { SealedHeader.fromBytes(bytes) },
        "SealedHeader.to_bytes" to { record.header().toBytes() },
        "SealedHeader.rewrap" to { record.header().rewrap(people.patient, people.document) },
        "SealedHeader.without_slots" to { record.header().withoutSlots() },
        "SealedRecord.from_parts" to { SealedRecord.fromParts(record.header(), record.payload()) },
        "SealedRecord.open_range" to { record.openRange(people.patient, 0UL, 1UL) },
        "SealedRecord.payload" to { record.payload() },
        "SealedRecord.with_header" to { record.withHeader(record.header()) },
        "SealedRecord.from_bytes" to { SealedRecord.fromBytes(bytes) },
        "SealedRecord.header" to { record.header() },
        "SealedRecord.open" to { record.open(people.patient) },
        "SealedRecord.open_into" to
            { SealedRecord.openInto(direct.duplicate(), people.patient, ByteBuffer.allocateDirect(9)) },
        "SealedRecord.seal_into" to
            { SealedRecord.sealInto(sealing, direct.duplicate(), ByteBuffer.allocateDirect(9000)) },
        "SealedRecord.open_bytes" to { openBytes(direct, people.patient) },
        "SealedRecord.seal" to { people.seal(bytes) },
    )

    private fun transfers(): Map<String, () -> Any?> = mapOf(
        "SealedHeader.open_payload" to
            { openPayload(record.header(), input(record.payload()), output(), people.patient, Watch()) },
        "SealedHeader.seal_payload" to { sealPayload(sealing, input(bytes), null, output(), Watch()) },
        "SealedRecord.open_file" to { openFile(sealed, path("opened"), people.patient, Watch()) },
        "SealedRecord.open_file_range" to { openFileRange(sealed, people.patient, 0UL, 1UL) },
        "SealedRecord.open_stream" to { openStream(input(bytes), output(), people.patient, Watch()) },
        "SealedRecord.replace_header" to { replaceHeader(sealed, path("other"), record.header(), Watch()) },
        "SealedRecord.seal_file" to { sealFile(sealing, sealed, path("again"), Watch()) },
        "SealedRecord.seal_stream" to { sealStream(sealing, input(bytes), null, output(), Watch()) },
    )

    private fun hazmat(): Map<String, () -> Any?> = hazmat.run {
        val (key, none) = ByteArray(32) to ByteArray(0)
        mapOf(
            "hazmat.cobblestone256_open" to { cobblestone256Open(key, none, none) },
            "hazmat.cobblestone256_seal" to { cobblestone256Seal(key, none, ByteArray(24), none) },
            "hazmat.ed25519_verify" to { ed25519Verify(key, none, none) },
            "hazmat.hpke_open" to { hpkeOpen("x25519", key, none, none, HpkeSealed(none, none)) },
            "hazmat.hpke_seal" to { hpkeSeal("x25519", key, none, none, none) },
            "hazmat.open_record" to { openRecord("x25519", key, none) },
            "hazmat.unwrap_category_key" to { unwrapCategoryKey("x25519", key, none) },
            "hazmat.verify_consistency" to { verifyConsistency(1UL, 1UL, none, key, key) },
            "hazmat.verify_inclusion" to { verifyInclusion(key, 0UL, 1UL, none, key) },
            "hazmat.verify_state" to { verifyState(key, none, key) },
        )
    }

    private fun input(bytes: ByteArray) = InputSource(bytes.inputStream())

    private fun output() = OutputSink(OutputStream.nullOutputStream())

    private fun fill(path: String) = Path.of(path).writeBytes(ByteArray(5))

    private fun path(name: String) = directory.resolve(name).toString()

    override fun close() {
        people.close()
        directory.toFile().deleteRecursively()
    }
}
