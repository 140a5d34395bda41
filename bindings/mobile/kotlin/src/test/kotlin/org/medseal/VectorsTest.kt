package org.medseal

import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.security.MessageDigest
import kotlin.io.path.isDirectory
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.nameWithoutExtension
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/**
 * The conformance vectors: what everybody reads and refuses alike, with the same codes.
 *
 * Each function below runs one file; all languages have the same ones under the same names. What this
 * language cannot run is in `vectors/rust-only.json` with its reason, and nothing else is left out.
 */
class VectorsTest {
    private val hazmat = Hazmat()

    private fun attestations(case: JsonObject) {
        val (ledger, record) = (case.text("ledger") ?: "01".repeat(32)) to (case.text("record") ?: "02".repeat(32))
        val read = readErasureAttestation(case.bytes("bytes"), ledger, record)
        assertEquals(case.list("custodian", "time", "keys", "payload"),
            listOf(read.custodian, read.time, read.keysDestroyed, read.payloadDestroyed).map(Any::toString))
    }

    private fun categoryGrants(case: JsonObject) = assertContentEquals(
        hazmat.unwrapCategoryKey(case.suite(), case.bytes("seed"), case.bytes("wrapped")), case.bytes("category_seed"))

    private fun chains(case: JsonObject) {
        val chain = GrantChain.fromBytes(case.bytes("chain"))
        assertEquals(case.texts("grants"), chain.grants().map { it.commitment })
        assertContentEquals(case.bytes("chain"), chain.toBytes())
    }

    private fun checkpoints(case: JsonObject) {
        val verified = authorities("ledger/checkpoints").verifyCheckpoint(case.value("note"))
        val (origin, size) = case.value("note").lines()
        assertEquals(listOf(origin, size, case.value("link")),
            listOf(verified.origin, verified.size.toString(), verified.link))
    }

    private fun consistency(case: JsonObject) {
        val (older, newer) = case.inner("older") to case.inner("newer")
        val (size1, size2) = older.number("size") to newer.number("size")
        hazmat.verifyConsistency(size1, size2, case.bytes("path"), older.bytes("root"), newer.bytes("root"))
    }

    private fun decisions(case: JsonObject) {
        val (record, rules) = case.inner("record") to case.inner("rules")
        val facts = RecordFacts(
            record.value("record"), record.value("commitment"), record.value("category"), record.number("created"),
            record.texts("resource_types"), record.text("confidentiality"),
        )
        val point = DecisionPoint(DecisionRules(
            rules.value("audience"), rules.number("maximum_view_age"), rules.number("minimum_height"),
            rules.number("clock_skew"), rules.number("permit_lifetime"), rules.number("break_glass_lifetime"),
        ))
        val request = AccessRequest.fromBytes(case.bytes("request"))
        val grants = GrantChain.fromBytes(case.bytes("chain"))
        val view = StatedView.fromJson(case.inner("view").toString())
        val (outcome, expected) = case.inner("expected").entries.single()
        try {
            val permit = point.decide(request, grants, facts, view, case.number("now")).details()
            assertEquals("permit", outcome)
            assertEquals(expected.jsonObject.number("expires"), permit.expires)
            assertEquals(expected.jsonObject.texts("obligations"), permit.obligations)
        } catch (denied: MedsealException.Denied) {
            assertEquals("deny", outcome)
            assertEquals(expected.jsonObject.texts("reasons"), denied.reasons)
        }
        Decision.fromBytes(case.bytes("proof")).replay(view)
    }

    private fun documents(case: JsonObject) {
        val (document, claims) = PublicIdentity.fromJson(case.value("document")) to case.inner("claims")
        assertEquals(case.list("document", "identity"), listOf(document.toJson(), document.identityId()))
        val details = document.details()
        assertEquals(claims.number("issued"), details.issued)
        assertEquals(claims.objects("keys").last().text("key"), details.signingKey)
        assertEquals(claims.objects("categories").size, details.categories.size)
        assertEquals(case.text("identity"), SecretIdentity.fromKeyFile(case.value("key_file")).identityId())
    }

    private fun eligibilityRequests(case: JsonObject) {
        val details = EligibilityRequest.fromBytes(case.bytes("request")).details()
        val found = listOf(details.audience, details.policy, details.ledger.ledgerId, details.ledger.height,
            details.issued, details.expires)
        assertEquals(case.list("audience", "policy", "ledger", "height", "issued", "expires"), found.map(Any::toString))
    }

