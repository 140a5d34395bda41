import Foundation

extension MedsealError {
    /// What kind of failure it is: the name of the case.
    public var kind: String { parts.kind }

    /// Exactly which failure it is: a stable code, the same in every language (docs/errors.md).
    public var code: String { parts.code }

    /// A sentence for a person.
    public var explanation: String { parts.explanation }

    /// Of a refusal (`access-denied`), the codes of all its reasons; otherwise empty.
    public var reasons: [String] { parts.reasons }

    private struct Parts {
        let kind: String
        let code: String
        let explanation: String
        let reasons: [String]
    }

    private var parts: Parts {
        switch self {
        case .Malformed(let code, let explanation, let reasons):
            return Parts(kind: "Malformed", code: code, explanation: explanation, reasons: reasons)
        case .Cryptographic(let code, let explanation, let reasons):
            return Parts(kind: "Cryptographic", code: code, explanation: explanation, reasons: reasons)
        case .Denied(let code, let explanation, let reasons):
            return Parts(kind: "Denied", code: code, explanation: explanation, reasons: reasons)
        case .Conflict(let code, let explanation, let reasons):
            return Parts(kind: "Conflict", code: code, explanation: explanation, reasons: reasons)
        case .Storage(let code, let explanation, let reasons):
            return Parts(kind: "Storage", code: code, explanation: explanation, reasons: reasons)
        case .Cancelled(let code, let explanation, let reasons):
            return Parts(kind: "Cancelled", code: code, explanation: explanation, reasons: reasons)
        case .Closed(let code, let explanation, let reasons):
            return Parts(kind: "Closed", code: code, explanation: explanation, reasons: reasons)
        case .Internal(let code, let explanation, let reasons):
            return Parts(kind: "Internal", code: code, explanation: explanation, reasons: reasons)
        }
    }
}

extension MedsealError: LocalizedError {
    public var errorDescription: String? { explanation }
}
