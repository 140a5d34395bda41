package org.medseal

import java.io.InputStream
import java.io.OutputStream
import java.nio.file.Path

/**
 * Founds a ledger in a directory that does not exist yet or is empty. What each authority signed is
 * remembered in [signerDirectory], which must not be restored from a backup together with the ledger.
 */
public suspend fun Ledger.Companion.create(
    directory: Path,
    signerDirectory: Path,
    authorities: List<SecretIdentity>,
    origin: String,
    quorum: UByte? = null,
): Ledger = inBackground {
    Ledger.create(directory.toString(), signerDirectory.toString(), authorities, origin, quorum)
}

/** Opens the ledger in a directory; without authorities, for reading only. */
public suspend fun Ledger.Companion.open(
    directory: Path,
    signerDirectory: Path,
    authorities: List<SecretIdentity> = emptyList(),
    onProgress: ((Progress) -> Unit)? = null,
): Ledger = inBackground(onProgress) {
    Ledger.open(directory.toString(), signerDirectory.toString(), authorities, it)
}

/** Checks everything in a ledger's directory, and tells what is wrong instead of failing. */
public suspend fun Ledger.Companion.fsck(
    directory: Path,
    onProgress: ((Progress) -> Unit)? = null,
): FsckDetails = inBackground(onProgress) { fsckLedger(directory.toString(), it) }

/** A custodian that remembers in the file [path], which is begun if it is not there, what it permitted. */
public suspend fun DecisionPoint.Companion.open(path: Path, rules: DecisionRules): DecisionPoint =
    inBackground { DecisionPoint.open(path.toString(), rules) }

/** A custodian's signed statement that it destroyed keys, payload or both of a record's version. */
public fun ErasureReceipt.Companion.attest(
    custodian: SecretIdentity,
    ledgerId: String,
    commitment: String,
    keysDestroyed: Boolean,
    payloadDestroyed: Boolean,
    now: ULong? = null,
): ByteArray = attestErasure(custodian, ledgerId, commitment, keysDestroyed, payloadDestroyed, now)

/** Reads one custodian's attestation, which must be about this version of a record on this ledger. */
public fun ErasureReceipt.Companion.readAttestation(
    attestation: ByteArray,
    ledgerId: String,
    commitment: String,
): AttestationDetails = readErasureAttestation(attestation, ledgerId, commitment)

/** Verifies evidence of a split view; gives the names of the authorities that signed both sides. */
public fun LedgerFollower.Companion.verifyEvidence(evidence: String, authorities: AuthorityList): List<String> =
    verifySplitView(evidence, authorities)

/** The handles whose status decides about a presentation. */
public fun EligibilityVerifier.Companion.statusHandles(presentation: ByteArray): List<String> =
    org.medseal.statusHandles(presentation)

/** Opens the sealed file [source] into [target], which is there whole or not at all. */
public suspend fun Unlocked.openFile(
    source: Path,
    target: Path,
    onProgress: ((Progress) -> Unit)? = null,
): Unit = inBackground(onProgress) { openFile(source.toString(), target.toString(), it) }

/** Opens an encrypted payload, without its header, from a stream to a stream. */
public suspend fun Unlocked.openPayload(
    source: InputStream,
    sink: OutputStream,
    onProgress: ((Progress) -> Unit)? = null,
): Unit = between(source, sink, onProgress) { input, output, watch -> openPayload(input, output, watch) }
