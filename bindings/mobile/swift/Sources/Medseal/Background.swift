import Foundation

/// How far long work has come: `done` of `total` bytes or entries, if the total is known.
public struct Progress: Sendable {
    public let done: UInt64
    public let total: UInt64?
}

/// Runs work of medseal on a queue of its own, so that the calling actor stays free.
///
/// The functions of this module block: they compute, read and write. Give them the `Watch` that
/// `work` receives, and cancelling the task stops them at the next piece, with no partial effect;
/// what is thrown then is the case `Cancelled`.
public func inBackground<Value: Sendable>(
    onProgress: (@Sendable (Progress) -> Void)? = nil,
    work: @escaping @Sendable (Watch) throws -> Value
) async throws -> Value {
    let cancel = Cancel()
    let observer = onProgress.map { Listening(listener: $0) }
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(with: Result { try work(Watch(observer: observer, cancel: cancel)) })
            }
        }
    } onCancel: {
        cancel.cancel()
    }
}

private final class Listening: Observer, @unchecked Sendable {
    private let listener: @Sendable (Progress) -> Void

    init(listener: @escaping @Sendable (Progress) -> Void) {
        self.listener = listener
    }

    func progress(done: UInt64, total: UInt64?) -> Bool {
        listener(Progress(done: done, total: total))
        return true
    }
}
