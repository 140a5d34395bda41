import Foundation

/// One object of a vector file. What a case lacks where it must have it is empty, and fails as such.
struct Case {
    let members: [String: Any]

    func has(_ name: String) -> Bool { members[name] != nil && !(members[name] is NSNull) }
    func optional(_ name: String) -> String? { members[name] as? String }
    func text(_ name: String) -> String { optional(name) ?? "" }
    func number(_ name: String) -> UInt64 { (members[name] as? NSNumber)?.uint64Value ?? 0 }
    func flag(_ name: String) -> Bool { members[name] as? Bool ?? false }
    func texts(_ name: String) -> [String] { members[name] as? [String] ?? [] }
    func inner(_ name: String) -> Case { Case(members: members[name] as? [String: Any] ?? [:]) }

    func cases(_ name: String) -> [Case] {
        (members[name] as? [[String: Any]] ?? []).map { Case(members: $0) }
    }

    func bytes(_ name: String) -> Data {
        let digits = Array(text(name).utf8)
        return Data(stride(from: 0, to: digits.count, by: 2).compactMap { at in
            UInt8(String(decoding: digits[at..<min(at + 2, digits.count)], as: UTF8.self), radix: 16)
        })
    }

    /// The object as a document of its own.
    var json: String {
        let data = try? JSONSerialization.data(withJSONObject: members)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// The suite by its number in RFC 9180's registry of KEMs.
    var suite: String { number("suite") == 0x20 ? "x25519" : "x-wing" }

    /// The error's code, or `ok`: also where the file has what is found in place of a code.
    var expected: String {
        let stated = optional("expected") ?? "ok"
        return stated == "confirmed" ? "ok" : stated
    }
}

/// `vectors/` of the repository: four directories above this file's.
let vectors = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../../vectors").standardized

func load(_ area: String) throws -> Case {
    let data = try Data(contentsOf: vectors.appendingPathComponent("\(area).json"))
    return Case(members: try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:])
}

/// By file, the cases that only Rust runs; none named is the whole file.
func rustOnly() throws -> [String: [String]] {
    let files = try load("rust-only").cases("files")
    return Dictionary(uniqueKeysWithValues: files.map { ($0.text("file"), $0.texts("cases")) })
}
