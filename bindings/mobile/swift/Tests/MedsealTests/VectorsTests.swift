import CryptoKit
import Foundation
import Medseal
import XCTest

/// The conformance vectors: what everybody reads and refuses alike, with the same codes.
///
/// Each function below runs one file; all languages have the same ones under the same names. What this
/// language cannot run is in `vectors/rust-only.json` with its reason, and nothing else is left out.
///
/// Our own tests parse this file and do not run it: there is no Swift compiler where they run. On a
/// Mac, after `ios/build-xcframework.sh`: `swift test`.
final class VectorsTests: XCTestCase {
    private let hazmat = Hazmat()

    private lazy var runners: [String: (Case) throws -> Void] = [
        "audit/erasure-attestation": attestations,
        "audit/erasure-receipt": { _ = try ErasureReceipt.fromBytes(bytes: $0.bytes("bytes")) },
        "consent/chains": chains,
        "consent/decisions": decisions,
        "consent/grants": grants,
        "consent/proofs": proofs,
        "consent/requests": requests,
        "eligibility/issuance": issuance,
        "eligibility/policies": policies,
        "eligibility/requests": eligibilityRequests,
        "eligibility/schemas": schemas,
        "envelope/category_grants": categoryGrants,
        "envelope/payloads": payloads,
        "envelope/records": records,
        "keys/documents": documents,
        "keys/ed25519-speccheck": signatures,
        "keys/refused": refusedKeys,
        "keys/wrapped": wrappedKeys,
        "ledger/checkpoints": checkpoints,
        "ledger/consistency": consistency,
        "ledger/entries": entries,
        "ledger/evidence": evidence,
        "ledger/inclusion": inclusion,
        "ledger/receipts": receipts,
        "ledger/state-proofs": stateProofs,
        "ledger/verifier-keys": verifierKeys,
    ]

    func testEveryFileGivesWhatItSays() throws {
        let rustOnly = try rustOnly()
        for (area, run) in runners {
            let (cases, leftOut) = (try load(area).cases("cases"), rustOnly[area] ?? [])
            let ran = cases.filter { !leftOut.contains($0.text("name")) }
            XCTAssert(!ran.isEmpty && ran.count == cases.count - leftOut.count, area)
            for one in ran {
                var found = "ok"
                do { try run(one) } catch let error as MedsealError { found = error.code }
                XCTAssertEqual(found, one.expected, "\(area): \(one.text("name"))")
            }
        }
    }

    func testNoFileIsLeftOut() throws {
        let whole = try rustOnly().filter { $0.value.isEmpty }.keys
        // The exemplar is run by ExemplarTests, the queue of a screening by ScreeningTests.
        let known = Set(runners.keys).union(whole).union(["bindings/exemplar", "eligibility/screening"])
        let paths = try FileManager.default.subpathsOfDirectory(atPath: vectors.path)
        let files = paths.filter { $0.contains("/") && $0.hasSuffix(".json") }.map { $0.dropLast(5) }
        XCTAssertEqual(Set(files.map(String.init)), known)
    }

    private func attestations(_ one: Case) throws {
        let ledger = one.optional("ledger") ?? String(repeating: "01", count: 32)
        let record = one.optional("record") ?? String(repeating: "02", count: 32)
        let read = try readErasureAttestation(
            attestation: one.bytes("bytes"), ledgerId: ledger, commitment: record)
        XCTAssertEqual(read.custodian, one.text("custodian"))
        XCTAssertEqual(read.time, one.number("time"))
        XCTAssertEqual(read.keysDestroyed, one.flag("keys"))
        XCTAssertEqual(read.payloadDestroyed, one.flag("payload"))
    }

    private func categoryGrants(_ one: Case) throws {
        let secret = try hazmat.unwrapCategoryKey(
            suite: one.suite, secretKey: one.bytes("seed"), wrapped: one.bytes("wrapped"))
        XCTAssertEqual(secret, one.bytes("category_seed"))
    }

    private func chains(_ one: Case) throws {
        let chain = try GrantChain.fromBytes(bytes: one.bytes("chain"))
        XCTAssertEqual(try chain.grants().map(\.commitment), one.texts("grants"))
        XCTAssertEqual(try chain.toBytes(), one.bytes("chain"))
    }

    private func checkpoints(_ one: Case) throws {
        let verified = try authorities("ledger/checkpoints").verifyCheckpoint(checkpoint: one.text("note"))
        XCTAssert(one.text("note").hasPrefix("\(verified.origin)\n\(verified.size)\n"))
        XCTAssertEqual(verified.link, one.text("link"))
    }

