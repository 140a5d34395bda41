import Foundation
import Medseal
import XCTest

/// `vectors/bindings/exemplar.json`: the values that get lost between languages.
final class ExemplarTests: XCTestCase {
    func testKeysNamesAndRecordsMeanTheSameAsEverywhere() throws {
        let exemplar = try load("bindings/exemplar")
        let identity = try SecretIdentity.fromKeyFile(text: exemplar.text("key_file"))
        XCTAssertEqual(try identity.identityId(), exemplar.text("identity_id"))
        let protected = try SecretIdentity.fromKeyFile(
            text: exemplar.text("protected_key_file"), passphrase: Data(exemplar.text("passphrase").utf8))
        XCTAssertEqual(try protected.identityId(), exemplar.text("identity_id"))
        let document = try PublicIdentity.fromJson(json: exemplar.text("document"))
        XCTAssertEqual(try document.details().issued, exemplar.number("issued"))
        for one in exemplar.cases("pairwise") {
            let pairwise = try identity.pairwise(relationship: one.text("relationship"))
            XCTAssertEqual(try pairwise.identityId(), one.text("identity_id"))
        }
        for one in exemplar.cases("records") {
            let record = try SealedRecord.fromBytes(container: one.bytes("container"))
            XCTAssertEqual(try record.open(identity: identity), Data(one.text("plaintext").utf8))
            let details = try record.header().details()
            XCTAssertEqual(details.created, one.number("created"))
            XCTAssertEqual(details.recordId, one.text("record_id"))
        }
    }

    func testWhatIsBeyondIsRefusedWithTheSameCodes() throws {
        let exemplar = try load("bindings/exemplar")
        let refused = exemplar.cases("refused")
        XCTAssertFalse(refused.isEmpty)
        for one in refused {
            XCTAssertThrowsError(try call(one, of: exemplar), one.text("call")) { error in
                XCTAssertEqual((error as? MedsealError)?.code, one.text("expected"), one.text("call"))
            }
        }
    }

    private func call(_ one: Case, of exemplar: Case) throws {
        let identity = try SecretIdentity.fromKeyFile(text: exemplar.text("key_file"))
        let hash = Data(count: 32)
        switch one.text("call") {
        case "SecretIdentity.public":
            _ = try identity.public(now: one.number("now"))
        case "SecretIdentity.add_category":
            try identity.addCategory(category: one.text("category"))
        case "SecretIdentity.set_also_known_as":
            try identity.setAlsoKnownAs(didWeb: one.text("did_web"))
        case "Ledger.consistency_proof":
            let ledger = try Ledger.inMemory(authorities: [identity], origin: "node.example")
            _ = try ledger.consistencyProof(olderSize: one.number("older_size"))
        case "hazmat.verify_inclusion":
            try Hazmat().verifyInclusion(
                leafHash: hash, index: one.number("index"), size: one.number("size"), proof: Data(), root: hash)
        case "SealedRecord.open_range":
            let container = exemplar.cases("records").last?.bytes("container") ?? Data()
            _ = try SealedRecord.fromBytes(container: container).openRange(
                identity: identity, begin: one.number("begin"), end: one.number("end"))
        default:
            XCTFail("no such call")
        }
    }
}
