package org.medseal

import java.io.InputStream
import java.io.OutputStream
import java.nio.file.Path

/**
 * Seals the file [source], of any size, into [target], which is replaced when the sealed record is
 * complete and not touched before. See [sealFile] for the form that blocks.
 */
public suspend fun SealedRecord.Companion.sealFile(
    sealing: Sealing,
    source: Path,
    target: Path,
    onProgress: ((Progress) -> Unit)? = null,
): SealedHeader = inBackground(onProgress) { sealFile(sealing, source.toString(), target.toString(), it) }

/**
 * Opens the sealed file [source] into [target], which is there whole, once all of it was verified,
 * or not at all.
 */
public suspend fun SealedRecord.Companion.openFile(
    source: Path,
    target: Path,
    identity: SecretIdentity,
    onProgress: ((Progress) -> Unit)? = null,
): SealedHeader = inBackground(onProgress) { openFile(source.toString(), target.toString(), identity, it) }

/** Opens [range] (in bytes, at least one) of the plaintext of a sealed file. */
public suspend fun SealedRecord.Companion.openFileRange(
    source: Path,
    identity: SecretIdentity,
    range: LongRange,
): ByteArray = inBackground {
    openFileRange(source.toString(), identity, range.first.toULong(), range.last.toULong() + 1UL)
}

/** Copies a sealed file under another header of the same record version, without opening it. */
public suspend fun SealedRecord.Companion.replaceHeader(
    source: Path,
    target: Path,
    header: SealedHeader,
    onProgress: ((Progress) -> Unit)? = null,
): Unit = inBackground(onProgress) { replaceHeader(source.toString(), target.toString(), header, it) }

/**
 * Seals a stream of any length into another. [total] is the plaintext's length, if it is known, for
 * the progress. Neither stream is closed; after an error, what the sink holds is of no use.
 */
public suspend fun SealedRecord.Companion.sealStream(
    sealing: Sealing,
    source: InputStream,
    sink: OutputStream,
    total: Long? = null,
    onProgress: ((Progress) -> Unit)? = null,
): SealedHeader = between(source, sink, onProgress) { input, output, watch ->
    sealStream(sealing, input, total?.toULong(), output, watch)
}

/**
 * Opens a stream into another. Every chunk is verified before it is released, but that the whole is
 * what the author signed is known only when this returns: throw away what the sink holds after an
 * error.
 */
public suspend fun SealedRecord.Companion.openStream(
    source: InputStream,
    sink: OutputStream,
    identity: SecretIdentity,
    onProgress: ((Progress) -> Unit)? = null,
): SealedHeader = between(source, sink, onProgress) { input, output, watch ->
    openStream(input, output, identity, watch)
}

/** Seals a stream in the detached form: the payload goes to the sink, the header is returned. */
public suspend fun SealedHeader.Companion.sealPayload(
    sealing: Sealing,
    source: InputStream,
    sink: OutputStream,
    total: Long? = null,
    onProgress: ((Progress) -> Unit)? = null,
): SealedHeader = between(source, sink, onProgress) { input, output, watch ->
    sealPayload(sealing, input, total?.toULong(), output, watch)
}

/** Opens the payload that this header was detached from. */
public suspend fun SealedHeader.openPayload(
    source: InputStream,
    sink: OutputStream,
    identity: SecretIdentity,
    onProgress: ((Progress) -> Unit)? = null,
): Unit = between(source, sink, onProgress) { input, output, watch ->
    openPayload(this, input, output, identity, watch)
}
