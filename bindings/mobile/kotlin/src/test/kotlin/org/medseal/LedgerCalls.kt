package org.medseal

import java.nio.file.Path

/** One call of every export that has to do with ledgers, by the name it has in `exports()`. */
internal class LedgerCalls(private val people: People, private val record: SealedRecord, private val directory: Path) {
    private val authority = people.laboratory
    private val specialist = SecretIdentity.generate()
    private val custodian = authority.identityId()
    private val header = record.header()
    private val ledger = Ledger.inMemory(listOf(authority), "node.example/ledger").also { it.register(specialist) }
    private val authorities = ledger.authorities()
    private val receipt = ledger.anchor(authority, header)
    private val terms = GrantTerms(listOf("LAB"), listOf("TREAT"), expires = 4_000_000_000UL, delegation = 1u)
    private val grant = ledger.grant(people.patient, specialist.public(), terms)
    private val request = AccessRequest(specialist, grant, header, custodian)
    private val rules = DecisionRules(custodian)
    private val decision = ledger.decideAndProve(request, grant, header, rules, authority)
    private val permit = decision.takePermit()
    private val unlocked = ledger.access(specialist, grant, header, custodian)
    private val follower = LedgerFollower(authorities)
    private val commitment = header.details().commitment
    private val ledgerId = ledger.details().ledgerId
    private val attestation = attestErasure(authority, ledgerId, commitment, true, true)
    private val erased = SealedRecord.seal(authority, people.document, emptyList(), ByteArray(1), SealOptions())
        .header().let {
            ledger.anchor(authority, it)
            val gone = it.details().commitment
            ErasureReceipt(
                ledger.erase(people.patient, gone),
                listOf(attestErasure(authority, ledgerId, gone, true, true)),
            )
        }

    private val chain = grant.chain()
    private val entry = receipt.entry()
    private val proof = ledger.proveState(listOf(commitment), emptyList())
    private val state = LedgerState.verify(proof, ledgerId, authorities)
    private val signed = vectors("consent/grants.json").cases().first().let {
        SignedGrant.fromBytes(hex(it.text("grant").orEmpty()), hex(it.text("salt").orEmpty()))
    }
    private val view = StatedView.fromJson(vectors("consent/proofs.json").getValue("view").toString())
    private val facts = RecordFacts(header.details().recordId, commitment, "LAB", 0UL)

    val all: Map<String, () -> Any?> = consent() + offline() + ledgers() + proofs()

    private fun consent(): Map<String, () -> Any?> = mapOf(
        "AccessPermit.details" to { permit.details() },
        "AccessPermit.unlock" to { permit.unlock(specialist, grant, header) },
        "AccessRequest.details" to { request.details() },
        "AccessRequest.from_bytes" to { AccessRequest.fromBytes(request.toBytes()) },
        "AccessRequest.new" to { AccessRequest(specialist, grant, header, custodian) },
        "AccessRequest.to_bytes" to { request.toBytes() },
        "Decision.details" to { decision.details() },
        "Decision.from_bytes" to { Decision.fromBytes(decision.toBytes()) },
        "Decision.replay" to { decision.replay(view) },
        "Decision.take_permit" to { decision.takePermit() },
        "Decision.to_bytes" to { decision.toBytes() },
        "Decision.verify" to { decision.verify(authorities) },
        "Grant.chain" to { grant.chain() },
        "Grant.delegate" to { grant.delegate(specialist, people.document, terms) },
        "Grant.details" to { grant.details() },
        "Grant.from_bytes" to { Grant.fromBytes(grant.toBytes()) },
        "Grant.to_bytes" to { grant.toBytes() },
        "Grant.verify" to { grant.verify(people.document) },
        "Unlocked.event_commitment" to { unlocked.eventCommitment() },
        "Unlocked.open" to { unlocked.open(record) },
        "Unlocked.open_file" to { unlocked.openFile(path("none"), path("open"), Watch()) },
        "Unlocked.open_payload" to
            { unlocked.openPayload(InputSource(record.payload().inputStream()), NullSink, Watch()) },
        "Unlocked.open_range" to { unlocked.openRange(record, 0UL, 1UL) },
    )

    private fun offline(): Map<String, () -> Any?> = mapOf(
        "DecisionPoint.decide" to { DecisionPoint(rules).decide(request, chain, facts, view) },
        "DecisionPoint.new" to { DecisionPoint(rules) },
        "DecisionPoint.open" to { DecisionPoint.open(path("permitted"), rules) },
        "GrantChain.from_bytes" to { GrantChain.fromBytes(chain.toBytes()) },
        "GrantChain.grants" to { chain.grants() },
        "GrantChain.to_bytes" to { chain.toBytes() },
        "SignedGrant.details" to { signed.details() },
        "SignedGrant.from_bytes" to { SignedGrant.fromBytes(ByteArray(0), ByteArray(32)) },
        "StatedView.from_json" to { StatedView.fromJson("") },
    )

