/**
 * The main job, told step by step: a laboratory seals a record and anchors it; the patient lets a
 * specialist read it; another clinic is refused; the patient reads who had access, shuts the
 * specialist out, and erases the record.
 *
 * Run with the path of any file: `mvn verify` does it with a synthetic FHIR bundle.
 */

import kotlinx.coroutines.runBlocking
import org.medseal.AuthorityList
import org.medseal.ErasureReceipt
import org.medseal.Grant
import org.medseal.GrantTerms
import org.medseal.Ledger
import org.medseal.MedsealException
import org.medseal.SealOptions
import org.medseal.SealedHeader
import org.medseal.SealedRecord
import org.medseal.Sealing
import org.medseal.SecretIdentity
import org.medseal.attest
import org.medseal.create
import org.medseal.fsck
import org.medseal.openFile
import org.medseal.sealFile
import java.nio.file.Files
import java.nio.file.Path

fun main(arguments: Array<String>): Unit = runBlocking {
    val directory = Files.createTempDirectory("medseal-example")
    Cast(directory).use { it.tell(Path.of(arguments.single())) }
    directory.toFile().deleteRecursively()
}

private const val ORIGIN = "ledger.example/medseal/exchange"
private const val DAY = 86_400L

/** Everybody's secrets. In the world each has a machine of its own. */
private class Cast(private val directory: Path) : AutoCloseable {
    private val authority = SecretIdentity.generate()
    private val laboratory = SecretIdentity.generate()
    private val patient = SecretIdentity.generate()
    private val specialist = SecretIdentity.generate()
    private val clinic = SecretIdentity.generate()
    private val sealed = directory.resolve("record.sealed")

    override fun close() = listOf(authority, laboratory, patient, specialist, clinic).forEach(AutoCloseable::close)

    suspend fun tell(record: Path) {
        val place = directory.resolve("ledger")
        Ledger.create(place, directory, listOf(authority), ORIGIN).use { ledger ->
            val header = seal(record, ledger)
            val grant = grant(ledger)
            read(record, header, grant, ledger)
            refuse(header, grant, ledger, clinic, "another clinic")
            log(ledger)
            ledger.revoke(patient, grant)
            refuse(header, grant, ledger, specialist, "the specialist, whose grant was revoked")
            erase(header, ledger)
        }
        val report = Ledger.fsck(place)
        check(report.findings.isEmpty())
        println("The ledger has ${report.entries} entries, and nothing is wrong with it.")
    }

    private suspend fun seal(record: Path, ledger: Ledger): SealedHeader {
        val options = SealOptions("LAB", "application/fhir+json")
        val header = SealedRecord.sealFile(Sealing(laboratory, patient.public(), emptyList(), options), record, sealed)
        val receipt = ledger.anchor(laboratory, header)
        receipt.verify(AuthorityList(ORIGIN, listOf(authority.public())), header)
        println("The laboratory sealed ${Files.size(record)} bytes and anchored them; the receipt verifies.")
        return header
    }

    private fun grant(ledger: Ledger): Grant {
        val expires = System.currentTimeMillis() / 1000 + 30 * DAY
        val terms = GrantTerms(listOf("LAB"), listOf("TREAT"), expires = expires.toULong())
        println("The patient grants the specialist the category LAB, for treatment, for thirty days.")
        return ledger.grant(patient, specialist.public(), terms)
    }

    private suspend fun read(record: Path, header: SealedHeader, grant: Grant, ledger: Ledger) {
        val opened = directory.resolve("record.opened")
        ledger.access(specialist, grant, header, authority.identityId()).use { it.openFile(sealed, opened) }
        check(Files.mismatch(record, opened) == -1L) { "what was opened is not what was sealed" }
        println("The specialist opened the record: every byte is the same.")
    }

    private fun refuse(header: SealedHeader, grant: Grant, ledger: Ledger, who: SecretIdentity, name: String) {
        try {
            ledger.access(who, grant, header, authority.identityId())
            error("$name opened the record")
        } catch (denied: MedsealException.Denied) {
            println("Refused: $name (${denied.reasons.joinToString()}).")
        }
    }

    private fun log(ledger: Ledger) {
        val log = ledger.disclosureLog(patient)
        check(log.isExplained)
        println("The patient reads: ${log.lines.joinToString { it.action }}.")
    }

    private fun erase(header: SealedHeader, ledger: Ledger) {
        val (commitment, ledgerId) = header.details().commitment to ledger.details().ledgerId
        val tombstone = ledger.erase(patient, commitment)
        Files.delete(sealed)
        val attestation = ErasureReceipt.attest(authority, ledgerId, commitment, keysDestroyed = true, payloadDestroyed = true)
        val erased = ErasureReceipt(tombstone, listOf(attestation)).verify(ledger.authorities())
        println("The record is erased; ${erased.attestations.size} custodian attests it.")
    }
}
