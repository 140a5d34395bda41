package org.medseal

import java.nio.file.Path

/** A verifier that remembers what it accepted in the file [path], which is begun if it is not there. */
public suspend fun EligibilityVerifier.Companion.open(
    path: Path,
    verifier: PublicIdentity,
    audience: String,
    policy: EligibilityPolicy,
): EligibilityVerifier = inBackground { EligibilityVerifier.open(path.toString(), verifier, audience, policy) }

/**
 * Decides about many presentations at once on the last block of [ledger]; cancelling the coroutine
 * stops it, and then nothing was accepted.
 */
public suspend fun EligibilityVerifier.verifyBatch(
    answers: List<EligibilityAnswer>,
    ledger: Ledger,
    now: ULong? = null,
    onProgress: ((Progress) -> Unit)? = null,
): List<EligibilityVerdict> = inBackground(onProgress) { verifyBatch(answers, ledger, it, now) }