    private fun ledgers(): Map<String, () -> Any?> = mapOf(
        "Ledger.access" to { ledger.access(specialist, grant, header, custodian) },
        "Ledger.anchor" to { ledger.anchor(authority, header) },
        "Ledger.anchor_all" to { ledger.anchorAll(authority, listOf(header)) },
        "Ledger.authorities" to { ledger.authorities() },
        "Ledger.break_glass" to { ledger.breakGlass(specialist, grant, "reason") },
        "Ledger.checkpoint" to { ledger.checkpoint() },
        "Ledger.consistency_proof" to { ledger.consistencyProof(1UL) },
        "Ledger.create" to { Ledger.create(path("ledger"), path(""), listOf(authority), "node.example/ledger") },
        "Ledger.decide" to { ledger.decide(request, grant, header, rules) },
        "Ledger.decide_and_prove" to { ledger.decideAndProve(request, grant, header, rules, authority) },
        "Ledger.details" to { ledger.details() },
        "Ledger.disclosure_evidence" to { ledger.disclosureEvidence(people.patient.identityId()) },
        "Ledger.disclosure_log" to { ledger.disclosureLog(people.patient) },
        "Ledger.entries" to { ledger.entries(0UL, 1UL) },
        "Ledger.entry" to { ledger.entry(0UL) },
        "Ledger.erase" to { ledger.erase(people.patient, commitment) },
        "Ledger.fsck" to { fsckLedger(path("ledger"), Watch()) },
        "Ledger.grant" to { ledger.grant(people.patient, people.document, terms) },
        "Ledger.grant_status" to { ledger.grantStatus(commitment) },
        "Ledger.in_memory" to { Ledger.inMemory(listOf(authority), "node.example/ledger") },
        "Ledger.open" to { Ledger.open(path("ledger"), path(""), emptyList(), Watch()) },
        "Ledger.prove_state" to { ledger.proveState(listOf(commitment), emptyList()) },
        "Ledger.receipt" to { ledger.receipt(0UL) },
        "Ledger.record_status" to { ledger.recordStatus(commitment) },
        "Ledger.record_access" to { ledger.recordAccess(specialist, grant, unlocked) },
        "Ledger.refresh" to { ledger.refresh() },
        "Ledger.register" to { ledger.register(specialist) },
        "Ledger.revoke" to { ledger.revoke(people.patient, grant) },
    )

    private fun proofs(): Map<String, () -> Any?> = mapOf(
        "AuthorityList.details" to { authorities.details() },
        "AuthorityList.from_verifier_keys" to
            { AuthorityList.fromVerifierKeys("node.example/ledger", authorities.details().verifierKeys) },
        "AuthorityList.new" to { AuthorityList("node.example/ledger", listOf(authority.public())) },
        "AuthorityList.verify_checkpoint" to { authorities.verifyCheckpoint(ledger.checkpoint()) },
        "DisclosureLog.verify" to
            { verifyDisclosureEvidence(ByteArray(0), ledgerId, authorities, people.patient) },
        "ErasureReceipt.attest" to { attestErasure(authority, ledgerId, commitment, true, true) },
        "ErasureReceipt.from_bytes" to { ErasureReceipt.fromBytes(erased.toBytes()) },
        "ErasureReceipt.new" to { ErasureReceipt(receipt, listOf(attestation)) },
        "ErasureReceipt.read_attestation" to { readErasureAttestation(attestation, ledgerId, commitment) },
        "ErasureReceipt.to_bytes" to { erased.toBytes() },
        "ErasureReceipt.verify" to { erased.verify(authorities) },
        "LedgerEntry.details" to { entry.details() },
        "LedgerEntry.from_bytes" to { LedgerEntry.fromBytes(entry.toBytes()) },
        "LedgerEntry.to_bytes" to { entry.toBytes() },
        "LedgerFollower.accept" to { follower.accept(ledger.checkpoint()) },
        "LedgerFollower.evidence" to { follower.evidence() },
        "LedgerFollower.new" to { LedgerFollower(authorities) },
        "LedgerFollower.replace_authorities" to { follower.replaceAuthorities(authorities) },
        "LedgerFollower.size" to { follower.size() },
        "LedgerFollower.verify_evidence" to { verifySplitView("", authorities) },
        "LedgerState.checkpoint" to { state.checkpoint() },
        "LedgerState.grant_status" to { state.grantStatus(commitment) },
        "LedgerState.point" to { state.point() },
        "LedgerState.record_status" to { state.recordStatus(commitment) },
        "LedgerState.verify" to { LedgerState.verify(proof, ledgerId, authorities) },
        "Receipt.entry" to { receipt.entry() },
        "Receipt.from_text" to { Receipt.fromText(receipt.toText()) },
        "Receipt.to_text" to { receipt.toText() },
        "Receipt.verify" to { receipt.verify(authorities) },
        "Receipt.verify_entry" to { receipt.verifyEntry(authorities, ByteArray(0)) },
    )

    private fun path(name: String) = directory.resolve(name).toString()
}

private object NullSink : Sink {
    override fun write(bytes: ByteArray) = Unit

    override fun flush() = Unit
}