    private func consistency(_ one: Case) throws {
        let (older, newer) = (one.inner("older"), one.inner("newer"))
        try hazmat.verifyConsistency(
            size1: older.number("size"), size2: newer.number("size"), proof: one.bytes("path"),
            root1: older.bytes("root"), root2: newer.bytes("root"))
    }

    private func decisions(_ one: Case) throws {
        let (record, rules, expected) = (one.inner("record"), one.inner("rules"), one.inner("expected"))
        let facts = RecordFacts(
            recordId: record.text("record"), commitment: record.text("commitment"),
            category: record.text("category"), created: record.number("created"),
            resourceTypes: record.texts("resource_types"),
            confidentiality: record.optional("confidentiality"))
        let point = try DecisionPoint(rules: DecisionRules(
            custodian: rules.text("audience"), maximumViewAge: rules.number("maximum_view_age"),
            minimumHeight: rules.number("minimum_height"), clockSkew: rules.number("clock_skew"),
            permitLifetime: rules.number("permit_lifetime"),
            breakGlassLifetime: rules.number("break_glass_lifetime")))
        let request = try AccessRequest.fromBytes(bytes: one.bytes("request"))
        let grants = try GrantChain.fromBytes(bytes: one.bytes("chain"))
        let view = try StatedView.fromJson(json: one.inner("view").json)
        do {
            let permit = try point.decide(
                request: request, grants: grants, record: facts, view: view, now: one.number("now")
            ).details()
            XCTAssertEqual(permit.expires, expected.inner("permit").number("expires"))
            XCTAssertEqual(permit.obligations, expected.inner("permit").texts("obligations"))
        } catch let denied as MedsealError {
            XCTAssertEqual(denied.reasons, expected.inner("deny").texts("reasons"))
        }
        try Decision.fromBytes(bytes: one.bytes("proof")).replay(view: view)
    }

    private func documents(_ one: Case) throws {
        let document = try PublicIdentity.fromJson(json: one.text("document"))
        let (details, claims) = (try document.details(), one.inner("claims"))
        XCTAssertEqual(try document.toJson(), one.text("document"))
        XCTAssertEqual(try document.identityId(), one.text("identity"))
        XCTAssertEqual(details.issued, claims.number("issued"))
        XCTAssertEqual(details.signingKey, claims.cases("keys").last?.text("key"))
        XCTAssertEqual(details.categories.count, claims.cases("categories").count)
        let secret = try SecretIdentity.fromKeyFile(text: one.text("key_file"))
        XCTAssertEqual(try secret.identityId(), one.text("identity"))
    }

    private func eligibilityRequests(_ one: Case) throws {
        let details = try EligibilityRequest.fromBytes(bytes: one.bytes("request")).details()
        XCTAssertEqual(details.ledger.ledgerId, one.text("ledger"))
        XCTAssertEqual(details.ledger.height, one.number("height"))
        XCTAssertEqual(details.audience, one.text("audience"))
        XCTAssertEqual(details.policy, one.text("policy"))
        XCTAssertEqual(details.issued, one.number("issued"))
        XCTAssertEqual(details.expires, one.number("expires"))
    }

    private func evidence(_ one: Case) throws {
        let known = try authorities("ledger/evidence")
        let names = try verifySplitView(evidence: one.text("evidence"), authorities: known)
        XCTAssertEqual(names, one.texts("signed_both"))
    }

    private func entries(_ one: Case) throws {
        let entry = try LedgerEntry.fromBytes(bytes: one.bytes("entry"))
        let found = try entry.details()
        XCTAssertEqual(try entry.toBytes(), one.bytes("entry"))
        let stated = one.inner("decoded").inner(found.kind)
        let action = stated.inner("action").members.keys.first
        let of = action.map { stated.inner("action").inner($0) } ?? stated
        let authorities = stated.inner("authorities")
        // The ledger that a genesis entry founds has its name from the entry's hash.
        let founded = found.kind == "genesis"
        XCTAssertEqual(found, LedgerEntryDetails(
            kind: found.kind, leafHash: one.text("leaf_hash"), time: stated.number("time"),
            ledgerId: founded ? found.ledgerId : stated.optional("ledger"),
            nonce: stated.optional("nonce"), signer: stated.optional("signer"), action: action,
            identity: of.optional("identity"), document: of.optional("document"),
            next: of.optional("next"), controller: of.optional("controller"),
            record: of.optional("record"), previous: of.optional("previous"),
            grant: of.optional("grant"), parent: of.optional("parent"), event: of.optional("event"),
            expires: of.has("expires") ? of.number("expires") : nil,
            origin: stated.optional("origin"),
            revision: stated.has("revision") ? stated.number("revision") : nil,
            authorities: found.authorities,
            quorum: stated.has("authorities") ? authorities.number("quorum") : nil,
            approvedBy: found.approvedBy,
            height: stated.has("height") ? stated.number("height") : nil,
            stateRoot: stated.optional("state_root")))
        let members = authorities.cases("members").map { [$0.text("name"), $0.text("key")] }
        XCTAssertEqual(found.authorities.map { [$0.name, $0.key] }, members)
        XCTAssertEqual(found.approvedBy.isEmpty, found.kind != "authorities")
    }

