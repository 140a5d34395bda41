import Foundation
import Medseal
import XCTest

/// `vectors/eligibility/screening.json`: a queue of presentations, decided at once and one by one.
final class ScreeningTests: XCTestCase {
    func testTheQueueIsDecidedAsTheVectorsSay() throws {
        let queue = try Queue()
        XCTAssertGreaterThanOrEqual(queue.expected.count, 14)

        let verdicts = try queue.verifier().verifyBatchWithProof(
            answers: queue.answers, statusProof: queue.proof, authorities: queue.authorities,
            watch: Watch(), now: queue.now)
        XCTAssertEqual(verdicts.map { $0.refusal ?? $0.eligible?.pseudonym ?? "" }, queue.expected)

        let oneByOne = try queue.verifier()
        for (answer, expected) in zip(queue.answers, queue.expected) {
            var found: String?
            do {
                found = try oneByOne.verifyWithProof(
                    presentation: answer.presentation, request: answer.request, statusProof: queue.proof,
                    authorities: queue.authorities, now: queue.now
                ).pseudonym
            } catch let refused as MedsealError { found = refused.code }
            XCTAssertEqual(found, expected)
        }
    }
}

/// What the file holds, read.
private struct Queue {
    let file: Case
    let answers: [EligibilityAnswer]
    let policy: EligibilityPolicy
    let authorities: AuthorityList

    init() throws {
        file = try load("eligibility/screening")
        answers = try file.cases("cases").map { one in
            EligibilityAnswer(
                presentation: one.bytes("presentation"),
                request: try EligibilityRequest.fromBytes(bytes: one.bytes("request")))
        }
        policy = try EligibilityPolicy.fromJson(
            json: file.text("policy"), schemas: [CredentialSchema.fromJson(json: file.text("schema"))])
        authorities = try AuthorityList.fromVerifierKeys(
            origin: file.text("origin"), verifierKeys: file.texts("authorities"))
    }

    var proof: Data { file.bytes("status_proof") }
    var now: UInt64 { file.number("now") }

    /// The pseudonym or the refusal of each.
    var expected: [String] {
        file.cases("cases").map { $0.optional("expected") ?? $0.inner("expected").text("pseudonym") }
    }

    /// One that has accepted nothing yet.
    func verifier() throws -> EligibilityVerifier {
        try EligibilityVerifier(
            verifier: PublicIdentity.fromJson(json: file.text("verifier")), audience: file.text("audience"),
            policy: policy)
    }
}
