import Foundation

extension SealedRecord {
    /// Seals `plaintext` to the beginning of `buffer`; returns how many bytes were written. For records in
    /// turn, which then need no fresh memory.
    ///
    /// `sealedLengthAtMost` says how long `buffer` must be. Leave it alone until this returns. After an
    /// error nothing of the record is in it, though what was there before may be overwritten.
    public static func sealInto(
        sealing: Sealing, plaintext: Data, buffer: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        let (address, length) = place(of: buffer)
        return Int(try Medseal.sealInto(
            sealing: sealing, plaintext: plaintext, address: address, length: length))
    }

    /// Opens `container` to the beginning of `buffer`; returns how many bytes were written: all of the
    /// record, or nothing.
    ///
    /// Until it returns, `buffer` holds nothing that may be used. After an error nothing of the record is
    /// in it, though what was there before may be overwritten. Wiping it is up to you.
    public static func openInto(
        container: Data, identity: SecretIdentity, buffer: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        let (address, length) = place(of: buffer)
        return Int(try Medseal.openInto(
            container: container, identity: identity, address: address, length: length))
    }

    /// Seals `plaintext` and gives the bytes that are stored and sent: `seal` and `toBytes` in one, which
    /// copies less.
    public static func sealBytes(sealing: Sealing, plaintext: Data) throws -> Data {
        let room = sealedLengthAtMost(
            plaintextLength: UInt64(plaintext.count), recipients: UInt64(sealing.recipients.count))
        var sealed = Data(count: Int(room))
        let length = try sealed.withUnsafeMutableBytes { buffer in
            try sealInto(sealing: sealing, plaintext: plaintext, buffer: buffer)
        }
        return sealed.prefix(length)
    }

    private static func place(of buffer: UnsafeMutableRawBufferPointer) -> (UInt64, UInt64) {
        (UInt64(UInt(bitPattern: buffer.baseAddress)), UInt64(buffer.count))
    }
}