    private fun entries(case: JsonObject) {
        val entry = LedgerEntry.fromBytes(case.bytes("entry"))
        val found = entry.details()
        assertContentEquals(case.bytes("entry"), entry.toBytes())
        assertEquals(case.text("leaf_hash"), found.leafHash)
        val stated = case.inner("decoded").inner(found.kind)
        val (action, of) = stated["action"]?.jsonObject?.entries?.single()?.toPair() ?: (null to stated)
        assertEquals(action, found.action)
        // The ledger that a genesis entry founds has its name from the entry's hash.
        assertTrue(found.kind == "genesis" || found.ledgerId == stated.text("ledger"))
        assertEquals(listOf("time", "nonce", "signer", "origin", "revision", "height", "state_root").map(stated::text),
            found.run { listOf(time, nonce, signer, origin, revision, height, stateRoot) }.map { it?.toString() })
        assertEquals(
            listOf("identity", "document", "next", "controller", "record", "previous", "grant", "parent", "event",
                "expires").map(of.jsonObject::text),
            found.run { listOf(identity, document, next, controller, record, previous, grant, parent, event, expires) }
                .map { it?.toString() })
        val authorities = stated["authorities"]?.jsonObject
        assertEquals(authorities?.number("quorum"), found.quorum)
        assertEquals(authorities?.objects("members").orEmpty().map { it.list("name", "key") },
            found.authorities.map { listOf(it.name, it.key) })
        assertEquals(found.kind == "authorities", found.approvedBy.isNotEmpty())
    }

    private fun erasureReceipts(case: JsonObject) = ErasureReceipt.fromBytes(case.bytes("bytes")).close()

    private fun evidence(case: JsonObject) = assertEquals(
        case.texts("signed_both"), verifySplitView(case.value("evidence"), authorities("ledger/evidence")))

    private fun grants(case: JsonObject) {
        val details = SignedGrant.fromBytes(case.bytes("grant"), case.bytes("salt")).details()
        val (claims, scope) = case.inner("claims") to case.inner("claims").inner("scope")
        assertEquals(case.list("commitment", "digest"), listOf(details.commitment, details.digest))
        assertEquals(claims.list("id", "ledger", "controller", "issuer", "issued"),
            listOf(details.grantId, details.ledgerId, details.controller, details.issuer, details.issued.toString()))
        assertEquals(claims.inner("grantee").list("identity", "key"), listOf(details.grantee, details.granteeKey))
        assertEquals(claims.text("parent"), details.parent)
        val (from, to) = scope.inner("period").run { number("from") to number("to") }
        val bounded = from > 0UL || to < 253_402_300_799UL
        val terms = GrantTerms(
            scope.texts("categories"), scope.texts("purposes"), claims.number("not_before"), claims.number("expires"),
            claims.number("delegation").toUByte(), scope["records"]?.let { scope.texts("records") },
            scope["resource_types"]?.let { scope.texts("resource_types") }, scope.text("confidentiality"),
            from.takeIf { bounded }, to.takeIf { bounded },
        )
        assertEquals(terms, details.terms)
    }

    private fun inclusion(case: JsonObject) {
        val leaf = MessageDigest.getInstance("SHA-256").digest(byteArrayOf(0) + case.bytes("entry"))
        val head = case.inner("head")
        hazmat.verifyInclusion(leaf, case.number("index"), head.number("size"), case.bytes("path"), head.bytes("root"))
    }

    /** Who issues is somebody else: what can be read is refused for that, and only for that. */
    private fun issuance(case: JsonObject) {
        val schema = CredentialSchema.fromJson(vectors("eligibility/schemas.json").cases().first().value("json"))
        val issuer = CredentialIssuer(SecretIdentity.generate("x25519"), "00".repeat(32))
        val challenge = hex(case.text("challenge") ?: "00".repeat(32))
        val values = mapOf(
            "birth_date" to "1968-04-12", "hba1c" to "7.4", "measured" to "2026-02-17", "creatinine" to "0.84",
            "systolic" to "134", "diastolic" to "82", "diagnosis" to "44054006",
        )
        val issue = { issuer.issue(case.bytes("request"), challenge, null, schema, values, 1u) }
        if ("expected" in case) issue() else assertCode("credential-request-mismatch") { issue() }
    }

