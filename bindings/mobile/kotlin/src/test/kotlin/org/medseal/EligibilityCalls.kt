package org.medseal

import java.nio.file.Path

/** One call of every export that has to do with eligibility, by the name it has in `exports()`. */
internal class EligibilityCalls(private val directory: Path) {
    private val on = Screening()
    private val none = ByteArray(0)
    private val request = on.request()
    private val verifier = on.verifier()

    val all: Map<String, () -> Any?> = on.run {
        mapOf(
            "CredentialIssuer.challenge" to { issuer.challenge() },
            "CredentialIssuer.issue" to { issuer.issue(none, none, null, schema, emptyMap(), 1u) },
            "CredentialIssuer.new" to { CredentialIssuer(laboratory, ledger.details().ledgerId) },
            "CredentialSchema.details" to { schema.details() },
            "CredentialSchema.from_json" to { CredentialSchema.fromJson(schema.toJson()) },
            "CredentialSchema.to_json" to { schema.toJson() },
            "EligibilityPolicy.details" to { policy.details() },
            "EligibilityPolicy.from_json" to { EligibilityPolicy.fromJson(policy.toJson(), listOf(schema)) },
            "EligibilityPolicy.to_json" to { policy.toJson() },
            "EligibilityRequest.details" to { request.details() },
            "EligibilityRequest.from_bytes" to { EligibilityRequest.fromBytes(request.toBytes()) },
            "EligibilityRequest.issue" to { EligibilityRequest.issue(trial, policy, "audience", ledger.point()) },
            "EligibilityRequest.to_bytes" to { request.toBytes() },
            "EligibilityVerifier.new" to { verifier() },
            "EligibilityVerifier.open" to
                { EligibilityVerifier.open(path("seen"), trial.public(), "audience", policy) },
            "EligibilityVerifier.status_handles" to { statusHandles(none) },
            "EligibilityVerifier.verify" to { verifier.verify(none, request, ledger) },
            "EligibilityVerifier.verify_batch" to { verifier.verifyBatch(emptyList(), ledger, Watch()) },
            "EligibilityVerifier.verify_batch_with_proof" to
                { verifier.verifyBatchWithProof(emptyList(), none, ledger.authorities(), Watch()) },
            "EligibilityVerifier.verify_with_proof" to
                { verifier.verifyWithProof(none, request, none, ledger.authorities()) },
            "Ledger.point" to { ledger.point() },
            "Ledger.prove_status" to { ledger.proveStatus(emptyList()) },
            "Ledger.revoke_credentials" to { ledger.revokeCredentials(laboratory, emptyList()) },
            "Wallet.accept" to { wallet.accept(none) },
            "Wallet.discard_expired" to { wallet.discardExpired() },
            "Wallet.discard_revoked" to { wallet.discardRevoked(emptyList()) },
            "Wallet.entries" to { wallet.entries() },
            "Wallet.from_bytes" to { Wallet.fromBytes(wallet.toBytes(), patient) },
            "Wallet.load" to { Wallet.load(path("none"), patient) },
            "Wallet.new" to { Wallet(patient) },
            "Wallet.present" to { wallet.present(policy, request) },
            "Wallet.request" to { wallet.request(schema, laboratory.public(), none, 1UL) },
            "Wallet.revocable" to { wallet.revocable() },
            "Wallet.save" to { wallet.save(path("wallet")) },
            "Wallet.to_bytes" to { wallet.toBytes() },
        )
    }

    private fun path(name: String) = directory.resolve(name).toString()
}