    private func grants(_ one: Case) throws {
        let details = try SignedGrant.fromBytes(bytes: one.bytes("grant"), salt: one.bytes("salt")).details()
        let claims = one.inner("claims")
        let (scope, period) = (claims.inner("scope"), claims.inner("scope").inner("period"))
        let bounded = period.number("from") > 0 || period.number("to") < 253_402_300_799
        XCTAssertEqual(details, SignedGrantDetails(
            grantId: claims.text("id"), commitment: one.text("commitment"), digest: one.text("digest"),
            parent: claims.optional("parent"), ledgerId: claims.text("ledger"),
            controller: claims.text("controller"), issuer: claims.text("issuer"),
            grantee: claims.inner("grantee").text("identity"),
            granteeKey: claims.inner("grantee").text("key"), issued: claims.number("issued"),
            terms: GrantTerms(
                categories: scope.texts("categories"), purposes: scope.texts("purposes"),
                notBefore: claims.number("not_before"), expires: claims.number("expires"),
                delegation: UInt8(claims.number("delegation")),
                records: scope.has("records") ? scope.texts("records") : nil,
                resourceTypes: scope.has("resource_types") ? scope.texts("resource_types") : nil,
                confidentiality: scope.text("confidentiality"),
                periodFrom: bounded ? period.number("from") : nil,
                periodTo: bounded ? period.number("to") : nil)))
    }

    private func inclusion(_ one: Case) throws {
        let (leaf, head) = (SHA256.hash(data: Data([0]) + one.bytes("entry")), one.inner("head"))
        try hazmat.verifyInclusion(
            leafHash: Data(leaf), index: one.number("index"), size: head.number("size"),
            proof: one.bytes("path"), root: head.bytes("root"))
    }

    /// Who issues is somebody else: what can be read is refused for that, and only for that.
    private func issuance(_ one: Case) throws {
        let panel = try load("eligibility/schemas").cases("cases")[0].text("json")
        let issuer = try CredentialIssuer(
            issuer: SecretIdentity.generate(suite: "x25519"), ledgerId: String(repeating: "00", count: 32))
        let values = [
            "birth_date": "1968-04-12", "hba1c": "7.4", "measured": "2026-02-17", "creatinine": "0.84",
            "systolic": "134", "diastolic": "82", "diagnosis": "44054006",
        ]
        do {
            _ = try issuer.issue(
                request: one.bytes("request"),
                challenge: one.has("challenge") ? one.bytes("challenge") : Data(count: 32),
                registration: nil, schema: CredentialSchema.fromJson(json: panel), values: values, weeks: 1)
            XCTFail("it was to fail")
        } catch let error as MedsealError where !one.has("expected") {
            XCTAssertEqual(error.code, "credential-request-mismatch")
        }
    }

    private func payloads(_ one: Case) throws {
        let (key, context) = (one.bytes("key"), one.bytes("context"))
        guard one.has("plaintext_length") else {
            _ = try hazmat.cobblestone256Open(key: key, context: context, ciphertext: one.bytes("sealed"))
            return
        }
        // Byte number n of the plaintext is n modulo 251.
        let plaintext = Data((0..<one.number("plaintext_length")).map { UInt8($0 % 251) })
        let sealed = try hazmat.cobblestone256Seal(
            key: key, context: context, salt: one.bytes("salt"), plaintext: plaintext)
        // The digest of long ones is BLAKE3, which CryptoKit does not have: opening them is the test.
        if one.has("sealed") { XCTAssertEqual(sealed, one.bytes("sealed")) }
        XCTAssertEqual(
            try hazmat.cobblestone256Open(key: key, context: context, ciphertext: sealed), plaintext)
    }

    private func policies(_ one: Case) throws {
        let schema = try CredentialSchema.fromJson(json: one.text("schema"))
        let policy = try EligibilityPolicy.fromJson(json: one.text("json"), schemas: [schema])
        XCTAssertEqual(try policy.details().hash, one.text("hash"))
    }