    private fun payloads(case: JsonObject) {
        val (key, context) = case.bytes("key") to case.bytes("context")
        val length = case.text("plaintext_length")?.toInt()
        if (length == null) {
            hazmat.cobblestone256Open(key, context, case.bytes("sealed"))
            return
        }
        // Byte number n of the plaintext is n modulo 251.
        val plaintext = ByteArray(length) { (it % 251).toByte() }
        val sealed = hazmat.cobblestone256Seal(key, context, case.bytes("salt"), plaintext)
        // The digest of long ones is BLAKE3, which Java does not have: opening them is the test.
        if ("sealed" in case) assertContentEquals(case.bytes("sealed"), sealed)
        assertContentEquals(plaintext, hazmat.cobblestone256Open(key, context, sealed))
    }

    private fun policies(case: JsonObject) {
        val schema = CredentialSchema.fromJson(case.value("schema"))
        assertEquals(case.text("hash"), EligibilityPolicy.fromJson(case.value("json"), listOf(schema)).details().hash)
    }

    private fun proofs(case: JsonObject) {
        val view = StatedView.fromJson(vectors("consent/proofs.json").inner("view").toString())
        Decision.fromBytes(case.bytes("proof")).replay(view)
    }

    private fun receipts(case: JsonObject) {
        val receipt = Receipt.fromText(case.value("receipt"))
        val verified = receipt.verifyEntry(authorities("ledger/receipts"), case.bytes("entry"))
        val size = case.value("receipt").substringAfter("example.org/ledger\n").lines().first()
        assertEquals(listOf(case.value("receipt"), size), listOf(receipt.toText(), verified.size.toString()))
    }

    private fun records(case: JsonObject) {
        val container = case.bytes("container")
        val opened = hazmat.openRecord(case.suite(), case.bytes("seed"), container)
        assertContentEquals(case.bytes("plaintext"), opened)
        val found = SealedRecord.fromBytes(container).header().details().run {
            listOf(recordId, author, category, commitment, controller, manifestDigest, mediaType, payloadAddress,
                created.toString(), version.toString())
        }
        assertEquals(case.list("record", "author", "category", "commitment", "controller", "manifest_digest",
            "media_type", "payload_address", "created", "version"), found)
    }

    private fun refusedKeys(case: JsonObject) =
        hazmat.ed25519Verify(case.bytes("public_key"), ByteArray(0), ByteArray(64))

    private fun requests(case: JsonObject) {
        val details = AccessRequest.fromBytes(case.bytes("request")).details()
        val fields = case.inner("fields")
        val found = details.run { listOf(ledgerId, custodian, granteeKey, grantCommitment, purpose, issued, expires) }
        assertEquals(fields.list("ledger", "audience", "grantee", "grant", "purpose", "issued", "expires"),
            found.map(Any::toString))
        assertEquals(fields.inner("record").list("record", "commitment"), listOf(details.recordId, details.commitment))
        assertEquals((fields["break_glass"] as? JsonObject)?.text("reason"), details.reason)
    }

    private fun schemas(case: JsonObject) {
        val details = CredentialSchema.fromJson(case.value("json")).details()
        assertEquals(case.text("hash"), details.hash)
        assertTrue(details.attributes.isNotEmpty())
    }

    private fun signatures(case: JsonObject) =
        hazmat.ed25519Verify(case.bytes("public_key"), case.bytes("message"), case.bytes("signature"))

    private fun stateProofs(case: JsonObject) {
        val value = hazmat.verifyState(case.bytes("key"), case.bytes("proof"), case.bytes("root"))
        assertContentEquals(case.text("value")?.let(::hex), value)
    }

    private fun verifierKeys(case: JsonObject) {
        val known = AuthorityList.fromVerifierKeys("example.org/ledger", listOf(case.value("vkey")))
        assertEquals(listOf(case.value("vkey")), known.details().verifierKeys)
    }

    private fun wrappedKeys(case: JsonObject) {
        val sealed = HpkeSealed(case.bytes("encapsulated_key"), case.bytes("ciphertext"))
        val opened = hazmat.hpkeOpen(case.suite(), case.bytes("seed"), case.bytes("info"), ByteArray(0), sealed)
        assertContentEquals(case.bytes("secret"), opened)
    }