    private func proofs(_ one: Case) throws {
        let view = try StatedView.fromJson(json: load("consent/proofs").inner("view").json)
        try Decision.fromBytes(bytes: one.bytes("proof")).replay(view: view)
    }

    private func receipts(_ one: Case) throws {
        let receipt = try Receipt.fromText(text: one.text("receipt"))
        let known = try authorities("ledger/receipts")
        let verified = try receipt.verifyEntry(authorities: known, entry: one.bytes("entry"))
        XCTAssertEqual(try receipt.toText(), one.text("receipt"))
        XCTAssert(one.text("receipt").contains("\(verified.origin)\n\(verified.size)\n"))
    }

    private func records(_ one: Case) throws {
        let container = one.bytes("container")
        let opened = try hazmat.openRecord(
            suite: one.suite, secretKey: one.bytes("seed"), container: container)
        XCTAssertEqual(opened, one.bytes("plaintext"))
        let details = try SealedRecord.fromBytes(bytes: container).header().details()
        XCTAssertEqual(details.recordId, one.text("record"))
        XCTAssertEqual(details.version, one.number("version"))
        XCTAssertEqual(details.author, one.text("author"))
        XCTAssertEqual(details.controller, one.text("controller"))
        XCTAssertEqual(details.category, one.text("category"))
        XCTAssertEqual(details.mediaType, one.text("media_type"))
        XCTAssertEqual(details.created, one.number("created"))
        XCTAssertEqual(details.payloadAddress, one.text("payload_address"))
        XCTAssertEqual(details.manifestDigest, one.text("manifest_digest"))
        XCTAssertEqual(details.commitment, one.text("commitment"))
    }

    private func refusedKeys(_ one: Case) throws {
        try hazmat.ed25519Verify(
            publicKey: one.bytes("public_key"), message: Data(), signature: Data(count: 64))
    }

    private func requests(_ one: Case) throws {
        let details = try AccessRequest.fromBytes(bytes: one.bytes("request")).details()
        let fields = one.inner("fields")
        XCTAssertEqual(details.ledgerId, fields.text("ledger"))
        XCTAssertEqual(details.custodian, fields.text("audience"))
        XCTAssertEqual(details.granteeKey, fields.text("grantee"))
        XCTAssertEqual(details.grantCommitment, fields.text("grant"))
        XCTAssertEqual(details.recordId, fields.inner("record").text("record"))
        XCTAssertEqual(details.commitment, fields.inner("record").text("commitment"))
        XCTAssertEqual(details.purpose, fields.text("purpose"))
        XCTAssertEqual(details.issued, fields.number("issued"))
        XCTAssertEqual(details.expires, fields.number("expires"))
        XCTAssertEqual(details.reason, fields.inner("break_glass").optional("reason"))
    }

    private func schemas(_ one: Case) throws {
        let details = try CredentialSchema.fromJson(json: one.text("json")).details()
        XCTAssertEqual(details.hash, one.text("hash"))
        XCTAssertFalse(details.attributes.isEmpty)
    }

    private func signatures(_ one: Case) throws {
        try hazmat.ed25519Verify(
            publicKey: one.bytes("public_key"), message: one.bytes("message"),
            signature: one.bytes("signature"))
    }

    private func stateProofs(_ one: Case) throws {
        let value = try hazmat.verifyState(
            key: one.bytes("key"), proof: one.bytes("proof"), root: one.bytes("root"))
        XCTAssertEqual(value, one.has("value") ? one.bytes("value") : nil)
    }

    private func verifierKeys(_ one: Case) throws {
        let known = try AuthorityList.fromVerifierKeys(
            origin: "example.org/ledger", verifierKeys: [one.text("vkey")])
        XCTAssertEqual(try known.details().verifierKeys, [one.text("vkey")])
    }

    private func wrappedKeys(_ one: Case) throws {
        let sealed = HpkeSealed(
            encapsulatedKey: one.bytes("encapsulated_key"), ciphertext: one.bytes("ciphertext"))
        let opened = try hazmat.hpkeOpen(
            suite: one.suite, secretKey: one.bytes("seed"), info: one.bytes("info"), aad: Data(),
            sealed: sealed)
        XCTAssertEqual(opened, one.bytes("secret"))
    }

    private func authorities(_ area: String) throws -> AuthorityList {
        let known = try load(area).inner("authorities")
        return try AuthorityList.fromVerifierKeys(
            origin: known.text("origin"), verifierKeys: known.texts("keys"),
            quorum: UInt8(known.number("quorum")))
    }
}