    private val runners: Map<String, (JsonObject) -> Unit> = mapOf(
        "audit/erasure-attestation" to ::attestations,
        "audit/erasure-receipt" to ::erasureReceipts,
        "consent/chains" to ::chains,
        "consent/decisions" to ::decisions,
        "consent/grants" to ::grants,
        "consent/proofs" to ::proofs,
        "consent/requests" to ::requests,
        "eligibility/issuance" to ::issuance,
        "eligibility/policies" to ::policies,
        "eligibility/requests" to ::eligibilityRequests,
        "eligibility/schemas" to ::schemas,
        "envelope/category_grants" to ::categoryGrants,
        "envelope/payloads" to ::payloads,
        "envelope/records" to ::records,
        "keys/documents" to ::documents,
        "keys/ed25519-speccheck" to ::signatures,
        "keys/refused" to ::refusedKeys,
        "keys/wrapped" to ::wrappedKeys,
        "ledger/checkpoints" to ::checkpoints,
        "ledger/consistency" to ::consistency,
        "ledger/entries" to ::entries,
        "ledger/evidence" to ::evidence,
        "ledger/inclusion" to ::inclusion,
        "ledger/receipts" to ::receipts,
        "ledger/state-proofs" to ::stateProofs,
        "ledger/verifier-keys" to ::verifierKeys,
    )

    /** By file, the cases that only Rust runs; none named is the whole file. */
    private val rustOnly = vectors("rust-only.json").objects("files").associate { it.value("file") to it.texts("cases") }

    @Test
    fun `every file gives what it says`() = runners.forEach { (area, run) ->
        val (cases, leftOut) = vectors("$area.json").cases() to rustOnly[area].orEmpty()
        val ran = cases.filter { it.text("name") !in leftOut }
        assertTrue(ran.isNotEmpty() && ran.size == cases.size - leftOut.size, area)
        for (case in ran) assertEquals(case.expected(), code { run(case) }, "$area: ${case.text("name")}")
    }

    @Test
    fun `no file is left out`() {
        val root = property("medseal.repository").resolve("vectors")
        val files = root.listDirectoryEntries().filter { it.isDirectory() }.flatMap { directory ->
            directory.listDirectoryEntries("*.json").map { "${directory.name}/${it.nameWithoutExtension}" }
        }
        val whole = rustOnly.filterValues { it.isEmpty() }.keys
        // The exemplar is run by ExemplarTest, the queue of a screening by EligibilityBatchTest.
        val elsewhere = listOf("bindings/exemplar", "eligibility/screening")
        assertEquals(files.sorted(), (runners.keys + elsewhere + whole).sorted())
        assertTrue(runners.keys.none { it in whole })
    }

    /** What becomes of it: the error's code, or `ok`. */
    private fun code(work: () -> Unit): String = try {
        work()
        "ok"
    } catch (failure: MedsealException) {
        failure.code
    }

    private fun authorities(area: String) = vectors("$area.json").inner("authorities").run {
        AuthorityList.fromVerifierKeys(value("origin"), texts("keys"), number("quorum").toUByte())
    }

    /** The error's code, or `ok`: also where the file has what is found in place of a code. */
    private fun JsonObject.expected() =
        (this["expected"] as? JsonPrimitive)?.content?.takeUnless { it == "confirmed" } ?: "ok"

    /** The suite by its number in RFC 9180's registry of KEMs. */
    private fun JsonObject.suite() = if (text("suite") == "32") "x25519" else "x-wing"

    private fun JsonObject.value(name: String) = checkNotNull(text(name)) { name }

    private fun JsonObject.bytes(name: String) = hex(value(name))

    private fun JsonObject.number(name: String) = value(name).toULong()

    private fun JsonObject.list(vararg names: String) = names.map { value(it) }

    private fun JsonObject.inner(name: String) = getValue(name).jsonObject

    private fun JsonObject.texts(name: String) = this[name]?.jsonArray.orEmpty().map { it.jsonPrimitive.content }

    private fun JsonObject.objects(name: String) = getValue(name).jsonArray.map { it.jsonObject }
}
